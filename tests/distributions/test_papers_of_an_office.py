"""Fixed texts in an office's own words, the logo, and the address at which papers are checked."""

import datetime as dt
import io

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from distributions import documents
from distributions.documents import issuing
from rutan import editing, fixed_texts, papers
from rutan.models import AuditEntry, Facility, FacilityText
from tests.distributions.test_issued_documents import DAY, NOON, issue, text_of
from tests.pages import fields_of
from tests.races import without
from tests.samples import Photo

KEY = "assignment-tasks"
OWN = "membantu di {tempat} pada {waktu};\n*tidak menerima imbalan*;"


def change(facility, by, text, key=KEY, seen=None):
    shown = seen or state(facility, key)
    fixed_texts.change_text(facility=facility, key=key, text=text, seen=shown, by=by)


def state(facility, key=KEY):
    return editing.fingerprint(fixed_texts.stored(facility, key), ["text"])


@pytest.mark.parametrize("key", fixed_texts.known())
def test_every_built_in_text_passes_its_own_check(key):
    told = fixed_texts.known()[key]

    fixed_texts.check(key, told.default)
    assert "{" not in fixed_texts.fill(told.default, told.places)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("di {tempat} pada {waktu} oleh {nama}", "unknown"),
        ("di {tempat}", "missing"),
        ("di {tempat pada {waktu}", "braces"),
        ("di {tempat} pada {waktu}}", "braces"),
        ("di {tempat.__class__} pada {waktu}", "unknown"),
    ],
)
def test_a_place_that_nothing_fills_is_refused(facility, services_head, text, code):
    with pytest.raises(ValidationError) as refused:
        change(facility, services_head, text)

    assert refused.value.code == code
    assert not FacilityText.objects.exists()


def test_an_office_s_own_words_stand_on_its_papers_and_go_back(
    sign_in, facility, services_head, day_of_aid
):
    event = day_of_aid(facility, DAY, closed=False)
    event.venue = "Aula *besar* {waktu}"
    screen, at = sign_in(services_head), f"{reverse('text_edit')}?text={KEY}"

    shown = screen.get(at)
    refused = screen.post(at, fields_of(shown) | {"text": "Tanpa tempat"})
    saved = screen.post(at, fields_of(shown) | {"text": OWN})
    paper = documents.draw(documents.Job(event, NOON), [documents.KINDS["assignment"]])

    assert (refused.status_code, saved.status_code) == (422, 302)
    [letter] = text_of(paper)
    assert "membantu di Aula *besar* {waktu} pada Selasa, 10 Maret 2026;" in letter
    assert "2. tidak menerima imbalan;" in letter
    assert "kata-kata Rutan sendiri" in screen.get(reverse("text_list")).content.decode()
    page = screen.post(at, fields_of(screen.get(at)) | {"reset": "1"}, follow=True)
    assert "kata-kata Rutan sendiri" not in page.content.decode()
    assert (FacilityText.objects.count(), texts_on_record()) == (0, 2)


def texts_on_record():
    return AuditEntry.objects.filter(verb="change_text").count()


def test_two_editors_of_one_text_do_not_overwrite_each_other(facility, services_head):
    seen = state(facility)
    change(facility, services_head, OWN)

    with pytest.raises(editing.Stale, match=f"baru saja diubah oleh {services_head}"):
        change(facility, services_head, f"{OWN} lagi", seen=seen)
    change(facility, services_head, OWN, seen=seen)

    assert facility.texts.get().text == OWN


def test_a_late_editor_of_a_text_sees_both_and_saves_again(sign_in, facility, services_head):
    screen, at = sign_in(services_head), f"{reverse('text_edit')}?text={KEY}"
    late = fields_of(screen.get(at)) | {"text": f"{OWN} lagi"}
    change(facility, services_head, OWN)

    told = screen.post(at, late)

    assert (told.status_code, fields_of(told)["text"]) == (409, [f"{OWN} lagi"])
    assert told.context["form"].errors["text"] == [f"Sekarang tersimpan: {OWN}"]
    screen.post(at, fields_of(told))
    assert facility.texts.get().text == f"{OWN} lagi"


