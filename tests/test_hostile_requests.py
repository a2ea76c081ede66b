"""Every address under requests that no browser of ours makes: 400 or an answer in words, never a
500.

An error page for a stranger's bad request would wake the administrator for nothing.
"""

import pytest
from django.test import Client

from rutan.access import ROLES
from tests.factories import UserFactory
from tests.pages import fields_of
from tests.test_access_matrix import ADDRESSES, address

NAMES = sorted(ADDRESSES.keys() - {"set_language"})
# Digits that int() refuses after a check by str.isdigit(), and what PostgreSQL can't hold.
ODD = ["9" * 5000, "9" * 19, "²", "a\x00b"]
PARAMETERS = [
    "q",
    "page",
    "family",
    "inmate",
    "month",
    "from",
    "until",
    "first",
    "last",
    "day",
    "on",
    "before",
    "after",
    "commodity",
    "site",
    "kind",
    "status",
    "user",
    "by",
    "verb",
    "next",
    "area",
    "name",
]
NO_PAGE = {"HX-Request": "true", "HX-Current-URL": "http://["}
FORM = "application/x-www-form-urlencoded"
KINDS = [f"{FORM}; charset={charset}" for charset in ("utf-16", "none")]
KINDS += ["multipart/form-data; boundary="]


@pytest.fixture(params=["signed in", "stranger"])
def client(request, facility, sign_in):
    everybody = UserFactory(facility=facility, roles=list(ROLES))
    client = sign_in(everybody) if request.param == "signed in" else Client()
    client.raise_request_exception = False
    return client


def broken(answers):
    """What went wrong on our side, per request, for the failed test to say."""
    return {
        what: answer.status_code for what, answer in answers.items() if answer.status_code > 499
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_address_breaks_on_what_no_browser_sends(name, facility, client):
    path = address(name, facility)
    answers = {
        "read": client.get(path, headers=NO_PAGE),
        "sent": client.post(path, headers=NO_PAGE),
    }
    answers |= {odd[:8]: client.get(path, dict.fromkeys(PARAMETERS, odd)) for odd in ODD}
    answers |= {
        kind: client.generic("POST", path, b"--x\r\na=%FF", content_type=kind) for kind in KINDS
    }

    assert broken(answers) == {}


@pytest.mark.parametrize("name", NAMES)
def test_no_form_breaks_on_fields_of_digits_without_end(name, facility, sign_in):
    client = sign_in(UserFactory(facility=facility, roles=list(ROLES)))
    client.raise_request_exception = False
    path = address(name, facility)
    page = client.get(path)
    is_page = page.status_code == 200 and "html" in page["Content-Type"]
    fields = fields_of(page) if is_page else {}

    assert broken({odd[:8]: client.post(path, dict.fromkeys(fields, odd)) for odd in ODD}) == {}


def test_a_form_in_another_charset_is_a_bad_request(facility, sign_in):
    client = sign_in(UserFactory(facility=facility, roles=list(ROLES)))

    answer = client.generic("POST", "/harvests/new/", b"a=%FF", content_type=KINDS[0])

    assert answer.status_code == 400
