"""What production needs before it starts, and what it says when something is missing or wrong."""

import base64
import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = base64.b64encode(bytes(range(64))).decode()
ENOUGH = {
    "DATABASE_URL": "postgresql:///nowhere",
    "SECRET_KEY": "not-a-secret",
    "RUTAN_FIELD_KEYS": f"1:{GOOD}",
    "ALLOWED_HOSTS": "rutan.example",
    "CSRF_TRUSTED_ORIGINS": "https://rutan.example",
    "MEDIA_ROOT": "/nowhere",
}


def start(**changes):
    """What the settings say when they are loaded under these variables, and nothing but them."""
    environment = {"PATH": os.environ["PATH"]} | ENOUGH | changes
    loading = [sys.executable, "-c", "import rutan.settings"]
    done = subprocess.run(
        loading, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    return (done.stderr.strip().splitlines() or [""])[-1]


# A request for the screen in the hall, as gunicorn writes it down for whoever wants such a log.
SERVED = """
import datetime as dt
from types import SimpleNamespace as Row
from gunicorn.config import Config
from gunicorn.glogging import Logger
import rutan.wsgi

config = Config()
config.set("accesslog", "-")
address = "/hall/S3cr-t_0/now/"
environ = {"REQUEST_METHOD": "GET", "RAW_URI": address, "PATH_INFO": address}
environ |= {"SERVER_PROTOCOL": "HTTP/1.1", "HTTP_REFERER": "https://rutan.example/hall/S3cr-t_0/"}
request, response = Row(headers=[]), Row(status="200 OK", sent=12, headers=[])
Logger(config).access(response, request, environ, dt.timedelta(0))
Logger(config).error("Error handling request %s", address)
"""


def test_no_log_of_the_web_server_has_an_address_that_is_a_key():
    done = subprocess.run(
        [sys.executable, "-c", SERVED],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | ENOUGH,
        capture_output=True,
        text=True,
        check=True,
    )

    written = done.stdout + done.stderr
    assert '"GET /hall/…/now/ HTTP/1.1" 200 12 "https://rutan.example/hall/…/"' in written
    assert "Error handling request /hall/…/now/" in written
    assert "S3cr-t_0" not in written


def test_production_starts_with_what_it_needs():
    assert start() == ""


@pytest.mark.parametrize("name", ENOUGH)
def test_what_is_missing_is_named(name):
    said = start(**{name: ""})

    assert (
        said
        == "django.core.exceptions.ImproperlyConfigured: Set these environment variables before"
        f" starting: {name}."
    )


def test_keys_may_have_been_rotated_and_be_of_any_length_that_the_cipher_takes():
    short = base64.b64encode(bytes(32)).decode()

    assert start(RUTAN_FIELD_KEYS=f" 7:{GOOD}, 0:{short} ,255:{GOOD}") == ""


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ("abc", 1),
        (GOOD, 1),
        (",", 1),
        ("1:", 1),
        (f"x:{GOOD}", 1),
        (f"256:{GOOD}", 1),
        (f"-1:{GOOD}", 1),
        (f"{'9' * 5000}:{GOOD}", 1),
        (f"1:{GOOD[:-8]}", 1),
        (f"1:{GOOD[:-1]}", 1),
        (f"1:{base64.b64encode(bytes(65)).decode()}", 1),
        (f"1:{GOOD[:-4]}ä===", 1),
        (f"1:{GOOD},1:{GOOD}", 2),
        (f"1:{GOOD},2:short", 2),
    ],
)
def test_keys_that_cannot_be_used_stop_the_start_with_one_sentence(keys, place):
    said = start(RUTAN_FIELD_KEYS=keys)

    assert said.startswith(
        "django.core.exceptions.ImproperlyConfigured: RUTAN_FIELD_KEYS must be id:secret"
    )
    assert said.endswith(f"entry {place} is not.")
    assert GOOD not in said


@pytest.mark.parametrize("number", ["one", "-1", "1.5", "100"])
def test_a_number_of_proxies_that_is_none_stops_the_start(number):
    said = "PROXIES must be a whole number, written with digits."

    assert start(PROXIES=number) == f"django.core.exceptions.ImproperlyConfigured: {said}"
