"""Where an event stands: every planning verb locks it first and refuses when it is elsewhere on its
road.
"""

import hashlib

from django.utils.translation import gettext as _

from distributions.models import Distribution
from rutan.editing import Stale
from rutan.models import User
from rutan.refusals import Refused, Text, sentence


class WrongStep(Refused):
    """The event is not where this act begins; ``distribution`` is the row as it stands now."""

    def __init__(self, distribution: Distribution, message: Text | None = None) -> None:
        super().__init__(message or sentence("event_status_follows_its_road"))
        self.distribution = distribution


def locked(distribution: Distribution, *statuses: str) -> Distribution:
    """The event's row, locked and fresh. Raises WrongStep outside ``statuses``."""
    row = (
        Distribution.objects.locked()
        .select_related("proposed_by", "opened_by")
        .get(pk=distribution.pk)
    )
    if statuses:
        check_status(row, *statuses)
    return row


def check_status(distribution: Distribution, *statuses: str) -> None:
    """Raise WrongStep outside ``statuses``."""
    if distribution.status not in statuses:
        raise WrongStep(distribution)


def sent_back_already(distribution: Distribution, note: str, by: User) -> bool:
    """Whether this person gave the list back with these words and nobody proposed it since: a
    second tap.
    """
    said = distribution.sent_back_by_id, distribution.sent_back_reason
    is_plan = distribution.status == Distribution.Status.DRAFT and distribution.proposed_at is None
    return is_plan and said == (by.pk, note)


def fingerprint(distribution: Distribution) -> str:
    """Sixteen hex digits that change with anything the head reads before he approves: list,
    reserves, reasons, day, contents.
    """
    # Withdrawals and reasons count as well: the head signs for them with the names.
    rows = distribution.entitlements.order_by("family_id").values_list(
        "family_id", "inmate_id", "source", "rank", "reason", "withdrawn_at"
    )
    plan = (
        distribution.day,
        distribution.last_day,
        distribution.starts,
        distribution.ends,
        distribution.venue,
        distribution.title,
    )
    rules = (
        str(distribution.purpose),
        distribution.one_per_inmate,
        distribution.minimum_days,
        distribution.accepts_walk_ins,
    )
    items = list(
        distribution.items.order_by("commodity_id").values_list("commodity_id", "quantity")
    )
    return hashlib.sha256(repr((list(rows), plan, rules, items)).encode()).hexdigest()[:16]


def check_unchanged(distribution: Distribution, seen: str) -> None:
    """Raise Stale where the list or the plan is not what the person saw; ``seen`` is the
    fingerprint his page carried, empty where nobody looked.
    """
    if seen:
        check_seen(distribution, seen, fingerprint(distribution))


def check_seen(distribution: Distribution, seen: str, stands: str) -> None:
    """Raise Stale where what was ``seen`` does not stand any more."""
    if seen != stands:
        message = _(
            "Daftar atau rencana ini berubah setelah halaman Anda dibuka. Periksa keadaannya"
            " yang sekarang di bawah ini."
        )
        raise Stale(distribution, message)


def served_so_far(distribution: Distribution) -> str:
    """Changes with every hand-over and every void: receipts only grow, voids only take away."""
    return f"{distribution.packages_out}-{distribution.last_receipt}"
