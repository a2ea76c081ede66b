"""What the head reads is what happened: every figure from the facts, and all of it adds up."""

import datetime as dt
import uuid

import pgtrigger
import pytest

from distributions import closing, desk, reports, settling
from distributions.models import Distribution, Entitlement, Handover
from distributions.packing import contents
from distributions.reports import sentences
from families.models import Family, Inmate
from tests.factories import (
    AreaFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    HandoverFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    StockMovementFactory,
)
from tests.races import without

DAY = dt.date(2026, 3, 10)
AT = dt.datetime(2026, 3, 10, 2, 30, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)


@pytest.fixture
def march(facility):
    def report(first=FIRST, last=LAST, at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC), of=None):
        return reports.period(facility=of or facility, first=first, last=last, at=at)

    return report


def test_packages_balance_and_families_are_counted(facility, day_of_aid, march):
    day_of_aid(facility, DAY)

    figures = march().figures

    assert (
        figures.distributions,
        figures.packed,
        figures.handed_over,
        figures.returned,
        figures.lost,
    ) == (1, 5, 3, 2, 0)
    assert (figures.families, figures.inmates, figures.no_shows, figures.packages_left) == (
        3,
        3,
        1,
        0,
    )


def test_aid_is_what_was_handed_over_and_not_what_was_packed(facility, day_of_aid, march):
    event = day_of_aid(facility, DAY, closed=False)

    aid = march().figures.aid

    assert (aid.handed_over, aid.on_table, aid.for_others, aid.from_others) == (1200, 800, 0, 0)
    assert (march().events[0].aid, reports.event(event).aid) == (aid, aid)


def test_the_stock_of_the_period_and_its_lots_both_add_up(facility, day_of_aid, march):
    day_of_aid(facility, DAY)

    report = march()

    flow, lots = report.stock.total, report.lots.total
    assert (flow.harvested, flow.packed, flow.kitchen, flow.closing, flow.difference) == (
        20_000,
        1200,
        800,
        18_000,
        0,
    )
    assert (lots.harvested, lots.packed, lots.kitchen, lots.closing, lots.difference) == (
        20_000,
        1200,
        800,
        18_000,
        0,
    )


def test_packing_on_the_eve_in_another_month_is_told_apart(facility, open_event, day_of_aid, march):
    day_of_aid(facility, DAY)
    eve = day_of_aid(facility, dt.date(2026, 3, 31))
    with pgtrigger.ignore("distributions.Distribution:an_event_keeps_the_days_of_its_handovers"):
        Distribution.objects.filter(pk=eve.pk).update(day=dt.date(2026, 4, 1))

    report = march()

    assert (report.figures.aid.handed_over, report.figures.aid.for_others) == (1200, 1200)
    [(day, packages, ready)] = report.packed_for_others
    assert (day, packages, ready.for_others) == (dt.date(2026, 4, 1), 3, 1200)
    assert "3 paket (1,2 kg) sudah dikemas untuk kegiatan 1 April 2026." in sentences.notes(report)


@pytest.fixture
def april(facility, day_of_aid, march):
    """April after an event of 31 March whose two left-overs came back to the stock on 1 April."""
    event = day_of_aid(facility, dt.date(2026, 3, 31), closed=False)
    closing.close(
        distribution=event,
        left_overs={"stock": 2},
        by=event.recorded_by,
        client_id=uuid.uuid4(),
        at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
    )
    return march(dt.date(2026, 4, 1), dt.date(2026, 4, 30))


def test_packages_taken_back_in_the_next_month_come_back_to_its_stock(april):
    flow = april.stock.total

    assert (april.before.aid.handed_over, april.before.aid.from_others) == (1200, -800)
    assert (flow.packed, flow.opening) == (-800, 18_000)
    assert (flow.closing, flow.difference) == (18_800, 0)


def test_what_came_back_is_a_source_in_the_picture(april):
    both = (april.stock.total, april.figures.aid)
    sources, mouths = sentences.sources(*both), sentences.mouths(*both)

    assert [part.label for part in sources] == ["Saldo awal", "Paket dibongkar"]
    assert sum(part.value for part in sources) == sum(part.value for part in mouths)
    assert sentences.reached(april) == []


