"""The letter that sends officers to an event, and the one by which a family lets somebody fetch its
package.
"""

from collections.abc import Mapping

from distributions.documents.paper import Job, Paper, place, places
from rutan import fixed_texts, papers
from rutan.access import roles_of
from rutan.models import Signatory, User

ASSIGNMENT, PROXY = "Surat tugas", "Surat kuasa"
# What each role does at an event, in the order of the letter; others are not sent to it.
_TASKS = {
    "services_head": "Penanggung jawab kegiatan",
    "harvest_recorder": "Panen dan pengemasan paket",
    "registrar": "Loket kunjungan dan pendataan keluarga",
    "handover_officer": "Penyerahan paket di loket",
}


def assignment_letter(job: Job) -> Paper:
    """Every officer with a task at the event; what the accounts do not say of him is dotted."""
    data = place(job) | {
        # The rest of the number is the office register's, and filled in by pen.
        "number": job.facility.number_pattern,
        "basis": [line for line in job.facility.assignment_basis.splitlines() if line.strip()],
        "reasons": fixed_texts.lines_of(job.facility, "assignment-reasons"),
        "tasks": fixed_texts.lines_of(job.facility, "assignment-tasks", places(job)),
        "people": _people(job),
        "signature": papers.signature(job.facility, Signatory.Office.HEAD, job.today),
    }
    return Paper("assignment", ASSIGNMENT, 1, data)


def proxy_letter(job: Job) -> Paper:
    """Two on a page, to be filled by hand."""
    return Paper("proxy", PROXY, 1, place(job) | {"city": job.facility.city})


def _people(job: Job) -> list[dict[str, str]]:
    """``name``, ``nip``, ``rank``, ``office`` and ``task`` of each. Two queries."""
    officials = _officials(job)
    found = []
    for user in User.objects.filter(facility=job.facility).active().with_roles().order_by("name"):
        roles = [role for role in _TASKS if role in roles_of(user)]
        if roles:
            found.append((list(_TASKS).index(roles[0]), _person(user, roles, officials)))
    return [person for _place, person in sorted(found, key=lambda one: one[0])]


def _officials(job: Job) -> Mapping[int, Signatory]:
    """User -> the appointment that says his NIP and rank."""
    signing = Signatory.objects.filter(facility=job.facility).signing_on(job.today)
    return {official.user_id: official for official in signing.exclude(user=None)}


def _person(user: User, roles: list[str], officials: Mapping[int, Signatory]) -> dict[str, str]:
    official = officials.get(user.pk)
    return {
        "name": official.name if official else user.name,
        "nip": papers.grouped_nip(official.nip) if official else "",
        "rank": official.rank if official else "",
        "office": str(official.get_office_display()) if official else "",
        "task": "; ".join(_TASKS[role] for role in roles),
    }
