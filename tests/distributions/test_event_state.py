"""Where an event stands, in steps, words and doors."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import event_state
from distributions.models import Distribution
from distributions.planning import contents, lifecycle
from rutan.formats import tanggal, tanggal_hari
from tests.factories import (
    TODAY,
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    HandoverFactory,
    PackageMovementFactory,
)


@pytest.fixture
def event(facility):
    return DistributionFactory(facility=facility)


def counted(event) -> Distribution:
    return (
        Distribution.objects.with_list_counts()
        .select_related("facility", "proposed_by")
        .get(pk=event.pk)
    )


def put(event, **columns):
    Distribution.objects.filter(pk=event.pk).update(**columns)


def acted(event, *acts) -> dict:
    return {
        f"{act}_{half}": value
        for act in acts
        for half, value in (("at", timezone.now()), ("by", event.recorded_by))
    }


def labels(doors) -> list[str]:
    return [door.label for door in doors]


def test_a_draft_says_whether_anybody_is_on_its_list(event):
    assert event_state.state_of(counted(event)) == "Belum ada penerima dalam daftar."

    EntitlementFactory(distribution=event)
    EntitlementFactory(distribution=event, source="reserve")

    assert (
        event_state.state_of(counted(event))
        == "1 keluarga dan 1 cadangan dalam rencana, belum diajukan."
    )


def test_an_approved_event_counts_families_and_packages(event):
    EntitlementFactory(distribution=event)
    put(event, status="approved", **acted(event, "approved"))
    PackageMovementFactory(distribution=event, packages=3)

    assert event_state.state_of(counted(event)) == "1 keluarga disetujui. 3 paket siap diserahkan."


def test_an_open_event_says_who_is_served_and_when_it_ends(open_event, facility):
    event = open_event(facility, families=3)
    HandoverFactory(entitlement=event.entitlements.first())

    assert event_state.state_of(counted(event)) == "1 dari 3 keluarga terlayani, tutup pukul 12.00."
    event.last_day = event.day + dt.timedelta(days=1)
    event.save()
    said = f"tutup {tanggal(event.last_day)} pukul 12.00."
    assert event_state.state_of(counted(event)).endswith(said)


def test_a_closed_event_shows_its_balance_or_waits_for_the_head(
    open_event, facility, services_head
):
    listed = open_event(facility, families=1, packages=0)
    put(listed, status="closed", **acted(listed, "closed"))
    today = lifecycle.open_today(
        facility=facility,
        title="Hari ini",
        venue="Aula",
        starts=dt.time(8),
        ends=dt.time(12),
        order="Perintah lisan",
        by=services_head,
    )
    put(today, status="closed", **acted(today, "closed"))

    assert (
        event_state.state_of(counted(listed))
        == "Dikemas 0 = diserahkan 0 + dikembalikan 0 + rusak 0."
    )
    assert (
        event_state.state_of(counted(today))
        == "0 keluarga menerima paket. Menunggu pengesahan Kepala Rutan."
    )


def test_a_list_goes_over_the_head_and_a_day_without_one_ends_with_him(
    event, facility, services_head
):
    today = lifecycle.open_today(
        facility=facility,
        title="Hari ini",
        venue="Aula",
        starts=dt.time(8),
        ends=dt.time(12),
        order="Perintah lisan",
        by=services_head,
    )

    listed, unlisted = event_state.steps_of(counted(event)), event_state.steps_of(counted(today))
    assert labels(listed) == ["Rencana", "Diajukan", "Disetujui", "Dibuka", "Selesai"]
    assert labels(unlisted) == ["Rencana", "Dibuka", "Selesai", "Disahkan"]


def test_the_step_where_an_event_stands_is_the_current_one(event):
    put(event, **acted(event, "proposed"))

    steps = event_state.steps_of(counted(event))

    assert [(step.done, step.current) for step in steps[:3]] == [
        (True, False),
        (False, True),
        (False, False),
    ]


@pytest.mark.parametrize(("days", "place"), [(-1, 1), (0, 1), (1, 2), (2, 3), (9, 3)])
def test_the_desk_says_on_which_of_several_days_it_stands(days, place, event):
    single, several = (
        event_state.day_of(event, event.day),
        DistributionFactory.build(last_day=event.day + dt.timedelta(days=2), day=event.day),
    )

    said = event_state.day_of(several, event.day + dt.timedelta(days=days))

    day = tanggal_hari(event.day + dt.timedelta(days=place - 1))
    assert single == f"{tanggal_hari(event.day)}, pukul 08.30–12.00"
    assert said == f"{day}, hari ke-{place} dari 3, pukul 08.30–12.00"


def test_a_cancelled_event_has_no_road(event, services_head):
    lifecycle.cancel(distribution=event, reason="Panen gagal", by=services_head)

    assert (event_state.steps_of(counted(event)), event_state.badge_of(counted(event))) == (
        [],
        "cancelled",
    )


def test_each_part_has_a_door_for_whoever_may_enter(
    open_event, facility, services_head, handover_officer, harvest_recorder
):
    event = counted(open_event(facility))

    doors = {
        user.username: labels(event_state.parts_of(event, user))
        for user in (services_head, handover_officer, harvest_recorder)
    }

    assert {"Daftar penerima", "Pengemasan", "Loket penyerahan", "Tutup kegiatan"} <= set(
        doors["services_head"]
    )
    assert "Daftar penerima" not in doors["handover_officer"] + doors["harvest_recorder"]
    assert "Loket penyerahan" not in doors["harvest_recorder"]


def test_the_headline_names_both_ends_of_an_event_of_two_days(facility):
    event = DistributionFactory(facility=facility, last_day=TODAY + dt.timedelta(days=1))

    assert (
        event_state.headline(event)
        == "Selasa, 10 Maret 2026 s.d. Rabu, 11 Maret 2026, pukul 08.30–12.00, Aula"
    )


def test_the_head_learns_that_contents_changed_after_he_approved(event, facility, services_head):
    put(event, status="approved", **acted(event, "approved"))
    event.refresh_from_db()
    assert not event.contents_changed_since_approval

    contents.set_items(
        distribution=event, items=[(CommodityFactory(facility=facility), 3)], by=services_head
    )

    event.refresh_from_db()
    assert event.contents_changed_since_approval
    assert event.contents_changed_by == services_head


# The one act that waits


def primary_of(client, event) -> list[str]:
    """The primary buttons of the event's page."""
    page = client.get(reverse("distribution_detail", args=[event.pk])).content.decode()
    found = re.findall(r'<(?:a|button) class="btn btn-primary".*?</(?:a|button)>', page, re.DOTALL)
    assert page.count("btn-primary") == len(found)
    return [re.sub(r"<[^>]+>", "", each).strip() for each in found]


