"""Events from plan to opening."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from distributions.models import Distribution
from distributions.planning import calendar, contents, lifecycle, locks
from rutan import audit
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import (
    TODAY,
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    HarvestFactory,
    PackageMovementFactory,
    StockMovementFactory,
)

# Ten o'clock in the hall.
ON_THE_DAY = dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC)
PLAN = {
    "title": "Bakti Sosial Hasil Panen",
    "venue": "Aula",
    "day": TODAY,
    "starts": dt.time(8, 30),
    "ends": dt.time(12, 0),
}


@pytest.fixture
def kangkung(facility):
    return CommodityFactory(facility=facility, name="Kangkung", unit="bundle", grams_per_unit=200)


@pytest.fixture
def event(facility):
    return DistributionFactory(facility=facility)


@pytest.fixture
def approved(facility, head):
    event = DistributionFactory(facility=facility)
    EntitlementFactory(distribution=event)
    Distribution.objects.filter(pk=event.pk).update(
        status="approved", approved_at=event.recorded_at, approved_by=head
    )
    event.refresh_from_db()
    return event


def acts(distribution) -> list[str]:
    return list(
        AuditEntry.objects.filter(thing_id=distribution.pk)
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_an_event_is_created_with_its_planned_contents(facility, services_head, kangkung):
    event = lifecycle.create(
        facility=facility, by=services_head, items=[(kangkung, Decimal(3))], **PLAN
    )

    assert (event.status, event.items.get().quantity, acts(event)) == ("draft", 3, ["create_event"])


def test_one_form_sent_twice_makes_one_event(facility, services_head):
    form = uuid.uuid4()

    first = lifecycle.create(facility=facility, by=services_head, client_id=form, **PLAN)
    again = lifecycle.create(facility=facility, by=services_head, client_id=form, **PLAN)

    assert (again, Distribution.objects.count()) == (first, 1)


def test_a_form_of_somebody_else_is_refused(facility, services_head, registrar):
    form = uuid.uuid4()
    lifecycle.create(facility=facility, by=services_head, client_id=form, **PLAN)

    with pytest.raises(Refused):
        lifecycle.create(facility=facility, by=registrar, client_id=form, **PLAN)


@pytest.mark.parametrize(
    "wrong", [{"last_day": TODAY - dt.timedelta(days=1)}, {"ends": dt.time(8, 30)}]
)
def test_an_event_that_ends_before_it_starts_is_refused(facility, services_head, wrong):
    with pytest.raises(Refused):
        lifecycle.create(facility=facility, by=services_head, **PLAN | wrong)

    assert (Distribution.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_past_that_is_written_down_later_carries_its_own_moments(facility, services_head):
    then = dt.datetime(2025, 10, 27, 1, 0, tzinfo=dt.UTC)

    with audit.happened(then):
        event = lifecycle.create(facility=facility, by=services_head, at=then, **PLAN)
    lifecycle.cancel(distribution=event, reason="hujan", by=services_head)

    created, cancelled = AuditEntry.objects.filter(thing_id=event.pk).order_by("pk")
    assert (event.recorded_at, created.at, cancelled.at > then) == (then, then, True)


def test_the_last_event_is_copied_without_what_no_longer_grows(facility, services_head, kangkung):
    gone = CommodityFactory(facility=facility, is_active=False)
    lifecycle.create(
        facility=facility,
        by=services_head,
        items=[(kangkung, Decimal(3)), (gone, Decimal(1))],
        **PLAN | {"venue": "Lapangan"},
    )

    last = lifecycle.copy_last(facility)

    assert (last.venue, last.items) == ("Lapangan", ((kangkung, Decimal(3)),))


def test_the_last_event_is_the_last_that_was_opened_and_its_rules_come_along(
    facility, services_head
):
    opened = DistributionFactory(
        facility=facility,
        venue="Aula",
        purpose="feast_day",
        minimum_days=30,
        one_per_inmate=True,
        accepts_walk_ins=True,
    )
    lifecycle.open_event(distribution=opened, by=services_head, order="Perintah lisan")
    DistributionFactory(facility=facility, venue="Lapangan", day=opened.day + dt.timedelta(days=30))

    last = lifecycle.copy_last(facility)

    assert (last.venue, last.rules) == (
        "Aula",
        {
            "purpose": "feast_day",
            "accepts_walk_ins": True,
            "one_per_inmate": True,
            "minimum_days": 30,
        },
    )


def test_a_rehearsal_is_not_copied(facility):
    DistributionFactory(facility=facility, is_rehearsal=True)

    assert lifecycle.copy_last(facility) is None


def test_an_edit_keeps_what_it_does_not_name(event, services_head):
    edited = lifecycle.edit(distribution=event, by=services_head, venue="Lapangan")

    edited.refresh_from_db()
    assert (edited.venue, edited.title) == ("Lapangan", event.title)


def test_an_approved_event_is_not_edited(approved, services_head):
    with pytest.raises(locks.WrongStep) as refusal:
        lifecycle.edit(distribution=approved, by=services_head, venue="Lapangan")

    assert refusal.value.distribution == approved


def test_one_package_per_inmate_is_refused_while_the_list_breaks_it(event, services_head):
    inmate = EntitlementFactory(distribution=event).inmate
    EntitlementFactory(distribution=event, inmate=inmate)

    with pytest.raises(Refused) as refusal:
        lifecycle.edit(distribution=event, by=services_head, one_per_inmate=True)

    event.refresh_from_db()
    assert (refusal.value.outcome, event.one_per_inmate) == ("inmate_already_served", False)


def test_contents_are_replaced_and_remembered(event, services_head, kangkung):
    contents.set_items(distribution=event, items=[(kangkung, Decimal(3))], by=services_head)

    contents.set_items(distribution=event, items=[(kangkung, Decimal("2.5"))], by=services_head)

    facts = AuditEntry.objects.last().facts
    assert (event.items.get().quantity, facts) == (
        Decimal("2.5"),
        {"before": {str(kangkung.pk): "3"}, "after": {str(kangkung.pk): "2.5"}},
    )


def test_a_commodity_twice_in_one_package_is_refused_and_nothing_changes(
    event, services_head, kangkung
):
    contents.set_items(distribution=event, items=[(kangkung, Decimal(3))], by=services_head)

    with pytest.raises(Refused):
        contents.set_items(
            distribution=event,
            items=[(kangkung, Decimal(1)), (kangkung, Decimal(2))],
            by=services_head,
        )

    assert event.items.get().quantity == 3


def test_stock_says_how_many_packages_and_which_commodity_limits(
    event, facility, services_head, kangkung
):
    egg = CommodityFactory(facility=facility, name="Telur", unit="egg", grams_per_unit=60)
    contents.set_items(
        distribution=event, items=[(kangkung, Decimal(3)), (egg, Decimal(2))], by=services_head
    )
    HarvestFactory(facility=facility, commodity=kangkung, quantity=92, grams=17_400)
    HarvestFactory(facility=facility, commodity=egg, quantity=20, unit="egg", grams=1200)

    possible = contents.possible_packages(event)

    assert (possible.n, possible.limiting, [line.free for line in possible.lines]) == (
        10,
        egg,
        [92, 20],
    )


def test_lots_counted_in_another_unit_make_packages_by_weight_and_are_named(
    event, facility, services_head, kangkung
):
    contents.set_items(distribution=event, items=[(kangkung, Decimal(3))], by=services_head)
    HarvestFactory(facility=facility, commodity=kangkung, quantity=7, grams=1400)
    HarvestFactory(
        facility=facility, commodity=kangkung, quantity=Decimal("1.9"), unit="kg", grams=1900
    )

    [line] = contents.possible_packages(event).lines

    # 1.9 kg weigh as much as nine and a half ikat of 200 g.
    assert (line.free, line.other_grams, line.other) == (7, 1900, Decimal("9.5"))
    assert line.packages == 5


def test_what_will_not_keep_until_the_day_is_said(event, facility, services_head, kangkung):
    terong = CommodityFactory(facility=facility, name="Terong", unit="piece")
    items = [(kangkung, Decimal(2)), (terong, Decimal(1))]
    contents.set_items(distribution=event, items=items, by=services_head)
    for commodity, quantity, day in ((kangkung, 40, 1), (kangkung, 6, 0), (terong, 15, 0)):
        best = event.day - dt.timedelta(days=day)
        facts = {"unit": commodity.unit, "grams": quantity * 200, "best_before": best}
        HarvestFactory(facility=facility, commodity=commodity, quantity=quantity, **facts)

    possible = contents.possible_packages(event)

    assert (possible.n, possible.on_the_day, possible.wilting) == (15, 3, [kangkung])


def test_what_left_the_lot_makes_no_package(event, facility, services_head, kangkung):
    contents.set_items(distribution=event, items=[(kangkung, Decimal(10))], by=services_head)
    lot = HarvestFactory(facility=facility, commodity=kangkung, quantity=100, grams=20_000)
    StockMovementFactory(harvest=lot, quantity=-95, grams=-19_000)

    assert contents.possible_packages(event).n == 0


def test_no_plan_makes_no_package(event):
    assert contents.possible_packages(event) == contents.Possible(0, None, ())


def test_an_event_with_a_list_opens_only_with_a_package(approved, services_head):
    with pytest.raises(Refused, match="paket"):
        lifecycle.open_event(distribution=approved, by=services_head)

    PackageMovementFactory(distribution=approved)
    assert lifecycle.open_event(distribution=approved, by=services_head).is_open


def test_opening_twice_by_one_person_opens_once(approved, services_head):
    PackageMovementFactory(distribution=approved)
    opened = lifecycle.open_event(distribution=approved, by=services_head, at=ON_THE_DAY)

    again = lifecycle.open_event(distribution=approved, by=services_head)

    assert again.opened_at == opened.opened_at
    assert acts(approved) == ["open_event"]


def test_an_unapproved_list_does_not_open(event, services_head):
    EntitlementFactory(distribution=event)

    with pytest.raises(locks.WrongStep):
        lifecycle.open_event(
            distribution=event, by=services_head, order="Perintah lisan Kepala Rutan"
        )


def test_today_is_created_and_opened_on_an_order(facility, services_head, kangkung):
    at = dt.datetime(2026, 3, 9, 18, 0, tzinfo=dt.UTC)
    plan = {name: value for name, value in PLAN.items() if name != "day"}

    event = lifecycle.open_today(
        facility=facility,
        order="Perintah lisan Kepala Rutan",
        by=services_head,
        items=[(kangkung, Decimal(3))],
        at=at,
        **plan,
    )

    assert (event.status, event.day, event.accepts_walk_ins, event.one_per_inmate) == (
        "open",
        dt.date(2026, 3, 10),
        True,
        True,
    )
    assert acts(event) == ["create_event", "open_event"]


def test_without_an_order_nothing_of_today_is_kept(facility, services_head):
    with pytest.raises(Refused, match="atas perintah siapa"):
        lifecycle.open_today(facility=facility, order=" ", by=services_head, **PLAN)

    assert Distribution.objects.count() == 0


def test_an_approved_list_returns_to_the_plan(approved, services_head):
    event = lifecycle.back_to_draft(
        distribution=approved, note="Sawi gagal panen", by=services_head
    )

    event.refresh_from_db()
    assert (event.status, event.approved_at, event.sent_back_reason) == (
        "draft",
        None,
        "Sawi gagal panen",
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda **by: lifecycle.back_to_draft(note="x", **by),
        lambda **by: lifecycle.cancel(reason="x", **by),
    ],
)
def test_nothing_is_taken_back_once_packages_are_packed(approved, services_head, act):
    PackageMovementFactory(distribution=approved)

    with pytest.raises(Refused, match="Bongkar dahulu"):
        act(distribution=approved, by=services_head)


@pytest.mark.parametrize("to", ["draft", "cancelled"])
def test_what_was_unpacked_again_hinders_no_way_back(to, approved, services_head):
    run = PackageMovementFactory(distribution=approved, packages=3)
    PackageMovementFactory(distribution=approved, kind="returned", packages=2, unpacks=run)
    PackageMovementFactory(distribution=approved, kind="lost", packages=1, unpacks=run)

    if to == "draft":
        lifecycle.back_to_draft(distribution=approved, note="Sawi gagal panen", by=services_head)
    else:
        lifecycle.cancel(distribution=approved, reason="hujan", by=services_head)

    approved.refresh_from_db()
    assert (approved.status, approved.packages_left) == (to, 0)


def test_a_cancelled_event_says_why(event, services_head):
    lifecycle.cancel(distribution=event, reason="Panen gagal", by=services_head)

    event.refresh_from_db()
    assert (event.status, event.cancelled_by, event.cancelled_reason) == (
        "cancelled",
        services_head,
        "Panen gagal",
    )


def test_a_second_person_cannot_cancel_a_cancelled_event(event, services_head, head):
    lifecycle.cancel(distribution=event, reason="Panen gagal", by=services_head)

    with pytest.raises(locks.WrongStep):
        lifecycle.cancel(distribution=event, reason="Panen gagal", by=head)


def test_a_day_warns_of_holidays_missing_visits_and_other_events(facility):
    facility.detainee_visit_days, facility.convict_visit_days = [3, 4], [1, 2, 3, 4, 5]
    DistributionFactory(
        facility=facility,
        day=dt.date(2026, 3, 16),
        last_day=dt.date(2026, 3, 20),
        title="Bakti sosial lain",
    )

    warnings = calendar.date_warnings(facility, dt.date(2026, 3, 20))

    assert warnings == [
        "Sudah ada kegiatan lain: Bakti sosial lain, 16 Maret 2026 pukul 08.30.",
        "20 Maret 2026 adalah Idulfitri 1447 H (SKB Nomor 1497 Tahun 2025, Nomor 2 Tahun 2025,"
        " Nomor 5 Tahun 2025). Kegiatan tetap dapat dibuat.",
        "20 Maret 2026 bukan hari kunjungan tahanan. Keluarga tahanan mungkin tidak dapat datang.",
    ]


def test_a_usual_day_and_a_year_without_a_decree_warn_of_nothing(facility):
    event = DistributionFactory(facility=facility, day=TODAY)

    assert calendar.date_warnings(facility, TODAY, ignoring=event) == []
    assert calendar.date_warnings(facility, dt.date(2031, 1, 1)) == []


def test_two_days_together_reach_those_whose_visit_is_on_the_second(facility):
    facility.detainee_visit_days, facility.convict_visit_days = [3], [2]

    assert calendar.date_warnings(facility, TODAY, TODAY + dt.timedelta(days=1)) == []