def test_a_voided_hand_over_is_counted_as_voided_only(
    facility, day_of_aid, serve, services_head, march
):
    event = day_of_aid(facility, DAY, closed=False)
    fact = event.handovers.first()
    settling.void(handover=fact, reason="salah orang", kind="wrong_entry", by=services_head, at=AT)

    figures = march().figures

    assert (figures.families, figures.handed_over, figures.voided, figures.packages_left) == (
        2,
        2,
        1,
        3,
    )
    assert [line.void_reason for line in reports.event(event).voids] == ["salah orang"]


def test_a_family_served_again_after_a_void_is_one_family(
    facility, day_of_aid, serve, services_head, handover_officer, march
):
    event = day_of_aid(facility, DAY, closed=False)
    fact = event.handovers.first()
    settling.void(handover=fact, reason="salah nama", kind="wrong_entry", by=services_head, at=AT)
    serve(event, fact.entitlement, handover_officer, at=AT)

    figures = march().figures

    assert (figures.families, figures.handed_over, figures.voided) == (3, 3, 1)


def test_a_family_that_received_twice_in_a_period_is_reached_once(
    facility, day_of_aid, march, serve
):
    first = day_of_aid(facility, DAY)
    second = day_of_aid(facility, dt.date(2026, 3, 24), families=0, served=0, closed=False)
    Distribution.objects.filter(pk=second.pk).update(accepts_walk_ins=True)
    again = first.handovers.first()
    entitlement = EntitlementFactory(
        distribution=second, family=again.family, inmate=again.entitlement.inmate, source="walk_in"
    )
    serve(second, entitlement, second.recorded_by, at=AT + dt.timedelta(days=14))

    report = march()

    assert (report.figures.families, report.figures.handed_over, report.figures.walk_ins) == (
        3,
        4,
        1,
    )


def test_two_families_of_one_inmate_reach_one_inmate(facility, day_of_aid, march):
    event = day_of_aid(facility, DAY, families=0, served=0, closed=False)
    inmate = InmateFactory(facility=facility)
    for number in (1, 2):
        HandoverFactory(
            entitlement=EntitlementFactory(
                distribution=event, inmate=inmate, source="walk_in", number=number
            )
        )

    figures = march().figures

    assert (figures.families, figures.inmates) == (2, 1)


@pytest.fixture
def eligible(facility):
    """Make a family that is eligible by what was on file on 1 March."""

    def make(**evidence):
        on_file = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        kinship = KinshipFactory(family=FamilyFactory(facility=facility, recorded_at=on_file))
        PovertyEvidenceFactory(family=kinship.family, **({"verified_at": on_file} | evidence))
        return kinship

    return make


def test_the_share_counts_who_was_eligible_or_served(facility, day_of_aid, eligible, march):
    day_of_aid(facility, DAY)
    for _ in range(5):
        eligible()
    KinshipFactory(family=FamilyFactory(facility=facility))

    figures = march().figures

    # Three were served with nothing on file, five more are eligible, one has nothing to show.
    assert (figures.families, figures.entitled) == (3, 8)


def test_while_a_period_runs_the_share_is_that_of_today(eligible, march):
    eligible(valid_until=dt.date(2026, 3, 20))

    assert (march(at=AT).figures.entitled, march().figures.entitled) == (1, 0)


def test_what_is_learnt_later_rewrites_no_past_month(facility, eligible, march):
    released, held = eligible(), eligible().family
    eligible(verified_at=dt.datetime(2026, 3, 31, 17, tzinfo=dt.UTC))  # midnight in Jakarta
    Inmate.objects.filter(pk=released.inmate_id).update(
        custody_status="released", custody_since=dt.date(2026, 4, 1)
    )
    Family.objects.filter(pk=held.pk).update(
        hold_kind="moved", hold_at=dt.datetime(2026, 4, 2, tzinfo=dt.UTC), hold_by=held.recorded_by
    )

    april = march(dt.date(2026, 4, 1), dt.date(2026, 4, 30))

    assert (april.before.entitled, april.figures.entitled) == (2, 1)


