"""A database of before keeps what it knew: new columns are filled from the trail of acts."""

import uuid
from decimal import Decimal
from importlib import import_module

from django.db import connection

from distributions.models import Distribution, PackageMovement
from distributions.packing import runs
from distributions.packing.contents import Content
from distributions.planning import contents
from tests.factories import CommodityFactory, DistributionFactory, HarvestFactory, UserFactory


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
