"""Why families did not fetch their packages: asked at the closing or learnt later, and what follows
from it.
"""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Absence, Distribution, Entitlement
from distributions.models.entitlement import EntitlementQuerySet
from families.models import Family
from families.registry.families import hold
from families.registry.locks import lock_all
from rutan import audit
from rutan.models import User
from rutan.refusals import Refused, refused_by_database

# These set the family aside until a person has looked; the others are said in the next proposal.
ASIDE = {
    Absence.Reason.MOVED: Family.HoldKind.MOVED,
    Absence.Reason.DIED: Family.HoldKind.OTHER,
    Absence.Reason.REFUSED: Family.HoldKind.FAMILY_REQUEST,
}
_ASKED = (Distribution.Status.OPEN, Distribution.Status.CLOSED)


def expected(distribution: Distribution) -> EntitlementQuerySet:
    """Who was to fetch a package and did not come: of these a reason is asked."""
    waiting = Entitlement.objects.on(distribution).waiting().with_came().filter(came=False)
    return waiting.select_related("family__area__parent").by_number()


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
        if event.status not in _ASKED:
            raise Refused(_("Kegiatan ini belum dibuka."), "not_open", status=409)
        known, rows = said(event), {row.pk: row for row in expected(event)}
        news = {pk: reason for pk, reason in reasons.items() if known.get(pk) != reason}
        if not news.keys() <= rows.keys():
            raise Refused(_("Keluarga ini sudah datang atau tidak terdaftar. Muat ulang halaman."))
        families = lock_all(rows[pk].family for pk in news)
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
