"""What the log says of an error that quotes a row."""

import io
import logging

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import path

from rutan.access import public
from rutan.logs import WithoutRows
from rutan.urls import handler403, handler404, handler500  # noqa: F401 a urlconf needs them
from tests.factories import FamilyFactory

pytestmark = pytest.mark.django_db
# Not in the lines that a traceback shows.
ROW = {
    "name": "Sri Wahyuni",
    "phone": "+6281234567890",
    "address": "Jl. Sumbawa\n\n3",
    "hold_until": "2026-01-01",
}
STATEMENT = "SELECT 'Sri Wahyuni', 'Jalan'::integer"
SECRETS = ("Sri Wahyuni", "+6281234567890", "Jl. Sumbawa", "DETAIL", "Failing row")


@public
def breaking_page(request):
    return break_a_constraint()


urlpatterns = [path("breaking/", breaking_page, name="breaking_page")]


def break_a_constraint():
    """A refusal that no sentence of ours stands for."""
    with transaction.atomic():
        FamilyFactory(**ROW)


@pytest.fixture
def console(monkeypatch):
    """What the configured console handler writes."""
    [handler] = [
        handler for handler in logging.getLogger().handlers if handler.get_name() == "console"
    ]
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


def quoted(text):
    return [secret for secret in SECRETS if secret in text]


def test_a_page_that_fails_logs_the_constraint_and_not_the_row(settings, console, facility):
    settings.ROOT_URLCONF = "tests.rutan.test_logs"

    Client(raise_request_exception=False).get("/breaking/")

    text = console.getvalue()
    assert "Internal Server Error: /breaking/" in text
    assert (
        text.count('violates check constraint "a_hold_has_a_kind"\n') == 2
    )  # the driver's error and Django's
    assert quoted(text) == []


def test_without_our_formatter_the_row_would_be_logged(console):
    with pytest.raises(IntegrityError) as refused:
        break_a_constraint()
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), refused._excinfo)

    assert quoted(logging.Formatter().format(record)) == list(SECRETS)


def test_an_error_in_a_message_or_behind_another_error_loses_its_row_too(console):
    log = logging.getLogger("families")
    try:
        try:
            break_a_constraint()
        except IntegrityError as error:
            log.error("Not saved: %s", error)
            raise RuntimeError("import stopped") from None
    except RuntimeError:
        log.exception("failed")

    assert (
        'Not saved: new row for relation "families_family" violates check constraint'
        ' "a_hold_has_a_kind"\n' in console.getvalue()
    )
    assert "RuntimeError: import stopped" in console.getvalue()
    assert quoted(console.getvalue()) == []


def test_the_piece_of_a_statement_is_not_logged(console):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(STATEMENT)
    except DataError:
        logging.getLogger("families").exception("failed")

    assert "invalid input syntax for type integer" in console.getvalue()
    assert (quoted(console.getvalue()), "LINE 1" in console.getvalue()) == ([], False)


def test_an_address_that_is_a_key_is_not_written_down():
    """What was not found is logged with its address: a link that was replaced, or mistyped."""
    record = logging.LogRecord(
        "django.request", 30, "", 1, "Not Found: %s", ("/hall/S3cr-t_/now/",), None
    )

    assert WithoutRows().format(record) == "Not Found: /hall/…/now/"
