"""The visit counter: who of the list came, known by what, with the coupon in hand; and taken back
when it was another family.
"""

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from distributions import counter, desk
from distributions.models import Coupon, Entitlement
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import (
    CouponFactory,
    DistributionFactory,
    EntitlementFactory,
    UserFactory,
    today_here,
)
from tests.races import without


@pytest.fixture
def listed(facility, open_event):
    event = open_event(facility, families=3)
    for row in event.entitlements.all():
        CouponFactory(entitlement=row)
    return list(event.entitlements.by_number())


def seen(row, name="Kasmini", relationship="mother", method="ktp", **facts):
    return counter.Seen(desk.Collector(name, relationship), method, **facts)


def page_of(client, event, **query):
    return client.get(reverse("arrivals", args=[event.pk]), query)


SENT = {
    "collector": "",
    "collector_name": "Kasmini",
    "collector_relationship": "mother",
    "verified_by_method": "family_card",
}


def test_the_counter_writes_down_who_came_and_the_desk_asks_it_no_more(
    listed, sign_in, handover_officer
):
    row, client = listed[0], sign_in(handover_officer)
    address = reverse("arrivals", args=[row.distribution_id])
    sent = SENT | {"entitlement": row.pk, "coupon_given": "on", "goes_first": "on"}

    wrong = client.post(address, sent | {"verified_by_method": "coupon"})
    first, again = (client.post(address, sent, follow=True) for _time in range(2))
    other = client.post(address, sent | {"collector_name": "Orang lain"})
    at_desk = client.get(reverse("desk", args=[row.distribution_id]), {"entitlement": row.pk})

    row.refresh_from_db()
    coupon, usual = row.coupons.get(), at_desk.context["form"].initial
    assert (wrong.status_code, first.status_code, again.status_code) == (422, 200, 200)
    assert "Sudah datang pukul" in first.content.decode()
    assert "<h2>Belum disimpan: 1 isian perlu diperbaiki." in wrong.content.decode()
    assert (other.status_code, "Sudah datang pukul" in other.content.decode()) == (409, True)
    assert (row.arrived_by, coupon.given_by) == (handover_officer, handover_officer)
    assert (row.arrived_at, row.may_be_photographed) == (coupon.given_at, False)
    assert (usual["collector_name"], usual["verified_by_method"]) == ("Kasmini", "family_card")
    assert AuditEntry.objects.filter(verb="arrive", thing_id=str(row.pk)).count() == 1


def test_who_goes_first_is_called_before_who_came_before_and_nobody_reads_why(
    listed, sign_in, handover_officer
):
    now, event = timezone.now(), listed[0].distribution
    for minutes, (row, first) in enumerate(zip(listed, [False, False, True], strict=True)):
        at = now - dt.timedelta(minutes=9 - minutes)
        counter.arrive(
            entitlement=row, seen=seen(row, goes_first=first), by=handover_officer, at=at
        )

    here = Entitlement.objects.on(event).here()
    page = page_of(sign_in(handover_officer), event).content.decode()

    assert [row.number for row in here] == [3, 1, 2]
    assert page.count("didahulukan") == 1
    # Over the counter visitors read along.
    assert not any(row.family.name in page for row in listed)


def test_an_arrival_for_the_wrong_family_is_taken_back_with_its_coupon(
    listed, handover_officer, services_head, serve
):
    mine, old, served = listed
    long_ago = timezone.now() - dt.timedelta(minutes=11)
    act = {"by": handover_officer}
    counter.arrive(entitlement=mine, seen=seen(mine, coupon_given=True), **act)
    counter.arrive(entitlement=old, seen=seen(old), at=long_ago, **act)
    counter.arrive(entitlement=served, seen=seen(served), **act)
    serve(served.distribution, served, handover_officer)
    colleague = UserFactory(facility=mine.distribution.facility, roles=["handover_officer"])

    for row, by in ((mine, colleague), (old, handover_officer), (served, services_head)):
        with pytest.raises(Refused):
            counter.undo_arrival(entitlement=row, by=by)
    counter.undo_arrival(entitlement=old, by=services_head)
    back = counter.undo_arrival(entitlement=mine, **act)

    coupon = Coupon.objects.get(entitlement=mine)
    assert (back.arrived_at, back.arrived_name, back.arrived_method) == (None, "", "")
    assert (coupon.given_at, coupon.given_by) == (None, None)
    assert not Entitlement.objects.on(mine.distribution).here().exists()
    # The family that did come is written down then.
    assert counter.arrive(entitlement=mine, seen=seen(mine), **act).arrived_at


