"""What a person types about an event: its day and rules, its contents, its list, and the reasons
for an act.
"""

import datetime as dt
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from distributions.forms.packing import ClientIdForm
from distributions.models import Distribution, Entitlement
from distributions.models.event import PLACE
from distributions.planning.candidates import Candidate, Filters
from distributions.planning.lifecycle import ORDER_MISSING
from families.models import PovertyEvidence
from harvests.models import unit_word
from rutan.days import TOO_FAR, DayField, HourField
from rutan.fields import QuantityField, WholeNumberField, seen_field
from rutan.formats import tanggal
from rutan.refusals import REASON_FOR_HEAD, REASON_MISSING, sentence
from rutan.texts import FreeText, InWords

# A year typed wrong is the commonest slip in a date.
FARTHEST = dt.timedelta(days=2 * 366)
EARLIEST = dt.date(2020, 1, 1)


def _text(label, required: str, most: int, **options) -> InWords:
    return InWords(label=label, max_length=most, missing=required, **options)


def _number() -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": "form-control short"})


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _reason(label, required: str) -> InWords:
    return _text(label, required, 200, widget=forms.Textarea(attrs={"rows": 3}))


def _order() -> InWords:
    return _text(_("Atas perintah"), ORDER_MISSING, 200)


class ContentsForm(forms.Form):
    """One field for each commodity that grows here; an empty one is not in the package."""

    def __init__(self, *args, commodities, **kwargs):
        super().__init__(*args, **kwargs)
        self.commodities = {f"item_{commodity.pk}": commodity for commodity in commodities}
        for name, commodity in self.commodities.items():
            label = f"{commodity.name} ({unit_word(commodity.unit, 2)})"
            self.fields[name] = QuantityField(label=label, required=False, max_value=Decimal(1000))
            self.fields[name].widget.attrs["class"] = "form-control"

    @staticmethod
    def initial_of(items) -> dict:
        """The initial values for (commodity, quantity) pairs."""
        return {f"item_{commodity.pk}": quantity for commodity, quantity in items}

    @property
    def items(self) -> list:
        """(commodity, quantity) pairs of what is in the package."""
        found = (
            (commodity, self.cleaned_data.get(name)) for name, commodity in self.commodities.items()
        )
        return [(commodity, quantity) for commodity, quantity in found if quantity]

    @property
    def item_fields(self):
        return [self[name] for name in self.commodities]

    @property
    def has_item_errors(self) -> bool:
        return any(name in self.errors for name in self.commodities)

    @property
    def items_in_words(self) -> str:
        """The contents as they stand in the form: "3 ikat Kangkung, 1 ikat Sawi"."""
        typed = [(commodity, self[name].value()) for name, commodity in self.commodities.items()]
        return ", ".join(
            f"{quantity} {unit_word(commodity.unit, quantity)} {commodity.name}"
            for commodity, quantity in typed
            if quantity
        )


class NewEventForm(ContentsForm, ClientIdForm):
    """What a new event is called, with the contents of a package."""

    title = _text(_("Nama kegiatan"), _("Isi nama kegiatan."), 120)
    purpose = forms.ChoiceField(
        label=_("Tujuan"),
        choices=Distribution.Purpose.choices,
        initial=Distribution.Purpose.HARVEST,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Jarak hari antara dua paket dihitung di antara kegiatan dengan tujuan yang sama."
        ),
        error_messages={"invalid_choice": _("Pilih salah satu.")},
    )
    # Sent back by the person who read the warnings of the first answer.
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    # It is always chosen, so nothing about it is left open.
    needed_sometimes = ("purpose",)

    def clean_purpose(self):
        """A form that does not ask for it leaves it as it is."""
        return self.cleaned_data["purpose"] or self["purpose"].initial


class PlaceForm(forms.Form):
    """Where and at which hours an event is."""

    venue = _text(_("Tempat"), _("Isi tempatnya."), 120)
    starts = HourField(label=_("Mulai pukul"))
    ends = HourField(label=_("Selesai pukul"))

    def clean(self):
        data = super().clean()
        if data.get("starts") and data.get("ends") and data["starts"] >= data["ends"]:
            self.add_error("ends", sentence("an_event_opens_before_it_ends"))
        return data

    @property
    def plan(self) -> dict:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in self.plan_fields}