def test_today_s_share_is_of_those_whom_planning_calls_eligible(facility, eligible, march):
    kinships = [eligible() for _ in range(4)]
    Inmate.objects.filter(pk=kinships[0].inmate_id).update(
        custody_status="released", custody_since=dt.date(2026, 3, 5)
    )
    Family.objects.filter(pk=kinships[1].family_id).update(
        hold_kind="other", hold_at=AT, hold_by=kinships[1].family.recorded_by
    )

    assert (
        march(at=AT).figures.entitled
        == Family.objects.filter(facility=facility).eligible_on(DAY).count()
        == 2
    )


def test_rehearsals_plans_and_cancelled_events_are_in_no_report(facility, open_event, serve, march):
    rehearsal = open_event(facility, day=DAY, is_rehearsal=True)
    serve(rehearsal, rehearsal.entitlements.first(), rehearsal.recorded_by, at=AT)
    DistributionFactory(facility=facility, day=DAY)
    DistributionFactory(facility=facility, day=DAY, status="cancelled")

    report = march()

    assert (report.events, report.figures.distributions, report.figures.families) == ((), 0, 0)


def test_an_event_of_several_days_belongs_whole_to_the_month_of_its_first(
    facility, day_of_aid, serve, march
):
    event = day_of_aid(facility, dt.date(2026, 3, 31), last_day=dt.date(2026, 4, 1), closed=False)
    serve(
        event,
        event.entitlements.last(),
        event.recorded_by,
        at=dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC),
    )

    april = march(dt.date(2026, 4, 1), dt.date(2026, 4, 30))

    assert (march().figures.handed_over, april.figures.handed_over, april.before.handed_over) == (
        4,
        0,
        4,
    )


def test_days_are_those_of_the_prison(other_facility, day_of_aid, march):
    # 20.00 UTC on 31 March is 05.00 on 1 April in Jayapura.
    day_of_aid(other_facility, dt.date(2026, 4, 1), hour=1)
    event = Distribution.objects.get()

    lines = reports.event(event).served
    april = march(dt.date(2026, 4, 1), dt.date(2026, 4, 30), of=other_facility)
    running = march(of=other_facility, at=dt.datetime(2026, 3, 31, 20, tzinfo=dt.UTC))

    assert (april.figures.families, len(lines), running.is_running) == (3, 3, False)


def test_another_prison_is_never_in_the_report(facility, other_facility, day_of_aid, march):
    day_of_aid(other_facility, DAY)

    report = march()

    assert (report.events, report.districts, report.figures.entitled, report.figures.harvested) == (
        (),
        (),
        0,
        0,
    )


def test_the_month_before_stands_beside_a_month(facility, day_of_aid, march):
    day_of_aid(facility, dt.date(2026, 2, 20))

    report = march()

    assert (report.before_first, report.before_last) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert (report.before.families, report.before.aid.handed_over) == (3, 1200)


def test_other_periods_compare_with_as_many_days_before(march):
    report = march(dt.date(2026, 3, 10), dt.date(2026, 3, 16))

    assert (report.before_first, report.before_last, report.is_month) == (
        dt.date(2026, 3, 3),
        dt.date(2026, 3, 9),
        False,
    )


@pytest.fixture
def ngraho():
    """A village across the border."""
    regency = AreaFactory(code="35.22", name="Bojonegoro", level=2, parent=None)
    district = AreaFactory(code="35.22.01", name="Ngraho", level=3, parent=regency)
    return AreaFactory(code="35.22.01.2001", name="Sumber", parent=district)


def test_kecamatan_are_counted_by_families_and_named_with_a_foreign_regency(
    facility, day_of_aid, march, ngraho
):
    event = day_of_aid(facility, DAY)
    family = event.handovers.first().family
    family.area = ngraho
    family.save()

    districts = march().districts

    assert [(row.name, row.families, row.packages) for row in districts] == [
        ("Japah", 2, 2),
        ("Ngraho, Bojonegoro", 1, 1),
    ]


def test_a_family_that_moves_afterwards_rewrites_no_kecamatan_of_the_past(
    facility, day_of_aid, march, ngraho
):
    event = day_of_aid(facility, DAY, snapshot={"area": "33.16.16.2001"})
    moved = event.handovers.first().family
    Family.objects.filter(pk=moved.pk).update(area=ngraho)

    assert [(row.name, row.families, row.packages) for row in march().districts] == [
        ("Japah", 3, 3)
    ]


