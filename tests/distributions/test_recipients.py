"""Choosing who is on the list of a draft."""

import datetime as dt

import pgtrigger
import pytest

from distributions.models import DeskAttempt, Distribution, Entitlement
from distributions.planning import candidates, listing, locks
from rutan.editing import Stale
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import (
    TODAY,
    CouponFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    FamilyMemberFactory,
    HandoverFactory,
    PovertyEvidenceFactory,
)


@pytest.fixture
def event(facility):
    return DistributionFactory(facility=facility)


@pytest.fixture
def received(open_event):
    """The family got a package on the day."""

    def make(family, day):
        event = open_event(family.facility, families=0, day=day)
        entitlement = EntitlementFactory(distribution=event, family=family, source="walk_in")
        return HandoverFactory(entitlement=entitlement)

    return make


def listed(event) -> dict[str, str]:
    return {
        row.family.name: row.source
        for row in Entitlement.objects.on(event).standing().select_related("family")
    }


def names(rows) -> list[str]:
    return [row.family.name for row in rows]


def test_eligible_families_are_offered_and_the_others_say_what_mends_it(event, eligible):
    eligible("Sri")
    FamilyFactory(facility=event.facility, name="Tanpa bukti")

    found = candidates.candidates(event)

    assert (names(found.eligible), names(found.not_eligible)) == (["Sri"], ["Tanpa bukti"])
    assert all(reason.why and reason.mend for reason in found.not_eligible[0].reasons)


def test_candidates_agree_with_the_registry_on_who_is_eligible(event, eligible):
    eligible("Berlaku")
    PovertyEvidenceFactory(
        family=eligible("Habis", evidence=False), valid_until=TODAY - dt.timedelta(days=1)
    )
    PovertyEvidenceFactory(
        family=eligible("Menunggu", evidence=False), verified_at=None, verified_by=None
    )
    eligible("Bebas", custody_status="released")
    eligible("Sidang", custody_status="out_temporarily")

    found = candidates.candidates(event)

    assert {row.family for row in found.eligible} == set(
        event.facility.families.eligible_on(event.day)
    )


def test_families_of_another_prison_are_never_candidates(event, eligible):
    stranger = eligible("Orang lain", facility=None)

    assert candidates.candidates(event).by_family() == {}
    assert stranger.facility != event.facility


def test_the_proposal_names_first_who_never_received_then_who_waits_longest(
    event, eligible, received
):
    received(eligible("Bulan lalu"), TODAY - dt.timedelta(days=30))
    received(eligible("Tahun lalu"), TODAY - dt.timedelta(days=365))
    eligible("Belum pernah")

    assert names(candidates.candidates(event).proposed()) == [
        "Belum pernah",
        "Tahun lalu",
        "Bulan lalu",
    ]


def test_who_went_away_without_a_package_is_proposed_first(
    event, eligible, open_event, services_head
):
    eligible("Belum pernah")
    missed = EntitlementFactory(
        distribution=open_event(event.facility, families=0),
        family=eligible("Kehabisan"),
        source="walk_in",
    )
    DeskAttempt.objects.create(
        distribution=missed.distribution,
        entitlement=missed,
        outcome="no_package_left",
        recorded_at=event.recorded_at,
        recorded_by=services_head,
    )

    first = candidates.candidates(event).proposed()[0]

    assert (first.family.name, first.words.split("; ")[0]) == (
        "Kehabisan",
        "pernah tidak mendapat paket",
    )


def test_a_reserve_whose_turn_never_came_is_proposed_first(event, eligible, open_event):
    eligible("Ani")
    last = open_event(event.facility, families=0, packages=0)
    Distribution.objects.filter(pk=last.pk).update(
        status="closed", closed_at=last.recorded_at, closed_by=last.recorded_by
    )
    with pgtrigger.ignore("distributions.Entitlement:the_list_is_frozen_after_draft"):
        EntitlementFactory(distribution=last, family=eligible("Zul"), source="reserve")

    assert names(candidates.candidates(event).proposed()) == ["Zul", "Ani"]


def test_the_reason_of_a_place_is_told_in_words(event, eligible, received):
    family = eligible("Sri")
    FamilyMemberFactory.create_batch(3, family=family, card_relationship="child")
    received(family, dt.date(2026, 2, 2))

    [row] = candidates.candidates(event).eligible

    assert row.words == (
        "terakhir menerima 2 Februari 2026; 3 anak; desil 1; DTSEN (desil) s.d. 31 Desember 2026"
    )


