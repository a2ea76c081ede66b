"""A page belongs to the person it was rendered for: under another's sign-in it stores nothing, and
says so.

Counted over every address, so that no new view can forget it.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rutan.access import ROLES
from tests.factories import UserFactory
from tests.pages import fields_of
from tests.test_access_matrix import ADDRESSES, address

ORIGIN = {"Origin": "http://testserver"}
GUARDED = sorted(
    name for name, view in ADDRESSES.items() if getattr(view, "allowed", None) is not None
)
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
WRITES = re.compile(r"^(INSERT|UPDATE|DELETE)(?!.*django_session)", re.IGNORECASE)


@pytest.fixture
def rini(facility):
    return UserFactory(facility=facility, name="Rini Astuti", roles=list(ROLES))


@pytest.fixture
def bambang(facility):
    return UserFactory(facility=facility, name="Bambang Priyono", roles=list(ROLES))


@pytest.mark.parametrize("name", GUARDED)
def test_another_s_page_stores_nothing_and_names_both(name, facility, rini, bambang, sign_in):
    path, client = address(name, facility), sign_in(bambang)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.post(path, {"page_of": rini.pk, "note": "terong"}, headers=ORIGIN)

    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert "Halaman ini dibuka oleh Rini Astuti, Anda masuk sebagai Bambang Priyono." in text
    assert 'name="note" value="terong"' in text
    assert [query["sql"] for query in asked if WRITES.match(query["sql"])] == []


@pytest.mark.parametrize("name", GUARDED)
def test_what_was_typed_outlives_a_sign_out(name, facility, rini):
    path = address(name, facility)

    answer = Client().post(path, {"page_of": rini.pk, "note": "terong"}, headers=ORIGIN)

    text = answer.content.decode()
    assert answer.status_code == 401
    assert "Belum ada yang tersimpan." in text
    assert 'name="note" value="terong"' in text
    # Whoever signs in now is still asked whether it was they.
    assert f'name="page_of" value="{rini.pk}"' in text


@pytest.mark.parametrize("name", GUARDED)
def test_every_form_says_whose_it_is(name, facility, rini, sign_in):
    answer = sign_in(rini).get(address(name, facility))
    text = answer.content.decode() if "html" in answer.get("Content-Type", "") else ""

    assert [
        form for form in FORM.findall(text) if f'name="page_of" value="{rini.pk}"' not in form
    ] == []


def test_sent_again_it_counts_for_whoever_is_signed_in(facility, rini, bambang, sign_in):
    client = sign_in(bambang)
    stopped = client.post(
        "/settings/sites/new/", {"page_of": rini.pk, "name": "B9"}, headers=ORIGIN
    )

    fields = fields_of(stopped)

    assert (fields["page_of"], fields["name"]) == ([str(bambang.pk)] * 2, ["B9"])


@pytest.mark.parametrize("odd", ["0", "-1", "x", "9" * 40, "²", "1\x00"])
def test_a_mark_that_names_nobody_stops_too(odd, facility, bambang, sign_in):
    answer = sign_in(bambang).post("/settings/sites/new/", {"page_of": odd, "name": "B9"})

    assert answer.status_code == 409
    assert "petugas lain" in answer.content.decode()


def test_a_person_of_another_prison_is_not_named(facility, other_facility, bambang, sign_in):
    stranger = UserFactory(facility=other_facility, name="Ester Wally")

    answer = sign_in(bambang).post("/settings/sites/new/", {"page_of": stranger.pk})

    assert "Ester Wally" not in answer.content.decode()


def test_a_form_that_does_not_say_is_taken(facility, bambang, sign_in):
    answer = sign_in(bambang).post("/settings/sites/new/", {"name": "Bedeng B9"})

    assert answer.status_code in {302, 422}


def test_a_lost_cookie_takes_nothing_of_the_fields(rini):
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/settings/sites/new/", {"page_of": rini.pk, "name": "B9"}, headers=ORIGIN)

    assert answer.status_code == 401
    assert 'name="name" value="B9"' in answer.content.decode()


def test_a_file_is_asked_for_again_in_words(facility, rini, tmp_path):
    scan = tmp_path / "SKTM Sri.pdf"
    scan.write_bytes(b"%PDF-1.4")
    path = address("evidence_new", facility)

    with scan.open("rb") as file:
        answer = Client().post(path, {"page_of": rini.pk, "file": file}, headers=ORIGIN)

    text = answer.content.decode()
    assert "Pilih lagi berkasnya" in text
    assert re.search(r'<input[^>]*type="file"[^>]*name="file"[^>]*required', text)
    assert "SKTM Sri" not in text


@pytest.mark.parametrize("name", GUARDED)
def test_no_address_answers_with_an_empty_page(name, facility, rini, sign_in):
    client, path = sign_in(rini), address(name, facility)

    for answer in (client.get(path), client.put(path)):
        if answer.status_code == 405:
            text = answer.content.decode()
            assert "hanya menerima isian dari formulir" in text
            assert "<title>Bukan halaman" in text
            assert answer["Allow"]
        else:
            assert answer.status_code < 400 or answer.content


def test_a_program_that_opens_what_takes_forms_is_told_so(facility, bambang, sign_in):
    path = address("hand_over", facility)

    answer = sign_in(bambang).get(path, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["outcome"]) == (405, "invalid")


def test_the_language_changes_on_a_page_that_can_be_opened(facility, bambang, sign_in):
    refused = sign_in(bambang).post(address("hand_over", facility), {"client_id": "x"})

    assert refused.status_code == 422
    assert 'name="next" value="/"' in refused.content.decode()
