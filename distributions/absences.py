"""Why families did not fetch their packages: asked at the closing or learnt later, and what follows
from it.
"""

import datetime as dt
from collections.abc import Mapping

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Absence, Distribution, Entitlement
from distributions.models.entitlement import EntitlementQuerySet
from families.models import Family
from families.registry.families import hold
from rutan import audit
from rutan.models import User
from rutan.refusals import Refused, refused_by_database

# These set the family aside until a person has looked; the others are said in the next proposal.
ASIDE = {
    Absence.Reason.MOVED: Family.HoldKind.MOVED,
    Absence.Reason.DIED: Family.HoldKind.OTHER,
    Absence.Reason.REFUSED: Family.HoldKind.FAMILY_REQUEST,
}
# So long ago nobody is asked any more why he stayed away.
ASKED_FOR = dt.timedelta(days=366)


def expected(distribution: Distribution) -> EntitlementQuerySet:
    """Who was to fetch a package and did not come: of these a reason is asked."""
    waiting = Entitlement.objects.on(distribution).waiting().with_came().filter(came=False)
    return waiting.select_related("family__area__parent").by_number()


def with_told(rows: EntitlementQuerySet) -> EntitlementQuerySet:
    """Adds ``told``: the code of the last reason told, None where nobody told one."""
    last = Absence.objects.filter(entitlement=OuterRef("pk")).order_by("-pk").values("reason")
    return rows.annotate(told=Subquery(last[:1]))


def is_untold(entitlement: Entitlement) -> bool:
    """Whether a right in an event that is over was not fetched, and nobody knows why; of a row with
    ``state`` and ``told``.
    """
    over = entitlement.distribution.status == Distribution.Status.CLOSED
    is_away = over and entitlement.state == Entitlement.State.NO_SHOW
    return is_away and entitlement.told in (None, Absence.Reason.UNKNOWN)


def to_ask(family_id: int, before: dt.date) -> Entitlement | None:
    """The right of which a family that is met again may be asked why it did not fetch its package:
    that of the last event of the year before that day, where nobody knows yet. One statement.
    """
    events = {
        "distribution__status": Distribution.Status.CLOSED,
        "distribution__is_rehearsal": False,
        "distribution__day__range": (before - ASKED_FOR, before),
    }
    rows = Entitlement.objects.filter(family=family_id, **events).standing().with_state()
    last = with_told(rows).select_related("distribution").order_by("-distribution__day", "-pk")
    row = last.first()
    return row if row and is_untold(row) else None


def tell(
    *, entitlement: Entitlement, reason: str, by: User, at: dt.datetime | None = None
) -> list[Absence]:
    """What a family said when it was met again. What somebody knew before is put right at the event
    (``explain``): Raises Refused then, and as that does.
    """
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=entitlement.distribution_id)
        known = said(event).get(entitlement.pk, Absence.Reason.UNKNOWN)
        if known not in (Absence.Reason.UNKNOWN, reason):
            raise Refused(_("Sebab tidak hadir keluarga ini sudah tercatat."))
        return explain(distribution=event, reasons={entitlement.pk: reason}, by=by, at=at)


def said(distribution: Distribution, until: dt.datetime | None = None) -> dict[int, str]:
    """Entitlement id -> the code of the last reason told, ``until`` then or ever. One statement."""
    rows = Absence.objects.filter(entitlement__distribution=distribution).latest()
    if until:
        rows = rows.filter(recorded_at__lte=until)
    return dict(rows.values_list("entitlement", "reason"))


def explain(
    *,
    distribution: Distribution,
    reasons: Mapping[int, str],
    by: User,
    at: dt.datetime | None = None,
) -> list[Absence]:
    """Store why families did not come: entitlement id -> an Absence.Reason; one that was told
    before is no news.

    Whoever moved, died or refused is set aside until a person has looked, unless it is aside
    already. Raises Refused outside an event that is open or over, and for whoever did come.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=distribution.pk)
        if not event.is_begun:
            raise Refused(_("Kegiatan ini belum dibuka."), "not_open", status=409)
        known, rows = said(event), {row.pk: row for row in expected(event)}
        news = {pk: reason for pk, reason in reasons.items() if known.get(pk) != reason}
        if not news.keys() <= rows.keys():
            raise Refused(_("Keluarga ini sudah datang atau tidak terdaftar. Muat ulang halaman."))
        families = Family.objects.locked().in_bulk({rows[pk].family_id for pk in news})
        made = [
            Absence.objects.create(
                entitlement=rows[pk], reason=reason, recorded_at=at, recorded_by=by
            )
            for pk, reason in news.items()
        ]
        if not event.is_rehearsal:
            _set_aside(made, families, by, at)
        if made:
            audit.record(by=by, verb="explain_absences", thing=event, families=len(made))
    return made


def _set_aside(
    absences: list[Absence], families: Mapping[int, Family], by: User, at: dt.datetime
) -> None:
    for row in absences:
        family = families[row.entitlement.family_id]
        kind = ASIDE.get(row.reason)
        if kind and not family.is_held_on(family.facility.local_day(at)):
            hold(family=family, kind=kind, by=by, at=at, till_looked_at=True)
