"""The look at similar families on file, which every way of making a second entry takes."""

import datetime as dt

import pytest
from django.urls import reverse

from families.models import Family
from families.registry import families, people, similar
from rutan.models import AuditEntry
from tests.factories import (
    AreaFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
)
from tests.pages import fields_of

BALUN = {"code": "33.16.09.1001", "name": "Balun"}


@pytest.fixture
def sri(facility):
    """Sri Wahyuni of Sumberejo, wife of one inmate."""
    family = FamilyFactory(facility=facility, name="Sri Wahyuni", area=AreaFactory())
    KinshipFactory(family=family, inmate=InmateFactory(facility=facility))
    return family


@pytest.fixture
def look(facility):
    def at(*, name, inmates=(), seen=(), **facts):
        where = {"facility_id": facility.pk, "area": AreaFactory(**BALUN), "inmates": inmates}
        return similar.look_at_similar(**where, name=name, seen=frozenset(seen), **facts)

    return at


def inmates_of(family):
    return [kinship.inmate for kinship in family.kinships.all()]


def test_the_same_name_in_capitals_is_looked_at_and_then_goes_through(sri, look):
    with pytest.raises(similar.SimilarFamilies) as refused:
        look(name="SRI WAHYUNI")

    assert refused.value.families == [sri]
    assert look(name="SRI WAHYUNI", seen=[sri.pk]) == [sri.pk]


def test_a_second_wife_of_one_inmate_is_looked_at_whatever_her_name(sri, look):
    inmates = inmates_of(sri)

    with pytest.raises(similar.SimilarFamilies) as refused:
        look(name="Istiqomah", inmates=inmates, relationship="wife")

    assert refused.value.families == [sri]
    assert look(name="Istiqomah", inmates=inmates, relationship="mother") == []


def test_a_wife_of_the_past_hinders_nobody(sri, look, registrar):
    people.end_kinship(kinship=sri.kinships.get(), on=dt.date(2026, 3, 1), by=registrar)

    assert look(name="Istiqomah", inmates=inmates_of(sri), relationship="wife") == []


def test_a_family_is_never_similar_to_itself(sri, look):
    assert look(name="Sri Wahyuni", inmates=inmates_of(sri), but=sri) == []


def test_another_prisons_family_is_nobodys_double(sri, look, other_facility):
    FamilyFactory(facility=other_facility, name="Istiqomah")

    assert look(name="Istiqomah") == []


def test_what_was_looked_at_stands_in_the_audit(sri, facility, registrar):
    [inmate] = inmates_of(sri)
    new = families.NewFamily(
        name="Sri Wahjuni",
        area=sri.area,
        inmate=inmate,
        relationship="wife",
        seen=frozenset([sri.pk, 999]),
    )

    families.register(facility=facility, families=[new], by=registrar)

    assert Family.objects.count() == 2
    assert AuditEntry.objects.get(verb="register_families").facts["seen"] == [sri.pk]


@pytest.fixture
def other(sri):
    """Kasmini, mother of the same inmate, in another village."""
    family = FamilyFactory(
        facility=sri.facility,
        name="Kasmini",
        area=AreaFactory(**BALUN),
        recorded_by=sri.recorded_by,
    )
    FamilyMemberFactory(family=family)
    KinshipFactory(family=family, inmate=inmates_of(sri)[0], relationship="mother")
    return family


def second_press(client, address, sent):
    """What the page answers, and what it answers when its form is sent again as it now stands."""
    first = client.post(address, sent)
    return first, client.post(address, fields_of(first))


def test_a_family_is_renamed_to_a_name_on_file_only_after_a_look(sign_in, registrar, sri, other):
    address = reverse("family_edit", args=[other.pk])
    client = sign_in(registrar)
    sent = fields_of(client.get(address)) | {"name": "SRI WAHYUNI"}

    first, second = second_press(client, address, sent)

    assert (first.status_code, first.context["form"].similar) == (409, [sri])
    assert second.status_code == 302
    assert Family.objects.get(pk=other.pk).name == "SRI WAHYUNI"
    assert AuditEntry.objects.get(verb="edit_family").facts["seen"] == [sri.pk]


def test_other_fields_of_a_family_are_edited_without_a_look(sign_in, registrar, sri, other):
    Family.objects.filter(pk=other.pk).update(name="Sri Wahyuni")
    address = reverse("family_edit", args=[other.pk])
    client = sign_in(registrar)
    sent = fields_of(client.get(address)) | {"phone": "0812 3456 7890"}

    assert client.post(address, sent).status_code == 302


@pytest.mark.parametrize("page", ["member_new", "member_edit"])
def test_a_member_gets_a_name_on_file_only_after_a_look(page, sign_in, registrar, sri, other):
    of = other if page == "member_new" else other.members.get()
    address, client = reverse(page, args=[of.pk]), sign_in(registrar)
    sent = fields_of(client.get(address))

    first, second = second_press(
        client, address, sent | {"full_name": "Sri Wahyuni", "card_relationship": "parent"}
    )

    assert (first.status_code, first.context["form"].similar) == (409, [sri])
    assert second.status_code == 302
    assert other.members.filter(full_name="Sri Wahyuni").count() == 1


def test_a_second_wife_by_a_new_tie_is_looked_at(sign_in, registrar, sri, facility):
    other = FamilyFactory(facility=facility, name="Istiqomah", area=AreaFactory(**BALUN))
    address, client = reverse("kinship_new", args=[other.pk]), sign_in(registrar)
    sent = fields_of(client.get(address))

    first, second = second_press(
        client, address, sent | {"inmate": inmates_of(sri)[0].pk, "relationship": "wife"}
    )

    assert (first.status_code, first.context["form"].similar) == (409, [sri])
    assert second.status_code == 302
    assert AuditEntry.objects.get(verb="add_kinship").facts["seen"] == [sri.pk]
