"""What a list is narrowed to; anything that is not on offer is passed over, never an error."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from harvests.entry import Garden
from harvests.forms.fields import BoundedDayField
from harvests.models import HarvestQuerySet
from rutan.formats import tanggal_pendek
from rutan.refusals import ENDS_BEFORE_START


class HarvestFilter(forms.Form):
    """Period, commodity and site of the harvest list, in its address."""

    saves = False

    first = BoundedDayField(label=_("Dari tanggal"), required=False)
    last = BoundedDayField(label=_("Sampai tanggal"), required=False)
    commodity = forms.ChoiceField(label=_("Komoditas"), required=False)
    site = forms.ChoiceField(label=_("Tempat"), required=False)

    def __init__(self, data, *, garden: Garden):
        super().__init__(data)
        self.garden = garden
        self.fields["commodity"].choices = [
            ("", _("Semua")),
            *((key, str(row)) for key, row in garden.commodities.items()),
        ]
        self.fields["site"].choices = [
            ("", _("Semua")),
            *((key, str(row)) for key, row in garden.sites.items()),
        ]

    def clean(self):
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", ENDS_BEFORE_START)
        return data

    def narrow(self, lots: HarvestQuerySet) -> HarvestQuerySet:
        """The lots that fit."""
        asked = self.asked()
        lots = (
            lots.between(asked.get("first", dt.date.min), asked.get("last", dt.date.max))
            if asked.keys() & {"first", "last"}
            else lots
        )
        return lots.of(commodity=asked.get("commodity"), site=asked.get("site"))

    def asked(self) -> dict:
        """What was asked for and is on offer."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def in_address(self) -> dict[str, str]:
        """What was asked for, as it is written into an address."""
        return {name: str(value) for name, value in self.asked().items()}

    def words(self) -> str:
        """The filters in words, for "Menampilkan n dari m: ..."."""
        asked, words = self.asked(), []
        if "first" in asked or "last" in asked:
            words.append(
                f"{tanggal_pendek(asked.get('first'))} s.d. {tanggal_pendek(asked.get('last'))}"
            )
        words += [str(self.garden.commodities[asked["commodity"]])] if "commodity" in asked else []
        words += [str(self.garden.sites[asked["site"]])] if "site" in asked else []
        return ", ".join(words)
