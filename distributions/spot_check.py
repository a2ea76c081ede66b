"""Uji petik: some families of an event are drawn by a lot and phoned by somebody of neither desk
nor registry.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from distributions import absences
from distributions.lottery import lot_of, new_seed
from distributions.models import (
    Distribution,
    DrawnFamily,
    Handover,
    SpotCheck,
    SpotCheckAnswer,
    SpotCheckSheet,
)
from distributions.planning.approval import NotTheHead, capacity_of
from rutan import audit, once
from rutan.access import ROLES, verbs_of
from rutan.models import User
from rutan.refusals import Refused, refused_by_database

SERVED, ABSENT = 3, 1
NOT_ASKED = gettext_lazy("Uji petik kegiatan ini tidak ditugaskan kepada Anda.")


def draw(
    *, distribution: Distribution, by: User, seed: str = "", at: dt.datetime | None = None
) -> SpotCheck:
    """Draw three families that were served and one that did not come; fewer where there are fewer.
    Drawn once: whoever presses again finds the same families.

    Of each kind the smallest ``sha256(seed + family number)``; the seed is made here unless it is
    given. Whoever has no telephone is in the lot, too: a family that was made up would have none.
    Raises NotTheHead, or Refused unless the event is over and real.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=distribution.pk)
        if drawn := SpotCheck.objects.filter(distribution=event).first():
            return drawn
        _check_head(event, by, at)
        check = SpotCheck(distribution=event, seed=seed or new_seed(), drawn_at=at, drawn_by=by)
        check.save(force_insert=True)
        served = Handover.objects.received().filter(distribution=event)
        families = served.order_by().values_list("entitlement", "entitlement__family")
        away = absences.expected(event).order_by().values_list("pk", "family")
        lots = [
            DrawnFamily(spot_check=check, entitlement_id=pk, was_absent=rows is away)
            for rows, places in ((families, SERVED), (away, ABSENT))
            for pk in _smallest(check.seed, rows, places)
        ]
        DrawnFamily.objects.bulk_create(lots)
        facts = {"distribution": event.pk, "families": len(lots)}
        audit.record(by=by, verb="draw_spot_check", thing=check, **facts)
    return check


def _smallest(seed: str, rows: Sequence[tuple[int, int]], places: int) -> list[int]:
    """The rights of so many families with the smallest lots; rows are (right, family)."""
    return [pk for pk, family in sorted(rows, key=lambda row: lot_of(seed, row[1]))[:places]]


def assign(
    *,
    spot_check: SpotCheck,
    caller: User | None,
    caller_name: str,
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> SpotCheckSheet:
    """Let the head hand the drawn lines to whoever phones: an account, or somebody who has none.

    The same ``client_id`` again gives the same row. Raises NotTheHead, FormUsedBefore, or Refused:
    nobody, both, a typed name that is an account's, or somebody of desk or registry.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=spot_check.distribution_id)
        sheet = SpotCheckSheet(
            spot_check=spot_check,
            caller=caller,
            caller_name=caller_name,
            recorded_at=at,
            recorded_by=by,
            client_id=client_id,
        )
        for before in once.made_before([sheet], by=by):
            return before
        _check_head(event, by, at)
        if caller_name and event.facility.users.filter(name__iexact=caller_name).exists():
            text = _("%(name)s mempunyai akun. Pilih akunnya dari daftar.")
            raise Refused(text % {"name": caller_name}, field="caller_name")
        sheet.save(force_insert=True)
        audit.record(by=by, verb="assign_spot_check", thing=sheet, distribution=event.pk)
    return sheet


def answer(
    *,
    drawn: DrawnFamily,
    reached: bool,
    answers: Mapping[str, bool],
    by: User,
    client_id: UUID,
    reason: str = "",
    at: dt.datetime | None = None,
) -> SpotCheckAnswer:
    """Keep what a family said: ``answers`` by the names of models.spot_check.OF_SERVED or
    OF_ABSENT, of whoever did not come also the ``reason``, which is an Absence like any other.

    A later answer of the same family is another row, and the last one counts. The same
    ``client_id`` again gives the same row. Raises FormUsedBefore, or Refused: before a sheet was
    printed, by whom nobody asked to phone (``is_asked``), or by somebody of desk or registry.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=drawn.spot_check.distribution_id)
        row = SpotCheckAnswer(
            drawn=drawn,
            reached=reached,
            recorded_at=at,
            recorded_by=by,
            client_id=client_id,
            **(answers if reached else {}),
        )
        for before in once.made_before([row], by=by):
            return before
        if not is_asked(spot_check=drawn.spot_check, user=by):
            raise Refused(NOT_ASKED, "not_allowed")
        if not drawn.spot_check.sheets.exists():
            raise Refused(_("Cetak dahulu lembar uji petik untuk yang menelepon."))
        row.save(force_insert=True)
        if reached and drawn.was_absent:
            told = {drawn.entitlement_id: reason}
            absences.explain(distribution=event, reasons=told, by=by, at=at)
        audit.record(by=by, verb="answer_spot_check", thing=row, distribution=event.pk)
    return row


def callers(spot_check: SpotCheck) -> QuerySet[User]:
    """To whom the head may hand the lines: who took no part, and has the verb to answer; an
    administrator reads no family's name.
    """
    roles = [role for role, verbs in ROLES.items() if "answer_spot_check" in verbs]
    return spot_check.may_phone().filter(groups__name__in=roles).distinct()


def is_asked(*, spot_check: SpotCheck, user: User) -> bool:
    """Whether the page of this event is this person's: he has the verb ``spot_check``, or a sheet
    of it was handed to him.
    """
    if "spot_check" in verbs_of(user):
        return True
    return spot_check.sheets.filter(caller=user).exists()


def is_apart(*, spot_check: SpotCheck, user: User) -> bool:
    """Whether this person took no part at desk or registry, so that he may phone, and write down
    what was said.
    """
    return spot_check.may_phone().filter(pk=user.pk).exists()


def sees_lines(*, spot_check: SpotCheck, user: User, at: dt.datetime | None = None) -> bool:
    """Whether this person may read who was drawn: the head who hands the lines out, or whoever took
    no part at desk or registry.
    """
    facility = spot_check.distribution.facility
    is_head = capacity_of(user, facility, at or timezone.now())
    return bool(is_head) or is_apart(spot_check=spot_check, user=user)


def _check_head(distribution: Distribution, by: User, at: dt.datetime) -> None:
    if not capacity_of(by, distribution.facility, at):
        raise NotTheHead(_("Uji petik ditugaskan oleh Kepala Rutan atau Plh."))