def test_a_coupon_that_was_given_early_stays_given(listed, handover_officer):
    row, act = listed[0], {"by": handover_officer}
    yesterday = timezone.now() - dt.timedelta(days=1)
    counter.give_coupon(entitlement=row, at=yesterday, **act)
    counter.arrive(entitlement=row, seen=seen(row, coupon_given=True), **act)

    counter.undo_arrival(entitlement=row, **act)

    coupon = Coupon.objects.get(entitlement=row)
    assert coupon.given_at == yesterday
    with pytest.raises(IntegrityError), transaction.atomic():
        Coupon.objects.filter(pk=coupon.pk).update(given_at=timezone.now())


@pytest.fixture
def approved(facility):
    """A right, number 12 with its coupon, in an event of the day after tomorrow."""
    event = DistributionFactory(facility=facility, day=today_here() + dt.timedelta(days=2))
    row = EntitlementFactory(distribution=event, number=12, snapshot={"family": "Sri"})
    CouponFactory(entitlement=row)
    event.status, event.approved_at = "approved", timezone.now()
    event.approved_by = event.recorded_by
    event.save()
    return row


def test_before_the_day_the_search_says_number_and_coupon(approved, sign_in, handover_officer):
    event, client = approved.distribution, sign_in(handover_officer)

    before = page_of(client, event, q="12").content.decode()
    client.post(reverse("give_coupon", args=[approved.pk]))
    after = page_of(client, event, q="12").content.decode()
    came = client.post(reverse("arrivals", args=[event.pk]), SENT | {"entitlement": approved.pk})

    assert "nomor 12. Kupon belum diberikan." in " ".join(before.split())
    assert ("Berikan kupon" in before, "Berikan kupon" in after) == (True, False)
    assert f"oleh {handover_officer.name}." in after
    assert came.status_code == 423
    assert not Entitlement.objects.filter(arrived_at__isnull=False).exists()


def test_nobody_arrives_at_an_event_that_is_over(day_of_aid, facility, handover_officer):
    """Also around the verb."""
    over = day_of_aid(facility, today_here(), served=1)
    row = over.entitlements.waiting().first()

    with pytest.raises(Refused):
        counter.arrive(entitlement=row, seen=seen(row), by=handover_officer)
    guard = "nobody_arrives_at_an_event_that_is_not_held"
    write = partial(
        Entitlement.objects.filter(pk=row.pk).update,
        arrived_at=timezone.now(),
        arrived_by=handover_officer,
    )
    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        write()
    with without(Entitlement, trigger=guard):
        assert write() == 1


def test_a_reserve_waits_in_the_hall_and_is_called_once_it_is_promoted(
    facility, open_event, handover_officer, services_head
):
    event = open_event(facility, families=1, source="reserve")
    [row] = event.entitlements.all()

    counter.arrive(entitlement=row, seen=seen(row), by=handover_officer)
    waits = Entitlement.objects.on(event).here().count()
    row.refresh_from_db()
    row.promoted_at, row.promoted_by = timezone.now(), services_head
    row.save()

    assert (waits, Entitlement.objects.on(event).here().count()) == (0, 1)


def test_anothers_coupon_is_told_with_its_event(
    listed, facility, open_event, sign_in, services_head
):
    other = open_event(facility, families=1, title="Bakti Sosial Rajab")
    code = CouponFactory(entitlement=other.entitlements.get(), code="K7M4-9QX2").code

    page = page_of(sign_in(services_head), listed[0].distribution, q=code.lower())

    assert "Kupon ini untuk Bakti Sosial Rajab" in page.content.decode()


def test_after_the_closing_nobody_waits_any_more(
    listed, handover_officer, sign_in, close_with_left_overs
):
    row, event, client = listed[0], listed[0].distribution, sign_in(handover_officer)
    counter.arrive(entitlement=row, seen=seen(row), by=handover_officer)

    during, reserves = page_of(client, event), reverse("reserves", args=[event.pk])
    close_with_left_overs(event, event.recorded_by)
    after, no_reserves = page_of(client, event), client.get(reserves)

    assert "<strong>1</strong>" in during.content.decode()
    assert "menunggu paket" in during.content.decode()
    assert "menunggu" not in after.content.decode()
    assert "belum datang" not in no_reserves.content.decode()