def test_a_kecamatan_from_which_nobody_received_is_not_named(facility, day_of_aid, march, ngraho):
    event = day_of_aid(facility, DAY, families=3, served=2, packages=2)
    away = event.entitlements.get(handovers=None)
    Family.objects.filter(pk=away.family_id).update(area=ngraho)

    assert [(row.name, row.packages) for row in march().districts] == [("Japah", 2)]


def test_an_erased_snapshot_leaves_the_kecamatan_on_file(facility, day_of_aid, march, ngraho):
    event = day_of_aid(facility, DAY, snapshot={"area": "33.16.16.2001"})
    Entitlement.objects.filter(pk=event.handovers.first().entitlement_id).update(snapshot={})
    Family.objects.filter(pk=event.handovers.first().family_id).update(area=ngraho)

    assert [(row.name, row.families) for row in march().districts] == [
        ("Japah", 2),
        ("Ngraho, Bojonegoro", 1),
    ]


def test_a_family_that_moved_between_two_packages_counts_where_it_lived_last(
    facility, day_of_aid, march
):
    AreaFactory(code="33.16.01", name="Jati", level=3, parent=None)
    first = day_of_aid(facility, DAY, snapshot={"area": "33.16.16.2001"})
    later = day_of_aid(facility, dt.date(2026, 3, 24), families=0, served=0, closed=False)
    again = first.handovers.first()
    entitlement = EntitlementFactory(
        distribution=later,
        family=again.family,
        source="walk_in",
        number=1,
        snapshot={"area": "33.16.01.2002"},
    )
    HandoverFactory(entitlement=entitlement)

    report = march()

    assert [(row.name, row.families, row.packages) for row in report.districts] == [
        ("Japah", 2, 3),
        ("Jati", 1, 1),
    ]
    assert sum(row.families for row in report.districts) == report.figures.families


def test_who_showed_no_ktp_is_counted_and_a_coupon_counts_as_shown_at_arrival(
    facility, day_of_aid, serve, march
):
    event = day_of_aid(facility, DAY, served=0, closed=False)
    seen, unseen, card, ktp = event.entitlements.order_by("number")
    seen.arrived_at, seen.arrived_by, seen.arrived_method = AT, event.recorded_by, "ktp"
    seen.save()
    for entitlement, method in (
        (seen, "coupon"),
        (unseen, "coupon"),
        (card, "family_card"),
        (ktp, "ktp"),
    ):
        serve(event, entitlement, event.recorded_by, verified_by_method=method, at=AT)

    assert march().figures.without_ktp == 2
    assert [line.number for line in reports.event(event).without_ktp] == [
        unseen.number,
        card.number,
    ]


def test_families_with_an_officers_word_only_are_counted(facility, day_of_aid, march):
    event = day_of_aid(facility, DAY)
    stated, proven, rejected = (fact.family for fact in event.handovers.all())
    PovertyEvidenceFactory(family=stated, kind="officer_statement")
    PovertyEvidenceFactory(family=proven, kind="sktm", verified_at=None, verified_by=None)
    PovertyEvidenceFactory(
        family=rejected,
        kind="sktm",
        verified_at=None,
        verified_by=None,
        rejected_at=AT,
        rejected_by=event.recorded_by,
        rejected_reason="bukan milik keluarga ini",
    )

    assert march().figures.statement_only == 2
    assert [line.family for line in reports.event(event).statement_only] == [
        stated.name,
        rejected.name,
    ]


def test_one_officer_who_registered_verified_and_handed_over_is_noted(facility, day_of_aid, march):
    event = day_of_aid(facility, DAY)
    alone, two = (fact.family for fact in event.handovers.all()[:2])
    for family in (alone, two):
        type(family).objects.filter(pk=family.pk).update(recorded_by=event.recorded_by)
    PovertyEvidenceFactory(
        family=alone, recorded_by=event.recorded_by, verified_by=event.recorded_by
    )
    PovertyEvidenceFactory(family=two)
    PovertyEvidenceFactory(family=two, verified_by=two.recorded_by)

    assert march().figures.one_officer == 1
    assert [line.family for line in reports.event(event).one_officer] == [alone.name]


