"""The end of an event: signatures counted, a reason for each package that was not fetched, and one
event more for those who missed it.
"""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from distributions import absences, closing, reports
from distributions.models import Absence, Distribution, FollowUp, SignatureCount
from distributions.planning import candidates, follow_up, missed
from families.models import Family
from rutan.models import AuditEntry
from rutan.refusals import REFUSALS, Refused, constraint_of
from tests.factories import (
    DistributionFactory,
    EntitlementFactory,
    PovertyEvidenceFactory,
    today_here,
)
from tests.pages import fields_of, tight
from tests.races import without

SOON = dt.timedelta(days=7)


@pytest.fixture
def event(facility, open_event, serve, handover_officer):
    """Six families with papers, number 1 served."""
    event = open_event(facility, families=6, packages=1)
    for row in event.entitlements.all():
        PovertyEvidenceFactory(family=row.family, valid_until=today_here() + 10 * SOON)
    serve(event, event.entitlements.get(number=1), handover_officer)
    event.refresh_from_db()
    return event


@pytest.fixture
def close(event, services_head):
    def run(**facts):
        usual = {"left_overs": {}, "by": services_head, "client_id": uuid.uuid4()}
        return closing.close(distribution=event, **usual | facts)

    return run


def numbered(event, reasons):
    """The rights by their numbers, each with a reason."""
    rows = {row.number: row.pk for row in event.entitlements.all()}
    return {rows[number]: reason for number, reason in reasons.items()}


def holds():
    return dict(
        Family.objects.exclude(hold_at=None).values_list("entitlements__number", "hold_kind")
    )


def test_a_difference_of_signatures_is_said_and_hinders_nobody(event, close):
    with pytest.raises(Refused, match=r"di lembar 2, di layar 1 paket\. Tulis penjelasannya"):
        close(signatures=2)
    closed = close(signatures=2, signatures_note="Satu keluarga menandatangani dua kali")

    counted = SignatureCount.objects.get()
    assert (closed.status, counted.signatures, counted.packages) == ("closed", 2, 1)
    assert counted.differs


def test_without_its_guard_a_difference_goes_unexplained(event, services_head):
    def write():
        row = {"distribution": event, "signatures": 2, "packages": 1, "recorded_by": services_head}
        try:
            with transaction.atomic():
                SignatureCount.objects.create(**row, recorded_at=event.opened_at)
        except IntegrityError as error:
            return constraint_of(error)
        return ""

    guard = "a_difference_of_signatures_is_explained"
    assert (write(), guard in REFUSALS) == (guard, True)
    with without(SignatureCount, trigger=guard):
        assert write() == ""


def test_who_moved_died_or_refused_is_set_aside_until_somebody_looks(event, close, services_head):
    told = {2: "moved", 3: "died", 4: "refused", 5: "ill"}

    close(absent=numbered(event, told))

    assert holds() == {2: "moved", 3: "other", 4: "family_request"}
    assert set(Family.objects.exclude(hold_at=None).values_list("hold_until", flat=True)) == {None}
    absences.explain(
        distribution=event, reasons=numbered(event, {5: "no_fare", 2: "moved"}), by=services_head
    )
    assert absences.said(event) == numbered(event, told | {5: "no_fare"})
    assert (Absence.objects.count(), AuditEntry.objects.filter(verb="hold_family").count()) == (
        5,
        3,
    )


def test_the_others_are_said_in_words_in_the_next_proposal(event, close, facility):
    close(absent=numbered(event, {5: "no_fare", 2: "moved"}))
    coming = DistributionFactory(facility=facility, day=today_here() + SOON)

    known = candidates.candidates(coming)

    words = {row.family.name[-3:]: row.words for row in known.eligible}
    assert "tidak ada ongkos" in words["005"]
    assert "tidak hadir" not in words["006"]
    assert "002" not in words


def test_no_reason_is_taken_for_who_came(event, close, services_head):
    with pytest.raises(Refused, match="sudah datang"):
        close(absent=numbered(event, {1: "ill"}))

    event.refresh_from_db()
    assert (event.status, Absence.objects.count()) == ("open", 0)


def test_the_closing_page_asks_for_all_of_it_at_once(event, sign_in, services_head):
    client, page = sign_in(services_head), reverse("distribution_close", args=[event.pk])
    form = client.get(page)
    [ill] = numbered(event, {5: "ill"})
    sent = fields_of(form, page) | {f"absence-{ill}": "ill"}

    blank, wrong = client.post(page, sent), client.post(page, sent | {"signatures": "3"})
    done = client.post(page, sent | {"signatures": "3", "signatures_note": "Dua baris dicoret"})
    event_page = tight(client.get(done["Location"]).content.decode())

    assert (blank.status_code, wrong.status_code, done.status_code) == (422, 422, 303)
    assert "Hitung tanda tangan di lembar" in blank.content.decode()
    assert "5 keluarga tidak hadir, 4 belum diketahui sebabnya." in event_page
    assert "Tanda tangan di lembar 3, paket keluar 1. Dua baris dicoret" in event_page


