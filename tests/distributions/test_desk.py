"""The verbs of the desk: exactly once, and a refusal that says what happened."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from distributions import coupons, desk, outcomes, settling
from distributions.desk import Collector
from distributions.models import DeskAttempt, Handover
from families.registry import people
from rutan.formats import tanggal
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.distributions.conftest import an_order
from tests.factories import (
    CouponFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyMemberFactory,
    UserFactory,
)


def test_a_hand_over_is_stored_counted_and_audited(facility, open_event, serve, handover_officer):
    event = open_event(facility)

    served = serve(event, event.entitlements.first(), handover_officer)

    event.refresh_from_db()
    assert (served.outcome, served.handover.receipt, event.handed_over, event.packages_left) == (
        "handed_over",
        "0001",
        1,
        4,
    )
    assert AuditEntry.objects.get(verb="hand_over").facts["receipt"] == 1


def test_receipt_numbers_follow_each_other_whatever_the_list_number(
    facility, open_event, serve, handover_officer
):
    event = open_event(facility)

    numbers = [
        serve(event, entitlement, handover_officer).handover.number
        for entitlement in event.entitlements.order_by("-number")
    ]

    assert numbers == [1, 2, 3]


def test_the_same_request_again_gives_the_same_receipt(
    facility, open_event, serve, handover_officer
):
    event, key = open_event(facility), uuid.uuid4()
    first = serve(event, event.entitlements.first(), handover_officer, client_id=key)

    again = serve(event, event.entitlements.first(), handover_officer, client_id=key)

    assert (again.outcome, again.handover.pk, Handover.objects.count()) == (
        "replayed",
        first.handover.pk,
        1,
    )


def test_the_same_request_again_is_answered_even_after_closing_time(
    facility, open_event, serve, handover_officer
):
    event, key = open_event(facility, packages=1), uuid.uuid4()
    serve(event, event.entitlements.first(), handover_officer, client_id=key)
    event.refresh_from_db()
    event.status, event.closed_at, event.closed_by = "closed", timezone.now(), event.recorded_by
    event.save()

    assert (
        serve(event, event.entitlements.first(), handover_officer, client_id=key).outcome
        == "replayed"
    )


@pytest.mark.parametrize("what", ["entitlement", "user"])
def test_a_used_key_never_gives_someone_elses_receipt(
    what, facility, open_event, serve, handover_officer
):
    event, key = open_event(facility), uuid.uuid4()
    first, second, _third = event.entitlements.all()
    serve(event, first, handover_officer, client_id=key)

    with pytest.raises(outcomes.Invalid):
        serve(
            event,
            second if what == "entitlement" else first,
            UserFactory(facility=facility) if what == "user" else handover_officer,
            client_id=key,
        )


def test_a_second_package_is_refused_and_names_the_first(
    facility, open_event, serve, handover_officer
):
    event = open_event(facility)
    first = serve(event, event.entitlements.first(), handover_officer).handover

    with pytest.raises(outcomes.AlreadyHandedOver) as refusal:
        serve(event, event.entitlements.first(), UserFactory(facility=facility), desk="Loket 2")

    assert refusal.value.handover == first
    assert all(
        fact in refusal.value.message
        for fact in ("Sri Wahyuni", "istri", "Loket 1", handover_officer.name, "0001")
    )
    assert "Sri Wahyuni" not in refusal.value.say


def test_a_refused_attempt_is_kept_with_ids_only(facility, open_event, serve, handover_officer):
    event = open_event(facility, packages=0)

    with pytest.raises(outcomes.NoPackageLeft):
        serve(event, event.entitlements.first(), handover_officer)

    attempt = DeskAttempt.objects.get()
    assert (attempt.outcome, attempt.entitlement, attempt.recorded_by) == (
        "no_package_left",
        event.entitlements.first(),
        handover_officer,
    )


def test_who_was_taken_off_the_list_is_refused(facility, open_event, serve, handover_officer):
    event = open_event(facility)
    event.entitlements.update(
        withdrawn_at=timezone.now(),
        withdrawn_by=handover_officer,
        withdrawn_reason="pindah ke Cepu",
    )

    with pytest.raises(outcomes.Withdrawn) as refusal:
        serve(event, event.entitlements.first(), handover_officer)

    assert "Cepu" not in refusal.value.message + refusal.value.say


def test_a_reserve_waits_until_it_is_promoted(facility, open_event, serve, handover_officer):
    event = open_event(facility, source="reserve")
    reserve = event.entitlements.first()

    with pytest.raises(outcomes.ReserveWaiting):
        serve(event, reserve, handover_officer)

    event.entitlements.update(promoted_at=timezone.now(), promoted_by=handover_officer)
    assert serve(event, reserve, handover_officer).outcome == "handed_over"


def test_a_family_on_hold_is_refused_without_its_reason(
    facility, open_event, serve, handover_officer
):
    event = open_event(facility)
    family = event.entitlements.first().family
    family.hold_kind, family.hold_at, family.hold_by = (
        "data_doubt",
        timezone.now(),
        handover_officer,
    )
    family.save()

    with pytest.raises(outcomes.OnHold) as refusal:
        serve(event, event.entitlements.first(), handover_officer)

    assert "Dugaan" not in refusal.value.message + refusal.value.say


def test_a_family_waits_the_minimum_days_between_two_events(
    facility, open_event, serve, handover_officer
):
    first, second = (
        open_event(facility),
        open_event(facility, families=0, minimum_days=30, packages=5),
    )
    served = serve(first, first.entitlements.first(), handover_officer).handover
    entitlement = _listed_too(second, served.entitlement)

    with pytest.raises(outcomes.TooSoon) as refusal:
        serve(second, entitlement, handover_officer)

    today = facility.local_day(timezone.now())
    assert tanggal(today + dt.timedelta(days=30)) in refusal.value.message


def _listed_too(event, entitlement):
    return EntitlementFactory(
        distribution=event,
        family=entitlement.family,
        inmate=entitlement.inmate,
        source="walk_in",
        number=90,
    )


def test_a_closed_event_says_when_it_closed(facility, open_event, serve, handover_officer):
    event = open_event(facility, packages=1)
    first, second, _third = event.entitlements.all()
    serve(event, first, handover_officer)
    event.refresh_from_db()
    event.status, event.closed_at, event.closed_by = "closed", timezone.now(), handover_officer
    event.save()

    with pytest.raises(outcomes.NotOpen, match="sudah ditutup pukul"):
        serve(event, second, handover_officer)


def test_an_entitlement_of_another_event_is_not_on_the_list(
    facility, open_event, serve, handover_officer
):
    event, other = open_event(facility), open_event(facility)

    with pytest.raises(outcomes.NotOnList):
        serve(event, other.entitlements.first(), handover_officer)

    assert DeskAttempt.objects.get().entitlement is None


def test_a_collector_must_be_of_the_family(facility, open_event, serve, handover_officer):
    event = open_event(facility)

    with pytest.raises(outcomes.Invalid) as refusal:
        serve(
            event,
            event.entitlements.first(),
            handover_officer,
            collector=desk.Collector("", "", FamilyMemberFactory()),
        )

    assert list(refusal.value.errors) == ["collector"]


def test_a_members_name_comes_from_the_file_and_may_be_typed_as_on_the_card(
    facility, open_event, serve, handover_officer
):
    event = open_event(facility)
    first, second, _third = event.entitlements.all()

    on_file = serve(
        event, first, handover_officer, collector=desk.Collector("", "", first.family.members.get())
    ).handover
    typed = serve(
        event,
        second,
        handover_officer,
        collector=desk.Collector("SITI NUR AINI", "", second.family.members.get()),
    ).handover

    assert (on_file.collector_name, typed.collector_name) == (
        first.family.members.get().full_name,
        "SITI NUR AINI",
    )


def test_an_officer_voids_his_own_hand_over_within_the_minutes(
    facility, open_event, serve, handover_officer
):
    event = open_event(facility)
    fact = serve(event, event.entitlements.first(), handover_officer).handover

    settling.void(handover=fact, reason="salah nomor", kind="wrong_entry", by=handover_officer)

    event.refresh_from_db()
    assert (event.handed_over, event.packages_left) == (0, 5)
    assert serve(event, event.entitlements.first(), handover_officer).handover.number == 2


@pytest.mark.parametrize("whose", ["late", "another's"])
def test_a_late_or_foreign_void_is_the_services_heads(
    whose, facility, open_event, serve, handover_officer, services_head
):
    event = open_event(facility)
    fact = serve(event, event.entitlements.first(), handover_officer).handover
    at = timezone.now() + dt.timedelta(minutes=11 if whose == "late" else 1)
    by = (
        handover_officer
        if whose == "late"
        else UserFactory(facility=facility, roles=["handover_officer"])
    )

    with pytest.raises(
        Refused, match="Sudah lewat 10 menit" if whose == "late" else "dicatat petugas lain"
    ):
        settling.void(handover=fact, reason="salah", kind="wrong_entry", by=by, at=at)

    assert (
        settling.void(
            handover=fact, reason="salah", kind="wrong_entry", by=services_head, at=at
        ).voided_by
        == services_head
    )


def test_a_hand_over_is_voided_once(facility, open_event, serve, services_head):
    event = open_event(facility)
    fact = serve(event, event.entitlements.first(), services_head).handover
    for _again in range(2):
        settling.void(handover=fact, reason="salah", kind="wrong_entry", by=services_head)

    with pytest.raises(Refused, match="sudah dibatalkan"):
        settling.void(handover=fact, reason="lagi", kind="returned", by=services_head)


@pytest.mark.parametrize(
    "written", ["K7M4-9QX2", "k7m4-9qx2", "k7m49qx2", " K7M49QX2 ", "k7m4 9qx2"]
)
def test_a_coupon_code_is_read_however_it_is_written(written, facility, open_event):
    event = open_event(facility)
    coupon = CouponFactory(entitlement=event.entitlements.first(), code="K7M4-9QX2")

    assert desk.entitlement_of(event, written) == coupon.entitlement_id


def test_a_coupon_of_another_event_names_that_event(facility, open_event):
    event, other = open_event(facility), open_event(facility, title="Bakti Sosial Lebaran")
    CouponFactory(entitlement=other.entitlements.first(), code="K7M4-9QX2")

    with pytest.raises(outcomes.OtherEvent, match="Bakti Sosial Lebaran"):
        desk.entitlement_of(event, "K7M4-9QX2")


def test_a_coupon_of_another_facility_is_unknown(facility, other_facility, open_event):
    event, foreign = open_event(facility), open_event(other_facility)
    CouponFactory(entitlement=foreign.entitlements.first(), code="K7M4-9QX2")

    with pytest.raises(outcomes.UnknownCoupon):
        desk.entitlement_of(event, "K7M4-9QX2")


def test_a_replaced_coupon_says_so(facility, open_event, services_head):
    event = open_event(facility)
    CouponFactory(
        entitlement=event.entitlements.first(),
        code="K7M4-9QX2",
        revoked_at=timezone.now(),
        revoked_by=services_head,
    )

    with pytest.raises(outcomes.RevokedCoupon):
        desk.entitlement_of(event, "K7M4-9QX2")


@pytest.mark.parametrize(
    "claimed",
    [
        "0001-01-01T00:00+00:00",
        "1900-01-01T00:00+00:00",
        "2099-01-01T00:00+00:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_a_device_with_a_wrong_clock_is_told_so(
    claimed, facility, open_event, serve, handover_officer
):
    event = open_event(facility)

    with pytest.raises(outcomes.Invalid) as refusal:
        serve(
            event,
            event.entitlements.first(),
            handover_officer,
            handed_over_at=dt.datetime.fromisoformat(claimed),
        )

    assert (list(refusal.value.errors), event.handovers.count()) == (["handed_over_at"], 0)


def test_paper_written_before_the_opening_on_the_screen_keeps_its_hour(
    facility, open_event, serve, handover_officer
):
    event = open_event(facility)
    morning = facility.start_of(facility.local_day(timezone.now()))

    assert (
        serve(
            event, event.entitlements.first(), handover_officer, handed_over_at=morning
        ).handover.handed_over_at
        == morning
    )


@pytest.mark.parametrize("code", ["unknown_coupon", "revoked_coupon", "other_event"])
def test_a_coupon_that_says_no_is_kept_as_an_attempt(code, facility, open_event, services_head):
    event, other = open_event(facility), open_event(facility, packages=0)
    coupon = CouponFactory(
        entitlement=(other if code == "other_event" else event).entitlements.first(),
        code="K7M4-9QX2",
    )
    if code == "revoked_coupon":
        coupons.replace(coupon=coupon, by=services_head)
    typed = "ZZZZ-ZZZZ" if code == "unknown_coupon" else coupon.code

    with pytest.raises(outcomes.DeskRefusal) as refusal:
        desk.hand_over(distribution=event, coupon=typed, order=an_order(), by=services_head)

    assert (refusal.value.outcome, DeskAttempt.objects.get().outcome) == (code, code)


def test_a_closed_or_coming_event_names_its_day(facility, open_event):
    event = open_event(facility, packages=0)
    event.status, event.closed_at = "closed", timezone.now() - dt.timedelta(days=3)
    coming = DistributionFactory(facility=facility, day=event.day + dt.timedelta(days=9))

    closed, draft = outcomes.NotOpen(event), outcomes.NotOpen(coming)

    assert tanggal(facility.local_day(event.closed_at)) in closed.message
    assert "hari ini" not in closed.say
    assert (tanggal(coming.day) in draft.message, tanggal(coming.day) in draft.say) == (True, True)


def test_a_mother_whose_name_was_corrected_stays_the_mother(
    facility, open_event, serve, handover_officer, registrar
):
    entitlement = open_event(facility, snapshot={"relationship": "mother"}).entitlements.first()
    member = entitlement.family.members.get()
    people.edit_member(member=member, full_name="Wartini Uji Lestari", by=registrar)
    member.refresh_from_db()

    served = serve(
        entitlement.distribution, entitlement, handover_officer, collector=Collector("", "", member)
    )

    fact = served.handover
    assert (fact.collector_name, fact.collector_relationship) == ("Wartini Uji Lestari", "mother")


def test_a_relationship_that_was_approved_stays_with_whom_the_family_was_named_after(
    facility, open_event, registrar
):
    entitlement = open_event(facility).entitlements.first()
    mother = entitlement.family.members.get()
    entitlement.snapshot = {"relationship": "mother", "named_after": mother.pk}
    new = people.NewMember("Kasmini", names_family=True)
    sister = people.add_member(family=entitlement.family, member=new, by=registrar)
    mother.refresh_from_db()

    said = [entitlement.relationship_of(member) for member in (mother, sister)]

    assert said == ["mother", "other"]
