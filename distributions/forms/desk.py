"""What the desk and the visit counter type."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from distributions import counter, outcomes
from distributions.models import Handover, IdentityMethod
from families.forms.fields import (
    PickingForm,
    ShownField,
    typed_field,
    village_field,
    village_picker,
)
from families.models import PovertyEvidence, Relationship
from rutan.days import HourField
from rutan.fields import MOST_ID, Shared, WholeNumberField, client_id_field, row_id_field
from rutan.refusals import sentence
from rutan.texts import FreeText, InWords, PersonName

_CODE_OF_AREA = re.compile(r"[0-9]{2}(\.[0-9]{2,4}){0,3}")


def _choice(label, choices, **options) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", _("Pilih …")), *choices],
        error_messages={
            "required": _("Pilih salah satu."),
            "invalid_choice": _("Pilih salah satu."),
        },
        **options,
    )


def may_be_photographed() -> forms.BooleanField:
    return forms.BooleanField(label=_("Boleh difoto"), required=False)


def goes_first() -> forms.BooleanField:
    return forms.BooleanField(label=_("Dahulukan"), required=False)


def thumb_print() -> forms.BooleanField:
    return forms.BooleanField(label=_("Cap jempol"), required=False)


def _name_the_collector(form: forms.Form, data: dict) -> None:
    """Of a member the file knows both; of anybody else name and relationship are asked."""
    if not data.get("collector_name") and "collector_name" not in form.errors:
        form.add_error("collector_name", sentence("a_handover_names_its_collector"))
    if not data.get("collector_relationship") and "collector_relationship" not in form.errors:
        form.add_error("collector_relationship", _("Pilih hubungan pengambil dengan WBP."))


def who_came(card) -> dict:
    """Who was seen at the counter, else the person the family is named after; an empty collector is
    somebody else, as is a namesake of a member who was said to be something else to the WBP.
    """
    row = card.entitlement
    if not row.seen_at_arrival:
        named = card.named_after
        nobody = None if card.collectors else ""
        return {"collector": named.pk if named else nobody}
    known = {member.pk: member.full_name for member, _tie in card.collectors}
    by_name = {
        member.full_name.casefold(): member.pk
        for member, _tie in card.collectors
        if row.relationship_of(member) == row.arrived_relationship
    }
    seen = row.arrived_collector_id if row.arrived_collector_id in known else None
    seen = seen or by_name.get(row.arrived_name.casefold(), "")
    typed = "" if known.get(seen) == row.arrived_name else row.arrived_name
    return {
        "collector": seen,
        "collector_name": typed or (row.arrived_collector.full_name if seen == "" else ""),
        "collector_relationship": row.arrived_relationship,
    }


def _known_by(card, by_coupon: bool) -> str:
    """What was looked at on arrival, else the coupon that was scanned, else what the office
    presets.
    """
    if card.entitlement.arrived_method:
        return card.entitlement.arrived_method
    if by_coupon:
        return IdentityMethod.COUPON
    return IdentityMethod.KTP if card.event.facility.ktp_at_desk else ""


class WhoCameForm(forms.Form):
    """Who stands before the officer, a member of the family or somebody else, and by what he is
    known.
    """

    collector = forms.IntegerField(
        label=_("Diambil oleh"), min_value=1, max_value=MOST_ID, required=False
    )
    collector_name = PersonName(label=_("Nama pada KTP"), max_length=120, required=False)
    collector_relationship = _choice(_("Hubungan dengan WBP"), Relationship.choices, required=False)
    verified_by_method = _choice(_("Dikenali dengan"), IdentityMethod.choices)

    def clean(self):
        data = super().clean()
        if data.get("collector") is None and "collector" not in self.errors:
            _name_the_collector(self, data)
        return data


class HandOverForm(WhoCameForm):
    """One hand-over as the contract of the desk names it (docs/design.md)."""

    entitlement = row_id_field()
    coupon = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    client_id = client_id_field()
    desk = FreeText(max_length=30, required=False, widget=forms.HiddenInput)
    note = FreeText(label=_("Catatan"), max_length=200, required=False)
    contents_note = FreeText(label=_("Isi paket yang berbeda"), max_length=200, required=False)
    given_by_head = forms.BooleanField(label=_("Diserahkan oleh Kepala Rutan"), required=False)
    thumb_print = thumb_print()
    override_reason = InWords(max_length=200, required=False, widget=forms.HiddenInput)
    handed_over_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    paper_line = forms.IntegerField(
        min_value=1, max_value=30_000, required=False, widget=forms.HiddenInput
    )

    @classmethod
    def of_card(cls, card, *, by_coupon: bool, desk: str):
        """The form as the desk opens it. What somebody saw stands in it; nobody is known by what
        nobody looked at.
        """
        usual = {"entitlement": card.entitlement.pk, "desk": desk}
        return cls(
            initial=usual | who_came(card) | {"verified_by_method": _known_by(card, by_coupon)}
        )

    def clean(self):
        data = super().clean()
        if not data.get("entitlement") and not data.get("coupon") and not self.errors:
            self.add_error(None, _("Cari keluarga atau pindai kupon dahulu."))
        return data

    def refuse_if_invalid(self) -> None:
        """Raise the desk's own refusal, so that every caller answers the same way."""
        if not self.is_valid():
            raise outcomes.Invalid({name: errors[0] for name, errors in self.errors.items()})


