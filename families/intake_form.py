"""The blank form on which a family is written down while a queue waits: it asks in the order of the
screens that it is typed into, and ends with the notice of what becomes of what was written.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from families.forms import EvidenceForm, FamilyForm, MemberForm
from families.models import PovertyEvidence, Relationship
from rutan import papers
from rutan.models import Facility, User

TITLE = "Formulir pendataan keluarga"
# Fields of one row -> (how much room each needs, what is said beside it). These four suffice ...
FIRST = {
    ("name",): ("line", "kepala atau wakil, persis seperti pada kartu"),
    ("area",): ("village", ""),
    ("inmate",): ("line", "nama, nomor register, atau blok"),
    ("relationship",): ("choice", "keluarga ini bagi WBP"),
}
# ... and these are asked where somebody knows them.
MORE = {
    ("phone",): ("line", "boleh nomor tetangga"),
    ("do_not_contact",): ("tick", "hanya diberi tahu saat berkunjung"),
    ("may_tell_inmate",): ("tick", "WBP lalu mendapat slip"),
    ("address",): ("line", ""),
    ("hamlet",): ("line", ""),
    ("rt", "rw"): ("boxes-3", ""),
    ("kk_number",): ("boxes-16", ""),
    ("staff_relative",): ("tick", ""),
}
MEMBER = ("full_name", "card_relationship", "nik", "birth_date", "sex", "may_collect")
EVIDENCE = ("decile", "issued_on", "valid_until", "number", "issuer")


def print_intake_form(*, by: User, at: dt.datetime | None = None) -> bytes:
    """The PDF; who printed it is written down. Raises papers.PaperFailed."""
    return papers.print_blank(kind="intake", title=TITLE, make=_asked, by=by, at=at)


def _asked(facility: Facility) -> dict[str, Any]:
    return {
        "first": list(_fields(FIRST)),
        "more": list(_fields(MORE)),
        "member": _labels(MemberForm, MEMBER),
        "kind": _labels(EvidenceForm, ["kind"])[0],
        "kinds": [str(label) for label in PovertyEvidence.Kind.labels],
        "evidence": _labels(EvidenceForm, EVIDENCE),
        "retention": facility.retention_months,
        "complaint": papers.complaints(facility),
        "city": facility.city,
    }


def _fields(rows: Mapping[tuple[str, ...], tuple[str, str]]) -> Iterable[dict[str, Any]]:
    for names, (room, hint) in rows.items():
        choices = [str(word) for word in Relationship.labels] if room == "choice" else []
        labels = _labels(FamilyForm, names)
        yield {"labels": labels, "room": room, "hint": hint, "choices": choices}


def _labels(form: type[forms.Form], names: Iterable[str]) -> list[str]:
    return [str(form.base_fields[name].label) for name in names]