# What the services head and the head have before them, state after state.
WAITS = [
    ("an empty list", ["Susun daftar penerima"], []),
    ("a list", ["Ajukan kepada Kepala Rutan"], []),
    ("proposed", [], ["Periksa dan setujui"]),
    ("approved", ["Catat pengemasan"], []),
    ("packed", [], []),
    ("its day", ["Buka kegiatan"], []),
    ("open", ["Loket penyerahan"], []),
]


def walk(event, family):
    """Take an event from its first draft to its opening, one state at a time."""
    yield
    EntitlementFactory(distribution=event, family=family, number=1)
    yield
    put(event, **acted(event, "proposed"))
    yield
    put(event, status="approved", **acted(event, "approved"))
    yield
    PackageMovementFactory(distribution=event, packages=1)
    yield
    put(event, day=event.facility.local_day(timezone.now()))
    yield
    put(event, status="open", **acted(event, "opened"))
    yield


def test_an_event_page_has_one_primary_act_and_it_is_the_one_that_waits(
    facility, eligible, services_head, head, sign_in
):
    office, leader = sign_in(services_head), sign_in(head)
    day = facility.local_day(timezone.now()) + dt.timedelta(days=3)
    event = DistributionFactory(facility=facility, day=day)

    found = [
        (state, primary_of(office, event), primary_of(leader, event))
        for (state, *_rest), _step in zip(WAITS, walk(event, eligible("Ani")), strict=True)
    ]

    assert found == WAITS


def test_before_its_day_a_packed_event_says_that_nothing_waits(event, facility):
    day = facility.local_day(timezone.now()) + dt.timedelta(days=3)
    EntitlementFactory(distribution=event)
    put(event, status="approved", day=day, **acted(event, "approved"))
    opens = f"Dibuka pada {tanggal_hari(day)}."
    unpacked = event_state.state_of(counted(event))
    PackageMovementFactory(distribution=event, packages=1)

    packed = event_state.state_of(counted(event))

    assert unpacked.endswith(opens)
    assert packed.endswith(f"{opens} Sampai hari itu tidak ada yang perlu dikerjakan.")


@pytest.mark.parametrize(
    ("days", "label"), [(-1, "Buka kegiatan"), (0, "Buka kegiatan"), (1, None)]
)
def test_opening_is_led_to_from_the_day_itself(event, facility, services_head, days, label):
    day = facility.local_day(timezone.now()) + dt.timedelta(days=days)
    EntitlementFactory(distribution=event)
    put(event, status="approved", day=day, **acted(event, "approved"))
    PackageMovementFactory(distribution=event, packages=1)

    door = event_state.next_step(counted(event), services_head)

    assert (door and door.label) == label
