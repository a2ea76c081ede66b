"""A database of before keeps what it knew: new columns are filled from the trail of acts."""

import uuid
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from distributions.models import Distribution, PackageMovement
from distributions.packing import runs
from distributions.packing.contents import Content
from distributions.planning import contents
from families.models import FamilyMember
from families.registry import families, people
from families.registry.people import NewMember
from harvests import places
from harvests.models import Commodity
from rutan.editing import fingerprint
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    FamilyFactory,
    FamilyMemberFactory,
    HarvestFactory,
    UserFactory,
)
from tests.races import without


def run(migration, name):
    statements = getattr(import_module(migration), name)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statements)


def forget(table, sets):
    """Take the columns back to what an older database has."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute(f'UPDATE "{table}" SET {sets}')
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


DISTRIBUTIONS = "distributions.migrations.0004_what_was_asked_and_last_changed"


def test_a_run_of_before_knows_what_its_form_asked_for(facility, open_event, services_head):
    lot = HarvestFactory(facility=facility, quantity=10)
    contents = [Content(lot.commodity, Decimal(1), unit=lot.unit)]
    facts = {"distribution": open_event(facility, packages=0), "packages": 2}
    facts |= {"contents": contents, "by": services_head, "client_id": uuid.uuid4()}
    made = runs.pack(**facts)
    forget("distributions_packagemovement", "asked = '{}'")

    run(DISTRIBUTIONS, "ASKED")

    assert runs.pack(**facts) == made
    assert PackageMovement.objects.get(pk=made.pk).asked == made.asked != {}


def test_an_event_of_before_knows_who_changed_its_contents_last(facility):
    event, first, last = (
        DistributionFactory(facility=facility),
        *UserFactory.create_batch(2, facility=facility),
    )
    for quantity, by in enumerate((first, last), 1):
        items = [(CommodityFactory(facility=facility), Decimal(quantity))]
        contents.set_items(distribution=event, items=items, by=by)
    stamped = Distribution.objects.get(pk=event.pk)
    forget(
        "distributions_distribution", "contents_changed_at = NULL, contents_changed_by_id = NULL"
    )

    run(DISTRIBUTIONS, "CONTENTS_CHANGED")

    known = Distribution.objects.get(pk=event.pk)
    assert known.contents_changed_by == stamped.contents_changed_by == last
    assert abs(known.contents_changed_at - stamped.contents_changed_at).total_seconds() < 5


NOBODY = "{0}_at = NULL, {0}_by_id = NULL"
FAMILIES = "families.migrations.0004_who_made_and_changed_a_row"
HARVESTS = "harvests.migrations.0003_who_made_and_changed_a_row"


@pytest.fixture
def members(facility, services_head):
    """Two members, of whose forms one was sent by somebody known."""
    family, key = FamilyFactory(facility=facility), uuid.uuid4()
    new = NewMember(full_name="Kasmini", client_id=key)
    by_form = people.add_member(family=family, member=new, by=services_head)
    return by_form, FamilyMemberFactory(family=family, full_name="Karto")


@pytest.mark.django_db(transaction=True)
def test_a_row_of_before_is_its_sender_s_and_a_form_of_nobody_is_forgotten(members, services_head):
    by_form, other = members
    bypass = {"constraint": "familymember_of_a_form_has_its_sender"}
    with without(FamilyMember, **bypass):
        forget("families_familymember", NOBODY.format("recorded"))
        FamilyMember.objects.filter(pk=other.pk).update(client_id=uuid.uuid4())
        run(FAMILIES, "MADE")

    by_form, other = (FamilyMember.objects.get(pk=row.pk) for row in members)
    assert (by_form.recorded_by, by_form.client_id is None) == (services_head, False)
    assert (other.recorded_by, other.client_id) == (None, None)


def test_rows_of_before_know_who_changed_them_last(facility):
    first, last = UserFactory.create_batch(2, facility=facility)
    family = FamilyFactory(facility=facility)
    member = FamilyMemberFactory(family=family)
    people.edit_member(member=member, full_name="Kasmini", by=first)
    families.edit(family=family, version=2, phone="0812", by=last)
    for table in ("families_family", "families_familymember"):
        forget(table, NOBODY.format("edited"))

    run(FAMILIES, "EDITED")

    family.refresh_from_db()
    member.refresh_from_db()
    assert (family.edited_by, member.edited_by) == (last, first)


def test_what_was_only_added_was_changed_by_nobody(facility, services_head):
    added, changed = CommodityFactory.build_batch(2, facility=facility)
    for row in (added, changed):
        places.save_commodity(commodity=row, by=services_head)
    seen = fingerprint(changed, ["name"])
    changes = {"name": "Kangkung darat"}
    places.change_commodity(commodity=changed, changes=changes, seen=seen, by=services_head)
    forget("harvests_commodity", NOBODY.format("edited"))

    run(HARVESTS, "EDITED")

    assert [Commodity.objects.get(pk=row.pk).edited_by for row in (added, changed)] == [
        None,
        services_head,
    ]