def test_a_text_says_something_once_for_each_office(facility):
    FacilityText.objects.create(facility=facility, key=KEY, text=OWN)
    for guard, text in (("one_text_per_facility_and_key", OWN), ("a_text_of_a_facility_says", "")):
        with pytest.raises(IntegrityError, match=guard), transaction.atomic():
            FacilityText.objects.create(facility=facility, key=KEY if text else "lain", text=text)
    with without(FacilityText, constraint="a_text_of_a_facility_says_something"):
        FacilityText.objects.create(facility=facility, key="lain", text="")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://Rutan.Contoh.go.id/", "https://rutan.contoh.go.id"),
        ("https://rutan.contoh.go.id:8443", "https://rutan.contoh.go.id:8443"),
        ("http://rutan.contoh.go.id", None),
        ("https://rutan.contoh.go.id/masuk", None),
        ("https://nama@rutan.contoh.go.id", None),
        ("https://rutan", None),
    ],
)
def test_a_public_address_is_of_the_net_and_nothing_else(
    typed, stored, sign_in, facility, services_head
):
    screen, at = sign_in(services_head), reverse("facility_edit")

    answer = screen.post(at, fields_of(screen.get(at)) | {"public_address": typed})

    facility.refresh_from_db()
    assert (answer.status_code, facility.public_address) == (302 if stored else 422, stored or "")
    with pytest.raises(IntegrityError, match="a_public_address_is"), transaction.atomic():
        Facility.objects.filter(pk=facility.pk).update(public_address="javascript:alert(1)")


def test_only_where_there_is_a_public_address_a_code_leads_to_it(facility, head, day_of_aid):
    event = day_of_aid(facility, DAY)
    without_one = issue(event, head)
    Facility.objects.filter(pk=facility.pk).update(public_address="https://rutan.contoh.go.id")
    with_one = issue(event, head)

    first, second = (text_of(row.pdf)[0] for row in (without_one, with_one))
    assert f"dapat diperiksa di {facility.name} dengan kode di atas" in first
    assert f"https://rutan.contoh.go.id/verify/{with_one.code}/" in second.replace(" ", "")
    assert ("qr" in without_one.payload["foot"], "qr" in with_one.payload["foot"]) == (False, True)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in bytes(with_one.pdf)
    # Of a paper that is kept nowhere nobody can learn anything there.
    assert "qr" not in papers.foot(event.facility, "K7M4-9QX2", NOON)


def pictures_on(pdf):
    [page, *_more] = pypdf.PdfReader(io.BytesIO(bytes(pdf))).pages
    return len(page.images)


def test_a_logo_stands_on_every_letterhead_until_it_is_taken_away(
    sign_in, facility, services_head, head, day_of_aid, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    event, screen, at = day_of_aid(facility, DAY), sign_in(services_head), reverse("logo")
    before = issue(event, head)

    screen.post(at, fields_of(screen.get(at)) | {"file": Photo()})
    after = issue(event, head)
    sample = screen.get(reverse("letterhead"))

    assert [pictures_on(pdf) for pdf in (before.pdf, after.pdf, sample.content)] == [0, 1, 1]
    again = issuing.drawn(
        documents.Job(after.distribution, NOON, number=after.number),
        issuing.ISSUABLE["handover-record"],
        after.code,
        after.replaces,
    )
    assert bytes(again.pdf) == bytes(after.pdf)
    screen.post(at, {"remove": "1"})
    facility.refresh_from_db()
    assert (facility.logo.name, papers.pictures_of(facility)) == ("", {})
    verbs = AuditEntry.objects.filter(verb__endswith="_logo").order_by("pk")
    assert [*verbs.values_list("verb", flat=True)] == ["set_logo", "remove_logo"]


def test_a_table_that_goes_on_names_the_word_that_follows(facility, open_event):
    event = open_event(facility, families=19, packages=0, day=dt.date(2026, 3, 10))
    roster = [documents.KINDS["roster"]]
    job = documents.Job(event, NOON)

    plain = text_of(documents.draw(job, roster))
    facility.catch_words = True
    facility.save()
    event.facility.refresh_from_db()
    first, *_rest = text_of(documents.draw(job, roster))

    assert ("Sri …" in plain[0], "Sri …" in first) == (False, True)
