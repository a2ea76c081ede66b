"""Inmates: who came in, under which numbers, and where he is now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.forms import Form
from django.utils.translation import gettext_lazy as _

from families.models import CustodyStatus, FoldedName, Inmate, RegisterNumber, Sex
from rutan import audit, editing
from rutan.formats import tanggal
from rutan.models import Facility, User
from rutan.once import FormUsedBefore, made_before
from rutan.refusals import Refused, refused_by_database

INMATE_FIELDS = ("name", "legal_status", "block", "sex", "birth_date")
CUSTODY_FIELDS = ("custody_status", "custody_since")
NUMBER_FIELDS = ("written", "since")


@dataclass(frozen=True)
class NewInmate:
    """Somebody to register; ``register_numbers`` as written, oldest first, all counted from
    ``custody_since``.

    ``seen`` are the ids of inmates of the same name that were looked at; without it nobody asks for
    such.
    """

    name: str
    legal_status: str
    register_numbers: tuple[str, ...] = ()
    block: str = ""
    sex: str = Sex.MALE
    birth_date: dt.date | None = None
    custody_status: str = CustodyStatus.IN_CUSTODY
    custody_since: dt.date | None = None
    client_id: UUID | None = None
    seen: frozenset[int] | None = None


class SameName(Refused):
    """Somebody of that name is on file and no number tells the two apart: ``inmates``, whom the
    clerk has not looked at.
    """

    outcome = "similar"

    def __init__(self, inmates: list[Inmate]) -> None:
        super().__init__(_("Ada WBP bernama sama. Periksa dahulu supaya tidak tercatat dua kali."))
        self.inmates = inmates

    def show_in(self, form: Form, at: str | None = None) -> None:
        form.same_name = self.inmates
        form.show_alike(self.inmates)


class NumberUsed(Refused):
    """The register number stands with another inmate, here ``inmate``; who registers here may see
    everybody of this prison.
    """

    def __init__(self, inmate: Inmate) -> None:
        super().__init__(
            _("Nomor register ini sudah dipakai WBP %(name)s.") % {"name": inmate.name}
        )
        self.inmate = inmate


@refused_by_database()
def register_inmates(
    *, facility: Facility, inmates: Sequence[NewInmate], by: User, at: dt.datetime | None = None
) -> list[Inmate]:
    """Register inmates with their register numbers; ``custody_since`` is the local day of ``at``
    where not given.

    The same ``client_id`` from the same person gives the inmate it made. Raises NumberUsed,
    SameName, FormUsedBefore.
    """
    today = facility.local_day(at)
    # There is no row to lock yet, and each who registers must see what the other made.
    Facility.objects.locked().get(pk=facility.pk)
    rows = [_inmate_row(facility, new, today, by) for new in inmates]
    if made := made_before(rows, by=by):
        _refuse_other_numbers(made, inmates)
        return made
    _refuse_same_name(facility, inmates)
    refuse_used_numbers(
        facility.pk, [written for new in inmates for written in new.register_numbers]
    )
    Inmate.objects.bulk_create(rows)
    numbers = [
        _number(row, written, row.custody_since)
        for row, new in zip(rows, inmates, strict=True)
        for written in new.register_numbers
    ]
    RegisterNumber.objects.bulk_create(numbers)
    if rows:
        audit.record(
            by=by,
            verb="register_inmates",
            thing=facility if len(rows) > 1 else rows[0],
            inmates=[row.pk for row in rows],
        )
    return rows


def _inmate_row(facility: Facility, new: NewInmate, today: dt.date, by: User) -> Inmate:
    return Inmate(
        facility=facility,
        name=new.name,
        sex=new.sex,
        birth_date=new.birth_date,
        legal_status=new.legal_status,
        block=new.block,
        custody_status=new.custody_status,
        custody_since=new.custody_since or today,
        client_id=new.client_id,
        recorded_at=audit.moment(),
        recorded_by=by,
    )


def _refuse_same_name(facility: Facility, inmates: Sequence[NewInmate]) -> None:
    for new in inmates:
        if new.seen is not None and not new.register_numbers:
            alike = Inmate.objects.filter(
                facility=facility, name_key=FoldedName(Value(new.name))
            ).prefetch_related("register_numbers")
            if {row.pk for row in alike} - new.seen:
                raise SameName(list(alike))


def refuse_used_numbers(facility_id: int, written: list[str], but: Inmate | None = None) -> None:
    """Raise NumberUsed where one of the numbers is another inmate's."""
    wanted = {RegisterNumber.normalise(number) for number in written}
    used = (
        RegisterNumber.objects.filter(facility=facility_id, normalised__in=wanted)
        .exclude(inmate=but)
        .select_related("inmate")
    )
    if wanted and (number := used.first()):
        raise NumberUsed(number.inmate)


def _refuse_other_numbers(made: list[Inmate], inmates: Sequence[NewInmate]) -> None:
    for row, new in zip(made, inmates, strict=True):
        stored = set(row.register_numbers.values_list("normalised", flat=True))
        if not stored >= {RegisterNumber.normalise(written) for written in new.register_numbers}:
            raise FormUsedBefore(row)


def edit_inmate(*, inmate: Inmate, by: User, seen: str | None = None, **changes: Any) -> Inmate:
    """Mend name, sex, birth date, legal status or block. Where he is goes through move_inmate.

    ``seen`` is the fingerprint of his INMATE_FIELDS when the form was rendered; raises Stale when
    one was edited since.
    """
    return editing.change(
        row=inmate, changes=changes, seen=seen, columns=INMATE_FIELDS, verb="edit_inmate", by=by
    )