def test_exceptions_are_counted_apart_and_reach_nobody(facility, day_of_aid, march):
    event = day_of_aid(facility, DAY, closed=False)
    fact = HandoverFactory(
        entitlement=event.entitlements.order_by("number").last(),
        exception="pool_exceeded",
        served_window=None,
        number=90,
    )

    figures = march().figures

    assert (figures.families, figures.exceptions, figures.nobody_without_package) == (3, 1, False)
    assert [line.receipt for line in reports.event(event).exceptions] == [fact.receipt]


@pytest.mark.parametrize(
    ("left_over", "said"), [("kitchen", True), ("stock", True), ("lost", False)]
)
def test_no_package_without_receiver_is_said_only_when_it_is_true(
    left_over, said, facility, day_of_aid, march
):
    event = day_of_aid(facility, DAY, closed=False)
    assert march().figures.nobody_without_package is False

    closing.close(
        distribution=event,
        left_overs={left_over: 2},
        by=event.recorded_by,
        client_id=uuid.uuid4(),
        at=AT,
    )

    assert march().figures.nobody_without_package is said


def test_the_event_report_says_who_received_what_when_from_whom(facility, day_of_aid):
    event = day_of_aid(facility, DAY)

    line = reports.event(event).served[0]

    assert (line.number, line.receipt, line.collector, line.relationship, line.method) == (
        1,
        "0001",
        "Sri Wahyuni",
        "Istri",
        "KTP",
    )
    assert (line.at, line.officer, line.desk) == (
        AT.replace(minute=0),
        event.recorded_by.name,
        "Loket 1",
    )


def test_each_run_says_what_was_in_its_packages(facility, day_of_aid):
    event = day_of_aid(facility, DAY)

    report = reports.event(event)

    packed, returned = report.runs
    assert [(run.packages, run.grams, run.grams_per_package) for run in (packed, returned)] == [
        (5, 2000, 400),
        (2, 800, 400),
    ]
    assert [(row.commodity, row.said) for row in report.contents] == [
        ("Kangkung", "6 ikat (1,2 kg)")
    ]


def test_the_event_report_keeps_what_was_approved(facility, day_of_aid):
    event = day_of_aid(facility, DAY)
    first = event.entitlements.order_by("number").first()
    first.snapshot = {
        "family": "Siti Nur Aeni",
        "village": "Desa Japah, Kec. Japah",
        "inmate": "Sutrisno",
        "register_number": "B.I.1/2025",
    }
    with without(Entitlement, trigger="number_and_snapshot_stand_after_draft"):
        first.save()

    line = reports.event(event).served[0]

    assert (line.family, line.village, line.inmate, line.register_number) == tuple(
        first.snapshot.values()
    )


def test_no_shows_reserves_and_withdrawn_stand_apart(facility, day_of_aid, open_event):
    event = open_event(facility, day=DAY, families=1, packages=0)
    waiting = event.entitlements.get()
    draft = DistributionFactory(facility=facility, day=DAY)
    reserve = EntitlementFactory(distribution=draft, source="reserve")
    gone = EntitlementFactory(
        distribution=draft,
        withdrawn_at=AT,
        withdrawn_by=event.recorded_by,
        withdrawn_reason="pindah",
    )

    report, other = reports.event(event), reports.event(draft)

    assert [line.family for line in report.waiting] == [waiting.family.name]
    assert [line.family for line in other.reserves] == [reserve.family.name]
    assert [(line.family, line.withdrawn_reason) for line in other.withdrawn] == [
        (gone.family.name, "pindah")
    ]


@pytest.fixture
def came_in_vain(facility, day_of_aid, services_head):
    """A closed event: four on its list, of whom two kept their package, one brought it back and one
    stayed away; one walked in too late.
    """
    event = day_of_aid(facility, DAY, closed=False)
    settling.void(
        handover=event.handovers.first(),
        reason="dikembalikan",
        kind="returned",
        by=services_head,
        at=AT,
    )
    EntitlementFactory(
        distribution=event, source="walk_in", number=9, arrived_at=AT, arrived_by=services_head
    )
    event.refresh_from_db()
    closing.close(
        distribution=event,
        left_overs={"kitchen": event.packages_left},
        by=services_head,
        client_id=uuid.uuid4(),
        at=AT,
    )
    event.refresh_from_db()
    return event


