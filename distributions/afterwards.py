"""What an event's page says when it is over: signatures, absences, and the event that follows."""

from dataclasses import dataclass

from distributions import absences
from distributions.models import Absence, Distribution, FollowUp, SignatureCount
from distributions.planning import follow_up
from distributions.reports import spot_checks


@dataclass(frozen=True)
class Afterwards:
    """``missed`` families have no package, of them ``absent`` were expected and ``untold`` gave no
    reason yet; ``made`` follows for them, or this event follows ``of`` another. A real one
    ``is_checked``: with what was found, or still to be.
    """

    signatures: SignatureCount | None = None
    absent: int = 0
    untold: int = 0
    missed: int = 0
    made: Distribution | None = None
    of: Distribution | None = None
    is_checked: bool = False
    spot_check: spot_checks.Result | None = None

    @property
    def shown(self) -> bool:
        told = self.signatures or self.absent or self.missed or self.made or self.of
        return bool(told or self.is_checked)


def afterwards_of(distribution: Distribution) -> Afterwards:
    """Of an event that is not over only which one it follows."""
    row = FollowUp.objects.filter(distribution=distribution).select_related("missed").first()
    of = row and row.missed
    if distribution.status != Distribution.Status.CLOSED:
        return Afterwards(of=of)
    rows = absences.expected(distribution).values_list("pk", flat=True)
    told = absences.said(distribution)
    unknown = (None, Absence.Reason.UNKNOWN)
    return Afterwards(
        signatures=distribution.signature_counts.last(),
        absent=len(rows),
        untold=sum(told.get(pk) in unknown for pk in rows),
        missed=0 if distribution.is_rehearsal else follow_up.missed(distribution).count(),
        made=follow_up.made_for(distribution),
        of=of,
        is_checked=not distribution.is_rehearsal,
        spot_check=spot_checks.of_event(distribution),
    )
