"""What holds of every form: sent twice it acts once, its answer can be opened, it belongs to one
person, and figures and texts are read by one rule.

Counted over tests/samples.py, which has one for each address that takes a POST.
"""

import datetime as dt
import itertools
import re
import uuid

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from distributions.models import DeskAttempt
from families.forms.fields import PhoneField
from harvests.forms.entry import OTHER_DAY
from rutan.access import ROLES
from rutan.checks import our_models
from rutan.days import DayField
from rutan.fields import IdentityNumber, IdentityNumberFormField, WholeNumberField
from rutan.texts import FreeText, PersonName
from tests.factories import UserFactory
from tests.pages import fields_of
from tests.samples import SAMPLES, filled
from tests.test_access_matrix import ADDRESSES, takes_arguments

ORIGIN = {"Origin": "http://testserver"}
# Signing in and out and choosing a language are no acts of an officer.
ACTS = sorted(name for name in SAMPLES if getattr(ADDRESSES[name], "allowed", None) is not None)
each_act = pytest.mark.parametrize("name", ACTS)
# The forms that take a file.
FILE_FORMS = ["document_scan", "event_photos", "evidence_new", "logo"]
# A token of its own stands in every page, and no browser keeps a file.
NEVER_SENT_AGAIN = {"csrfmiddlewaretoken", "file"}
NIK, TELEPHONE = "3316-9901-0190-0001", "Bu Tini 0812-3456-7890"


@pytest.fixture
def rini(facility):
    return UserFactory(facility=facility, name="Rini Astuti", roles=list(ROLES))


@pytest.fixture
def bambang(facility):
    return UserFactory(facility=facility, name="Bambang Priyono", roles=list(ROLES))


@pytest.fixture
def client(sign_in, rini, request):
    # One sample gives her a password, with which older sessions end.
    if "sample" in request.fixturenames:
        request.getfixturevalue("sample")
    return sign_in(rini)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sample(name, rini):
    return SAMPLES[name](rini)


