"""A signed sheet copied by keyboard alone: two keys for a line, and a slip is told at once."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.distributions.conftest import open_event  # noqa: F401
from tests.distributions.test_paper_entry import hour_ago

PASSWORD = "rutan-demo"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(facility, open_event):  # noqa: F811
    event = open_event(facility, families=6, packages=6)
    type(event).objects.filter(pk=event.pk).update(opened_at=timezone.now() - dt.timedelta(hours=2))
    return event


@pytest.fixture
def clerk(visitor, handover_officer, settings, event):
    settings.LOGIN_REDIRECT_URL = reverse("paper_entry", args=[event.pk])
    handover_officer.set_password(PASSWORD)
    handover_officer.save()
    someone = visitor()
    someone.sign_in(handover_officer.username)
    someone.page.evaluate("keys = 0; addEventListener('keydown', () => { keys += 1; })")
    return someone


def told(clerk, line):
    return clerk.page.locator(f"[data-line='{line}'] [data-said]").inner_text()


def counted(clerk):
    return clerk.page.locator("#paper-count").inner_text()


def press(clerk, *keys):
    for key in keys:
        clerk.page.keyboard.press(key)


def head_of_sheet(clerk, facility, total):
    """The desk's name has the focus already."""
    for typed in ("Loket 1", f"{hour_ago(facility):%H.%M}", "KTP", total):
        clerk.page.keyboard.type(typed)
        press(clerk, "Tab")
    press(clerk, "Tab")


def test_a_sheet_is_copied_by_keyboard_alone(clerk, event, facility):
    head_of_sheet(clerk, facility, total="3")
    before = clerk.page.evaluate("keys")

    press(clerk, "3", "Enter", "1", "Enter")
    assert clerk.page.evaluate("keys") - before == 4
    assert counted(clerk) == "Di layar 2 · di lembar 3"

    # A line is passed over, and a number comes twice.
    press(clerk, "Tab", "Tab", "3")
    assert told(clerk, 3) == "Baris 3 belum diisi"
    assert told(clerk, 4).endswith("sudah di baris 1")
    assert counted(clerk) == "Di layar 2 · di lembar 3"

    press(clerk, "Backspace", "Shift+Tab", "Shift+Tab", "4", "Enter")
    assert (told(clerk, 3).endswith("004"), told(clerk, 4)) == (True, "")
    assert counted(clerk) == "Di layar 3 · di lembar 3"
    with clerk.page.expect_navigation():
        press(clerk, "Enter")
    clerk.check()
    kept = event.handovers.values_list("paper_line", "entitlement__number")
    assert list(kept) == [(1, 3), (2, 1), (3, 4)]
