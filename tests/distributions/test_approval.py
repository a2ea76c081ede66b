"""Proposing a list to the head, and freezing it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import coupons
from distributions.models import Coupon, Entitlement
from distributions.planning import approval, contents, lifecycle, listing, locks, review
from families.models import Family, Inmate, PovertyEvidence
from rutan.editing import Stale
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyMemberFactory,
    HandoverFactory,
    HarvestFactory,
    PackageMovementFactory,
    PovertyEvidenceFactory,
    RegisterNumberFactory,
    SignatoryFactory,
)


@pytest.fixture
def event(facility):
    return DistributionFactory(facility=facility)


@pytest.fixture
def proposed(event, eligible, services_head):
    """A list of Zul, Ani and budi with Éka as reserve, laid before the head."""
    families = [eligible(name) for name in ("Zul", "Ani", "budi")]
    listing.choose(
        distribution=event,
        families=families,
        reserves=[eligible("Éka")],
        reasons={family.pk: "x" for family in families},
        by=services_head,
    )
    return approval.propose(distribution=event, by=services_head)


@pytest.fixture
def plh(facility, services_head):
    """The services head is Plh. Kepala Rutan today."""
    today = facility.local_day(timezone.now())
    return SignatoryFactory(
        facility=facility, capacity="plh", user=services_head, starts_on=today, ends_on=today
    )


def approve(event, by, **facts):
    return approval.approve(distribution=event, by=by, seen=review.review(event).seen, **facts)


def numbers(event) -> dict[str, int]:
    return {
        row.family.name: row.number
        for row in Entitlement.objects.on(event).by_number().select_related("family")
    }


def test_an_empty_list_is_not_proposed(event, services_head):
    with pytest.raises(Refused, match="Belum ada penerima"):
        approval.propose(distribution=event, by=services_head)


def test_a_list_with_a_family_that_is_no_longer_eligible_is_not_proposed(
    event, eligible, services_head
):
    listing.choose(distribution=event, families=[eligible("Ani")], by=services_head)
    Inmate.objects.update(custody_status="released")

    with pytest.raises(listing.CannotList) as refusal:
        approval.propose(distribution=event, by=services_head)

    assert [row.family.name for row in refusal.value.families] == ["Ani"]


def test_the_head_approves_and_the_act_is_recorded(proposed, head):
    event = approve(proposed, head)

    event.refresh_from_db()
    entry = AuditEntry.objects.get(verb="approve")
    assert (event.status, event.approved_by, entry.by) == ("approved", head, head)
    assert entry.facts == {"families": 4, "coupons": 4, "capacity": "definitive", "own": False}


def test_numbers_follow_the_alphabet_and_reserves_come_after(proposed, head):
    approve(proposed, head)

    assert numbers(proposed) == {"Ani": 1, "budi": 2, "Zul": 3, "Éka": 4}


def test_every_family_gets_one_coupon_whose_code_is_whole(proposed, head):
    approve(proposed, head)

    issued = Coupon.objects.live()
    assert {coupon.entitlement for coupon in issued} == set(proposed.entitlements.all())
    assert all(coupons.is_code(coupon.code) for coupon in issued)


def _numbered(family, written):
    """The family's inmate, with a register number."""
    return RegisterNumberFactory(inmate=family.kinships.get().inmate, written=written).inmate


def _approved_with(event, family, services_head, head):
    listing.choose(distribution=event, families=[family], by=services_head)
    approve(approval.propose(distribution=event, by=services_head), head)