def rows():
    """Table -> how many rows it holds, acts among them; a refusal at the desk is no act."""
    tables = {model._meta.db_table for model in our_models()} - {DeskAttempt._meta.db_table}
    parts = [f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def shown_forms(response):
    """The forms that a page was drawn with, those of its lines too."""
    found = {}
    for context in response.context or []:
        for value in context.flatten().values():
            for one in value if isinstance(value, forms.BaseFormSet) else [value]:
                if isinstance(one, forms.BaseForm):
                    found[id(one)] = one
    return list(found.values())


def fields_shown(response, sent, kind):
    """(name in the page, field) of all of a kind that the form sends."""
    shown = {
        form.add_prefix(name): field
        for form in shown_forms(response)
        for name, field in form.fields.items()
        # Filters are stored nowhere, and the line that a script copies is no line yet.
        if getattr(form, "saves", True) and "__prefix__" not in str(form.prefix)
        if isinstance(field, kind) and not field.widget.is_hidden
    }
    return [(name, field) for name, field in shown.items() if name in sent]


def typed_in(response, sent, kind):
    """The names of those in which one types, and does not choose."""
    shown = fields_shown(response, sent, kind)
    return [name for name, field in shown if isinstance(field.widget, forms.TextInput)]


def errors_at(response, name):
    """The codes of what is wrong with one field of the page."""
    return [
        error.code
        for form in shown_forms(response)
        for field, errors in form.errors.as_data().items()
        for error in errors
        if form.add_prefix(field) == name
    ]


def codes_of(field, typed):
    try:
        field.clean(typed)
    except ValidationError as refused:
        return [error.code for error in refused.error_list]
    return []


MORE_ARGUMENTS = {
    "receipt": [1, 1],
    "event_paper": [1, "roster"],
    "printed_papers": [1, "all"],
    "document_draft": [1, "activity-report"],
    "document_issue": [1, "activity-report"],
    "verify": ["K7M4-9QX2"],
    "weigh": [1, 1],
    "display": ["a"],
    "display_now": ["a"],
}


def test_every_address_that_takes_a_form_has_a_sample(client):
    def allowed(name):
        arguments = MORE_ARGUMENTS.get(name, [1]) if takes_arguments(name) else []
        answer = client.put(reverse(name, args=arguments))
        return answer.get("Allow", "" if name in ("healthz", "readyz") else "POST")

    assert {name for name in ADDRESSES if "POST" in allowed(name)} == set(SAMPLES)


# Each sight of a number is written down, also the second, and so is each print of the coupons.
SIGHTS = {"kk_reveal", "nik_reveal", "papers_print"}


@each_act
def test_a_form_sent_twice_acts_once(name, client, sample):
    sent = filled(client, sample)

    first = client.post(sample.path, sent)
    stored = rows()
    second = client.post(sample.path, sent)
    twice = rows()
    # As Back brings it: what was typed, under a new key where the page has one.
    client.post(sample.path, sent | {one: str(uuid.uuid4()) for one in sent if one == "client_id"})

    answers = [(page.status_code, page.get("Location")) for page in (first, second)]
    assert first.status_code < 400
    assert answers[1] == answers[0]
    assert (twice, rows()) == (stored, stored) or name in SIGHTS


# What the form says the second time, under the key of the first.
OTHER = {
    "commodity_new": {"name": "Bayam hijau"},
    "distribution_close": {"kitchen": "5", "stock": "5"},
    "distribution_new": {"title": "Bakti Sosial Rajab"},
    "distribution_today": {"order": "Nota dinas"},
    "document_issue": {"advice": "Pasang dua tenda"},
    "event_photos": {"caption": "Doa bersama di Aula"},
    "evidence_new": {"decile": "3"},
    "family_new": {"relationship": "wife"},
    "harvest_anew": {"note": "Salah lahan"},
    "harvest_and_pack": {"packages": "4"},
    "harvest_correct": {"note": "Salah timbang"},
    "harvest_count": {"note": "Dihitung ulang"},
    "harvest_finish": {"buyer": "Pasar Cepu"},
    "harvest_new": {"line-0-quantity": "21"},
    "harvest_reverse": {"note": "Salah kolam"},
    "harvest_use": {"quantity": "9"},
    "inmate_new": {"name": "Slamet Widodo"},
    "kinship_new": {"relationship": "sister"},
    "member_new": {"full_name": "Karto"},
    "packing": {"content-0-per_package": "3"},
    "planting_new": {"note": "Benih sendiri"},
    "recap_issue": {"number": "W.13/16"},
    "signatory_new": {"name": "Sugiyo, S.H."},
    "site_new": {"name": "Bedeng B 8"},
    "spot_check_answer": {"outcome": "unreached"},
    "spot_check_assign": {"caller_name": "Pak Karto"},
    "unpack": {"to": "kitchen"},
    "user_new": {"name": "Rini Astuti Dewi"},
    "walk_ins": {"collector_name": "Sulastri"},
    "weigh": {"grams": "0,85"},
}


# Forms with a key for which nothing else can be said.
NOTHING_ELSE = {
    "distribution_edit": "the key is that of a new event; an edit has its own guard",
    "document_scan": "a file alone",
    "hand_over": "a package is handed over to a family once, whatever is noted",
    "papers_print": "another kind is drawn from the same print",
    "user_reset_password": "the key alone",
}


@each_act
def test_every_form_with_a_key_is_sent_with_something_else(name, client, sample):
    has_key = "client_id" in filled(client, sample)

    assert has_key == (name in OTHER or name in NOTHING_ELSE)


@pytest.mark.parametrize("name", OTHER)
def test_the_same_form_with_something_else_or_by_another_is_refused(
    name, client, sample, bambang, sign_in
):
    sent = filled(client, sample)
    client.post(sample.path, sent)
    stored = rows()

    other = client.post(sample.path, sent | OTHER[name])
    sent.pop("page_of")
    taken = sign_in(bambang).post(sample.path, sent)

    assert (other.status_code in (409, 422), taken.status_code in (409, 422)) == (True, True)
    assert rows() == stored


ASKED = ["harvest_use", "member_new", "packing", "planting_new", "distribution_new", "evidence_new"]


@pytest.mark.parametrize("name", ASKED)
def test_whoever_means_it_answers_the_question_and_stores_it_again(name, client, sample):
    client.post(sample.path, filled(client, sample))
    stored = rows()
    asked = client.post(sample.path, filled(client, sample))

    client.post(sample.path, fields_of(asked))

    assert re.search(r"Sudah dicatat pukul \d\d\.\d\d\. Catat lagi\?", asked.content.decode())
    assert (asked.status_code, list(asked.context["messages"])) == (409, [])
    assert sum(rows().values()) > sum(stored.values())


@each_act
def test_the_page_that_answers_a_form_can_be_opened(name, client, sample):
    page = client.post(sample.path, fields_of(client.get(sample.stands_on), action=sample.path))

    opened = client.get(sample.path)

    assert page.content or page["Location"]
    assert opened.content or opened["Location"]
    if opened.status_code == 405:
        assert "hanya menerima isian dari formulir" in opened.content.decode()


@each_act
def test_another_s_form_stores_nothing_and_names_both(name, client, sample, bambang, sign_in):
    sent = filled(client, sample)
    stored = rows()

    stopped = sign_in(bambang).post(sample.path, sent, headers=ORIGIN)
    signed_out = Client().post(sample.path, sent, headers=ORIGIN)

    as_json = {"Accept": "application/json"}
    read = Client().post(sample.path, sample.typed, headers=as_json)

    told, kept = (" ".join(page.content.decode().split()) for page in (stopped, signed_out))
    assert (stopped.status_code, signed_out.status_code, rows()) == (409, 401, stored)
    assert "Halaman ini dibuka oleh Rini Astuti, Anda masuk sebagai Bambang Priyono." in told
    assert "Belum ada yang tersimpan." in kept
    assert (read.status_code, read.json()["outcome"]) == (401, "not_signed_in")
    for answer in (stopped, signed_out):
        again = fields_of(answer)
        lost = {one for one in sent if one not in again and "password" not in one}
        assert lost <= NEVER_SENT_AGAIN


def test_a_fragment_for_which_nobody_is_signed_in_leaves_the_page_as_it_was_typed(db, facility):
    """Asked for while somebody types, or sent: the page around it stays, and is told."""
    stored = rows()
    for name, view in ADDRESSES.items():
        if getattr(view, "allowed", None) is None:
            continue
        arguments = MORE_ARGUMENTS.get(name, [1]) if takes_arguments(name) else []
        for ask in (Client().get, *([Client().post] if name in SAMPLES else [])):
            answer = ask(reverse(name, args=arguments), headers={"HX-Request": "true"} | ORIGIN)
            text = answer.content.decode()

            assert (name, answer.status_code, "HX-Redirect" in answer) == (name, 401, False)
            assert ("isian Anda tetap ada" in text, "<html" in text) == (True, False)
    assert rows() == stored


@pytest.mark.parametrize("name", FILE_FORMS)
def test_a_file_sent_after_the_session_ended_is_asked_for_again(name, client, sample, settings):
    sent, stored = filled(client, sample), rows()
    files = {"file": SimpleUploadedFile("SKTM Sri.pdf", b"%PDF-1.4")}

    answer = Client().post(sample.path, sent | files, headers=ORIGIN)

    again = fields_of(answer)
    text = answer.content.decode()
    assert (answer.status_code, rows(), list(settings.MEDIA_ROOT.rglob("*"))) == (401, stored, [])
    assert {one for one in sent if one not in again} <= NEVER_SENT_AGAIN
    assert "Pilih lagi berkasnya" in text
    assert re.search(r'<input[^>]*type="file"[^>]*name="file"[^>]*required', text)
    assert "SKTM Sri" not in text


# What no field of a kind takes.
WRONG = [
    (forms.IntegerField, "2.5,0"),
    (forms.IntegerField, "5e3"),
    (forms.IntegerField, "1_000"),
    (WholeNumberField, "0.500"),
    (PhoneField, "531234/531235"),
    (PhoneField, "+6281 2 / 0813"),
    (IdentityNumberFormField, "3316990101900001/2"),
    (forms.DateField, "31.02.2026"),
    (forms.DateField, "13/06/26"),
    (forms.DateField, "²/06/2026"),
]
# What else is chosen, so that a field of the form is read at all.
READ_WITH = {"harvest_new": {"day": OTHER_DAY}}
# With what a text stands that is passed over otherwise.
ONLY_WITH = {"receiver": {"kind": "donation", "to": "donated", "donated": "1"}}
# Where a wrong figure is told over the list that it would have filled.
TOLD_ON_TOP = {"recipients_suggest"}


@each_act
def test_what_is_typed_wrong_is_told_at_its_field_and_nothing_is_stored(name, client, sample):
    page = client.get(sample.stands_on)
    sent, stored = fields_of(page, action=sample.path) | sample.typed, rows()
    sent |= READ_WITH.get(name, {})
    for kind, typed in WRONG:
        wrong = dict.fromkeys(typed_in(page, sent, kind), typed)
        if not wrong:
            continue

        refused = client.post(sample.path, sent | wrong)

        told = {at for at in wrong if errors_at(refused, at)}
        assert (rows(), told) == (stored, set() if name in TOLD_ON_TOP else set(wrong))
    assert ('type="file"' in page.content.decode()) == (name in FILE_FORMS)


PASTED = {
    IdentityNumberFormField: (
        IdentityNumber("3316990101900001"),
        ("'3316990101900001", "3316\u00a09901\u00a00190 0001", "3316\u20139901\u20110190-0001"),
        ("\ufeff3316990101900001\u200b", "3316.9901.0190.0001"),
    ),
    PhoneField: (
        "+6281234567890",
        ("'081234567890", "0812\u00a03456\u00a07890", "0812\u20133456\u20117890"),
        ("\u200b+62 0812 3456 7890\ufeff", "+62 (0)812-3456-7890", "0062 812 3456 7890"),
    ),
    WholeNumberField: (1000, ("'1000", "1\u00a0000", "\u200b1.000\ufeff"), ("1\u202f000",)),
    DayField: (
        dt.date(2026, 12, 5),
        ("05.12.2026", "5/12/2026", "5 Des 2026", "05\u201312\u20112026", "\u200b5.12.2026"),
        ("2026-12-05", "Sabtu, 5 Desember 2026"),
    ),
}


@each_act
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_pasted_is_read_and_alike_on_every_screen(language, name, client, sample):
    page = client.get(sample.stands_on)
    sent = fields_of(page, action=sample.path) | sample.typed
    with translation.override(language):
        for kind, (meant, *typed) in PASTED.items():
            for at, field in fields_shown(page, sent, kind):
                read = {text: field.to_python(text) for text in itertools.chain(*typed)}
                assert (at, read) == (at, dict.fromkeys(read, meant))


@each_act
def test_figures_and_texts_are_read_by_one_rule(name, client, sample):
    page = client.get(sample.stands_on)
    sent = fields_of(page, action=sample.path) | sample.typed
    for _name, field in fields_shown(page, sent, WholeNumberField):
        most = field.max_value if field.max_value is not None else 1000
        assert codes_of(field, "1.000") == ([] if most >= 1000 else ["max_value"])
        assert most < 1000 or field.clean("1.000") == 1000
    for at, field in fields_shown(page, sent, FreeText):
        nik = NIK if field.max_length > 18 else NIK.replace("-", "")
        said = "Bu Tini" if isinstance(field, PersonName) else TELEPHONE[: field.max_length]
        stored = rows()

        refused = client.post(sample.path, sent | ONLY_WITH.get(at, {}) | {at: nik})

        assert (rows(), errors_at(refused, at)) == (stored, ["identity_number"])
        assert field.clean(said) == said
