"""Every address under requests that no browser of ours makes: 400 or an answer in words, never a
500.

An error page for a stranger's bad request would wake the administrator for nothing.
"""

import pytest
from django.test import Client
from django.urls import resolve, reverse

from rutan.access import ROLES
from rutan.answers import PAGE_OF
from tests.factories import UserFactory
from tests.pages import fields_of
from tests.test_access_matrix import ADDRESSES, address, takes_arguments

NAMES = sorted(ADDRESSES.keys() - {"set_language"})
# Digits that int() refuses after a check by str.isdigit(), and what PostgreSQL can't hold.
ODD = ["9" * 5000, "9" * 19, "²", "a\x00b"]
PARAMETERS = [
    *("q", "page", "family", "inmate", "month", "from", "until", "first", "last", "day", "on"),
    *("before", "after", "commodity", "site", "kind", "status", "user", "by", "verb", "next"),
    *("area", "name"),
]
NO_PAGE = {"HX-Request": "true", "HX-Current-URL": "http://["}
FORM = "application/x-www-form-urlencoded"
KINDS = [f"{FORM}; charset={charset}" for charset in ("utf-16", "none")]
KINDS += ["multipart/form-data; boundary="]


@pytest.fixture
def client(facility, sign_in):
    client = sign_in(UserFactory(facility=facility, roles=list(ROLES)))
    client.raise_request_exception = False
    return client


def answers_to(client, path):
    """Status by what was asked, for a failed test to say."""
    page = client.get(path)
    is_page = page.status_code == 200 and "html" in page["Content-Type"]
    fields = (fields_of(page) if is_page else {}).keys() - {PAGE_OF}
    asked = {
        "read": client.get(path, headers=NO_PAGE),
        "sent": client.post(path, headers=NO_PAGE),
        **{f"?{odd[:8]}": client.get(path, dict.fromkeys(PARAMETERS, odd)) for odd in ODD},
        **{f"={odd[:8]}": client.post(path, dict.fromkeys(fields, odd)) for odd in ODD},
        **{kind: client.generic("POST", path, b"a=%FF", content_type=kind) for kind in KINDS},
    }
    return {what: answer.status_code for what, answer in asked.items()}


@pytest.mark.parametrize("name", NAMES)
def test_no_address_breaks_on_what_no_browser_sends(name, facility, client):
    path = address(name, facility)
    answers = answers_to(client, path) | {
        f"a stranger: {what}": status
        for what, status in answers_to(Client(raise_request_exception=False), path).items()
    }

    assert [what for what, status in answers.items() if status > 499] == []


MANY = "&".join(f"a{number}=1" for number in range(1_001)).encode()


@pytest.mark.parametrize(
    ("kind", "body"), [(KINDS[0], b"a=%FF"), (FORM, MANY), (FORM, b"a=" + b"x" * 6_000_000)]
)
def test_what_is_no_form_of_ours_is_told_in_words(kind, body, facility, sign_in):
    client = sign_in(UserFactory(facility=facility, roles=list(ROLES)))

    answers = [
        client.generic("POST", "/harvests/new/", body, content_type=kind, headers={"Accept": asks})
        for asks in ("text/html", "application/json")
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "Kiriman ini tidak dapat dibaca" in answers[0].content.decode()
    assert answers[1].json()["outcome"] == "invalid"


def test_a_number_that_no_column_holds_breaks_nothing(facility, client):
    """In the address, where a row's key or a number of it belongs."""
    numbered = {}
    for name in filter(takes_arguments, NAMES):
        own = resolve(address(name, facility)).kwargs
        odd = {key: 10**19 if isinstance(value, int) else value for key, value in own.items()}
        path = reverse(name, kwargs=odd)
        numbered[name] = client.get(path).status_code, client.post(path).status_code

    broken = [name for name, both in numbered.items() if max(both) > 499]
    assert (broken, len(numbered) > 50) == ([], True)