HandOverForm.base_fields = Shared(HandOverForm.base_fields)


class PlaceForm(forms.Form):
    """At which desk this PC stands."""

    desk = FreeText(label=_("Loket Anda"), max_length=30, required=False)


class WalkInForm(PickingForm):
    """Five fields in forty seconds: who came, what she is to the WBP, from where, on what ground,
    and known how.

    Of a family on file who came is one of its members, chosen as at the desk; a name is typed only
    for somebody else. The village is the registrar's picker; by the desk's contract ``area`` may
    also hold what was typed.
    """

    pickers = ("area",)
    needed_sometimes = (
        *("collector", "collector_name", "collector_relationship"),
        *("paper_line", "paper_time"),
    )

    family = row_id_field()
    inmate = row_id_field()
    client_id = client_id_field()
    desk = FreeText(max_length=30, required=False, widget=forms.HiddenInput)
    collector = forms.TypedChoiceField(
        label=_("Diambil oleh"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Pilih salah satu.")},
        widget=forms.RadioSelect,
    )
    collector_name = PersonName(
        label=_("Nama pengambil seperti pada KTP"), max_length=120, required=False
    )
    collector_relationship = _choice(_("Hubungan dengan WBP"), Relationship.choices, required=False)
    area = village_field()
    area_q = typed_field(_("Desa/kelurahan"))
    # The ids of similar families that were looked at.
    seen = ShownField()
    override_reason = InWords(max_length=200, required=False, widget=forms.HiddenInput)
    # Of a family that a desk wrote on its sheet while the screens were dark.
    paper_line = WholeNumberField(
        label=_("Baris di lembar"), min_value=1, max_value=30_000, required=False
    )
    paper_time = HourField(label=_("Sekitar pukul"), required=False)
    ground = _choice(_("Bukti yang ditunjukkan"), PovertyEvidence.Kind.choices)
    # Who walks in has no coupon.
    verified_by_method = forms.ChoiceField(
        label=_("Dikenali dengan"),
        choices=[(method.value, method.label) for method in counter.METHODS],
        error_messages={
            "required": _("Pilih salah satu."),
            "invalid_choice": _("Pilih salah satu."),
        },
        widget=forms.RadioSelect,
    )
    may_be_photographed = may_be_photographed()
    goes_first = goes_first()
    thumb_print = thumb_print()

    def __init__(self, data=None, **kwargs):
        if data and not _CODE_OF_AREA.fullmatch(data.get("area", "")):
            data = data.copy()
            data["area_q"], data["area"] = data.get("area_q") or data.get("area", ""), ""
        super().__init__(data, **kwargs)

    def preset(self, facility):
        """Nobody is known by what nobody looked at, unless the office presets the KTP."""
        if facility.ktp_at_desk:
            self.initial.setdefault("verified_by_method", IdentityMethod.KTP)

    @property
    def village(self):
        return village_picker().drawn(self)

    def offer(self, collectors):
        """The (member, word) pairs of a family on file; the first is the likeliest."""
        named = [
            (member.pk, f"{member.full_name} ({word})" if word else member.full_name)
            for member, word in collectors
        ]
        self.fields["collector"].choices = [*named, ("", _("Orang lain …"))]
        self.initial["collector"] = named[0][0] if named else ""

    def ask_who_came(self):
        """A new family has no members to choose from."""
        del self.fields["collector"]

    def know_the_village(self):
        """A family on file has its village, and nobody looks for its like."""
        self.pickers = ()
        for name in ("area", "area_q", "seen"):
            del self.fields[name]

    def clean(self):
        data = super().clean()
        if not data.get("collector"):
            _name_the_collector(self, data)
        self._need_line_and_time(data)
        return data

    def _need_line_and_time(self, data):
        """Nothing that was copied off a sheet is dropped without a word."""
        for name, other, said in (
            ("paper_line", "paper_time", _("Isi jamnya.")),
            ("paper_time", "paper_line", _("Isi barisnya.")),
        ):
            if data.get(name) and not data.get(other) and other not in self.errors:
                self.add_error(other, said)
        if data.get("paper_line") and self.data.get("hand_over") != "1":
            said = _("Yang tertulis di lembar sudah menerima: tekan Daftarkan dan serahkan.")
            self.add_error("paper_line", said)


class AcceptForm(forms.Form):
    reason = InWords(
        label=_("Penjelasan"),
        max_length=200,
        error_messages={"required": sentence("an_acceptance_has_a_reason")},
        widget=forms.TextInput,
    )


class AnswerForm(forms.Form):
    words = InWords(
        label=_("Jawaban"),
        max_length=200,
        missing=_("Tulis apa yang dikatakan kepada keluarga."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VoidForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Apa yang terjadi?"),
        choices=Handover.VoidKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih salah satu."),
            "invalid_choice": _("Pilih salah satu."),
        },
    )
    reason = InWords(
        label=_("Sebab pembatalan"),
        max_length=200,
        error_messages={"required": sentence("a_void_has_reason_and_kind")},
        widget=forms.TextInput,
    )
