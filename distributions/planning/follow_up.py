"""An event for those who missed another: made from it in one act, once."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Distribution, Entitlement, FollowUp
from distributions.models.entitlement import EntitlementQuerySet
from distributions.planning import candidates, lifecycle, listing
from rutan import audit
from rutan.formats import tanggal
from rutan.language import in_office_language
from rutan.models import User
from rutan.refusals import Refused, refused_by_database

_WEEK = dt.timedelta(days=7)
State = Entitlement.State


def missed(distribution: Distribution) -> EntitlementQuerySet:
    """Who of an event that is over has no package: absent, gone in vain, or a reserve not
    reached.
    """
    rows = Entitlement.objects.on(distribution).with_state()
    return rows.filter(state__in=[State.NO_SHOW, State.EMPTY_HANDED, State.RESERVE]).by_number()


def made_for(distribution: Distribution) -> Distribution | None:
    """The event that was made for those who missed this one."""
    row = FollowUp.objects.filter(missed=distribution).select_related("distribution").first()
    return row and row.distribution


def follow_up(
    *,
    distribution: Distribution,
    by: User,
    at: dt.datetime | None = None,
    lot_seed: str = "",
) -> Distribution:
    """A draft on the same day of a coming week, with the families that missed the event and may be
    listed; the same again finds it.

    The seed of its lottery is drawn, but for a story told the same way twice. Raises Refused where
    the event is not over, was a rehearsal, or nobody of those may be listed.
    """
    at = at or timezone.now()
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=distribution.pk)
        if before := made_for(event):
            return before
        if event.status != Distribution.Status.CLOSED or event.is_rehearsal:
            raise Refused(_("Kegiatan susulan dibuat setelah kegiatan selesai."), "not_closed")
        draft = _draft(event, by, at, lot_seed)
        known = candidates.candidates(draft).by_family()
        rows = (known.get(pk) for pk in missed(event).values_list("family", flat=True))
        families = [row.family for row in rows if row and row.is_eligible]
        if not families:
            raise Refused(_("Tidak ada keluarga tertinggal yang memenuhi syarat."), status=409)
        reasons = dict.fromkeys((family.pk for family in families), _why(event))
        listing.choose(distribution=draft, families=families, reasons=reasons, by=by)
        FollowUp.objects.create(missed=event, distribution=draft, recorded_at=at, recorded_by=by)
        audit.record(by=by, verb="follow_up", thing=draft, of=event.pk, families=len(families))
    return draft


def _draft(distribution: Distribution, by: User, at: dt.datetime, lot_seed: str) -> Distribution:
    day = distribution.final_day + _WEEK
    while day <= distribution.facility.local_day(at):
        day += _WEEK
    items = distribution.items.select_related("commodity").filter(commodity__is_active=True)
    with in_office_language():
        title = _("%(title)s (susulan)") % {"title": distribution.title[:100]}
    rules = {name: getattr(distribution, name) for name in lifecycle.RULES}
    seed = {"lot_seed": lot_seed} if lot_seed else {}
    return lifecycle.create(
        facility=distribution.facility,
        by=by,
        items=[(item.commodity, item.quantity) for item in items],
        at=at,
        title=title,
        venue=distribution.venue,
        day=day,
        starts=distribution.starts,
        ends=distribution.ends,
        # Nobody comes here who is not on the list.
        **rules | {"accepts_walk_ins": False} | seed,
    )


def _why(distribution: Distribution) -> str:
    with in_office_language():
        return _("Tidak menerima paket pada %(date)s") % {"date": tanggal(distribution.day)}
