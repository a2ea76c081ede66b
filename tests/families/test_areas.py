import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from families.areas import UnknownArea, load_areas, provinces
from families.models import Area

pytestmark = pytest.mark.django_db


def test_blora_has_16_districts_271_villages_and_24_kelurahan():
    call_command("load_areas", regency="33.16", stdout=io.StringIO())

    blora = Area.objects.within("33.16")
    kinds = Counter(area.kind for area in blora.villages())
    assert (blora.filter(level=Area.Level.DISTRICT).count(), kinds) == (
        16,
        {"Desa": 271, "Kel.": 24},
    )


def test_central_and_east_java_are_loaded_unless_told_otherwise():
    call_command("load_areas", stdout=io.StringIO())

    loaded = {province.name: province.villages for province in provinces() if province.villages}
    assert loaded == {"Jawa Tengah": 8_563, "Jawa Timur": 8_494}


def test_loading_again_writes_only_what_changed():
    load_areas(["33.16"])
    Area.objects.filter(code="33.16.16").update(name="Djapah")

    assert load_areas(["33.16"]) == {"areas": 863, "written": 1}
    assert str(Area.objects.get(code="33.16.16.2001")).endswith("Kec. Japah")


@pytest.mark.parametrize("code", ["33.99", "99", "blora", "", "33.16.16.9999"])
def test_an_unknown_code_is_said_and_loads_nothing(code):
    with pytest.raises(UnknownArea):
        load_areas([code])
    assert not Area.objects.exists()


def test_the_command_says_how_a_regency_is_written():
    with pytest.raises(CommandError, match=r"written like 33\.16"):
        call_command("load_areas", regency="Blora")


def test_the_database_knows_how_many_villages_came(db):
    written = load_areas(["33.16"])["written"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'families_area'::regclass")
        assert cursor.fetchone() == (written,)


def test_a_village_is_named_with_its_district():
    load_areas(["33.16"])

    names = {str(area) for area in Area.objects.villages().filter(name="Sumberejo")}
    assert len(names) == 3
