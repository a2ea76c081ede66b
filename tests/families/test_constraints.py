"""What the database refuses of the registry, whatever the code does; each with the breach that
follows without its guard.
"""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from families.models import Family, FamilyMember, Inmate, Kinship, PovertyEvidence, RegisterNumber
from rutan.refusals import REFUSALS, constraint_of
from tests.factories import (
    TODAY,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    RegisterNumberFactory,
)
from tests.families.conftest import KK, NIK
from tests.races import without as without_trigger

pytestmark = pytest.mark.django_db


def refusal(act):
    """The name of the constraint that refuses the act."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    return constraint_of(refused.value)


def without(guard):
    """Drop a guard inside the test's own transaction, which takes it back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(guard)


def a_nik_twice(facility):
    for _member in range(2):
        FamilyMemberFactory(family=FamilyFactory(facility=facility), nik=NIK)


def a_number_twice(facility):
    for written in ("B.I.12/2025", "BI 12/2025"):
        RegisterNumberFactory(inmate=InmateFactory(facility=facility), written=written)


def a_card_twice(facility):
    for _family in range(2):
        FamilyFactory(facility=facility, kk_number=KK)


def a_split_twice(facility):
    for _family in range(2):
        FamilyFactory(facility=facility, kk_number=KK, card_split=1, card_split_reason="Menikah")


def a_namesake_twice(facility):
    family = FamilyFactory(facility=facility)
    for _member in range(2):
        FamilyMemberFactory(family=family, names_family=True)


def a_tie_twice(facility):
    family, inmate = FamilyFactory(facility=facility), InmateFactory(facility=facility)
    for _tie in range(2):
        KinshipFactory(family=family, inmate=inmate)


TWICE = [
    (a_nik_twice, "one_member_per_nik", "DROP INDEX one_member_per_nik"),
    (
        a_number_twice,
        "one_inmate_per_register_number",
        "ALTER TABLE families_registernumber DROP CONSTRAINT one_inmate_per_register_number",
    ),
    (
        a_card_twice,
        "one_family_per_card_and_split",
        "ALTER TABLE families_family DROP CONSTRAINT one_family_per_card_and_split",
    ),
    (
        a_split_twice,
        "one_family_per_card_and_split",
        "ALTER TABLE families_family DROP CONSTRAINT one_family_per_card_and_split",
    ),
    (
        a_namesake_twice,
        "one_member_names_a_family",
        "DROP INDEX one_member_names_a_family",
    ),
    (
        a_tie_twice,
        "one_live_kinship_per_family_and_inmate",
        "DROP INDEX one_live_kinship_per_family_and_inmate",
    ),
]


FORMS = [
    (FamilyFactory, "a_form_makes_one_family"),
    (FamilyMemberFactory, "a_form_makes_one_member"),
    (KinshipFactory, "a_form_makes_one_kinship"),
    (PovertyEvidenceFactory, "a_form_makes_one_evidence"),
    (InmateFactory, "a_form_makes_one_inmate"),
]


@pytest.mark.parametrize(("act", "name", "drop"), TWICE)
def test_nothing_stands_twice(facility, act, name, drop):
    assert refusal(lambda: act(facility)) == name
    assert name in REFUSALS


@pytest.mark.parametrize(("act", "name", "drop"), TWICE)
def test_without_its_guard_it_would_stand_twice(facility, act, name, drop):
    without(drop)

    act(facility)


def test_raw_sql_meets_the_same_guard(facility):
    FamilyMemberFactory(family=FamilyFactory(facility=facility), nik=NIK)
    other = FamilyMemberFactory(family=FamilyFactory(facility=facility))
    one = "SELECT nik FROM families_familymember WHERE nik IS NOT NULL LIMIT 1"
    copied = f"UPDATE families_familymember SET nik = ({one}) WHERE id = %s"

    assert refusal(lambda: connection.cursor().execute(copied, [other.pk])) == "one_member_per_nik"


