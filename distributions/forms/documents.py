"""What is typed for a paper that is issued: its number, and a report's two boxes."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from distributions.documents.issuing import Issuable
from distributions.forms.packing import ClientIdForm
from rutan import files
from rutan.texts import FreeText, InWords

_BOX = {"rows": 4}


class IssueForm(ClientIdForm):
    """``words`` are the boxes that this kind of paper has."""

    number = FreeText(
        label=_("Nomor surat"),
        max_length=80,
        required=False,
        help_text=_(
            "Dari buku agenda. Jika kosong atau belum selesai, tercetak titik-titik untuk ditulis"
            " tangan."
        ),
    )
    obstacles = InWords(
        label=_("Hambatan"), max_length=1500, required=False, widget=forms.Textarea(attrs=_BOX)
    )
    advice = InWords(
        label=_("Saran"), max_length=1500, required=False, widget=forms.Textarea(attrs=_BOX)
    )

    def __init__(self, *args, paper: Issuable, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"obstacles", "advice"} - set(paper.words):
            del self.fields[name]

    def typed(self) -> dict:
        """``number``, and where the paper has boxes their ``words`` by field."""
        names = [name for name in ("obstacles", "advice") if name in self.fields]
        words = {"words": {name: self.cleaned_data[name] for name in names}} if names else {}
        return {"number": self.cleaned_data["number"], **words}


class ScanForm(ClientIdForm):
    """The signed paper, as a photo or a scan."""

    file = files.ScanField(
        most_paper=files.MOST_SIGNED_PAPER,
        help_text=format_lazy(
            _(
                "JPG atau PNG sampai {picture} MB, PDF sampai {paper} MB."
                " Hasil pindai yang lama tetap ada."
            ),
            picture=files.MOST_PICTURE // 2**20,
            paper=files.MOST_SIGNED_PAPER // 2**20,
        ),
    )

    def clean(self):
        if self.errors:
            files.ask_again(self)
        return super().clean()
