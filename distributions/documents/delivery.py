"""Where the packages go that are driven to families who could not come: for the driver, who brings
it back signed.
"""

from distributions import absences
from distributions.documents.paper import Job, Paper, named, table
from distributions.models import Entitlement
from distributions.models.entitlement import EntitlementQuerySet
from rutan.formats import telepon

TITLE = "Daftar antar ke rumah"
# Room for a signature.
_HIGH = 12


def delivery_list(job: Job) -> Paper:
    """Who did not come, by number, with the way to the house; no WBP and no reason why."""
    columns = {
        "No.": 1,
        "Keluarga": 4,
        "Alamat": 6,
        "Desa": 4,
        "Telepon": 3,
        "Diterima oleh (hubungan)": 5,
        "Pukul": 2,
        "Tanda tangan": 4,
    }
    return table(job, TITLE, columns, [_row(row) for row in to_visit(job)], high=_HIGH)


def length(job: Job) -> int:
    return delivery_list(job).pages


def fits(job: Job) -> bool:
    """While a package may still be handed over."""
    event = job.distribution
    return event.is_open and not event.is_rehearsal and bool(job.numbers)


def to_visit(job: Job) -> EntitlementQuerySet:
    """Not who asked that nobody contact it: a car of the office at the door tells the neighbours
    more than a call.
    """
    return absences.expected(job.distribution).exclude(family__do_not_contact=True)


def _row(row: Entitlement) -> list[str]:
    who, family = named(row), row.family
    return [
        *(who["number"], who["family"], family.way_there, who["village"]),
        telepon(family.phone),
        *[""] * 3,
    ]
