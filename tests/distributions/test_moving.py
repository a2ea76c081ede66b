"""Rain, or the head is called away: an approved or open event on another day, at another hour or
place.
"""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from distributions import event_state, outcomes, reports, settling
from distributions.models import Distribution, Handover
from distributions.planning import lifecycle, locks
from distributions.planning.moving import move
from rutan import days
from rutan.editing import Stale
from rutan.models import AuditEntry
from rutan.refusals import Refused, constraint_of
from tests.factories import (
    TODAY,
    CouponFactory,
    DistributionFactory,
    EntitlementFactory,
    PackageMovementFactory,
)
from tests.races import without

WEDNESDAY = TODAY + dt.timedelta(days=1)


@pytest.fixture
def approved(facility, head):
    return an_approved(facility, head)


def an_approved(facility, head, **facts):
    """An event with one family on its list, as the head approved it."""
    event = DistributionFactory(facility=facility, **facts)
    EntitlementFactory(distribution=event, number=1, snapshot={"family": "Ani"})
    Distribution.objects.filter(pk=event.pk).update(
        status="approved", approved_at=event.recorded_at, approved_by=head
    )
    event.refresh_from_db()
    return event


@pytest.fixture
def office(sign_in, services_head):
    return sign_in(services_head)


def moving(event, **facts) -> dict:
    """What the page sends."""
    place = {"day": event.day, "last_day": "", "starts": "08:30", "ends": "12:00", "venue": "Aula"}
    usual = {"reason": "Hujan", "confirmed": "1", "seen": locks.fingerprint(event)}
    return place | usual | facts


def test_what_was_approved_is_kept_when_an_event_moves_twice(approved, services_head):
    for day in (WEDNESDAY, WEDNESDAY + dt.timedelta(days=1)):
        moved = move(distribution=approved, day=day, reason="Hujan", by=services_head)

    assert (moved.day, moved.moved_by, moved.moved_reason) == (day, services_head, "Hujan")
    assert (
        event_state.headline(moved.as_planned) == "Selasa, 10 Maret 2026, pukul 08.30–12.00, Aula"
    )
    facts = AuditEntry.objects.filter(verb="move_event").latest("pk").facts
    assert facts == {"fields": ["day"], "first": day.isoformat()}


@pytest.mark.parametrize("status", ["draft", "closed", "cancelled"])
def test_only_an_approved_or_open_event_moves(facility, services_head, status):
    event = DistributionFactory.build(facility=facility, status=status, pk=1)
    event = DistributionFactory(facility=facility) if status == "draft" else event

    with pytest.raises((locks.WrongStep, Distribution.DoesNotExist)):
        move(distribution=event, day=WEDNESDAY, reason="Hujan", by=services_head)


def test_a_move_says_why(approved, services_head):
    with pytest.raises(Refused, match="Isi alasannya"):
        move(distribution=approved, day=WEDNESDAY, reason=" ", by=services_head)


def test_a_move_of_something_that_changed_meanwhile_is_not_done(approved, services_head):
    with pytest.raises(Stale):
        move(distribution=approved, day=WEDNESDAY, reason="Hujan", by=services_head, seen="f" * 16)


def test_a_list_taken_back_is_approved_anew_with_the_day_it_has_then(approved, services_head):
    move(distribution=approved, day=WEDNESDAY, reason="Hujan", by=services_head)

    draft = lifecycle.back_to_draft(distribution=approved, note="Tambah", by=services_head)

    assert (draft.day, draft.moved_at, draft.moved_by) == (WEDNESDAY, None, None)
    assert (draft.moved_reason, draft.moved_from) == ("", {})


def test_an_event_opened_early_takes_place_on_that_day(approved, services_head):
    PackageMovementFactory(distribution=approved)
    Distribution.objects.filter(pk=approved.pk).update(last_day=WEDNESDAY)
    the_eve = dt.datetime(2026, 3, 9, 3, tzinfo=dt.UTC)

    opened = lifecycle.open_event(distribution=approved, by=services_head, at=the_eve)

    assert (opened.day, opened.last_day) == (dt.date(2026, 3, 9), TODAY)
    assert opened.moved_from["day"] == "2026-03-10"


@pytest.mark.parametrize("hours", [0, 24])
def test_an_event_opened_on_one_of_its_days_stays_where_it_is(approved, services_head, hours):
    PackageMovementFactory(distribution=approved)
    Distribution.objects.filter(pk=approved.pk).update(last_day=WEDNESDAY)
    at = dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC) + dt.timedelta(hours=hours)

    opened = lifecycle.open_event(distribution=approved, by=services_head, at=at)

    assert (opened.day, opened.last_day, opened.moved_at) == (TODAY, WEDNESDAY, None)


# The days on which packages were given


@pytest.fixture
def served_today(facility, open_event, serve, handover_officer):
    event = open_event(facility, families=1)
    serve(event, event.entitlements.get(), handover_officer)
    return event


def test_an_event_never_leaves_a_day_on_which_it_gave_packages(served_today, services_head):
    today, tomorrow = served_today.day, served_today.day + dt.timedelta(days=1)

    with pytest.raises(Refused, match="Sertakan hari itu"):
        move(
            distribution=served_today, day=tomorrow, last_day=None, reason="Hujan", by=services_head
        )
    longer = move(
        distribution=served_today, day=today, last_day=tomorrow, reason="Hujan", by=services_head
    )

    assert (longer.day, longer.last_day) == (today, tomorrow)


