"""The look at similar families on file, which every way of making a second entry takes."""

import datetime as dt

import pytest

from families import registry
from families.models import Family
from rutan.models import AuditEntry
from tests.factories import AreaFactory, FamilyFactory, InmateFactory, KinshipFactory

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
        return registry.look_at_similar(**where, name=name, seen=frozenset(seen), **facts)

    return at


def inmates_of(family):
    return [kinship.inmate for kinship in family.kinships.all()]


def test_the_same_name_in_capitals_is_looked_at_and_then_goes_through(sri, look):
    with pytest.raises(registry.SimilarFamilies) as refused:
        look(name="SRI WAHYUNI")

    assert refused.value.families == [sri]
    assert look(name="SRI WAHYUNI", seen=[sri.pk]) == [sri.pk]


def test_a_second_wife_of_one_inmate_is_looked_at_whatever_her_name(sri, look):
    inmates = inmates_of(sri)

    with pytest.raises(registry.SimilarFamilies) as refused:
        look(name="Istiqomah", inmates=inmates, relationship="wife")

    assert refused.value.families == [sri]
    assert look(name="Istiqomah", inmates=inmates, relationship="mother") == []


def test_a_wife_of_the_past_hinders_nobody(sri, look, registrar):
    registry.end_kinship(kinship=sri.kinships.get(), on=dt.date(2026, 3, 1), by=registrar)

    assert look(name="Istiqomah", inmates=inmates_of(sri), relationship="wife") == []


def test_a_family_is_never_similar_to_itself(sri, look):
    assert look(name="Sri Wahyuni", inmates=inmates_of(sri), but=sri) == []


def test_another_prisons_family_is_nobodys_double(sri, look, other_facility):
    FamilyFactory(facility=other_facility, name="Istiqomah")

    assert look(name="Istiqomah") == []


def test_what_was_looked_at_stands_in_the_audit(sri, facility, registrar):
    [inmate] = inmates_of(sri)
    new = registry.NewFamily(
        name="Sri Wahjuni",
        area=sri.area,
        inmate=inmate,
        relationship="wife",
        seen=frozenset([sri.pk, 999]),
    )

    registry.register(facility=facility, families=[new], by=registrar)

    assert Family.objects.count() == 2
    assert AuditEntry.objects.get(verb="register_families").facts["seen"] == [sri.pk]