class DaysForm(PlaceForm):
    """Where and when: the day, or the first and the last one, with hours and place."""

    day = DayField(label=_("Tanggal"))
    last_day = DayField(label=_("Sampai dengan tanggal"), required=False)

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not EARLIEST <= day <= dt.date.today() + FARTHEST:
            raise ValidationError(TOO_FAR)
        return day

    def clean(self):
        data = super().clean()
        day, last_day = data.get("day"), data.get("last_day")
        if day and last_day and last_day < day:
            self.add_error("last_day", sentence("an_event_ends_after_it_starts"))
        elif day and last_day and last_day - day > dt.timedelta(days=30):
            self.add_error("last_day", _("Kegiatan paling lama 31 hari."))
        return data


class EventForm(DaysForm, NewEventForm):
    """An event with a list, or one that takes families as they come, prepared before its day."""

    plan_fields = (
        "title",
        *PLACE,
        "purpose",
        "accepts_walk_ins",
        "one_per_inmate",
        "minimum_days",
    )

    accepts_walk_ins = forms.BooleanField(
        label=_("Menerima juga keluarga yang datang tanpa terdaftar"), required=False
    )
    one_per_inmate = forms.BooleanField(
        label=_("Satu paket untuk satu WBP"),
        required=False,
        help_text=_("Jika dicentang, dua keluarga dari WBP yang sama tidak dapat masuk daftar."),
    )
    minimum_days = WholeNumberField(
        label=Distribution._meta.get_field("minimum_days").verbose_name,
        min_value=1,
        max_value=365,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={
            "required": _("Isi jarak harinya."),
            "invalid": _("Tulis jarak hari dengan bilangan bulat."),
            "min_value": sentence("an_event_waits_at_least_one_day"),
            "max_value": _("Paling banyak 365 hari."),
        },
    )
    is_rehearsal = forms.BooleanField(
        label=_("Ini latihan"),
        required=False,
        help_text=_("Latihan tidak mengubah stok dan tidak masuk laporan."),
    )

    field_order = ("title", "venue", "day", "last_day", "starts", "ends")


class MoveForm(DaysForm):
    """Another day, hour or place for an event that the head approved already, and why."""

    plan_fields = PLACE

    reason = _reason(_("Alasan"), REASON_FOR_HEAD)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)


class TodayForm(PlaceForm, NewEventForm):
    """Today, without a list, on the head's word."""

    plan_fields = ("title", "venue", "starts", "ends", "purpose")

    order = _order()


class OpenForm(forms.Form):
    """The order on which an event without a list opens, and the word that it opens on another day
    than planned.
    """

    order = _order()
    # The day on which the page asked whether to open all the same.
    all_the_same = DayField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, distribution: Distribution, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.event, self.today = distribution, today
        # With an approved list there is nothing to type.
        if distribution.status != Distribution.Status.DRAFT:
            del self.fields["order"]

    @property
    def is_another_day(self) -> bool:
        return not self.event.takes_place_on(self.today)

    def clean(self):
        data = super().clean()
        if self.is_another_day and data.get("all_the_same") != self.today:
            raise ValidationError(self.question)
        return data

    @property
    def question(self) -> str:
        return _("Kegiatan ini dijadwalkan %(day)s. Tetap buka hari ini?") % {
            "day": tanggal(self.event.day)
        }


class ReasonForm(forms.Form):
    """Why an event is cancelled, sent back or returned to the plan, or a family taken off."""

    reason = _reason(_("Alasan"), REASON_MISSING)


