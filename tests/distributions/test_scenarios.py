"""Awkward mornings through the pages, from the search to the report, as officers live them."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import Coupon, Distribution, Handover
from distributions.planning import contents, locks
from families.models import Family
from harvests.models import Harvest
from rutan.models import Facility
from tests.factories import (
    CommodityFactory,
    CouponFactory,
    DistributionFactory,
    EntitlementFactory,
    HarvestFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    RegisterNumberFactory,
    UserFactory,
)


@pytest.fixture
def event(facility, open_event):
    return open_event(facility, accepts_walk_ins=False, snapshot={"relationship": "wife"})


@pytest.fixture
def desk(sign_in, handover_officer):
    client = sign_in(handover_officer)
    client.get("/accounts/password/change/")  # the first request of a session writes it
    return client


@pytest.fixture
def other_desk(sign_in, facility):
    return sign_in(UserFactory(facility=facility, roles=["handover_officer"]))


def listed(event, name, number=1):
    """A listed family with one member, called so."""
    row = event.entitlements.get(number=number)
    Family.objects.filter(pk=row.family_id).update(name=name)
    row.family.members.update(full_name=name)
    return event.entitlements.get(pk=row.pk)


def search(client, event, q):
    return client.get(reverse("desk", args=[event.pk]), {"q": q})


def text_of(response):
    """What is read on the page, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hand_over(client, event, **sent):
    usual = {"client_id": uuid.uuid4(), "verified_by_method": "ktp", "desk": "Loket 1"}
    return client.post(reverse("hand_over", args=[event.pk]), usual | sent)


def test_a_family_of_two_inmates_is_one_family_by_either_number(desk, event, facility):
    sumi = listed(event, "Sumi")
    son = InmateFactory(facility=facility)
    KinshipFactory(family=sumi.family, inmate=son, relationship="mother")
    for inmate, written in ((sumi.inmate, "B.I.140/2024"), (son, "A.III.71/2025")):
        RegisterNumberFactory(inmate=inmate, written=written)
    numbers = ("B.I.140/2024", "A.III.71/2025")

    found = [search(desk, event, q).context["found"].only for q in numbers]
    served = hand_over(desk, event, entitlement=sumi.pk, collector=sumi.family.members.get().pk)
    again = [text_of(search(desk, event, q)) for q in numbers]

    assert [card.entitlement for card in found] == [sumi, sumi]
    assert served.status_code == 303
    assert all("Sudah diterima pukul" in page and "Loket 1" in page for page in again)


def test_a_visitor_who_is_no_member_collects_and_the_family_stays_as_it_is(desk, event):
    row = listed(event, "Sri Wahyuni")
    CouponFactory(entitlement=row, code="K7M4-9QX2")
    somebody = {"collector_name": "Rina Kartika", "collector_relationship": "sibling"}

    served = hand_over(
        desk, event, coupon="K7M4-9QX2", verified_by_method="proxy_letter", **somebody
    )

    fact = Handover.objects.get()
    kept = (fact.collector_member, fact.collector_relationship, fact.verified_by_method)
    assert kept == (None, "sibling", "proxy_letter")
    assert "Rina Kartika" in text_of(desk.get(served["Location"]))
    assert [member.full_name for member in row.family.members.all()] == ["Sri Wahyuni"]


def test_who_is_no_member_says_her_name_and_what_she_is(desk, event):
    row = listed(event, "Sri Wahyuni")

    answer = hand_over(desk, event, entitlement=row.pk)

    assert (answer.status_code, Handover.objects.count()) == (422, 0)


def test_the_wrong_namesake_is_voided_and_the_right_one_served(desk, event, sign_in, services_head):
    wrong, right = listed(event, "Sri Wahyuni"), listed(event, "Sri Wahyuni", 2)
    hand_over(desk, event, entitlement=wrong.pk, collector=wrong.family.members.get().pk)
    void = reverse("void", args=[Handover.objects.get().pk])

    desk.post(void, {"kind": "wrong_entry", "reason": "salah orang"})
    hand_over(desk, event, entitlement=right.pk, collector=right.family.members.get().pk)

    event.refresh_from_db()
    report = sign_in(services_head).get(reverse("distribution_report", args=[event.pk]))
    assert (event.handed_over, Handover.objects.live().get().entitlement) == (1, right)
    assert "salah orang" in text_of(report)