def test_what_was_approved_stays_as_it_was_when_the_registry_changes(
    event, eligible, services_head, head
):
    family = eligible("Ani")
    member = FamilyMemberFactory(family=family, full_name="Ani")
    inmate = _numbered(family, "B.I.12/2025")
    _approved_with(event, family, services_head, head)

    Family.objects.update(name="Berubah")
    PovertyEvidence.objects.update(valid_until=dt.date(2026, 1, 1))

    assert Entitlement.objects.get().snapshot == {
        "family": "Ani",
        "village": "Desa Sumberejo, Kec. Japah",
        "area": "33.16.16.2001",
        "inmate": inmate.name,
        "register_number": "B.I.12/2025",
        "block": "B",
        "legal_status": "convict",
        "relationship": "wife",
        "evidence": {"kind": "dtsen", "until": "2026-12-31"},
        "collectors": [{"id": member.pk, "name": "Ani", "relationship": "wife"}],
        "named_after": member.pk,
        "why": "belum pernah menerima; desil 1; DTSEN (desil) s.d. 31 Desember 2026",
    }


def test_who_may_not_collect_is_not_approved_as_a_collector(event, eligible, services_head, head):
    family = eligible("Ani")
    FamilyMemberFactory(family=family, full_name="Adik kecil", may_collect=False)
    listing.choose(distribution=event, families=[family], by=services_head)

    approve(approval.propose(distribution=event, by=services_head), head)

    assert Entitlement.objects.get().snapshot["collectors"] == []


def test_approving_twice_by_one_person_approves_once(proposed, head):
    first = approve(proposed, head)

    assert approve(proposed, head).approved_at == first.approved_at
    assert AuditEntry.objects.filter(verb="approve").count() == 1


def test_a_list_that_changed_after_it_was_read_is_not_approved(
    proposed, eligible, services_head, head
):
    seen = review.review(proposed).seen
    friend = eligible("Teman")
    listing.choose(
        distribution=proposed, families=[friend], reasons={friend.pk: "teman"}, by=services_head
    )

    with pytest.raises(Stale):
        approval.approve(distribution=proposed, by=head, seen=seen)

    assert Coupon.objects.count() == 0


@pytest.mark.parametrize("change", [{"day": dt.date(2026, 3, 11)}, {"minimum_days": 30}])
def test_an_event_that_changed_after_it_was_read_is_not_approved(
    proposed, services_head, head, change
):
    seen = review.review(proposed).seen
    lifecycle.edit(distribution=proposed, by=services_head, **change)

    with pytest.raises(Stale):
        approval.approve(distribution=proposed, by=head, seen=seen)


def test_a_list_that_was_not_proposed_is_not_approved(event, head):
    with pytest.raises(locks.WrongStep):
        approve(event, head)


def test_who_is_not_the_head_does_not_approve(proposed, services_head):
    with pytest.raises(approval.NotTheHead):
        approve(proposed, services_head, reason="Kepala Rutan dinas luar")


def test_the_head_of_another_prison_does_not_approve(proposed, stranger):
    with pytest.raises(approval.NotTheHead):
        approve(proposed, stranger)


def test_an_acting_head_who_proposed_the_list_says_why_he_approves_it(proposed, services_head, plh):
    with pytest.raises(Refused, match="alasan"):
        approve(proposed, services_head)

    event = approve(proposed, services_head, reason="Kepala Rutan dinas luar")
    assert (event.approved_reason, AuditEntry.objects.get(verb="approve").facts["capacity"]) == (
        "Kepala Rutan dinas luar",
        "plh",
    )


@pytest.mark.parametrize("days", [-1, 1])
def test_an_appointment_of_another_day_makes_no_head(proposed, services_head, plh, days):
    at = timezone.now() + dt.timedelta(days=days)

    with pytest.raises(approval.NotTheHead):
        approve(proposed, services_head, reason="Kepala Rutan dinas luar", at=at)


def test_an_appointment_ends_with_the_local_day_not_the_utc_day(facility, services_head):
    SignatoryFactory(
        facility=facility,
        capacity="plh",
        user=services_head,
        starts_on=dt.date(2026, 3, 9),
        ends_on=dt.date(2026, 3, 9),
    )
    after_midnight_in_jakarta = dt.datetime(2026, 3, 9, 17, 30, tzinfo=dt.UTC)

    assert approval.capacity_of(services_head, facility, after_midnight_in_jakarta) == ""