def test_who_received_too_lately_for_the_event_is_not_eligible(facility, eligible, received):
    received(eligible("Sri"), TODAY - dt.timedelta(days=20))
    event = DistributionFactory(facility=facility, minimum_days=30)

    [row] = candidates.candidates(event).not_eligible

    assert [(reason.code, reason.mend) for reason in row.reasons] == [
        ("too_soon", "kegiatan mulai 20 Maret 2026")
    ]


def test_filters_narrow_by_village_aid_evidence_and_name(event, eligible, received):
    received(eligible("Sri"), TODAY - dt.timedelta(days=10))
    eligible("Tuti", area__code="33.16.05.2001", area__parent=None)
    asked = {
        "area": candidates.Filters(area="33.16.05"),
        "never": candidates.Filters(last_aid="never"),
        "days": candidates.Filters(last_aid="30"),
        "name": candidates.Filters(name="tút"),
        "evidence": candidates.Filters(evidence="pkh"),
        "expiring": candidates.Filters(expiring=True),
    }

    found = {
        key: names(candidates.candidates(event, filters).eligible) for key, filters in asked.items()
    }

    assert found == {
        "area": ["Tuti"],
        "never": ["Tuti"],
        "days": ["Tuti"],
        "name": ["Tuti"],
        "evidence": [],
        "expiring": [],
    }


def test_chosen_families_and_reserves_stand_on_the_list(event, eligible, services_head):
    first, second = eligible("Ani"), eligible("Budi")

    listing.choose(distribution=event, families=[first], reserves=[second], by=services_head)

    assert listed(event) == {"Ani": "list", "Budi": "reserve"}
    assert Entitlement.objects.get(family=second).rank == 1


def test_a_family_that_is_not_eligible_is_refused_with_its_reasons(event, eligible, services_head):
    family = eligible("Ani", evidence=False)

    with pytest.raises(listing.CannotList) as refusal:
        listing.choose(distribution=event, families=[family], by=services_head)

    assert ([row.family for row in refusal.value.families], listed(event)) == ([family], {})


def test_a_family_of_another_prison_is_refused(event, eligible, services_head):
    with pytest.raises(listing.CannotList):
        listing.choose(
            distribution=event, families=[eligible("Orang lain", facility=None)], by=services_head
        )


def test_a_family_put_before_others_needs_a_reason(event, eligible, services_head):
    eligible("Ani")
    last = eligible("Zul")

    with pytest.raises(listing.ReasonMissing) as refusal:
        listing.choose(distribution=event, families=[last], by=services_head)

    assert [row.family for row in refusal.value.families] == [last]


def test_the_reason_of_a_hand_is_kept_and_no_other(event, eligible, services_head):
    first, _passed, last = eligible("Ani"), eligible("Budi"), eligible("Zul")

    listing.choose(
        distribution=event,
        families=[first, last],
        reasons={first.pk: "tidak perlu", last.pk: "Rumah terbakar"},
        by=services_head,
    )

    assert {row.family: row.reason for row in Entitlement.objects.on(event)} == {
        first: "",
        last: "Rumah terbakar",
    }


def test_two_families_of_one_inmate_stand_on_one_list_where_the_event_allows(
    event, eligible, services_head
):
    first = eligible("Ani")
    second = eligible("Budi", inmate=first.kinships.get().inmate)

    listing.choose(distribution=event, families=[first, second], by=services_head)

    assert len(listed(event)) == 2


def test_two_families_of_one_inmate_are_refused_where_the_event_says_so(
    facility, eligible, services_head
):
    event = DistributionFactory(facility=facility, one_per_inmate=True)
    first = eligible("Ani")
    second = eligible("Budi", inmate=first.kinships.get().inmate)

    with pytest.raises(listing.CannotList) as refusal:
        listing.choose(distribution=event, families=[first, second], by=services_head)

    assert ([row.family for row in refusal.value.families], listed(event)) == ([second], {})


def test_a_family_with_two_inmates_is_listed_for_the_free_one(facility, eligible, services_head):
    event = DistributionFactory(facility=facility, one_per_inmate=True)
    shared = eligible("Ani").kinships.get().inmate
    both = eligible("Zul", inmate=shared)
    own = eligible("Zul", family=both, evidence=False).kinships.last().inmate

    listing.choose(
        distribution=event,
        families=list(event.facility.families.order_by("name")),
        by=services_head,
    )

    assert Entitlement.objects.get(family=both).inmate == own