def test_an_ended_tie_and_a_member_who_left_are_no_second_ones(facility):
    family, inmate = FamilyFactory(facility=facility), InmateFactory(facility=facility)

    for _round in range(2):
        KinshipFactory(family=family, inmate=inmate, ended_on=TODAY)
        FamilyMemberFactory(family=family, nik=NIK, left_on=TODAY)
    KinshipFactory(family=family, inmate=inmate)
    assert Kinship.objects.count() == 3


@pytest.mark.parametrize(("factory", "name"), FORMS)
def test_a_form_makes_one_row(factory, name):
    key = uuid.uuid4()
    factory(client_id=key)

    assert refusal(lambda: factory(client_id=key)) == name
    assert name in REFUSALS


@pytest.mark.parametrize(("factory", "name"), FORMS)
def test_without_its_guard_a_form_would_make_two(factory, name):
    key = uuid.uuid4()
    without(f"ALTER TABLE {factory._meta.model._meta.db_table} DROP CONSTRAINT {name}")

    assert [factory(client_id=key).client_id for _time in range(2)] == [key, key]


def test_rows_that_no_form_made_share_no_key():
    assert [FamilyMemberFactory().client_id for _member in range(2)] == [None, None]


TIES = [
    (
        lambda one, other: KinshipFactory(
            family__facility=one, inmate=InmateFactory(facility=other)
        ),
        "kinship",
    ),
    (lambda one, other: FamilyMemberFactory(family__facility=one, facility=other), "familymember"),
    (
        lambda one, other: RegisterNumberFactory(inmate__facility=one, facility=other),
        "registernumber",
    ),
    (
        lambda one, other: FamilyFactory(facility=one, merged_into=FamilyFactory(facility=other)),
        "family",
    ),
]


@pytest.mark.parametrize(("act", "model"), TIES)
def test_no_row_ties_two_facilities(facility, other_facility, act, model):
    assert refusal(lambda: act(facility, other_facility)) == f"{model}_ties_one_facility"


@pytest.mark.parametrize(("act", "model"), TIES)
def test_without_its_trigger_a_row_would_tie_two(facility, other_facility, act, model):
    without(f"ALTER TABLE families_{model} DISABLE TRIGGER USER")

    act(facility, other_facility)


def evidence_moved_to_a_neighbour(facility, other_facility):
    PovertyEvidenceFactory(family__facility=facility)
    PovertyEvidence.objects.update(family=FamilyFactory(facility=facility))


def a_tie_moved_by_both_ends(facility, other_facility):
    KinshipFactory(family__facility=facility)
    Kinship.objects.update(
        family=FamilyFactory(facility=other_facility), inmate=InmateFactory(facility=other_facility)
    )


def a_tie_moved_by_one_end(facility, other_facility):
    KinshipFactory(family__facility=facility)
    Kinship.objects.update(inmate=InmateFactory(facility=facility))


def a_number_moved(facility, other_facility):
    RegisterNumberFactory(inmate__facility=facility)
    RegisterNumber.objects.update(inmate=InmateFactory(facility=facility))


MOVES = [
    (evidence_moved_to_a_neighbour, PovertyEvidence, "evidence_stays_with_its_family"),
    (a_tie_moved_by_both_ends, Kinship, "a_kinship_keeps_both_ends"),
    (a_tie_moved_by_one_end, Kinship, "a_kinship_keeps_both_ends"),
    (a_number_moved, RegisterNumber, "a_register_number_stays_with_its_inmate"),
]


@pytest.mark.parametrize(("act", "model", "name"), MOVES)
def test_what_belongs_to_one_is_not_moved_to_another(facility, other_facility, act, model, name):
    assert refusal(lambda: act(facility, other_facility)) == name


@pytest.mark.parametrize(("act", "model", "name"), MOVES)
def test_without_its_trigger_it_would_be_moved(facility, other_facility, act, model, name):
    with without_trigger(model, trigger=name):
        act(facility, other_facility)


