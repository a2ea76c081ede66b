"""Where an event stands: every planning verb locks it first and refuses when it is elsewhere on its road."""

from distributions.models import Distribution
from rutan.refusals import REFUSALS, Refused, Text


class WrongStep(Refused):
    """The event is not where this act begins; ``distribution`` is the row as it stands now."""

    def __init__(self, distribution: Distribution, message: Text | None = None) -> None:
        super().__init__(message or REFUSALS["event_status_follows_its_road"][1])
        self.distribution = distribution


def locked(distribution: Distribution, *statuses: str) -> Distribution:
    """The event's row, locked and fresh. Raises WrongStep outside ``statuses``."""
    row = Distribution.objects.locked().select_related("facility", "proposed_by", "opened_by").get(pk=distribution.pk)
    if statuses and row.status not in statuses:
        raise WrongStep(row)
    return row
