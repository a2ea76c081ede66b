"""Families are told before the day that they will receive: who told whom, when, and how."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Distribution, Entitlement
from distributions.planning.locks import locked
from rutan import audit
from rutan.columns import write
from rutan.models import User
from rutan.refusals import Refused, refused_by_database

# There is something to tell from the approval until the last one has come.


@transaction.atomic
def tell(
    *,
    distribution: Distribution,
    entitlements: Iterable[int],
    channel: str,
    by: User,
    at: dt.datetime | None = None,
) -> list[Entitlement]:
    """Tick that these families of a list (by the ids of their rights) were told by this channel;
    who was told before keeps what stands there. Returns whom this act ticked.

    Raises WrongStep, or Refused for a channel that does not reach all of them.
    """
    distribution = locked(distribution, *Distribution.AT_WORK)
    rows = Entitlement.objects.on(distribution).to_be_told().untold()
    rows = list(rows.filter(pk__in=list(entitlements)).select_related("family").by_number())
    astray = [row for row in rows if channel not in Entitlement.Channel.reaching(row.family)]
    if astray:
        said = _("Tidak boleh lewat %(channel)s: %(names)s.")
        names = ", ".join(row.family.name for row in astray)
        channel = Entitlement.Channel(channel).label
        raise Refused(said % {"channel": channel, "names": names}, field="channel")
    for row in rows:
        row.notified_at, row.notified_by, row.notice_channel = at or timezone.now(), by, channel
    with refused_by_database():
        Entitlement.objects.bulk_update(rows, ["notified_at", "notified_by", "notice_channel"])
    if rows:
        facts = {"families": len(rows), "channel": str(channel)}
        audit.record(by=by, verb="tell_families", thing=distribution, **facts)
    return rows


@transaction.atomic
def untell(*, entitlement: Entitlement, by: User) -> Entitlement:
    """Take a wrong tick back; what stood there stays in the row's history. Raises WrongStep."""
    locked(entitlement.distribution, *Distribution.AT_WORK)
    row = Entitlement.objects.locked().get(pk=entitlement.pk)
    if row.notified_at is None:
        return row
    write(row, notified_at=None, notified_by=None, notice_channel="")
    audit.record(by=by, verb="untell_family", thing=row, **row.audit_facts)
    return row