def test_an_acting_head_approves_the_proposal_of_somebody_else_without_a_reason(
    proposed, registrar, facility
):
    today = facility.local_day(timezone.now())
    SignatoryFactory(
        facility=facility, capacity="plt", user=registrar, starts_on=today, ends_on=today
    )

    assert approve(proposed, registrar).approved_reason == ""


def test_a_list_sent_back_says_what_to_change_and_must_be_proposed_again(proposed, head):
    event = approval.send_back(distribution=proposed, note="Tambah keluarga dari Cepu", by=head)

    event.refresh_from_db()
    assert (event.is_proposed, event.sent_back_by, event.sent_back_reason) == (
        False,
        head,
        "Tambah keluarga dari Cepu",
    )
    with pytest.raises(locks.WrongStep):
        approve(event, head)


def test_a_coupon_stays_good_over_a_second_approval_unless_its_number_moved(
    proposed, eligible, services_head, head
):
    approve(proposed, head)
    codes = {
        coupon.entitlement.number: coupon.code
        for coupon in Coupon.objects.select_related("entitlement")
    }
    lifecycle.back_to_draft(distribution=proposed, note="Satu keluarga terlewat", by=services_head)
    citra = eligible("Citra")
    listing.choose(
        distribution=proposed, families=[citra], reasons={citra.pk: "Terlewat"}, by=services_head
    )

    approve(approval.propose(distribution=proposed, by=services_head), head)

    live = {
        coupon.entitlement.number: coupon.code
        for coupon in Coupon.objects.live().select_related("entitlement")
    }
    assert numbers(proposed) == {"Ani": 1, "budi": 2, "Citra": 3, "Zul": 4, "Éka": 5}
    assert (live[1], live[2], live[4] in codes.values()) == (codes[1], codes[2], False)


def test_the_review_counts_what_follows_the_proposal_and_names_what_does_not(proposed, facility):
    Inmate.objects.filter(kinships__family__name="Ani").update(custody_status="released")
    Family.objects.filter(name="budi").update(staff_relative=True)
    Family.objects.filter(name="Zul").update(
        hold_at=timezone.now(), hold_by=proposed.recorded_by, hold_kind="moved"
    )

    seen = review.review(proposed)

    assert (len(seen.listed), len(seen.reserves), seen.as_proposed) == (3, 1, 3)
    assert [
        [row.family.name for row in rows]
        for rows in (seen.left_custody, seen.of_staff, seen.no_longer)
    ] == [
        ["Ani"],
        ["budi"],
        ["Zul"],
    ]


def test_the_review_names_who_was_put_before_others_and_who_was_passed_over(
    event, eligible, services_head
):
    eligible("Ani")
    zul = eligible("Zul")
    listing.choose(
        distribution=event, families=[zul], reasons={zul.pk: "Rumah terbakar"}, by=services_head
    )

    seen = review.review(event)

    assert [row.entitlement.reason for row in seen.by_hand] == ["Rumah terbakar"]
    assert ([row.family.name for row in seen.passed_over], seen.as_proposed, seen.exceptions) == (
        ["Ani"],
        0,
        2,
    )


def test_the_head_sees_who_was_passed_over_beside_who_was_put_before(
    event, eligible, services_head, head, sign_in
):
    eligible("Ani")
    zul = eligible("Zul")
    zul.staff_relative = True
    zul.save()
    facts = {"families": [zul], "reasons": {zul.pk: "Rumah terbakar"}, "by": services_head}
    listing.choose(distribution=event, **facts)
    approval.propose(distribution=event, by=services_head)

    page = sign_in(head).get(reverse("distribution_approve", args=[event.pk])).content.decode()

    shown = ("di luar urutan usulan (1)", "tidak dipilih (1)", "Keluarga pegawai Rutan (1)")
    text = " ".join(page.split())
    assert sorted(shown, key=text.index) == list(shown)


def test_the_review_says_how_many_packages_the_stock_makes(proposed, facility, services_head):
    commodity = CommodityFactory(facility=facility)
    HarvestFactory(facility=facility, commodity=commodity, quantity=10)
    contents.set_items(distribution=proposed, items=[(commodity, 5)], by=services_head)

    assert review.review(proposed).possible.n == 2


