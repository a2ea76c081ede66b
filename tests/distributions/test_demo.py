"""The demo: its two stories to the gram, a year that adds up, and nothing real in it."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from distributions import demo as the_demo
from distributions.demo.households import NOWHERE
from distributions.demo.stories import DISTRICTS
from distributions.models import Absence, Coupon, Distribution, Entitlement, HallScreen, Handover
from distributions.models.packing import PackageMovement
from families.models import Family, FamilyMember, Inmate, PovertyEvidence
from harvests.models import Deposit, Harvest, StockMovement
from rutan.models import Facility, User


@pytest.fixture
def story(demo):
    return Distribution.objects.get(facility=demo, day=the_demo.STORY)


def test_the_papers_of_the_story_were_issued_and_one_was_corrected(story):
    documents = story.documents.order_by("issued_at")

    assert [(row.kind, row.state, bool(row.number)) for row in documents] == [
        ("handover_record", "issued", True),
        ("activity_report", "corrected", False),
        ("activity_report", "issued", True),
    ]
    assert documents[0].payload["totals"] == {
        "families": 38,
        "packages": 45,
        "grams": 31_146,
        "grams_estimated": 0,
    }


def test_one_event_accepted_what_a_sheet_told_and_reasons_are_known_for_absences(demo):
    events = Distribution.objects.filter(facility=demo, status="closed", is_rehearsal=False)
    [event] = events.filter(accepted__gt=0)
    fact = event.handovers.accepted().get()

    assert (fact.exception, fact.paper_line, event.packages_left) == ("offline_double", 1, 0)
    assert (bool(fact.settled_reason), event.signature_counts.get().differs) == (True, True)
    told = Absence.objects.filter(entitlement__distribution__facility=demo)
    assert set(told.values_list("reason", flat=True)) == {"no_fare", "ill", "unknown"}


@pytest.fixture
def ninety(demo):
    return Distribution.objects.get(facility=demo, day=the_demo.NINETY)


@pytest.fixture
def today(demo):
    return Distribution.objects.get(facility=demo, status="open")


@pytest.fixture
def last(demo):
    """The last event that is over."""
    return Distribution.objects.real().filter(facility=demo, status="closed").latest("day")


@pytest.fixture
def merpati(demo):
    return Facility.objects.get(short_name="Rutan Merpati")


def test_selfcheck_finds_no_breach(demo, capsys):
    call_command("selfcheck")

    assert json.loads(capsys.readouterr().out)["breaches"] == []


def test_the_story_took_place_in_the_hall_on_the_head_s_word_and_he_ratified_it(story):
    assert (str(story.day), story.day.isoweekday(), story.venue, story.status) == (
        "2025-10-27",
        1,
        "Aula",
        "closed",
    )
    assert "Perintah lisan Kepala Rutan" in story.opening_order
    assert (story.approved_at, story.ratified_by.name) == (None, "Sugito")


def test_thirty_eight_visiting_families_of_nine_districts_took_home_a_package(story):
    served = Handover.objects.live().filter(distribution=story)

    assert (story.packed, story.handed_over, story.returned, story.lost) == (45, 38, 7, 0)
    assert served.filter(entitlement__source="walk_in").count() == 38
    assert {code[:8] for code in served.values_list("family__area_id", flat=True)} == set(DISTRICTS)


def test_nobody_was_on_file_before_the_story(story):
    assert (
        Family.objects.filter(facility=story.facility, recorded_at__lt=story.opened_at).count() == 0
    )


def test_every_gram_of_the_story_is_where_it_should_be(story):
    lots = Harvest.objects.filter(
        movements__packed_lot__package_movement__distribution=story
    ).distinct()
    moved = StockMovement.objects.filter(harvest__in=lots, kind="packed")

    assert {lot.commodity.name: (lot.quantity, lot.grams) for lot in lots} == {
        "Kangkung": (92, 17_400),
        "Bayam": (47, 9_300),
        "Sawi": (46, 11_200),
    }
    # 76 of 92 bundles, 38 of 47 and 38 of 46: what stayed packed, and went with the 38 families.
    assert moved.aggregate(quantity=Sum("quantity"), grams=Sum("grams")) == {
        "quantity": Decimal(-152),
        "grams": -31_146,
    }


def test_a_second_family_of_an_inmate_was_refused_and_is_on_the_record(story):
    assert [attempt.outcome for attempt in story.desk_attempts.all()] == ["inmate_already_served"]


def test_ninety_kilograms_of_kangkung_became_sixty_and_three_times_ten(ninety):
    [lot] = Harvest.objects.filter(
        movements__packed_lot__package_movement__distribution=ninety
    ).distinct()
    uses = lot.movements.values_list("kind").annotate(grams=Sum("grams")).order_by()

    assert (lot.commodity.name, lot.grams, lot.on_hand_grams) == ("Kangkung", 90_000, 0)
    assert dict(uses) == {"packed": -10_000, "sale": -60_000, "kitchen": -10_000, "staff": -10_000}
    assert lot.movements.get(kind="sale").amount == 360_000


def test_twenty_families_took_the_ten_kilograms_home(ninety):
    assert (ninety.status, ninety.packed, ninety.handed_over, ninety.returned + ninety.lost) == (
        "closed",
        20,
        20,
        0,
    )


def test_a_year_has_twelve_closed_events_one_open_and_one_that_waits_for_the_head(
    demo, story, ninety
):
    events = Distribution.objects.real().filter(facility=demo).exclude(pk__in=[story.pk, ninety.pk])

    assert dict(events.values_list("status").annotate(Count("pk")).order_by()) == {
        "closed": 12,
        "open": 1,
        "draft": 1,
        "cancelled": 1,
    }
    assert events.get(status="draft").proposed_by.username == "services_head"


def test_the_year_s_events_went_every_turn_of_the_road(demo):
    events = Distribution.objects.filter(facility=demo)
    handovers = Handover.objects.filter(distribution__in=events)

    assert {*handovers.exclude(void_kind="").values_list("void_kind", flat=True)} == {
        "wrong_entry",
        "returned",
    }
    assert {
        *events.exclude(approved_reason="").values_list("approved_by__username", flat=True)
    } == {"services_head"}
    assert events.filter(is_rehearsal=True).exists()
    assert events.exclude(reopened_at=None).exists()
    assert events.exclude(sent_back_at=None).exists()
    assert events.filter(lost__gt=0).exists()


def test_today_s_event_is_a_third_served_by_two_desks(today):
    facts = today.handovers.live()

    assert today.day == today.facility.local_day(today.opened_at)
    assert 12 <= today.handed_over <= 20 < today.packages_left
    assert {*facts.values_list("desk", flat=True)} == {"Loket 1", "Loket 2"}
    assert facts.filter(recorded_at__gt=timezone.now()).count() == 0


def test_today_s_list_has_numbers_reserves_and_a_live_coupon_each(today):
    listed = Entitlement.objects.on(today)

    assert 42 <= listed.filter(source="list").count() <= 48
    assert 3 <= listed.filter(source="reserve").count() <= 5
    assert (
        Coupon.objects.live().filter(entitlement__in=listed).count()
        == listed.exclude(source="walk_in").count()
    )


def test_the_services_head_gave_a_package_in_spite_of_a_rule_and_said_why(last):
    given = Handover.objects.overridden_in(last).get()

    assert given.recorded_by.username == given.entitlement.override_by.username == "services_head"
    assert given.override_reason == given.entitlement.override_reason != ""
    others = Entitlement.objects.on(last).standing().filter(inmate=given.entitlement.inmate)
    assert others.count() == 2
    assert last.desk_attempts.filter(outcome="inmate_already_served").exists()


def test_a_family_that_came_twice_was_refused(last):
    refused = last.desk_attempts.get(outcome="already_handed_over")

    assert refused.entitlement.handovers.live().get().handed_over_at < refused.recorded_at


def test_the_first_reserve_was_told_to_wait_then_promoted_and_served(last):
    reserve = Entitlement.objects.on(last).exclude(promoted_at=None).with_served().get()

    assert (reserve.source, reserve.rank, reserve.served) == ("reserve", 1, True)
    told = last.desk_attempts.get(outcome="reserve_waiting")
    assert (told.entitlement, told.recorded_at < reserve.promoted_at) == (reserve, True)


def test_a_neighbour_whom_the_counter_saw_stood_at_the_desk(last, today):
    facts = {"source": "walk_in", "arrived_method": "proxy_letter", "arrived_collector": None}

    seen = Entitlement.objects.on(last).get(**facts)
    fact = seen.handovers.live().get()
    assert (fact.collector_name, fact.collector_relationship, fact.verified_by_method) == (
        seen.arrived_name,
        "other",
        "proxy_letter",
    )
    assert seen.arrived_name not in seen.family.members.values_list("full_name", flat=True)
    assert Entitlement.objects.on(today).waiting().filter(**facts).count() == 1


def test_what_was_unusual_at_a_desk_is_told_and_the_hall_has_its_screen(last, today, client):
    for event in (last, today):
        told = event.handovers.live()
        assert told.filter(given_by_head=True).count() == 3
        assert told.filter(thumb_print=True).exclude(note="").count() == 1
        assert told.exclude(contents_note="").count() == 1

    [screen] = HallScreen.objects.filter(distribution__facility=today.facility)
    shown = client.get(reverse("display", args=[screen.secret])).content.decode()
    assert (screen.distribution, "Loket 1" in shown) == (today, True)


def test_the_event_s_page_says_why_a_rule_was_set_aside(last, sign_in):
    reader = sign_in(User.objects.get(username="head"))

    page = reader.get(reverse("distribution_detail", args=[last.pk])).content.decode()

    assert escape(Handover.objects.overridden_in(last).get().override_reason) in page


def test_packages_with_a_substitute_hold_it(demo):
    runs = PackageMovement.objects.filter(
        distribution__facility=demo, note="Terong sebagai ganti sawi"
    )

    contents = {
        (run.packages, lot.stock_movement.harvest.commodity.name)
        for run in runs
        for lot in run.packed_lots.all()
    }
    assert contents == {(7, "Kangkung"), (7, "Bayam"), (7, "Terong")}


def test_no_number_belongs_to_anybody(demo):
    niks = {
        nik.digits[:6]
        for nik in FamilyMember.objects.exclude(nik=None).values_list("nik", flat=True)
    }
    cards = {
        card.digits[:6]
        for card in Family.objects.exclude(kk_number=None).values_list("kk_number", flat=True)
    }

    assert niks | cards == {NOWHERE}


def test_evidence_is_there_in_every_state(demo):
    day = demo.local_day(timezone.now())
    papers = PovertyEvidence.objects.filter(family__facility=demo)

    assert {*papers.values_list("kind", flat=True)} == set(PovertyEvidence.Kind)
    assert papers.waiting().count() >= 8
    assert papers.exclude(rejected_at=None).count() >= 4
    assert papers.valid_on(day).filter(valid_until__lte=day + dt.timedelta(days=30)).count() >= 5
    assert papers.filter(valid_until__lt=day).count() >= 20


def test_names_that_are_easily_mistaken_are_there(demo):
    assert (
        Family.objects.filter(facility=demo, name="Sri Wahyuni").values("area").distinct().count()
        >= 3
    )
    assert Inmate.objects.filter(facility=demo, name="Sutrisno").count() >= 2
    assert (
        Family.objects.filter(facility=demo, card_split=1).exclude(card_split_reason="").count()
        == 1
    )
    assert Family.objects.filter(
        facility=demo, name="Sumi", kinships__inmate__name="Wagiman Saputro"
    ).exists()


def test_the_prison_is_as_large_as_blora(demo):
    inside = demo.inmates.in_custody()

    assert 190 <= inside.count() <= 215
    assert 250 <= demo.families.count() <= 275
    assert 4 <= inside.filter(sex="female").count() <= 6
    assert (
        120
        <= Family.objects.filter(facility=demo).eligible_on(demo.local_day(timezone.now())).count()
        <= 200
    )


def test_what_was_sold_is_paid_in_but_for_the_last_days(demo):
    sales = StockMovement.objects.filter(harvest__facility=demo)

    assert Deposit.objects.filter(facility=demo).count() >= 20
    assert 1 <= sales.sales_without_deposit().count() <= 12


def test_everybody_signs_in_with_the_one_password(demo, client):
    accounts = {
        user.username: user.check_password(the_demo.PASSWORD) for user in User.objects.all()
    }

    assert (len(accounts), all(accounts.values())) == (13, True)
    assert (
        client.post(
            reverse("account_login"), {"login": "head", "password": the_demo.PASSWORD}
        ).status_code
        == 302
    )


def test_the_small_prison_sees_only_its_own(demo, merpati, sign_in):
    officer = sign_in(User.objects.get(username="merpati_services_head"))
    ours = Handover.objects.filter(family__facility=demo).first()

    assert (merpati.time_zone, merpati.families.count(), merpati.distributions.count()) == (
        "Asia/Jayapura",
        10,
        1,
    )
    assert officer.get(reverse("family_detail", args=[ours.family_id])).status_code == 404
    assert (
        officer.get(reverse("distribution_detail", args=[ours.distribution_id])).status_code == 404
    )