def test_the_proposal_fills_list_and_reserves(event, eligible, services_head):
    for name in ("Ani", "Budi", "Citra", "Dewi"):
        eligible(name)

    listing.suggest(distribution=event, packages=2, reserves=1, by=services_head)

    assert listed(event) == {"Ani": "list", "Budi": "list", "Citra": "reserve"}


def test_proposing_anew_forgets_what_a_hand_did(event, eligible, services_head):
    eligible("Ani")
    zul = eligible("Zul")
    listing.choose(
        distribution=event, families=[zul], reasons={zul.pk: "Rumah terbakar"}, by=services_head
    )

    listing.suggest(distribution=event, packages=2, reserves=0, by=services_head)

    assert {row.family.name: row.reason for row in Entitlement.objects.on(event)} == {
        "Ani": "",
        "Zul": "",
    }


def test_a_listed_family_whose_data_were_restricted_stays_in_sight(event, eligible, services_head):
    family = eligible("Ani")
    listing.choose(distribution=event, families=[family], by=services_head)
    type(family).objects.filter(pk=family.pk).update(
        restricted_at=event.recorded_at, restricted_by=services_head
    )

    [row] = candidates.candidates(event).not_eligible

    assert (row.entitlement.family_id, [reason.code for reason in row.reasons]) == (
        family.pk,
        ["restricted"],
    )


def test_a_reserve_becomes_a_recipient_in_the_draft(event, eligible, services_head):
    first, second = eligible("Ani"), eligible("Budi")
    listing.choose(distribution=event, families=[first], reserves=[second], by=services_head)

    listing.choose(distribution=event, families=[second], by=services_head)

    assert listed(event) == {"Ani": "list", "Budi": "list"}


def test_a_dropped_family_leaves_the_draft(event, eligible, services_head):
    first, second = eligible("Ani"), eligible("Budi")
    listing.choose(distribution=event, families=[first, second], by=services_head)

    listing.drop(distribution=event, families=[first], by=services_head)

    assert (listed(event), Entitlement.objects.on(event).count()) == ({"Budi": "list"}, 1)


def test_a_family_that_was_approved_once_is_withdrawn_and_comes_back_with_its_coupon(
    event, eligible, services_head
):
    family = eligible("Ani")
    listing.choose(distribution=event, families=[family], by=services_head)
    Entitlement.objects.update(snapshot={"family": "Ani"})
    coupon = CouponFactory(entitlement=Entitlement.objects.get())

    listing.drop(distribution=event, families=[family], by=services_head)
    assert listed(event) == {}

    listing.choose(distribution=event, families=[family], by=services_head)
    assert (listed(event), coupon.entitlement.coupons.live().get()) == ({"Ani": "list"}, coupon)


def test_choosing_on_a_list_that_changed_meanwhile_is_refused(event, eligible, services_head):
    first, second = eligible("Ani"), eligible("Budi")
    seen = locks.fingerprint(event)
    listing.choose(distribution=event, families=[first], by=services_head)

    with pytest.raises(Stale):
        listing.choose(distribution=event, families=[second], seen=seen, by=services_head)


def test_an_approved_list_is_not_chosen_anew(event, eligible, services_head):
    Distribution.objects.filter(pk=event.pk).update(
        status="approved", approved_at=event.recorded_at, approved_by=services_head
    )

    with pytest.raises(locks.WrongStep):
        listing.choose(distribution=event, families=[eligible("Ani")], by=services_head)


def test_a_withdrawal_needs_an_approved_list_and_says_why(open_event, facility, services_head):
    entitlement = open_event(facility, families=1).entitlements.get()

    listing.withdraw(entitlement=entitlement, reason="Data ganda", by=services_head)

    entitlement.refresh_from_db()
    assert (entitlement.withdrawn_by, entitlement.withdrawn_reason, entitlement.number) == (
        services_head,
        "Data ganda",
        1,
    )


def test_who_has_received_is_not_withdrawn(open_event, facility, services_head):
    handover = HandoverFactory(entitlement=open_event(facility, families=1).entitlements.get())

    with pytest.raises(Refused) as refusal:
        listing.withdraw(entitlement=handover.entitlement, reason="Data ganda", by=services_head)

    assert refusal.value.outcome == "already_handed_over"


def test_a_family_on_a_draft_is_dropped_not_withdrawn(event, services_head):
    with pytest.raises(Refused):
        listing.withdraw(
            entitlement=EntitlementFactory(distribution=event),
            reason="Data ganda",
            by=services_head,
        )