def test_the_database_keeps_the_days_of_the_hand_overs(served_today):
    later = {"day": served_today.day + dt.timedelta(days=1)}
    guard = "an_event_keeps_the_days_of_its_handovers"

    with pytest.raises(IntegrityError) as refused:
        Distribution.objects.filter(pk=served_today.pk).update(**later)

    assert constraint_of(refused.value) == guard


def test_without_the_guard_the_days_of_hand_overs_are_lost(served_today):
    later = {"day": served_today.day + dt.timedelta(days=1)}

    with without(Distribution, trigger="an_event_keeps_the_days_of_its_handovers"):
        assert Distribution.objects.filter(pk=served_today.pk).update(**later) == 1


def test_a_voided_hand_over_holds_no_day(served_today, services_head):
    fact = Handover.objects.get()
    settling.void(handover=fact, kind="wrong_entry", reason="Salah ketuk", by=services_head)
    tomorrow = served_today.day + dt.timedelta(days=1)

    moved = move(distribution=served_today, day=tomorrow, reason="Hujan", by=services_head)

    assert moved.day == tomorrow


# What follows the day


def test_a_coupon_of_a_moved_event_says_the_new_day(approved, services_head):
    moved = move(distribution=approved, day=WEDNESDAY, reason="Hujan", by=services_head)

    coupon = CouponFactory(entitlement=moved.entitlements.get())

    answer = outcomes.OtherEvent(coupon)

    assert str(answer.message).endswith("11 Maret 2026 pukul 08.30.")
    assert answer.say == "Kupon ini untuk tanggal 11 Maret 2026."


def month_of(facility, day, at) -> reports.PeriodReport:
    first, last = days.month_of(day)
    return reports.period(facility=facility, first=first, last=last, at=at)


def test_interval_and_report_follow_a_moved_event(facility, head, services_head, serve):
    """Planned for March, held in April: its interval and its figures are April's."""
    approved = an_approved(facility, head, minimum_days=30)
    PackageMovementFactory(distribution=approved)
    april = dt.date(2026, 4, 2)
    move(distribution=approved, day=april, reason="Hujan", by=services_head)
    at = dt.datetime(2026, 4, 2, 3, tzinfo=dt.UTC)
    event = lifecycle.open_event(distribution=approved, by=services_head, at=at)

    serve(event, event.entitlements.get(), services_head, at=at)

    months = [month_of(event.facility, day, at) for day in (TODAY, april)]
    window = Handover.objects.get().served_window
    assert (window.lower, window.upper) == (dt.date(2026, 3, 4), dt.date(2026, 4, 3))
    assert [[line.pk for line in month.events] for month in months] == [[], [event.pk]]


def test_the_page_warns_of_the_new_day_and_moves_when_it_was_read(office, approved):
    holiday = {"day": "2026-03-20"}
    address = reverse("distribution_move", args=[approved.pk])

    asked = office.post(address, moving(approved, confirmed="", **holiday))
    done = office.post(address, moving(approved, **holiday), follow=True)

    assert (asked.status_code, "Idulfitri" in asked.content.decode()) == (422, True)
    page = done.content.decode()
    assert "semula Selasa, 10 Maret 2026, pukul 08.30–12.00, Aula." in page
    assert "Alasan: Hujan" in page


def test_a_second_tap_on_the_move_is_no_second_act(office, approved):
    data = moving(approved, day="2026-03-11")

    codes = [
        office.post(reverse("distribution_move", args=[approved.pk]), data).status_code
        for _twice in range(2)
    ]

    assert codes == [303, 303]
    assert AuditEntry.objects.filter(verb="move_event").count() == 1


def test_a_move_without_a_reason_keeps_what_was_typed(office, approved):
    data = moving(approved, venue="Lapangan", reason="")

    answer = office.post(reverse("distribution_move", args=[approved.pk]), data)

    assert answer.status_code == 422
    assert 'value="Lapangan"' in answer.content.decode()


def test_the_head_reads_of_a_move_on_his_home_page(approved, services_head, head, sign_in):
    move(distribution=approved, venue="Lapangan", reason="Aula dipakai", by=services_head)

    page = sign_in(head).get("/").content.decode()

    assert f"dipindahkan oleh {services_head}, semula Selasa, 10 Maret 2026" in page
    assert "Alasan: Aula dipakai" in page


def test_another_day_is_asked_about_before_opening(office, approved):
    PackageMovementFactory(distribution=approved)
    address = reverse("distribution_open", args=[approved.pk])
    today = approved.facility.local_day(timezone.now())

    unread = office.post(address)
    done = office.post(address, {"all_the_same": today}, follow=True)

    question = "Kegiatan ini dijadwalkan 10 Maret 2026. Tetap buka hari ini?"
    assert (unread.status_code, unread.context["form"].non_field_errors()) == (422, [question])
    approved.refresh_from_db()
    assert (approved.is_open, approved.day) == (True, today)
    assert "semula Selasa, 10 Maret 2026" in done.content.decode()


@pytest.mark.parametrize(
    ("days", "said"),
    [(-400, "sudah lewat."), (1, "Loket kegiatan ini masih dibuka hari ini")],
)
def test_a_day_that_leaves_an_open_desk_behind_is_asked_about(
    days, said, facility, open_event, office
):
    event = open_event(facility)
    day = event.day + dt.timedelta(days=days)
    path = reverse("distribution_move", args=[event.pk])

    asked = office.post(path, moving(event, day=day, confirmed=""))
    moved = office.post(path, moving(event, day=day))

    assert (asked.status_code, moved.status_code) == (422, 303)
    assert said in asked.content.decode()