def test_review_and_approval_take_a_constant_number_of_queries(
    event, eligible, services_head, head, django_assert_max_num_queries
):
    listing.choose(
        distribution=event,
        families=[eligible(f"Keluarga {n:02}") for n in range(20)],
        by=services_head,
    )
    approval.propose(distribution=event, by=services_head)

    # Seven of them group what each family of the prison received, missed and showed.
    with django_assert_max_num_queries(20):
        seen = review.review(event).seen
    with django_assert_max_num_queries(41):
        approval.approve(distribution=event, by=head, seen=seen)


@pytest.fixture
def closed(facility, services_head, eligible):
    """A closed event without a list; "Surat" showed an SKTM, "Kata" has an officer's word, "Baru"
    an unchecked card.
    """
    event = lifecycle.open_today(
        facility=facility,
        title="Bakti sosial",
        venue="Aula",
        starts=dt.time(8),
        ends=dt.time(12),
        order="Perintah lisan",
        by=services_head,
    )
    PackageMovementFactory(distribution=event, packages=3)
    grounds = {
        "Surat": {},
        "Kata": {"kind": "officer_statement"},
        "Baru": {"kind": "bpnt", "verified_at": None, "verified_by": None},
    }
    for name, facts in grounds.items():
        family = eligible(name, evidence=False)
        PovertyEvidenceFactory(family=family, issued_on=event.day, valid_until=event.day, **facts)
        HandoverFactory(
            entitlement=EntitlementFactory(distribution=event, family=family, source="walk_in")
        )
    type(event).objects.filter(pk=event.pk).update(
        status="closed", closed_at=timezone.now(), closed_by=services_head
    )
    event.refresh_from_db()
    return event


def test_ratification_names_who_has_only_an_officers_word(closed):
    seen = review.ratification(closed)

    assert [fact.family.name for fact in seen.served] == ["Surat", "Kata", "Baru"]
    assert (
        [fact.family.name for fact in seen.statement_only],
        [fact.family.name for fact in seen.unverified],
    ) == (["Kata"], ["Baru"])


def test_the_head_ratifies_and_no_package_is_taken_back(closed, head):
    event = approval.ratify(distribution=closed, by=head, seen=review.ratification(closed).seen)

    event.refresh_from_db()
    assert (event.ratified_by, event.awaits_ratification, event.handed_over) == (head, False, 3)


def test_ratifying_twice_by_one_person_ratifies_once(closed, head):
    approval.ratify(distribution=closed, by=head, seen=review.ratification(closed).seen)
    approval.ratify(distribution=closed, by=head, seen=review.ratification(closed).seen)

    assert AuditEntry.objects.filter(verb="ratify").count() == 1


def test_a_result_that_changed_after_it_was_read_is_not_ratified(closed, head):
    with pytest.raises(Stale):
        approval.ratify(distribution=closed, by=head, seen="2-3")


def test_who_is_not_the_head_does_not_ratify(closed, services_head):
    with pytest.raises(approval.NotTheHead):
        approval.ratify(
            distribution=closed, by=services_head, seen=review.ratification(closed).seen
        )


def test_an_acting_head_says_why_he_ratifies_what_he_opened(closed, services_head, plh):
    with pytest.raises(Refused, match="alasan"):
        approval.ratify(
            distribution=closed, by=services_head, seen=review.ratification(closed).seen
        )

    event = approval.ratify(
        distribution=closed,
        by=services_head,
        seen=review.ratification(closed).seen,
        reason="Kepala Rutan dinas luar",
    )
    assert event.ratified_reason == "Kepala Rutan dinas luar"


def test_an_event_with_an_approved_list_is_not_ratified(proposed, head):
    event = approve(proposed, head)

    with pytest.raises(locks.WrongStep):
        approval.ratify(distribution=event, by=head, seen="0-0")
