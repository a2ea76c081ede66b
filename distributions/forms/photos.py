"""A photo of an event as it is handed in, and why one is taken away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from distributions.forms.packing import ClientIdForm
from distributions.models import Distribution, EventPhoto
from rutan import files
from rutan.refusals import REASON_MISSING
from rutan.texts import InWords


class PhotoForm(ClientIdForm):
    """Picture, caption, and the word that everybody in it agreed."""

    file = files.PictureField(label=_("Foto"), help_text=_("JPG atau PNG, paling besar 10 MB."))
    caption = InWords(
        label=_("Keterangan"),
        max_length=120,
        missing=_("Isi keterangan fotonya."),
        help_text=_("Apa yang terlihat, tanpa nama keluarga atau WBP."),
    )
    agreed = forms.BooleanField(
        label=_("Semua orang dalam foto ini sudah setuju, dan tidak ada wajah anak"),
        error_messages={"required": _("Foto hanya disimpan jika semua yang terlihat setuju.")},
    )

    def clean(self):
        if self.errors:
            files.ask_again(self)
        return super().clean()

    def photo_of(self, distribution: Distribution) -> EventPhoto:
        names = ("file", "caption", "agreed", "client_id")
        return EventPhoto(distribution=distribution, **{n: self.cleaned_data[n] for n in names})


class RemoveForm(forms.Form):
    reason = InWords(label=_("Alasan"), max_length=200, missing=REASON_MISSING)
