"""The cast: one facility with somebody in every role, and a stranger from another."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client

from rutan.access import ROLES
from rutan.models import Facility
from tests import demo_database
from tests.factories import FacilityFactory, UserFactory

MADE_BY_MIGRATE = ("auth_group", "auth_permission", "django_content_type")


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _quick_flush():
    """What a test committed is deleted from the tables that hold it: truncating all seventy, and
    making the rights anew that every database has, takes a hundred times as long.
    """
    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", _deletions)
    patch.setattr("django.core.management.commands.flush.emit_post_migrate_signal", _nothing)
    yield
    patch.undo()


def _deletions(operations, _style, tables, **_options):
    quoted = [operations.quote_name(table) for table in tables if table not in MADE_BY_MIGRATE]
    looks = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in quoted)
    with operations.connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        deletions = [f"DELETE FROM {table}" for (table,) in cursor.fetchall()]
    # As a replica neither foreign keys nor the guards of facts are asked.
    role = "SET LOCAL session_replication_role = replica"
    return [role, *deletions] if deletions else []


def _nothing(*_arguments, **_options):
    pass


@pytest.fixture
def facility(db):
    return FacilityFactory()


@pytest.fixture
def other_facility(db):
    return FacilityFactory(time_zone="Asia/Jayapura")


def _user_of(role):
    @pytest.fixture(name=role)
    def user(facility):
        return UserFactory(username=role, facility=facility, roles=[role])

    return user


harvest_recorder, registrar, handover_officer, services_head, head, administrator = (
    _user_of(role)
    for role in (
        "harvest_recorder",
        "registrar",
        "handover_officer",
        "services_head",
        "head",
        "administrator",
    )
)


@pytest.fixture
def stranger(other_facility):
    """Somebody of another prison who may do everything there."""
    return UserFactory(username="stranger", facility=other_facility, roles=list(ROLES))


@pytest.fixture
def sign_in():
    """A client in a session of the given user, as after signing in, which has tests of its own."""

    def client_of(user):
        client = Client()
        session = client.session
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "rutan.access.RoleBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        return client

    return client_of


@pytest.fixture(scope="session")
def demo_template(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return demo_database.template()


@pytest.fixture(scope="session")
def _demo_of_worker(demo_template, django_db_blocker, worker_id):
    """A copy that only this worker reads: PostgreSQL copies no database that another one is
    reading.
    """
    with (
        django_db_blocker.unblock(),
        demo_database.copy(demo_template, f"{demo_template}_{worker_id}") as name,
    ):
        yield name


@pytest.fixture
def _demo_database(_demo_of_worker, django_db_blocker):
    with django_db_blocker.unblock(), demo_database.using(_demo_of_worker):
        yield


@pytest.fixture
def demo(_demo_database, db):
    """Rutan Blora as ``manage.py demo`` makes it; whatever a test does to it is undone after the
    test.

    Name it before every fixture that reads the database, and leave django_db marks away.
    """
    return Facility.objects.get(short_name="Rutan Blora")


@pytest.fixture
def demo_live(transactional_db, demo_template, worker_id):
    """Rutan Blora in a database of its own, where what is done is committed: for browsers and for
    other processes.
    """
    with (
        demo_database.copy(demo_template, f"{demo_template}_live_{worker_id}") as name,
        demo_database.using(name),
    ):
        yield Facility.objects.get(short_name="Rutan Blora")
