"""Beside each refused person the services head's two acts: serve with a reason, and an answer that
is kept once.
"""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from distributions import attempts, outcomes
from distributions.models import DeskAttempt, Distribution, Entitlement
from rutan.models import AuditEntry
from rutan.refusals import Refused, constraint_of
from tests.factories import DeskAttemptFactory, EntitlementFactory, KinshipFactory, UserFactory
from tests.pages import fields_of
from tests.races import at_once, without

WORDS = "Paket berikutnya bulan Desember, kami hubungi"


@pytest.fixture
def event(facility, open_event):
    return open_event(facility, families=2, packages=1, minimum_days=30)


@pytest.fixture
def refused(event):
    return DeskAttemptFactory(distribution=event, entitlement=event.entitlements.get(number=1))


def page_of(client, event):
    return client.get(reverse("distribution_detail", args=[event.pk])).content.decode()


def acts_in(html):
    return [
        word
        for word in ("Jawab", "Layani dengan alasan", "Buka di loket")
        if re.search(rf">\s*{word}\s*<", html)
    ]


def test_an_answer_is_kept_with_the_refusal_and_told_wherever_it_is_listed(
    refused, event, sign_in, services_head
):
    chief, address = sign_in(services_head), reverse("answer_refusal", args=[refused.pk])
    offered = acts_in(page_of(chief, event))

    empty = chief.post(address, {"words": " "})
    done = chief.post(address, {"words": WORDS})
    book = chief.get(reverse("distribution_report_xlsx", args=[event.pk])).content
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Jawaban kepada yang ditolak"]

    assert offered == ["Jawab", "Buka di loket"]
    assert (empty.status_code, done.status_code) == (422, 302 + 1)
    assert acts_in(page_of(chief, event)) == ["Buka di loket"]
    assert WORDS in page_of(chief, event)
    assert WORDS in chief.get(reverse("distribution_report", args=[event.pk])).content.decode()
    assert [cell.value for cell in sheet[2]][1:5] == [
        *(refused.name, "Paket habis", WORDS, services_head.name)
    ]
    assert AuditEntry.objects.get(verb="answer_refusal").thing_id == str(refused.pk)


def test_a_refusal_is_answered_once(refused, services_head, facility, sign_in):
    other = UserFactory(facility=facility, roles=["services_head"])
    first = attempts.answer(attempt=refused, words=WORDS, by=services_head)

    again = attempts.answer(attempt=refused, words=WORDS, by=services_head)
    with pytest.raises(Refused, match="sudah dijawab"):
        attempts.answer(attempt=refused, words="Lain lagi", by=other)
    told = sign_in(other).get(reverse("answer_refusal", args=[refused.pk])).content.decode()

    assert (again.answered_at, again.answered_reason) == (first.answered_at, WORDS)
    assert WORDS in told
    assert 'name="words"' not in told
    assert AuditEntry.objects.filter(verb="answer_refusal").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_leave_one_answer(refused, facility):
    heads = UserFactory.create_batch(2, facility=facility, roles=["services_head"])

    answers = at_once(
        [lambda by=by: attempts.answer(attempt=refused, words=WORDS, by=by) for by in heads]
    )

    kept = [answer for answer in answers if isinstance(answer, DeskAttempt)]
    assert [str(answer) for answer in answers if isinstance(answer, Refused)] == [
        "Penolakan ini sudah dijawab. Muat ulang halaman."
    ]
    assert DeskAttempt.objects.get().answered_by == kept[0].answered_by


def guard_met(row, **values):
    try:
        with transaction.atomic():
            DeskAttempt.objects.filter(pk=row.pk).update(**values)
    except IntegrityError as error:
        return constraint_of(error)
    return ""


