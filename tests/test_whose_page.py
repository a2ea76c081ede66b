"""A page belongs to the person it was rendered for: under another's sign-in it stores nothing, and
says so.

Counted over every address, so that no new view can forget it.
"""

import re

import pytest
from django.test import Client

from rutan.access import ROLES
from tests.factories import UserFactory
from tests.pages import fields_of
from tests.test_access_matrix import ADDRESSES, address

ORIGIN = {"Origin": "http://testserver"}
GUARDED = sorted(
    name for name, view in ADDRESSES.items() if getattr(view, "allowed", None) is not None
)
# Fragments with numbers alone, which a browser may keep if it asks whether they still hold.
FRAGMENTS = {"desk_now"}
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)


@pytest.fixture
def rini(facility):
    return UserFactory(facility=facility, name="Rini Astuti", roles=list(ROLES))


@pytest.fixture
def bambang(facility):
    return UserFactory(facility=facility, name="Bambang Priyono", roles=list(ROLES))


@pytest.mark.parametrize("name", GUARDED)
def test_every_page_says_whose_it_is_and_is_kept_by_no_browser(name, facility, rini, sign_in):
    answer = sign_in(rini).get(address(name, facility))
    text = answer.content.decode() if "html" in answer.get("Content-Type", "") else ""
    forms = FORM.findall(text)
    keyed = [form.partition(">")[0] for form in forms if 'name="client_id"' in form]

    assert [form for form in forms if f'name="page_of" value="{rini.pk}"' not in form] == []
    kept = "private, no-cache" if name in FRAGMENTS else "no-store"
    assert kept in answer["Cache-Control"]
    # Back brings a new key: what a browser filled in beside it would be recorded once more.
    assert [form for form in keyed if 'autocomplete="off"' not in form] == []
    if answer.status_code == 405:
        assert "hanya menerima isian dari formulir" in text
        assert answer["Allow"]


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


def test_a_program_that_opens_what_takes_forms_is_told_so(facility, bambang, sign_in):
    path = address("hand_over", facility)

    answer = sign_in(bambang).get(path, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["outcome"]) == (405, "invalid")


def test_the_language_changes_on_a_page_that_can_be_opened(facility, bambang, sign_in):
    refused = sign_in(bambang).post(address("hand_over", facility), {"client_id": "x"})

    assert refused.status_code == 422
    assert re.search(r'name="next"\s+value="/"', refused.content.decode())


def test_a_stranger_s_page_may_be_kept():
    assert "no-store" not in Client().get("/healthz").get("Cache-Control", "")