def test_a_member_moves_within_one_facility_only(facility, other_facility):
    FamilyMemberFactory(family__facility=facility)

    moved = refusal(
        lambda: FamilyMember.objects.update(family=FamilyFactory(facility=other_facility))
    )
    assert moved == "familymember_ties_one_facility"
    assert FamilyMember.objects.update(family=FamilyFactory(facility=facility)) == 1


@pytest.mark.parametrize(
    ("factory", "model"),
    [
        (InmateFactory, Inmate),
        (FamilyFactory, Family),
        (FamilyMemberFactory, FamilyMember),
        (RegisterNumberFactory, RegisterNumber),
    ],
)
def test_no_row_moves_to_another_facility(other_facility, factory, model):
    factory()

    moved = refusal(lambda: model.objects.update(facility=other_facility))
    assert moved in {
        f"{model._meta.model_name}_facility_never_changes",
        f"{model._meta.model_name}_ties_one_facility",
    }


@pytest.mark.parametrize(
    ("factory", "half", "name"),
    [
        (FamilyFactory, {"hold_at": "now", "hold_kind": "moved"}, "family_hold_at_and_by_together"),
        (FamilyFactory, {"hold_by": "user"}, "family_hold_at_and_by_together"),
        (FamilyFactory, {"restricted_at": "now"}, "family_restricted_at_and_by_together"),
        (FamilyFactory, {"restricted_by": "user"}, "family_restricted_at_and_by_together"),
        (
            PovertyEvidenceFactory,
            {"verified_by": None},
            "povertyevidence_verified_at_and_by_together",
        ),
        (
            PovertyEvidenceFactory,
            {"verified_at": None},
            "povertyevidence_verified_at_and_by_together",
        ),
    ],
)
def test_no_act_stands_without_actor_and_moment(facility, registrar, factory, half, name):
    row = factory(**({"facility": facility} if factory is FamilyFactory else {}))
    values = {
        field: {
            "now": row.recorded_at if hasattr(row, "recorded_at") else None,
            "user": registrar,
        }.get(value, value)
        for field, value in half.items()
    }

    assert refusal(lambda: type(row).objects.filter(pk=row.pk).update(**values)) == name


def test_half_an_actor_would_stand_without_its_guard():
    without(
        "ALTER TABLE families_povertyevidence DROP CONSTRAINT "
        "povertyevidence_verified_at_and_by_together"
    )

    assert PovertyEvidenceFactory(verified_by=None).verified_at is not None


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda: FamilyFactory(card_split=1), "a_split_card_has_a_reason"),
        (lambda: FamilyFactory(hold_until=TODAY), "a_hold_has_a_kind"),
        (
            lambda: PovertyEvidenceFactory(issued_on="2026-02-01", valid_until="2026-01-31"),
            "evidence_ends_after_issue",
        ),
        (lambda: PovertyEvidenceFactory(kind="dtsen", decile=11), "a_decile_is_one_to_ten"),
        (lambda: PovertyEvidenceFactory(kind="sktm", decile=1), "a_decile_is_of_dtsen"),
        (lambda: RegisterNumberFactory(written="./-"), "a_register_number_has_signs"),
    ],
)
def test_a_row_is_whole_or_not_there(act, name):
    assert refusal(act) == name


def test_a_family_is_not_merged_into_itself():
    family = FamilyFactory()

    assert (
        refusal(lambda: Family.objects.update(merged_into=family))
        == "a_family_is_not_merged_into_itself"
    )


def test_evidence_is_not_both_accepted_and_rejected(facility, registrar):
    row = PovertyEvidenceFactory(family__facility=facility)
    rejected = {
        "rejected_at": row.recorded_at,
        "rejected_by": registrar,
        "rejected_reason": "Buram",
    }

    assert (
        refusal(lambda: PovertyEvidence.objects.update(**rejected))
        == "evidence_is_accepted_or_rejected"
    )


def test_a_decile_would_stand_beside_any_paper_without_its_guard():
    without("ALTER TABLE families_povertyevidence DROP CONSTRAINT a_decile_is_of_dtsen")

    assert PovertyEvidenceFactory(kind="sktm", decile=1).decile == 1
