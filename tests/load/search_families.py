"""How fast and how well the search finds people: ``uv run python tests/load/search_families.py``;
nothing is kept.
"""

import datetime as dt
import os
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan.settings")
if "DATABASE_URL" not in os.environ:
    from rutan import devdb

    devdb.provide(["load"])

import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone

from families import search
from families.models import Area, Family, FamilyMember, Inmate, Kinship, RegisterNumber
from rutan.models import Facility, User

FIRST = [
    "Sri",
    "Siti",
    "Sutrisno",
    "Kasman",
    "Slamet",
    "Ngatini",
    "Sumiyati",
    "Agus",
    "Budi",
    "Dwi",
    "Endang",
    "Joko",
    "Lastri",
    "Parti",
]
LAST = [
    "Wahyuni",
    "Lestari",
    "Rahayu",
    "Santoso",
    "Nuraini",
    "Aminah",
    "Hidayat",
    "Utomo",
    "Wibowo",
    "Khotimah",
    "Djatmiko",
    "Soekarno",
]
LAST += [
    "Handayani",
    "Prasetyo",
    "Kasmini",
    "Susanti",
    "Purwanto",
    "Setyowati",
    "Tjahjono",
    "Fauziah",
    "Munawaroh",
    "Rochmah",
    "Gunarso",
]
PLACES = [
    "Sumberejo",
    "Sambongrejo",
    "Karanganyar",
    "Tunjungan",
    "Kedungrejo",
    "Padangan",
    "Nglobo",
    "Randu",
    "Bangkle",
    "Jetis",
]
FAMILIES, MEMBERS = 700, 2


def fill(chance: random.Random) -> Facility:
    facility = Facility.objects.create(
        name="Rutan Beban", short_name="Beban", city="Blora", area_code="33.16"
    )
    user = User.objects.create(username="beban", name="Beban", facility=facility)
    district, _created = Area.objects.get_or_create(
        code="33.16.98", defaults={"name": "Uji", "level": 3}
    )
    areas = [
        Area.objects.get_or_create(
            code=f"33.16.98.{2001 + n}", defaults={"name": name, "level": 4, "parent": district}
        )[0]
        for n, name in enumerate(PLACES)
    ]
    name = lambda: f"{chance.choice(FIRST)} {chance.choice(LAST)}"  # noqa: E731
    now, day = timezone.now(), dt.date(2025, 1, 1)
    inmates = Inmate.objects.bulk_create(
        Inmate(
            facility=facility,
            name=name(),
            legal_status="convict",
            block=f"{chance.choice('ABC')}{n % 5}",
            custody_since=day,
        )
        for n in range(FAMILIES)
    )
    RegisterNumber.objects.bulk_create(
        RegisterNumber(
            facility=facility,
            inmate=inmate,
            written=f"B.I.{n}/2025",
            normalised=f"BI{n}/2025",
            since=day,
        )
        for n, inmate in enumerate(inmates)
    )
    families = Family.objects.bulk_create(
        Family(
            facility=facility,
            name=name(),
            area=chance.choice(areas),
            recorded_at=now,
            recorded_by=user,
        )
        for n in range(FAMILIES)
    )
    FamilyMember.objects.bulk_create(
        FamilyMember(facility=facility, family=family, full_name=name() if n else family.name)
        for family in families
        for n in range(MEMBERS)
    )
    Kinship.objects.bulk_create(
        Kinship(family=family, inmate=inmate, relationship="wife")
        for family, inmate in zip(families, inmates, strict=True)
    )
    return facility


def misspell(chance: random.Random, name: str) -> str:
    """One letter left out, doubled, exchanged or replaced inside the name."""
    at = chance.randrange(1, len(name) - 1)
    way = chance.randrange(4)
    middle = ["", name[at] * 2, name[at + 1] + name[at], chance.choice("aeiou")][way]
    return name[:at] + middle + name[at + (2 if way == 2 else 1) :]


def timed(found) -> tuple[list, float]:
    start = time.perf_counter()
    rows = list(found)
    return rows, (time.perf_counter() - start) * 1000


def best_of(times: int, found) -> str:
    """The quickest of some runs: the machine's other work is not what is measured."""
    return f"{min(timed(found.all())[1] for _run in range(times)):6.1f} ms"


def measure_words(facility: Facility) -> None:
    families = Family.objects.filter(facility=facility)
    for q in [
        "s",
        "sri",
        "sutrisno",
        "sutrsno wahyni",
        "sri wahyuni sumberejo",
        "B.I.12/2025",
        "12",
        "blok b1",
        "x",
    ]:
        found = search.matching(families, q)
        print(
            f"{q:24} {best_of(5, found[:25])}  {found.count():4} families, first: "
            f"{', '.join(row.name for row in found[:3])}"
        )
    inmates = Inmate.objects.filter(facility=facility)
    print(f"{'inmates: sutrsno':24} {best_of(5, search.inmates_matching(inmates, 'sutrsno')[:25])}")
    for q in ["sumberejo", "sumbrejo japah", "s"]:
        print(
            f"{'villages: ' + q:24} {best_of(5, search.areas_matching(q, '33.16')[:20])}  of "
            f"{Area.objects.count()} areas"
        )


def measure_misspelt(chance: random.Random, facility: Facility) -> None:
    families = Family.objects.filter(facility=facility)
    for label, asked_of in (("full name", str), ("last word", lambda name: name.split()[-1])):
        answers = []
        for family in chance.sample(list(families), 100):
            rows, took = timed(search.matching(families, misspell(chance, asked_of(family.name))))
            answers.append((any(row.name == family.name for row in rows[:25]), took))
        print(
            f"misspelt {label}: {sum(hit for hit, _took in answers)} of 100 in the first 25,",
            end=" ",
        )
        print(f"median {statistics.median(took for _hit, took in answers):.1f} ms")


if __name__ == "__main__":
    with transaction.atomic():
        chance = random.Random(7)
        facility = fill(chance)
        connection.cursor().execute("ANALYZE")
        measure_words(facility)
        measure_misspelt(chance, facility)
        transaction.set_rollback(True)
