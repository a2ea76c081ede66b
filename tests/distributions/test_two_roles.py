"""Production as README.md sets it up: one role owns the tables, another serves and can't reach
behind the guards.
"""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, transaction

from distributions.models import Handover
from rutan.checks import every_constraint_stands, every_trigger_stands, whoever_serves_owns_no_table
from tests.factories import FacilityFactory, UserFactory

FORBIDDEN = [
    "TRUNCATE distributions_handover CASCADE",
    "ALTER TABLE distributions_handover DISABLE TRIGGER USER",
    "ALTER TABLE distributions_handover DROP CONSTRAINT a_handover_is_of_its_entitlement",
    "DROP INDEX one_live_handover_per_entitlement",
    "SET session_replication_role = replica",
]


@contextmanager
def connected(**to):
    """Every connection of this process goes to another database or role inside the block."""
    shared = connections.settings["default"]
    before = {name: shared[name] for name in to}
    connections.close_all()
    shared |= to
    try:
        yield
    finally:
        connections.close_all()
        shared |= before


def run(statements):
    with connection.cursor() as cursor:
        for statement in filter(None, map(str.strip, statements.split(";"))):
            cursor.execute(statement)


@pytest.fixture(scope="module")
def installation(django_db_setup, django_db_blocker):
    """The name of a database that README's lines made and its owner migrated; the roles are named
    after it.
    """
    [lines] = re.findall(
        r"^```sql\n(.*?)^```",
        (Path(settings.BASE_DIR) / "README.md").read_text(),
        re.DOTALL | re.MULTILINE,
    )
    name = f"{connection.settings_dict['NAME']}_roles"
    before, after = re.sub(r"\brutan", name, lines).split(f"\\connect {name}\n")
    gone = (
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE); DROP ROLE IF EXISTS {name}_owner; DROP ROLE"
        f" IF EXISTS {name}_app"
    )
    with django_db_blocker.unblock():
        run(f"{gone}; {before}")
        with connected(NAME=name):
            run(after)
        with connected(NAME=name, USER=f"{name}_owner"):
            call_command("migrate", verbosity=0)
        yield name
        run(gone)
        connections.close_all()


@pytest.fixture
def owner(installation, settings):
    settings.DEVELOPMENT = False
    with connected(NAME=installation, USER=f"{installation}_owner"):
        yield


@pytest.fixture
def app(installation, settings):
    settings.DEVELOPMENT = False
    with connected(NAME=installation, USER=f"{installation}_app"):
        yield


def test_the_role_that_serves_hands_over_and_proves_the_guards(app, open_event, serve):
    facility = FacilityFactory()
    event = open_event(facility, families=1)

    serve(
        event, event.entitlements.get(), UserFactory(facility=facility, roles=["handover_officer"])
    )

    assert Handover.objects.live().count() == 1
    assert [
        *every_trigger_stands(None),
        *every_constraint_stands(None),
        *whoever_serves_owns_no_table(None),
    ] == []


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_role_that_serves_cannot_reach_behind_the_guards(app, statement):
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
        run(statement)


@pytest.mark.parametrize("statement", FORBIDDEN[:-1])
def test_the_owner_could(owner, statement):
    with transaction.atomic():
        run(statement)
        transaction.set_rollback(True)


def test_serving_as_the_owner_is_warned_of(owner, settings):
    assert [
        (warning.id, warning.is_serious()) for warning in whoever_serves_owns_no_table(None)
    ] == [("rutan.W001", False)]

    settings.DEVELOPMENT = True
    assert list(whoever_serves_owns_no_table(None)) == []
