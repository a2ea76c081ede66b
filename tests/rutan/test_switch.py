"""Who may pass a trigger by: the role that owns it, and nobody else, whoever installed it last."""

import pgtrigger
import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from rutan import audit
from rutan.models import AuditEntry

SWITCHED = "SELECT set_config('pgtrigger.ignore', %s, true)"


@pytest.fixture
def entry(services_head, facility):
    audit.record(by=services_head, verb="hand_over", thing=facility)
    return AuditEntry.objects.get(verb="hand_over")


@pytest.fixture
def rutan_app(db):
    """The role that serves in production: it may write every table and owns none."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE rutan_app_on_trial")
        cursor.execute(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO"
            " rutan_app_on_trial"
        )
    return "rutan_app_on_trial"


def names_of_all_triggers():
    return (
        "{" + ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered()) + "}"
    )


def falsify(entry, *, role=""):
    """Change an act that happened, every guard switched off first."""
    with transaction.atomic(), connection.cursor() as cursor:
        if role:
            cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(SWITCHED, [names_of_all_triggers()])
        AuditEntry.objects.filter(pk=entry.pk).update(verb="nothing")


def test_a_role_that_owns_no_table_switches_no_guard_off(entry, rutan_app):
    with pytest.raises(IntegrityError, match="auditentry_is_append_only"):
        falsify(entry, role=rutan_app)


def test_nor_after_a_trigger_was_installed_again(entry, rutan_app):
    [(model, trigger)] = pgtrigger.registered("rutan.Facility:update_update")
    trigger.install(model)

    with pytest.raises(IntegrityError, match="auditentry_is_append_only"):
        falsify(entry, role=rutan_app)


def test_nor_with_a_catalogue_of_its_own(entry, rutan_app):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE pg_proc AS SELECT 'x'::name AS proname")
        cursor.execute(f"GRANT ALL ON pg_temp.pg_proc TO {rutan_app}")

    with pytest.raises(IntegrityError, match="auditentry_is_append_only"):
        falsify(entry, role=rutan_app)


@pytest.fixture
def tables_of_his_own(rutan_app, facility):
    """A temporary table in which every user is of this prison, before the one in the schema."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {rutan_app}")
        cursor.execute("CREATE TEMPORARY TABLE rutan_user AS SELECT * FROM public.rutan_user")
        cursor.execute("UPDATE pg_temp.rutan_user SET facility_id = %s", [facility.pk])
        yield
        cursor.execute("RESET ROLE")


def sign_for_another_prison(facility, stranger):
    AuditEntry.objects.create(
        facility=facility, by=stranger, verb="hand_over", thing_type="x", thing_id="1"
    )


def test_no_table_of_his_own_answers_a_guard(facility, stranger, tables_of_his_own):
    with pytest.raises(IntegrityError, match="auditentry_ties_one_facility"), transaction.atomic():
        sign_for_another_prison(facility, stranger)


def test_a_guard_that_looks_anywhere_is_answered_by_it(facility, stranger, tables_of_his_own):
    [(model, trigger)] = pgtrigger.registered("rutan.AuditEntry:same_facility")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"ALTER FUNCTION {trigger.get_pgid(model)}() RESET search_path")

    sign_for_another_prison(facility, stranger)

    assert AuditEntry.objects.filter(by=stranger).exists()


def test_its_owner_may_for_keys_are_rotated_so(entry):
    falsify(entry)

    assert AuditEntry.objects.get(pk=entry.pk).verb == "nothing"


def test_with_the_switch_that_pgtrigger_ships_anybody_may(entry, rutan_app):
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)
            RETURNS boolean LANGUAGE sql AS
            $$ SELECT trigger_name = ANY(current_setting('pgtrigger.ignore')::text[]) $$
        """)

    falsify(entry, role=rutan_app)

    assert AuditEntry.objects.get(pk=entry.pk).verb == "nothing"


def test_a_trigger_that_comes_or_goes_draws_no_model_of_a_migration_anew():
    state = ProjectState()
    state.add_model(ModelState("harvests", "Bed", [("id", models.AutoField(primary_key=True))]))
    drawn, kept = state.apps.get_model("harvests", "Bed"), state.models["harvests", "bed"].options
    trigger = pgtrigger.Trigger(name="look", when=pgtrigger.Before, operation=pgtrigger.Insert)

    AddTrigger("bed", trigger).state_forwards("harvests", state)
    added = kept["triggers"]
    RemoveTrigger("bed", "look").state_forwards("harvests", state)

    assert (added, kept["triggers"]) == ([trigger], [])
    assert state.apps.get_model("harvests", "Bed") is drawn
