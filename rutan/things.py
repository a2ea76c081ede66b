"""What the rows of "Riwayat tindakan" are called, and where whoever reads of them may open them."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.urls import resolve, reverse

from rutan.access import verbs_of
from rutan.acts import THINGS
from rutan.models import AuditEntry, User

# Families, their people and WBP are called by their number only; everything else by its name, where
# it has one.
NAMED = {"facility", "user", "signatory", "commodity", "productionsite", "distribution", "deposit"}
# The page of a row; that of the prison itself has no number in its address.
PAGES = {
    "facility": "facility_edit",
    "user": "user_edit",
    "signatory": "signatory_edit",
    "commodity": "commodity_edit",
    "productionsite": "site_edit",
    "harvest": "harvest_detail",
    "inmate": "inmate_detail",
    "family": "family_detail",
    "distribution": "distribution_detail",
}


def called(
    entries: Iterable[AuditEntry], *, reader: User
) -> dict[tuple[str, str], tuple[str, str]]:
    """(type, id) of every row acted on -> what it is called, and its address where ``reader`` may
    open it, else empty.

    One statement for each kind of row that has names.
    """
    asked = defaultdict(set)
    for entry in entries:
        asked[entry.thing_type].add(entry.thing_id)
    found = {}
    for kind, keys in asked.items():
        model = kind.split(".")[-1]
        rows = _rows(kind, keys) if model in NAMED else {}
        for key in keys:
            said = _said(str(THINGS.get(model, model)), rows.get(key, key))
            found[kind, key] = said, _address(model, key, reader)
    return found


def _said(kind: str, name: str) -> str:
    """``kegiatan Bakti Sosial``; a name that says itself what it is of needs no second word."""
    return name if name.casefold().startswith(f"{kind} ".casefold()) else f"{kind} {name}"


def _rows(kind: str, keys: Iterable[str]) -> dict[str, str]:
    rows = apps.get_model(kind)._base_manager.in_bulk([key for key in keys if key.isdecimal()])
    return {str(key): str(row) for key, row in rows.items()}


def _address(model: str, key: str, reader: User) -> str:
    page = PAGES.get(model)
    if not page or not key.isdecimal():
        return ""
    address = reverse(page, args=[] if model == "facility" else [key])
    allowed = resolve(address).func.allowed
    return address if not allowed or allowed & verbs_of(reader) else ""
