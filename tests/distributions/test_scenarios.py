"""Awkward mornings through the pages, from the search to the report, as officers live them."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import Handover
from families.models import Family
from rutan.models import Facility
from tests.factories import (
    CouponFactory,
    InmateFactory,
    KinshipFactory,
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
    somebody = {"collector_name": "Rina Kartika", "collector_relationship": "sibling"}

    served = hand_over(
        desk, event, entitlement=row.pk, verified_by_method="proxy_letter", **somebody
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

    late = desk.post(void, why)
    fact.refresh_from_db()
    still_stands = fact.voided_at is None
    sign_in(services_head).post(void, why)

    fact.refresh_from_db()
    assert (late.status_code, still_stands, fact.voided_by) == (409, True, services_head)
    assert timezone.now() >= fact.voided_at
