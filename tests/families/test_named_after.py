"""Whose relationship to the WBP a family's is: a row says so, not that two names are equal."""

import pytest
from django.urls import reverse

from families.registry import families, people
from families.registry.families import NewFamily
from families.registry.people import NewMember
from rutan import editing
from tests.factories import AreaFactory, FamilyFactory, FamilyMemberFactory, InmateFactory

pytestmark = pytest.mark.django_db


def named(family):
    return list(family.members.filter(names_family=True).values_list("full_name", flat=True))


def registered(facility, by, **more):
    new = {
        "area": AreaFactory(),
        "inmate": InmateFactory(facility=facility),
        "relationship": "wife",
    }
    [family] = families.register(
        facility=facility, families=[NewFamily(**new | {"name": "Wartini Uji"} | more)], by=by
    )
    return family


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((), ["Wartini Uji"]),
        ((NewMember("Kasmini"), NewMember("WARTINI  Uji")), ["WARTINI  Uji"]),
        ((NewMember("Wartini Uji"), NewMember("Wartini Uji")), ["Wartini Uji"]),
        ((NewMember("Wartini Uji"), NewMember("Kasmini", names_family=True)), ["Kasmini"]),
        ((NewMember("Kasmini"),), []),
    ],
)
def test_a_registered_family_is_named_after_one_member(facility, registrar, members, expected):
    assert named(registered(facility, registrar, members=members)) == expected


def test_a_corrected_name_of_a_member_or_family_changes_nothing(facility, registrar):
    family = registered(facility, registrar)
    member = family.members.get()

    people.edit_member(member=member, by=registrar, full_name="Wartini Uji Lestari")
    families.edit(family=family, version=2, by=registrar, name="Wartini")

    assert named(family) == ["Wartini Uji Lestari"]


def test_a_family_that_takes_the_name_of_a_member_is_named_after_her(facility, registrar):
    family = registered(
        facility, registrar, members=(NewMember("Wartini Uji"), NewMember("Kasmini"))
    )

    families.edit(family=family, version=1, by=registrar, name="KASMINI")

    assert named(family) == ["Kasmini"]


def test_a_namesake_in_the_family_takes_nothing(facility, registrar):
    family = registered(facility, registrar)
    first = family.members.get()
    people.add_member(family=family, member=NewMember("Wartini Uji"), by=registrar)

    families.edit(family=family, version=1, by=registrar, name="wartini uji")

    assert family.members.get(names_family=True) == first


def test_another_member_becomes_the_one_by_a_tick(clerk, family):
    other = FamilyMemberFactory(family=family, full_name="Kasmini")
    page = reverse("member_edit", args=[other.pk])
    state = editing.fingerprint(other, people.MEMBER_FIELDS)
    person = {"full_name": "Kasmini", "card_relationship": "parent", "seen": state}

    clerk.post(page, person | {"names_family": "on"})

    assert named(family) == ["Kasmini"]
    assert "names_family" not in clerk.get(page).context["form"].fields


def test_a_new_member_may_become_the_one(family, registrar):
    new = NewMember("Kasmini", names_family=True)

    people.add_member(family=family, member=new, by=registrar)

    assert named(family) == ["Kasmini"]


def test_a_birth_year_and_the_others_follow_the_row(facility):
    family = FamilyFactory(facility=facility, name="Wartini Uji")
    FamilyMemberFactory(
        family=family, full_name="Wartini Lestari", names_family=True, birth_date="1975-01-01"
    )
    FamilyMemberFactory(family=family, full_name="Kasmini", birth_date="1950-01-01")

    shown = type(family).objects.with_kin().get()

    assert (shown.birth_year, shown.other_members) == (1975, "Kasmini")
