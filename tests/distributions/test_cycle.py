"""The calendar of an event by role, and the next event of a prison that holds one each month."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.home import calendar_of, todays_work, workday_of
from distributions.models import Distribution
from distributions.planning import approval, cycle, listing, review
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    FacilityFactory,
    IssuedDocumentFactory,
    today_here,
)

# A Tuesday; the visit days are Monday to Thursday.
TODAY = dt.date(2026, 3, 10)
AT = dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC)


@pytest.fixture
def held(facility):
    """The event of last month, closed."""
    event = DistributionFactory(facility=facility, day=dt.date(2026, 2, 10), minimum_days=14)
    event.items.create(commodity=CommodityFactory(facility=facility, name="Kangkung"), quantity=2)
    at, by = event.recorded_at, event.recorded_by
    for status, act in (("approved", "approved"), ("open", "opened"), ("closed", "closed")):
        acted = {f"{act}_at": at, f"{act}_by": by}
        Distribution.objects.filter(pk=event.pk).update(status=status, **acted)
    return event


def _monthly(facility, nth):
    facility.cycle_visit_day = nth
    facility.save()


@pytest.mark.parametrize(
    ("nth", "day"),
    [
        (0, None),
        # The eighth visit day of March is the 12th, the first is over: then April's. The 19th is
        # Nyepi, so the twelfth is the 23rd; the 23rd and 24th are cuti bersama of Idulfitri.
        (7, dt.date(2026, 3, 11)),
        (8, dt.date(2026, 3, 12)),
        (1, dt.date(2026, 4, 1)),
        (20, None),
    ],
)
def test_the_cycle_names_the_nth_visit_day_of_the_next_free_month(facility, held, nth, day):
    _monthly(facility, nth)

    assert cycle.next_day(facility, TODAY) == day


def test_one_is_proposed_at_a_time_and_pressed_twice_it_is_one(facility, held, services_head):
    _monthly(facility, 8)
    day = cycle.next_day(facility, TODAY)
    press = {"facility": facility, "by": services_head, "at": AT}

    made = cycle.plan_next(day=day, **press)

    assert cycle.plan_next(day=day, **press) == made
    assert cycle.next_day(facility, TODAY) is None
    with pytest.raises(Refused):
        cycle.plan_next(day=dt.date(2026, 4, 14), **press)
    assert (made.status, made.day, made.minimum_days, made.title) == ("draft", day, 14, held.title)
    assert [(item.commodity.name, item.quantity) for item in made.items.all()] == [("Kangkung", 2)]
    assert made.lot_seed != held.lot_seed
    assert AuditEntry.objects.filter(verb="create_event", by=services_head).count() == 1


def test_a_month_that_had_its_event_and_a_prison_that_had_none_are_asked_nothing(facility, held):
    _monthly(facility, 8)
    Distribution.objects.filter(pk=held.pk).update(day=dt.date(2026, 3, 3))
    assert cycle.next_day(facility, TODAY) == dt.date(2026, 4, 14)

    assert cycle.next_day(FacilityFactory(cycle_visit_day=8), TODAY) is None


def test_the_home_page_proposes_it_with_one_button(
    sign_in, facility, services_head, registrar, held
):
    _monthly(facility, 1)
    client = sign_in(services_head)

    page = client.get(reverse("home"))

    day = page.context["proposed_day"]
    assert day == cycle.next_day(facility, facility.local_day(timezone.now()))
    assert "Usulan kegiatan berikutnya: " in page.content.decode()
    for _tap in range(2):
        client.post(reverse("distribution_next"), {"day": day.isoformat()})
    assert Distribution.objects.filter(status="draft", day=day).count() == 1
    assert "Usulan kegiatan" not in sign_in(registrar).get(reverse("home")).content.decode()


def _lines(user, event):
    work = workday_of(user, timezone.now())
    [row] = [one for one in work.events if one.pk == event.pk]
    return {step.label: step for step in calendar_of(row, user)}


@pytest.fixture
def proposed(facility, eligible, services_head):
    """A list of one family for the day after tomorrow, laid before the head."""
    event = DistributionFactory(facility=facility, day=today_here() + dt.timedelta(days=2))
    family = eligible("Ani")
    family.evidence.update(valid_until=event.day)
    listing.choose(distribution=event, families=[family], by=services_head)
    return approval.propose(distribution=event, by=services_head)


def test_the_calendar_says_what_is_done_and_by_whom(proposed, services_head, head, registrar):
    before = _lines(head, proposed)
    approval.approve(distribution=proposed, by=head, seen=review.review(proposed).seen)
    after = _lines(registrar, proposed)

    days = [(step.day - proposed.day).days for step in before.values()]
    assert days == [-14, -7, -3, -2, -2, -2, 0, 0, 0, 1]
    assert before["Daftar diajukan"].said.startswith(f"{services_head}, ")
    assert after["Daftar disetujui"].said.startswith(f"{head}, ")


def test_an_event_of_two_days_is_closed_on_the_second(proposed, services_head):
    proposed.last_day = proposed.day + dt.timedelta(days=1)
    proposed.save()

    lines = list(_lines(services_head, proposed).values())[-3:]

    assert [(line.day - proposed.day).days for line in lines] == [0, 1, 2]


def test_the_calendar_says_what_is_due_and_whose_turn_it_is(proposed, head, registrar):
    waits = _lines(head, proposed)["Daftar disetujui"]
    approval.approve(distribution=proposed, by=head, seen=review.review(proposed).seen)
    told = _lines(registrar, proposed)["Keluarga diberi tahu"]
    packed = _lines(registrar, proposed)["Panen ditimbang, paket dikemas"]

    address = reverse("distribution_approve", args=[proposed.pk])
    assert (waits.done, waits.due, waits.href) == (False, True, address)
    address = reverse("notices", args=[proposed.pk])
    assert (told.said, told.due, told.href) == ("0 dari 1", True, address)
    assert (packed.due, packed.href) == (False, "")


def test_an_event_without_a_list_has_its_calendar_too_on_its_own_page(
    facility, open_event, head, sign_in
):
    event = open_event(facility, families=0)
    Distribution.objects.filter(pk=event.pk).update(approved_at=None, approved_by=None)
    address = reverse("distribution_detail", args=[event.pk])

    page = sign_in(head).get(address)

    labels = [step.label for step in page.context["calendar"]]
    steps = {step.label: step for step in page.context["calendar"]}
    day = ["Panen ditimbang, paket dikemas", "Kegiatan dibuka", "Kegiatan ditutup"]
    assert labels == [*day, "Penerima disahkan", "Laporan diterbitkan"]
    ratified = steps["Penerima disahkan"]
    door = reverse("distribution_ratify", args=[event.pk])
    assert (steps["Kegiatan dibuka"].done, ratified.due, ratified.href) == (True, True, door)
    html = page.content.decode()
    # Whose turn it is has a door, and none leads to the page on which it stands.
    assert ("Kalender kegiatan" in html, f'<a href="{address}">' in html) == (True, False)


def test_the_day_after_the_report_is_asked_for_until_one_stands(held, services_head):
    yesterday = today_here() - dt.timedelta(days=1)
    Distribution.objects.filter(pk=held.pk).update(day=yesterday)

    def asked():
        work = workday_of(services_head, timezone.now())
        return [duty.text for duty in todays_work(work) if duty.action == "Terbitkan laporan"]

    assert len(asked()) == 1
    IssuedDocumentFactory(distribution=held, kind="activity_report")
    assert asked() == []
