"""What code puts into a row is in the office's language, whatever the screen speaks; a crawl of
every text column says so.
"""

import datetime as dt
import re

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone, translation

from distributions.documents import issuing
from distributions.documents.paper import Job
from distributions.models import Distribution
from distributions.planning import approval, lifecycle, listing, review
from tests.factories import DistributionFactory, HarvestFactory

# What our screens say in English; a row that holds one of these was written by an English screen.
CATALOGUE = settings.BASE_DIR / "rutan" / "locale" / "en" / "LC_MESSAGES" / "django.po"
HOLE = re.compile(r"%\(\w+\)s")
OURS = ("distributions", "families", "harvests", "rutan")


def english_sentences() -> list[re.Pattern]:
    """Every translation that has two English words beside its holes, the holes as wildcards."""
    entries = [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]
    shapes = []
    for text in {entry.msgstr for entry in entries if entry.msgstr != entry.msgid}:
        words = re.findall(r"[A-Za-z]{2,}|\d+", HOLE.sub(" ", text))
        if len(words) > 1:
            shapes.append(re.compile(".+".join(map(re.escape, HOLE.split(text)))))
    return shapes


def stored_texts() -> set[tuple[str, str]]:
    """(column, text) of everything that stands in our tables."""
    kinds, found = (models.CharField, models.TextField, models.JSONField), set()
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, kinds)]
        if model._meta.app_label in OURS and names:
            for row in model._base_manager.values_list(*names):
                columns = zip(names, row, strict=True)
                found |= {(f"{model.__name__}.{name}", str(text)) for name, text in columns if text}
    return found


def english_stored() -> set[tuple[str, str]]:
    shapes = english_sentences()
    return {
        (column, text)
        for column, text in stored_texts()
        if any(shape.fullmatch(text) for shape in shapes)
    }


@pytest.fixture
def english(sign_in, services_head):
    """The office's head of services, who reads English."""
    client = sign_in(services_head)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def sent_as_it_stands(client, address, **typed):
    """Open a page and send its form as it was filled in by the page."""
    form = client.get(address).context["form"]
    fields = {field.html_name: field.value() for field in form if field.value() is not None}
    return client.post(address, {**fields, **typed})


def test_the_crawl_finds_what_an_english_screen_would_store(event_of_the_house):
    Distribution.objects.update(opening_order="Spoken order of the head")

    assert ("Distribution.opening_order", "Spoken order of the head") in english_stored()


@pytest.fixture
def event_of_the_house(facility, open_event):
    return open_event(facility, families=1)


def test_an_event_opened_on_an_english_screen_speaks_as_the_office_does(english):
    sent_as_it_stands(english, reverse("distribution_today"))

    event = Distribution.objects.get()
    assert (event.title, event.venue) == ("Bakti Sosial Hasil Panen", "Aula")
    assert event.opening_order == "Perintah lisan Kepala Rutan"


def test_a_draft_opened_on_an_english_screen_keeps_the_office_s_order(english, facility):
    draft = DistributionFactory(facility=facility, accepts_walk_ins=True)

    sent_as_it_stands(english, reverse("distribution_open", args=[draft.pk]))

    draft.refresh_from_db()
    assert draft.opening_order == "Perintah lisan Kepala Rutan"


def test_a_demo_made_on_an_english_screen_holds_no_english_sentence(demo):
    assert Distribution.objects.filter(status="closed").exists()
    assert english_stored() == set()


def test_a_count_on_an_english_screen_is_noted_in_the_office_s_words(english, facility):
    lot = HarvestFactory(facility=facility)

    sent_as_it_stands(english, reverse("harvest_count", args=[lot.pk]), quantity="1", grams="")

    assert {note for note in lot.movements.values_list("note", flat=True) if note} <= {
        "Hitung stok"
    }


def test_the_desk_names_its_tables_in_the_office_s_words(english, event_of_the_house):
    page = english.get(reverse("desk", args=[event_of_the_house.pk])).content.decode()

    assert 'name="desk" value="Loket 1"' in page


def test_who_was_taken_off_before_a_new_approval_reads_why_in_the_office_s_words(
    facility, services_head, eligible, head
):
    family, other = eligible("Ani"), eligible("Budi")
    event = DistributionFactory(facility=facility)
    with translation.override("en"):
        listing.choose(distribution=event, families=[family, other], by=services_head)
        approval.propose(distribution=event, by=services_head)
        approval.approve(distribution=event, by=head, seen=review.review(event).seen)
        lifecycle.back_to_draft(distribution=event, note="Kurangi", by=services_head)
        listing.choose(distribution=event, dropped=[other], by=services_head)

    withdrawn = event.entitlements.get(family=other)
    assert withdrawn.withdrawn_reason == "Dikeluarkan sebelum daftar disetujui kembali"
    assert english_stored() == set()


def test_what_a_paper_freezes_is_in_the_office_s_words_as_its_page_is(facility, day_of_aid):
    job = Job(day_of_aid(facility, dt.date(2026, 3, 10)), timezone.now())
    record, *_others = issuing.ISSUABLE.values()

    with translation.override("en"):
        frozen = issuing.drawn(job, record, "K7M4-9QX2").payload

    assert frozen["event"] == "Selasa, 10 Maret 2026"