def test_who_came_and_ended_without_a_package_did_not_stay_away(came_in_vain, march):
    figures, [line] = march().figures, march().events

    assert (figures.families, figures.no_shows, figures.empty_handed) == (2, 1, 2)
    assert (line.families, line.no_shows, line.empty_handed) == (2, 1, 2)
    assert [note for note in sentences.notes(march()) if "hadir" in note or "datang" in note] == [
        "1 keluarga terdaftar tidak hadir.",
        "2 keluarga datang, tetapi tidak menerima paket.",
    ]


def test_the_event_s_own_report_tells_them_apart_and_adds_up(came_in_vain):
    report = reports.event(came_in_vain)

    assert [line.number for line in report.waiting] == [4]
    assert [line.number for line in report.empty_handed] == [1, 9]
    assert (
        report.entitled == len(report.served) + len(report.waiting) + len(report.empty_handed) == 5
    )


def test_while_an_event_is_open_all_of_them_may_still_be_served(
    facility, day_of_aid, services_head, march
):
    event = day_of_aid(facility, DAY, closed=False)
    settling.void(
        handover=event.handovers.first(),
        reason="dikembalikan",
        kind="returned",
        by=services_head,
        at=AT,
    )

    report = reports.event(event)

    assert ([line.number for line in report.waiting], report.empty_handed) == ([1, 4], ())
    assert (march().figures.no_shows, march().figures.empty_handed) == (0, 0)


def test_refused_attempts_are_counted_by_outcome(facility, day_of_aid, serve):
    event = day_of_aid(facility, DAY, closed=False)
    # Asked again within ten minutes it would be the same attempt.
    for at in (AT, AT + dt.timedelta(minutes=11)):
        with pytest.raises(desk.outcomes.AlreadyHandedOver):
            serve(event, event.handovers.first().entitlement, event.recorded_by, at=at)

    report = reports.event(event)

    assert (report.attempts, report.refused) == ((("already_handed_over", "Sudah diterima", 2),), 2)


def test_the_year_in_months(facility, day_of_aid):
    day_of_aid(facility, dt.date(2026, 1, 15))
    event = day_of_aid(facility, DAY)
    StockMovementFactory(
        harvest=contents.free_lots(event, [event.facility.commodities.get()])[-1],
        kind="correction",
        quantity=1,
        grams=150,
        note="salah timbang",
        occurred_on=DAY,
    )

    year = reports.months(facility=facility, last=DAY)

    assert (len(year), year[0].first, year[-1].first) == (
        12,
        dt.date(2025, 4, 1),
        dt.date(2026, 3, 1),
    )
    assert [(row.harvested, row.aid, row.families) for row in (year[-3], year[-2], year[-1])] == [
        (20_000, 1200, 3),
        (0, 0, 0),
        (20_150, 1200, 3),
    ]


def test_a_month_that_runs_is_told_from_one_that_is_over(facility):
    year = reports.months(facility=facility, last=LAST, today=DAY)

    assert [row.running for row in year[-2:]] == [None, DAY]
    assert reports.months(facility=facility, last=LAST, today=LAST)[-1].running is None


def test_the_month_that_speaks_is_this_one_once_it_has_an_event(facility, day_of_aid):
    assert reports.month_to_show(facility, AT) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))

    day_of_aid(facility, DAY)

    assert reports.month_to_show(facility, AT) == (FIRST, LAST)


@pytest.mark.parametrize("events", [1, 30])
def test_the_period_report_takes_the_same_statements_for_one_event_and_for_thirty(
    events, facility, day_of_aid, march, django_assert_num_queries
):
    for number in range(events):
        day_of_aid(facility, dt.date(2026, 3, 1) + dt.timedelta(days=number))

    with django_assert_num_queries(24):
        assert march().figures.distributions == events


@pytest.mark.parametrize("families", [2, 30])
def test_the_event_report_takes_the_same_statements_for_two_families_and_for_thirty(
    families, facility, day_of_aid, django_assert_num_queries
):
    event = day_of_aid(facility, DAY, families=families, served=families - 1, packages=families)

    # These rights keep no words of their own, so the registry is asked too.
    with django_assert_num_queries(15):
        assert len(reports.event(event).served) == families - 1


def test_the_facts_agree_with_the_counters(facility, day_of_aid, march):
    event = day_of_aid(facility, DAY)

    assert march().figures.handed_over == Handover.objects.live().count() == event.handed_over
