import pytest
from django.db import connection

from families import checks
from families.models import Family, Kinship, PovertyEvidence
from rutan.fields import IdentityNumber
from tests.factories import (
    TODAY,
    AreaFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    RegisterNumberFactory,
)

pytestmark = pytest.mark.django_db

NIK = IdentityNumber("3316994101010001")
EVERY = [
    checks.no_number_stands_twice,
    checks.a_tie_is_live_once,
    checks.names_are_found_by_their_key,
    checks.evidence_and_holds_are_whole,
]


def found():
    return [error.id for check in EVERY for error in check(None)]


def unguarded(*statements):
    """Run SQL inside the test's own transaction; PostgreSQL takes a dropped guard back with it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def family(facility):
    family = FamilyFactory(facility=facility, kk_number=IdentityNumber("3316990101200001"))
    KinshipFactory(family=family, inmate=RegisterNumberFactory(inmate__facility=facility).inmate)
    PovertyEvidenceFactory(family=family)
    FamilyMemberFactory(family=family, nik=NIK)
    return family


def test_a_sound_registry_has_no_breach_and_says_how_much_was_looked_at(family):
    assert found() == []
    assert checks.figures() == {
        "inmates": 1,
        "register_numbers": 1,
        "families": 1,
        "members": 1,
        "kinships": 1,
        "evidence": 1,
        "areas": 2,
    }


def test_a_nik_of_two_members_is_named(family):
    unguarded("DROP INDEX one_member_per_nik")
    FamilyMemberFactory(family=family, nik=NIK)

    assert found() == ["families.E001"]


def test_who_left_does_not_count_as_a_second(family):
    FamilyMemberFactory(family=family, nik=NIK, left_on=TODAY)

    assert found() == []


def test_a_card_of_two_families_is_named(family, facility):
    unguarded("ALTER TABLE families_family DROP CONSTRAINT one_family_per_card_and_split")
    FamilyFactory(facility=facility, kk_number=family.kk_number)

    assert found() == ["families.E002"]


def test_a_register_number_of_two_inmates_is_named(facility):
    unguarded("ALTER TABLE families_registernumber DROP CONSTRAINT one_inmate_per_register_number")
    for written in ("B.I.1/2025", "BI 1/2025"):
        RegisterNumberFactory(inmate=InmateFactory(facility=facility), written=written)

    assert found() == ["families.E003"]


def test_a_second_live_tie_is_named(family):
    unguarded("DROP INDEX one_live_kinship_per_family_and_inmate")
    KinshipFactory(family=family, inmate=Kinship.objects.get().inmate)

    assert found() == ["families.E004"]


def test_a_search_key_of_an_older_rule_is_named(family):
    AreaFactory(code="33.16.16.2002", name="Djati")
    unguarded(
        "ALTER TABLE families_area ALTER name_key DROP EXPRESSION",
        "UPDATE families_area SET name_key = 'djati' WHERE name = 'Djati'",
    )

    assert found() == ["families.E006"]


def test_a_register_number_that_is_not_findable_is_named(family):
    unguarded("UPDATE families_registernumber SET normalised = 'X'")

    assert found() == ["families.E007"]


def test_evidence_that_is_accepted_and_rejected_is_named(family):
    unguarded(
        "ALTER TABLE families_povertyevidence DROP CONSTRAINT evidence_is_accepted_or_rejected"
    )
    PovertyEvidence.objects.update(
        rejected_at=family.recorded_at, rejected_by=family.recorded_by, rejected_reason="Buram"
    )

    assert found() == ["families.E008"]


def test_a_hold_without_kind_and_a_split_without_reason_are_named(family):
    unguarded(
        "ALTER TABLE families_family DROP CONSTRAINT a_hold_has_a_kind",
        "ALTER TABLE families_family DROP CONSTRAINT a_split_card_has_a_reason",
    )
    Family.objects.update(hold_at=family.recorded_at, hold_by=family.recorded_by, card_split=1)

    assert found() == ["families.E009", "families.E010"]