def test_reasons_may_be_told_after_the_event(event, close, sign_in, services_head):
    close()
    client, page = sign_in(services_head), reverse("absences", args=[event.pk])
    [row] = numbered(event, {6: "not_found"})

    answer = client.post(page, fields_of(client.get(page), page) | {f"absence-{row}": "not_found"})

    report = reports.event(event)
    assert (answer.status_code, absences.said(event)) == (303, {row: "not_found"})
    assert [line.absence for line in report.waiting] == ["", "", "", "", "Tidak ditemukan"]
    mistaken = client.post(page, {f"absence-{row}": "asleep"})
    assert mistaken.status_code == 422


def test_one_event_follows_for_those_who_missed_it(event, close, sign_in, services_head):
    close(absent=numbered(event, {2: "moved"}))
    client = sign_in(services_head)
    press = reverse("follow_up", args=[event.pk])

    first, again = client.post(press), client.post(press)

    made = FollowUp.objects.get().distribution
    listed = made.entitlements.order_by("family__name").values_list("family__name", flat=True)
    assert first["Location"] == again["Location"] == reverse("distribution_detail", args=[made.pk])
    assert [name[-3:] for name in listed] == ["003", "004", "005", "006"]
    assert (made.status, made.day, made.title) == (
        "draft",
        event.day + SOON,
        "Bakti Sosial Hasil Panen (susulan)",
    )
    said = "Kegiatan susulan direncanakan untuk 4 dari 5 keluarga yang belum menerima."
    page = client.get(first["Location"]).content.decode()
    assert ("Susulan dari" in page, f"{said} Yang lain" in page) == (True, True)
    assert str(made) in client.get(reverse("distribution_detail", args=[event.pk])).content.decode()


def test_nothing_follows_an_event_that_is_not_over(event, services_head):
    with pytest.raises(Refused, match="setelah kegiatan selesai"):
        follow_up.follow_up(distribution=event, by=services_head)

    assert Distribution.objects.count() == 1


def test_who_stayed_away_is_told_by_sets_also_before_tables_were_analysed(event, close, facility):
    close()
    with CaptureQueriesContext(connection) as asked:
        away = missed.absent_on(facility.pk, event.day + SOON)

    plans = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans.append(" ".join(line for (line,) in cursor.fetchall()))
    assert len(away) == 5
    # A test's tables never were: joined, each right would be compared with each hand-over.
    assert [("SetOp" in plan, "Anti Join" in plan) for plan in plans] == [
        (False, False),
        (True, False),
        (False, False),
    ]


@pytest.fixture
def met_again(event, close, facility, open_event):
    """Number 2 did not come, nobody knows why; it stands on the list of an event that is open."""
    close()
    away = event.entitlements.get(number=2)
    coming = open_event(facility, families=0)
    row = EntitlementFactory(
        distribution=coming, family=away.family, inmate=away.inmate, source="walk_in", number=1
    )
    return away, row


ASKED = "tanyakan sebabnya (opsional)"


def test_who_is_met_again_at_the_counter_is_asked_there_why_it_did_not_come(
    met_again, sign_in, handover_officer, django_assert_num_queries
):
    (away, row), client = met_again, sign_in(handover_officer)
    counter = f"{reverse('arrivals', args=[row.distribution_id])}?entitlement={row.pk}"
    to = reverse("tell_absence", args=[away.pk])
    page = client.get(counter)

    aside, blank = (client.post(to, {"here": row.pk, **said}) for said in ({"reason": "died"}, {}))
    nothing = Absence.objects.count()
    told = client.post(to, fields_of(page, to) | {"reason": "no_fare"})

    assert ASKED in page.content.decode()
    assert {answer["Location"] for answer in (aside, blank, told)} == {counter}
    assert (nothing, Absence.objects.get().reason) == (0, "no_fare")
    assert ASKED not in client.get(counter).content.decode()
    with django_assert_num_queries(1):
        assert absences.to_ask(row.family_id, today_here()) is None


def test_the_registrar_asks_on_the_page_of_the_family(met_again, sign_in, registrar):
    (away, _row), client = met_again, sign_in(registrar)
    page, to = (
        reverse("family_detail", args=[away.family_id]),
        reverse("tell_absence", args=[away.pk]),
    )
    before = client.get(page)

    told = client.post(to, fields_of(before, to) | {"reason": "moved"})
    after = tight(client.get(page).content.decode())

    assert (told["Location"], Absence.objects.get().recorded_by) == (page, registrar)
    assert ("Sebab tidak hadir: Pindah" in after, ASKED in after) == (True, False)
    assert Family.objects.get(pk=away.family_id).waits_for_a_look
    with pytest.raises(Refused, match="sudah tercatat"):
        absences.tell(entitlement=away, reason="ill", by=registrar)


def test_who_came_the_last_time_is_not_asked(event, close, facility):
    close()

    asked = [
        row.number
        for row in event.entitlements.by_number()
        if absences.to_ask(row.family_id, today_here())
    ]

    assert asked == [2, 3, 4, 5, 6]