@refused_by_database()
def renumber(
    *, inmate: Inmate, written: str, since: dt.date, by: User, legal_status: str = ""
) -> RegisterNumber:
    """Give the same inmate a new register number, say from A to B after the sentence; the old one
    stays findable.

    Sent again it is no error. Raises NumberUsed, or Refused before his birth, and for a number of
    his own that is written or dated otherwise.
    """
    inmate = Inmate.objects.locked().get(pk=inmate.pk)
    refuse_used_numbers(inmate.facility_id, [written], but=inmate)
    number, status = _own_number(inmate, written), legal_status or inmate.legal_status
    if number is None:
        refuse_before_birth(inmate, since)
        number = _number(inmate, written, since)
        number.save()
    elif (number.written, number.since) != (written, since):
        raise _own_already(number)
    elif status == inmate.legal_status:
        return number
    if status != inmate.legal_status:
        inmate.legal_status = status
        editing.save(inmate, ["legal_status"], by=by)
    audit.record(
        by=by, verb="renumber_inmate", thing=inmate, register_number=number.pk, legal_status=status
    )
    return number


@refused_by_database()
def correct_register_number(
    *, number: RegisterNumber, by: User, seen: str | None = None, **changes: Any
) -> RegisterNumber:
    """Replace what was written wrong: the wrong number is no longer found and is free for the one
    whose it is.

    ``seen`` is the fingerprint of its NUMBER_FIELDS when the form was rendered; raises Stale when
    it was corrected since, NumberUsed, or Refused before his birth, and when it is another number
    of the same inmate.
    """
    inmate = Inmate.objects.locked().get(pk=number.inmate_id)
    number = RegisterNumber.objects.select_related("inmate").get(pk=number.pk)
    differing = editing.news(number, changes, seen, NUMBER_FIELDS)
    if not differing:
        return number
    if written := differing.get("written"):
        refuse_used_numbers(inmate.facility_id, [written], but=inmate)
        if own := _own_number(inmate, written, but=number):
            raise _own_already(own)
    if since := differing.get("since"):
        refuse_before_birth(inmate, since)
    editing.write(number, differing, by=by)
    audit.record(
        by=by,
        verb="correct_register_number",
        thing=inmate,
        register_number=number.pk,
        fields=sorted(differing),
    )
    return number


def _own_number(
    inmate: Inmate, written: str, but: RegisterNumber | None = None
) -> RegisterNumber | None:
    own = inmate.register_numbers.filter(normalised=RegisterNumber.normalise(written))
    return own.exclude(pk=but.pk if but else None).first()


def _own_already(number: RegisterNumber) -> Refused:
    said = {"number": number.written, "day": tanggal(number.since)}
    return Refused(
        _(
            "WBP ini sudah memiliki nomor %(number)s sejak %(day)s. Jika ada yang keliru, pilih"
            ' "Betulkan" di sebelahnya.'
        )
        % said
    )


@refused_by_database()
def move_inmate(
    *,
    inmate: Inmate,
    status: str,
    since: dt.date,
    by: User,
    seen: str | None = None,
    at: dt.datetime | None = None,
) -> Inmate:
    """Say where the inmate is from a day on. A release ends no kinship: he may come back, and
    papers stay true.

    ``seen`` is the fingerprint of his CUSTODY_FIELDS when the form was rendered; raises Stale when
    he was moved since, Refused before his first register number or his birth, and for a day that is
    yet to come.
    """
    inmate = Inmate.objects.locked().get(pk=inmate.pk)
    place = {"custody_status": CustodyStatus(status), "custody_since": since}
    differing = editing.news(inmate, place, seen, CUSTODY_FIELDS)
    if not differing:
        return inmate
    if since > inmate.facility.local_day(at):
        raise Refused(_("Tanggal ini belum tiba. Catat pada harinya."))
    refuse_before_arrival(inmate, since)
    editing.write(inmate, differing, by=by)
    audit.record(
        by=by, verb="move_inmate", thing=inmate, status=str(status), since=since.isoformat()
    )
    return inmate


def refuse_before_birth(inmate: Inmate, since: dt.date) -> None:
    """Raise Refused where he was not born by then."""
    if inmate.birth_date and since < inmate.birth_date:
        said = _("Tanggal ini mendahului tanggal lahirnya (%(day)s).")
        raise Refused(said % {"day": tanggal(inmate.birth_date)}, field="since")


def refuse_before_arrival(inmate: Inmate, since: dt.date) -> None:
    """Raise Refused where he was not born, or had no register number by then."""
    refuse_before_birth(inmate, since)
    # Where he was on a past day decides whose family was eligible then.
    first = inmate.register_numbers.order_by("since").first()
    if first and since < first.since:
        said = _(
            "Tanggal ini mendahului nomor register pertamanya (%(day)s). Jika tanggal nomor itu"
            " keliru, betulkan dahulu nomornya."
        )
        raise Refused(said % {"day": tanggal(first.since)}, field="since")


def _number(inmate: Inmate, written: str, since: dt.date) -> RegisterNumber:
    # bulk_create passes by save(), so the key is set here.
    normalised = RegisterNumber.normalise(written)
    return RegisterNumber(
        facility_id=inmate.facility_id,
        inmate=inmate,
        written=written,
        normalised=normalised,
        since=since,
    )