def test_the_database_keeps_an_answer_whole_and_for_good(refused, services_head):
    now = {"answered_at": timezone.now(), "answered_by": services_head}

    assert guard_met(refused, **now) == "a_refusal_is_answered_once"
    assert guard_met(refused, outcome="on_hold") == "deskattempt_is_append_only"
    attempts.answer(attempt=refused, words=WORDS, by=services_head)
    assert guard_met(refused, answered_reason="Lain") == "a_refusal_is_answered_once"
    with without(DeskAttempt, trigger="a_refusal_is_answered_once"):
        assert guard_met(refused, answered_reason="Lain") == ""
    assert guard_met(refused, answered_reason="") == ""


def test_nobody_answers_who_was_served_or_after_the_closing(
    refused, event, serve, sign_in, services_head
):
    chief = sign_in(services_head)
    late = DeskAttemptFactory(distribution=event, entitlement=event.entitlements.get(number=2))
    serve(event, refused.entitlement, services_head)
    with pytest.raises(Refused, match="sudah menerima"):
        attempts.answer(attempt=refused, words=WORDS, by=services_head)
    Distribution.objects.filter(pk=event.pk).update(
        status="closed", closed_at=timezone.now(), closed_by=services_head
    )

    with pytest.raises(outcomes.NotOpen):
        attempts.answer(attempt=late, words=WORDS, by=services_head)

    assert acts_in(page_of(chief, event)) == []
    assert not DeskAttempt.objects.exclude(answered_at=None).exists()


def test_only_who_may_override_sees_the_acts_and_no_prison_the_other_s(
    refused, event, sign_in, handover_officer, other_facility
):
    stranger = UserFactory(facility=other_facility, roles=["services_head"])
    officer, address = sign_in(handover_officer), reverse("answer_refusal", args=[refused.pk])

    assert acts_in(page_of(officer, event)) == []
    assert officer.post(address, {"words": WORDS}).status_code == 403
    assert sign_in(stranger).post(address, {"words": WORDS}).status_code == 404


def door_of(client, event):
    html = page_of(client, event)
    [address] = re.findall(r'href="([^"]*reason=1)"', html)
    return address.replace("&amp;", "&")


def test_from_a_refusal_the_card_opens_with_the_reason_asked(
    event, facility, open_event, serve, sign_in, services_head
):
    row, before = event.entitlements.get(number=1), timezone.now() - dt.timedelta(days=10)
    last = open_event(facility, families=0)
    type(last).objects.filter(pk=last.pk).update(day=facility.local_day(before))
    old = EntitlementFactory(distribution=last, family=row.family, source="walk_in")
    serve(last, old, services_head, at=before)
    DeskAttemptFactory(distribution=event, entitlement=row, outcome="too_soon")
    chief = sign_in(services_head)

    card = chief.get(door_of(chief, event))
    typed = {"verified_by_method": "ktp", "override_reason": "Rumahnya kebakaran"}
    address = reverse("hand_over", args=[event.pk])
    done = chief.post(address, fields_of(card, address) | typed)

    assert done.status_code == 303
    assert row.handovers.get().override_reason == "Rumahnya kebakaran"
    assert DeskAttempt.objects.count() == 1


def test_from_a_refused_walk_in_the_form_opens_with_the_reason_asked(
    facility, open_event, sign_in, services_head, handover_officer
):
    event = open_event(facility, families=1, one_per_inmate=True)
    family = KinshipFactory(
        inmate=event.entitlements.get().inmate, family__facility=facility
    ).family
    DeskAttemptFactory(distribution=event, family=family, outcome="inmate_already_served")
    chief = sign_in(services_head)
    door = door_of(chief, event)

    form = chief.get(door)
    typed = {"verified_by_method": "ktp", "ground": "sktm", "override_reason": "Dua istri sah"}
    typed |= {"collector_name": "Istiqomah", "collector_relationship": "wife", "hand_over": "1"}
    address = reverse("walk_ins", args=[event.pk])
    done = chief.post(address, fields_of(form, address) | typed)
    plain = sign_in(handover_officer).get(door).content.decode()

    assert done.status_code == 303
    assert Entitlement.objects.get(source="walk_in").override_reason == "Dua istri sah"
    assert "override_reason" not in plain