def test_candidates_take_a_constant_number_of_queries(
    event, eligible, django_assert_max_num_queries
):
    for number in range(12):
        eligible(f"Keluarga {number}")

    with django_assert_max_num_queries(16):
        candidates.candidates(event)


@pytest.mark.parametrize(("minimum_days", "codes"), [(1, []), (14, ["expected"])])
def test_who_still_waits_at_a_near_event_is_not_listed_again(
    minimum_days, codes, facility, eligible, open_event
):
    family = eligible("Sulastri")
    today = open_event(facility, families=0)
    EntitlementFactory(distribution=today, family=family, source="walk_in")
    event = DistributionFactory(
        facility=facility, day=today.day + dt.timedelta(days=7), minimum_days=minimum_days
    )

    found = candidates.candidates(event).by_family()[family.pk]

    assert [reason.code for reason in found.reasons if reason.code == "expected"] == codes


@pytest.fixture
def reserve(facility, open_event):
    event = open_event(facility, source="reserve")
    return event.entitlements.order_by("number").first()


def test_a_promoted_reserve_is_served_in_its_own_number(reserve, serve, services_head):
    number = reserve.number

    for _tap in range(2):
        listing.promote(entitlement=reserve, by=services_head)

    assert serve(reserve.distribution, reserve, services_head).handover.entitlement.number == number
    assert AuditEntry.objects.filter(verb="promote").count() == 1


@pytest.fixture
def ranked(facility, open_event):
    """Reserves whose numbers follow the alphabet and whose ranks do not: 4, 5, 1."""
    event = open_event(facility, source="reserve")
    for row, rank in zip(event.entitlements.order_by("number"), (4, 5, 1), strict=True):
        Entitlement.objects.filter(pk=row.pk).update(rank=rank)
    return event


def test_a_reserve_before_its_turn_comes_with_a_reason(ranked, services_head):
    last = ranked.entitlements.get(rank=5)

    with pytest.raises(Refused, match="Giliran pertama: cadangan ke-1, "):
        listing.promote(entitlement=last, by=services_head)
    promoted = listing.promote(entitlement=last, by=services_head, reason="Sudah menunggu di aula")

    assert promoted.promoted_reason == "Sudah menunggu di aula"


def test_reserves_in_their_turn_need_no_reason(ranked, services_head):
    for rank in (1, 4, 5):
        row = ranked.entitlements.get(rank=rank)
        assert listing.promote(entitlement=row, by=services_head).promoted_reason == ""


def test_a_reserve_that_was_taken_off_is_nobodys_turn(ranked, services_head):
    listing.withdraw(entitlement=ranked.entitlements.get(rank=1), reason="Pindah", by=services_head)

    promoted = listing.promote(entitlement=ranked.entitlements.get(rank=4), by=services_head)

    assert promoted.promoted_at


def test_who_is_no_reserve_is_not_promoted(reserve, services_head):
    listing.withdraw(entitlement=reserve, reason="pindah", by=services_head)

    with pytest.raises(Refused, match="bukan cadangan lagi"):
        listing.promote(entitlement=reserve, by=services_head)

    reserve.refresh_from_db()
    assert reserve.promoted_at is None


def test_a_family_taken_off_by_mistake_is_put_back_in_its_number(
    facility, open_event, serve, services_head
):
    row = open_event(facility).entitlements.order_by("number").first()
    listing.withdraw(entitlement=row, reason="salah tekan", by=services_head)

    for _tap in range(2):
        listing.reinstate(entitlement=row, by=services_head)

    assert serve(row.distribution, row, services_head).handover.entitlement.number == row.number
    assert AuditEntry.objects.filter(verb="reinstate").count() == 1
    assert row.pgh_event_model.objects.filter(pgh_obj=row, withdrawn_reason="salah tekan").exists()


def test_a_family_is_not_put_back_beside_another_of_its_inmate(facility, open_event, services_head):
    event = open_event(facility, families=1, one_per_inmate=True)
    row = event.entitlements.get()
    listing.withdraw(entitlement=row, reason="pindah", by=services_head)
    EntitlementFactory(distribution=event, inmate=row.inmate, source="walk_in", number=2)

    with pytest.raises(Refused, match="keluarga lain dari WBP ini sudah terdaftar"):
        listing.reinstate(entitlement=row, by=services_head)

    row.refresh_from_db()
    assert row.withdrawn_reason == "pindah"
