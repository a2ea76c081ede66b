"""A query compiled once asks the database each time, with the values of that call."""

import threading

import pytest
from django.db import connection

from rutan import compiled
from rutan.compiled import Compiled
from rutan.models import AuditEntry, Facility, User
from tests.factories import FacilityFactory, UserFactory


@pytest.fixture
def colleagues():
    """The compiled query, and how often its queryset was written."""
    written = []

    @Compiled
    def of(facility, name):
        written.append(name)
        users = User.objects.select_related("facility").filter(facility=facility)
        return users.with_roles().filter(name__startswith=name).order_by("pk")

    return of, written


def test_a_compiled_query_gives_what_its_queryset_gives(colleagues, facility, registrar):
    [found] = colleagues[0](facility=facility.pk, name=registrar.name)

    assert (found, found.facility, found.role_names) == (registrar, facility, ["registrar"])
    assert not found._state.adding


def test_a_compiled_query_is_written_once_and_asked_every_time(colleagues, facility):
    of, written = colleagues
    first, other = UserFactory(facility=facility, name="Sri"), UserFactory(name="Sri")

    asked = [of(facility=first.facility_id, name="S"), of(facility=other.facility_id, name="Sr")]
    later = UserFactory(facility=facility, name="Siti")

    assert (asked, len(written)) == ([[first], [other]], 1)
    assert of(facility=facility.pk, name="S") == [first, later]


def test_a_field_that_was_left_out_is_read_when_it_is_asked_for(facility):
    @Compiled
    def named(pk):
        return Facility.objects.only("name").filter(pk=pk)

    [found] = named(pk=facility.pk)

    assert found.get_deferred_fields() >= {"city", "letterhead"}
    assert found.city == facility.city


def test_a_row_is_stored_as_save_stores_it(facility, registrar):
    """Columns of every kind: keys, words, JSON, an empty one, and two that the database fills."""
    facts = {"verb": "see", "thing_type": "rutan.user", "thing_id": "7", "facts": {"n": [1, None]}}
    saved = AuditEntry.objects.create(facility=facility, by=registrar, **facts)
    stored = compiled.insert(AuditEntry(facility=facility, by=registrar, **facts))
    dated = compiled.insert(AuditEntry(facility=facility, at=saved.at, **facts))

    assert (stored.pk, dated.pk) == (saved.pk + 1, saved.pk + 2)
    assert (stored._state.adding, stored._state.db) == (False, saved._state.db)
    assert (stored.transaction, type(stored.at)) == (saved.transaction, type(saved.at))
    names = ("facility", "verb", "thing_type", "thing_id", "facts", "transaction")
    [first, *others] = AuditEntry.objects.filter(verb="see").order_by("pk").values(*names)
    assert others == [first, first]
    read = AuditEntry.objects.filter(pk__in=[stored.pk, dated.pk]).order_by("pk")
    assert list(read.values_list("by", "at")) == [(registrar.pk, stored.at), (None, saved.at)]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_a_connection_of_its_own(colleagues):
    facility, found = FacilityFactory(), []
    UserFactory(facility=facility, name="Sri")
    colleagues[0](facility=facility.pk, name="Sri")

    def ask():
        found.append((colleagues[0](facility=facility.pk, name="Sri"), id(connection.connection)))
        connection.close()

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()

    assert [[user.name for user in users] for users, _on in found] == [["Sri"]]
    assert found[0][1] != id(connection.connection)
