"""A request that waits for somebody else's saving gives up in time and loses nothing."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.urls import reverse

from rutan import timeouts
from rutan.models import Facility

SHOW = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in %s))
    print(*cursor.fetchone())
"""


def limits_of(how):
    """The limits of a connection in a process of its own."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "rutan.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    asking = [sys.executable, "-c", how + SHOW % list(timeouts.LIMITS)]
    return subprocess.run(
        asking, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()


def test_what_the_web_server_asks_of_the_database_has_limits():
    assert limits_of("import rutan.wsgi") == ["10s", "30s", "1min"]


def test_commands_may_take_their_time():
    assert limits_of("") == ["0", "0", "0"]


@contextmanager
def somebody_saves(facility):
    """Another connection holds the facility's row, as a verb that hangs would."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM rutan_facility WHERE id = %s FOR UPDATE", [facility.pk])
        yield
    finally:
        other.close()


@pytest.fixture
def waiting_briefly(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def settings_typed(screen):
    form = screen.get(reverse("facility_edit")).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value not in (None, False)} | {
        "city": "Randublatung"
    }


@pytest.fixture
def screen(waiting_briefly, sign_in, services_head):
    return sign_in(services_head)


def save(screen, typed, **headers):
    return screen.post(
        reverse("facility_edit"), typed, headers={"origin": "http://testserver"} | headers
    )


def test_who_waited_too_long_is_told_and_sends_the_same_again(screen, facility):
    typed = settings_typed(screen)

    with somebody_saves(facility):
        response = save(screen, typed)

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Masih ada petugas lain yang sedang menyimpan. Coba lagi." in page
    assert '<input type="hidden" name="city" value="Randublatung">' in page
    assert Facility.objects.get(pk=facility.pk).city == "Blora"

    assert save(screen, typed).status_code == 302
    assert Facility.objects.get(pk=facility.pk).city == "Randublatung"


def test_a_program_that_waited_too_long_is_told_in_json(screen, facility):
    typed = settings_typed(screen)

    with somebody_saves(facility):
        response = save(screen, typed, accept="application/json")

    assert (response.status_code, response["Retry-After"], response.json()["outcome"]) == (
        503,
        "5",
        "busy",
    )


def test_any_other_failure_of_the_database_stays_a_failure(screen):
    typed = settings_typed(screen)

    def fails(execute, sql, *args):
        if "UPDATE" in sql:
            raise OperationalError
        return execute(sql, *args)

    with connection.execute_wrapper(fails), pytest.raises(OperationalError):
        save(screen, typed)


def test_without_the_middleware_it_would_be_a_failure_too(screen, facility, settings):
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.startswith("rutan.timeouts")
    ]
    typed = settings_typed(screen)

    with somebody_saves(facility), pytest.raises(OperationalError):
        save(screen, typed)
