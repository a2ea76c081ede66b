"""``manage.py demo``: fills nobody's database, keeps its own, leaves everybody else's alone, and
serves like production.
"""

import datetime as dt
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from distributions import demo as the_demo
from distributions.demo import database, serving
from distributions.demo.database import Owner
from distributions.demo.prisons import hashed_password
from distributions.models import Entitlement, Handover
from families.areas import load_areas
from families.models import FamilyMember, PovertyEvidence
from harvests.models import Harvest, StockMovement
from rutan import audit
from rutan.models import AuditEntry, Facility
from tests import demo_database
from tests.factories import FacilityFactory, UserFactory

SOON_AFTER = dt.datetime(2026, 1, 14, 5, 0, tzinfo=dt.UTC)


def run(**options):
    call_command("demo", no_serve=True, **options)


def test_a_second_start_keeps_the_data(demo, capsys):
    before = AuditEntry.objects.count()

    run()

    assert AuditEntry.objects.count() == before
    assert "handover_officer2" in capsys.readouterr().out


def test_an_empty_database_belongs_to_nobody(db):
    assert database.owner() == Owner.NOBODY


def test_a_prison_that_the_demo_did_not_make_is_somebody_s(demo):
    FacilityFactory()

    assert database.owner() == Owner.SOMEBODY


def test_an_account_without_a_prison_is_somebody_s(db):
    UserFactory(facility=None)

    assert database.owner() == Owner.SOMEBODY


def test_a_filling_that_was_cut_off_is_half_a_demo(db):
    facility = FacilityFactory(is_demo=True)
    assert database.owner() == Owner.HALF_A_DEMO

    audit.record(by=None, verb="fill_demo", thing=facility)

    assert database.owner() == Owner.DEMO


@pytest.mark.parametrize("reset", [False, True])
def test_a_real_prison_is_left_alone(facility, reset):
    with pytest.raises(CommandError, match="the demo leaves it alone"):
        run(reset=reset)

    assert Facility.objects.get() == facility


def test_reset_is_refused_outside_development(demo, settings):
    settings.DEVELOPMENT = False

    with pytest.raises(CommandError, match="Only the development database is emptied"):
        run(reset=True)

    assert Facility.objects.count() == 2


def test_a_demo_of_an_older_version_is_told_how_to_begin_anew(demo):
    MigrationRecorder(connection).record_applied("families", "0002_as_it_was_once")

    with pytest.raises(CommandError, match=r"older version .* --reset"):
        run()

    assert Facility.objects.count() == 2


def test_a_wiped_database_has_no_table_left(demo_live):
    database.wipe()

    assert (database.owner(), connection.introspection.table_names()) == (Owner.NOBODY, [])


def test_a_taken_port_is_told_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} is taken. .* --port {port + 1}"):
            call_command("demo", port=port)


def test_a_clock_that_stands_before_the_stories_is_told(db):
    with pytest.raises(the_demo.ClockStandsStill, match="clock says 2025-10-01"):
        the_demo.fill(at=dt.datetime(2025, 10, 1, tzinfo=dt.UTC))


def test_the_password_is_the_one_that_is_printed(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

    assert check_password(the_demo.PASSWORD, hashed_password())


def digest():
    """A hash of what people see, in the order in which it came about; coupon codes are secret and
    differ.
    """
    seen = (
        Handover.objects.values_list(
            "number", "family__name", "collector_name", "recorded_at", "desk", "client_id"
        ),
        StockMovement.objects.values_list("kind", "grams", "occurred_on", "buyer", "client_id"),
        Harvest.objects.values_list(
            "commodity__name", "quantity", "grams", "recorded_at", "on_hand_grams"
        ),
        Entitlement.objects.values_list("number", "family__name", "inmate__name", "source"),
        FamilyMember.objects.values_list(
            "full_name", "nik", "birth_date", "family__area", "family__phone"
        ),
        PovertyEvidence.objects.values_list(
            "kind", "number", "valid_until", "verified_at", "rejected_at"
        ),
        AuditEntry.objects.exclude(verb="fill_demo").values_list("at", "by__username", "verb"),
    )
    return hashlib.sha256(repr([list(rows.order_by("pk")) for rows in seen]).encode()).hexdigest()


def test_the_same_seed_and_moment_give_the_same_year(transactional_db):
    digests = []
    with demo_database.copy(connection.settings_dict["NAME"], "demo_areas") as areas:
        with demo_database.using(areas):
            load_areas(the_demo.AREAS)
        for _time in range(2):
            with demo_database.copy(areas, "demo_again") as again, demo_database.using(again):
                demo_database.fill(at=SOON_AFTER, months=1, registered=50)
                digests.append(digest())

    assert digests[0] == digests[1]


class Command:
    """``manage.py demo`` in a process of its own, on the database in use."""

    def __init__(self, port):
        self.port = port
        database = urlsplit(os.environ["DATABASE_URL"])._replace(
            path=f"/{connection.settings_dict['NAME']}"
        )
        environment = {**os.environ, "DATABASE_URL": urlunsplit(database)}
        command = [sys.executable, "manage.py", "demo", "--port", str(port)]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
        )
        self.wait_until(lambda: self.status("/healthz") == 200)

    def status(self, path):
        asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            asked.request("GET", path)
            answer = asked.getresponse()
            self.page = answer.read().decode()
        except OSError:
            return None
        finally:
            asked.close()
        return answer.status

    def wait_until(self, true, seconds=60):
        until = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < until, "waited too long"
            assert self.process.poll() in (None, -signal.SIGKILL), self.process.stdout.read()
            time.sleep(0.1)

    def end(self, by):
        self.process.send_signal(by)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def served(demo_live):
    """The demo, started on a free port; killed at the end whatever happened."""
    connection.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = Command(port)
    yield command
    command.process.kill()
    command.wait_until(lambda: serving.is_free(port))


def test_the_demo_serves_like_production_and_stops_when_told(served):
    assert served.status("/nothing-here/") == 404
    assert "Halaman atau data ini tidak ada" in served.page
    assert "DEBUG" not in served.page

    assert served.end(signal.SIGTERM) == 0
    assert served.status("/healthz") is None


def test_the_server_does_not_outlive_a_command_that_was_killed(served):
    served.end(signal.SIGKILL)

    served.wait_until(lambda: served.status("/healthz") is None, seconds=20)


def test_a_demo_that_serves_is_not_wiped_under_its_visitors(served):
    with pytest.raises(CommandError, match=r"Stop the running demo first\."):
        run(reset=True)

    run()
    assert (served.status("/accounts/login/"), database.owner()) == (200, Owner.DEMO)
    with database.Use() as beside:
        assert not beside.is_only_one()
    connection.close()
    served.end(signal.SIGTERM)
    with database.Use() as afterwards:
        assert afterwards.is_only_one()


def test_two_starts_do_not_fill_one_database(db):
    with database.Use() as first:
        assert first.is_only_one()

        with pytest.raises(CommandError, match="Another start is filling this database"):
            run()
        first.share()
        with pytest.raises(CommandError, match="Stop the running demo first"):
            run()