def test_a_double_click_gives_one_package_and_one_receipt(desk, event):
    row = listed(event, "Sri Wahyuni")
    sent = {"entitlement": row.pk, "client_id": uuid.uuid4()}
    sent["collector"] = row.family.members.get().pk

    answers = [hand_over(desk, event, **sent) for _click in range(2)]

    assert [answer["Location"] for answer in answers] == [
        reverse("receipt", args=[event.pk, 1])
    ] * 2
    assert Handover.objects.count() == 1


def test_the_second_desk_with_the_same_coupon_hears_when_and_where(desk, other_desk, event):
    row = listed(event, "Sri Wahyuni")
    CouponFactory(entitlement=row, code="K7M4-9QX2")
    sent = {"coupon": "K7M4-9QX2", "collector": row.family.members.get().pk}

    first = hand_over(desk, event, **sent)
    second = hand_over(other_desk, event, **sent | {"desk": "Loket 2"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert b'data-outcome="already_handed_over"' in second.content
    assert "Loket 1" in text_of(second)
    assert Handover.objects.count() == 1


def test_after_the_minutes_of_the_officer_only_the_kasubsi_voids(
    desk, event, sign_in, services_head
):
    row = listed(event, "Sri Wahyuni")
    hand_over(desk, event, entitlement=row.pk, collector=row.family.members.get().pk)
    Facility.objects.update(void_minutes=0)
    fact = Handover.objects.get()
    void, why = reverse("void", args=[fact.pk]), {"kind": "wrong_entry", "reason": "salah orang"}

    told = desk.get(void)
    late = desk.post(void, why)
    fact.refresh_from_db()
    still_stands = fact.voided_at is None
    sign_in(services_head).post(void, why)

    fact.refresh_from_db()
    assert (late.status_code, still_stands, fact.voided_by) == (409, True, services_head)
    # Nobody is asked for a reason in vain.
    assert "Pembatalan dilakukan oleh Kasubsi Pelayanan Tahanan." in text_of(told)
    assert b'name="reason"' not in told.content
    assert timezone.now() >= fact.voided_at


# More families than packages, a harvest that fell short, packages nobody fetched


@pytest.fixture
def kasubsi(sign_in, services_head):
    return sign_in(services_head)


def test_reserves_get_the_packages_of_those_who_did_not_come_by_button_in_their_turn(
    desk, kasubsi, facility, open_event
):
    event = open_event(facility, families=2, source="reserve", accepts_walk_ins=False)
    for rank, name in enumerate(("Citra", "Dewi"), start=1):
        event.entitlements.filter(pk=listed(event, name, rank).pk).update(rank=rank)
    citra, dewi = event.entitlements.in_turn()
    promote = [reverse("entitlement_promote", args=[row.pk]) for row in (dewi, citra)]

    early = kasubsi.post(promote[0])
    page = text_of(kasubsi.get(reverse("recipients", args=[event.pk])))
    done = kasubsi.post(promote[1])
    sent = {"entitlement": citra.pk, "collector": citra.family.members.get().pk}
    served = hand_over(desk, event, **sent)

    assert "Cadangan ke-1" in page
    assert "Jadikan penerima Citra" in page
    assert [answer.status_code for answer in (early, done, served)] == [422, 303, 303]


def test_the_next_proposal_begins_with_the_reserve_who_was_not_reached(
    desk, kasubsi, facility, open_event
):
    event = open_event(facility, families=2, packages=1, source="reserve", accepts_walk_ins=False)
    for rank, name in enumerate(("Citra", "Dewi"), start=1):
        row = listed(event, name, rank)
        event.entitlements.filter(pk=row.pk).update(rank=rank)
        PovertyEvidenceFactory(family=row.family, valid_until=event.day + dt.timedelta(days=90))
    citra, _dewi = event.entitlements.in_turn()

    kasubsi.post(reverse("entitlement_promote", args=[citra.pk]))
    hand_over(desk, event, entitlement=citra.pk, collector=citra.family.members.get().pk)
    kasubsi.post(reverse("distribution_close", args=[event.pk]), {"client_id": uuid.uuid4()})
    following = DistributionFactory(facility=facility, day=event.day + dt.timedelta(days=7))
    page = kasubsi.get(reverse("recipients", args=[following.pk]))

    event.refresh_from_db()
    proposed = [row.family.name for row, _pick, _reason in page.context["form"].rows]
    assert (event.status, proposed) == ("closed", ["Dewi", "Citra"])
    of_dewi = text_of(page).split("Dewi")[1].split("Citra")[0]
    assert "pernah tidak mendapat paket" in of_dewi


@pytest.fixture
def short(facility, services_head, head):
    """Two ikat kangkung and one ikat sawi for two families, approved with coupons; the sawi
    failed.
    """
    kangkung = CommodityFactory(facility=facility, name="Kangkung")
    sawi = CommodityFactory(facility=facility, name="Sawi")
    event = DistributionFactory(facility=facility, day=facility.local_day(timezone.now()))
    contents.set_items(distribution=event, items=[(kangkung, 2), (sawi, 1)], by=services_head)
    for number in (1, 2):
        row = EntitlementFactory(distribution=event, number=number)
        CouponFactory(entitlement=row, code=("K7M4-9QX2", "H3P8-2WD5")[number - 1])
    approved = {"approved_at": timezone.now(), "approved_by": head, "status": "approved"}
    Distribution.objects.filter(pk=event.pk).update(**approved)
    HarvestFactory(facility=facility, commodity=kangkung, quantity=6)
    return event


def packing_of(commodity, packages, per_package):
    line = {"commodity": commodity.pk, "unit": "", "per_package": per_package}
    data = {"client_id": uuid.uuid4(), "packages": packages, "note": ""}
    data |= {"content-TOTAL_FORMS": 1, "content-INITIAL_FORMS": 0}
    return data | {f"content-0-{name}": value for name, value in line.items()}


def test_a_package_shrinks_before_the_opening_and_its_coupons_stay(kasubsi, short):
    kangkung, sawi = (item.commodity for item in short.items.order_by("commodity__name"))
    pack = reverse("packing", args=[short.pk])
    plan = {f"item_{kangkung.pk}": "3", f"item_{sawi.pk}": ""}

    failed = kasubsi.post(pack, packing_of(sawi, 2, 1))
    changed = kasubsi.post(
        reverse("distribution_plan", args=[short.pk]),
        plan | {"seen": locks.fingerprint(short)},
    )
    packed = kasubsi.post(pack, packing_of(kangkung, 2, 3))
    opened = kasubsi.post(reverse("distribution_open", args=[short.pk]))

    answers = [answer.status_code for answer in (failed, changed, packed, opened)]
    page = text_of(kasubsi.get(reverse("distribution_detail", args=[short.pk])))
    assert answers == [409, 303, 303, 303]
    assert "Isi paket diubah setelah daftar disetujui." in page
    assert Coupon.objects.live().filter(entitlement__distribution=short).count() == 2
    assert Harvest.objects.get().on_hand_quantity == 0


def test_left_over_packages_are_explained_to_the_last_one(kasubsi, desk, facility, open_event):
    event = open_event(facility, families=2, packages=7, accepts_walk_ins=False)
    row = listed(event, "Ani")
    hand_over(desk, event, entitlement=row.pk, collector=row.family.members.get().pk)
    close, key = reverse("distribution_close", args=[event.pk]), {"client_id": uuid.uuid4()}

    short_by_one = kasubsi.post(close, key | {"kitchen": "4", "lost": "1", "reason": "wilted"})
    whole = {"kitchen": "4", "lost": "2", "reason": "wilted"}
    page = text_of(kasubsi.post(close, key | whole, follow=True))

    event.refresh_from_db()
    assert (short_by_one.status_code, "Selisih 1 paket." in text_of(short_by_one)) == (409, True)
    assert "Dikemas 7 = diserahkan 1 + dikembalikan 4 (4 ke dapur) + rusak 2." in page
    assert (event.status, event.packages_left) == ("closed", 0)