class AddForm(forms.Form):
    """Who is put on a list that is approved already, and why."""

    family = forms.TypedChoiceField(
        label=pgettext_lazy("satu", "Keluarga"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih keluarganya."),
            "invalid_choice": _("Keluarga ini tidak dapat ditambahkan. Cari lagi."),
        },
    )
    reason = _reason(_("Alasan"), REASON_FOR_HEAD)

    def __init__(self, *args, rows: list[Candidate], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["family"].choices = [
            (row.family.pk, f"{row.family.name}, {row.family.area}: {row.words}") for row in rows
        ]
        if not rows:
            self.fields.clear()

    def clean(self):
        if not self.fields:
            raise ValidationError(_("Cari keluarganya dahulu, lalu pilih satu."))
        return super().clean()


class PromoteForm(forms.Form):
    """Why a reserve comes before the one whose turn it is; in turn there is nothing to say."""

    reason = _reason(_("Alasan mendahulukan"), REASON_FOR_HEAD)

    def __init__(self, *args, out_of_turn: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not out_of_turn:
            del self.fields["reason"]


class ApproveForm(forms.Form):
    """What the head signs: the list or result that he read, with a reason when he proposed or
    opened it himself.
    """

    seen = seen_field()
    reason = _reason(_("Alasan menyetujui usulan sendiri"), REASON_MISSING)

    def __init__(self, *args, own: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = own


class SuggestForm(forms.Form):
    """For how many families the proposal is made."""

    packages = WholeNumberField(label=_("Keluarga"), min_value=1, max_value=1000, widget=_number())
    reserves = WholeNumberField(
        label=_("Cadangan"),
        min_value=0,
        max_value=1000,
        initial=5,
        required=False,
        widget=_number(),
    )


class FilterForm(forms.Form):
    """Filters of the candidates; they live in the address."""

    saves = False

    name = FreeText(
        label=_("Nama keluarga"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    area = forms.ChoiceField(label=_("Desa/kecamatan"), required=False, widget=_select())
    last_aid = forms.ChoiceField(
        label=_("Terakhir menerima"),
        required=False,
        choices=[
            ("", _("Kapan saja")),
            ("never", _("Belum pernah")),
            ("30", _("Lebih dari 30 hari")),
            ("90", _("Lebih dari 90 hari")),
            ("180", _("Lebih dari 180 hari")),
        ],
        widget=_select(),
    )
    evidence = forms.ChoiceField(
        label=_("Bukti"),
        required=False,
        choices=[("", _("Semua")), *PovertyEvidence.Kind.choices],
        widget=_select(),
    )
    expiring = forms.BooleanField(
        label=_("Bukti segera berakhir"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args, areas, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("Semua")), *areas]

    # A filter comes from an address that anybody may have mended by hand.
    @property
    def filters(self) -> Filters:
        """What of it is understood; a filter that makes no sense narrows nothing."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})

    @property
    def in_words(self) -> str:
        """What is filtered, as the person chose it."""
        self.is_valid()
        chosen = [(self.fields[name], value) for name, value in self.cleaned_data.items() if value]
        return ", ".join(
            str(
                dict(field.choices)[value]
                if hasattr(field, "choices")
                else field.label
                if value is True
                else value
            )
            for field, value in chosen
        )


class ListForm(forms.Form):
    """Where each candidate stands: not chosen, on the list, or among the reserves; with the reason
    of a hand.
    """

    CHOICES = [
        ("", _("Tidak")),
        (Entitlement.Source.LIST, _("Daftar")),
        (Entitlement.Source.RESERVE, _("Cadangan")),
    ]

    seen = seen_field()

    def __init__(self, *args, rows: list[Candidate], **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = rows
        for row in rows:
            current = row.entitlement
            self.fields[row.pick_name] = forms.ChoiceField(
                label=row.family.name,
                choices=self.CHOICES,
                required=False,
                initial=current.source if current else "",
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Pilih Daftar, Cadangan, atau Tidak.")},
            )
            self.fields[row.reason_name] = InWords(
                label=_("Alasan memilih %(name)s") % {"name": row.family.name},
                max_length=200,
                required=False,
                initial=current.reason if current else "",
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def clean(self):
        data = super().clean()
        # A family that stopped being a candidate meanwhile must not vanish from the choice in
        # silence.
        known = {row.pick_name for row in self.candidates}
        if any(name.startswith("pick_") and name not in known for name in self.data):
            raise ValidationError(
                _(
                    "Ada keluarga yang tidak dapat dipilih lagi. Periksa daftar yang sekarang di"
                    " bawah ini."
                )
            )
        return data

    @property
    def rows(self):
        """(candidate, pick, reason) for the page."""
        return [(row, self[row.pick_name], self[row.reason_name]) for row in self.candidates]

    @property
    def _answers(self) -> list[tuple[Candidate, str, str]]:
        data = self.cleaned_data
        return [(row, data[row.pick_name], data[row.reason_name]) for row in self.candidates]

    @property
    def is_changed(self) -> bool:
        """Whether a family stands elsewhere than before, or for another reason; turning a page is
        no act.
        """
        return any(
            (pick, reason or row.entitlement.reason)
            != (row.entitlement.source, row.entitlement.reason)
            if row.entitlement
            else pick
            for row, pick, reason in self._answers
        )

    @property
    def choice(self) -> dict:
        """What the verb takes: families, reserves, dropped and reasons."""
        source, answers = Entitlement.Source, self._answers
        return {
            "families": [row.family for row, pick, _why in answers if pick == source.LIST],
            "reserves": [row.family for row, pick, _why in answers if pick == source.RESERVE],
            "dropped": [row.family for row, pick, _why in answers if not pick and row.entitlement],
            "reasons": {row.family.pk: reason for row, pick, reason in answers if pick},
            "seen": self.cleaned_data["seen"],
        }


class StatusFilterForm(forms.Form):
    saves = False

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Semua")), *Distribution.Status.choices],
        widget=_select(),
    )
