"""The list explains itself, and between families that are equal in everything a lot decides, which
anybody can draw again.
"""

import datetime as dt
import hashlib
import re

import pgtrigger
import pytest
from django.urls import reverse

from distributions.models import Distribution, Entitlement
from distributions.planning import approval, candidates, lifecycle, listing
from families.models import Inmate, PovertyEvidence
from tests.distributions.test_planning_guards import put, refused, settle
from tests.factories import (
    TODAY,
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyMemberFactory,
    HandoverFactory,
)


def again(seed, families):
    """The order of equals, by somebody who has nothing but the page and a calculator."""
    lots = {
        hashlib.sha256(f"{seed}{family.pk}".encode()).hexdigest(): family for family in families
    }
    return [lots[lot] for lot in sorted(lots)]


@pytest.fixture
def equals(eligible):
    """Make families with nothing between them."""

    def make(n):
        families = [eligible(f"Keluarga {number:02}") for number in range(n)]
        PovertyEvidence.objects.update(kind="sktm", decile=None)
        return families

    return make


@pytest.fixture
def office(sign_in, services_head):
    return sign_in(services_head)


def test_equals_are_drawn_by_a_lot_that_anybody_can_draw_again(office, facility, equals):
    families, [event, copy] = equals(6), DistributionFactory.create_batch(2, facility=facility)

    found = candidates.candidates(event).eligible

    assert [row.family for row in found] == again(event.lot_seed, families)
    assert event.lot_seed != copy.lot_seed
    page = office.get(reverse("recipients", args=[event.pk])).content.decode()
    [seed] = re.findall(r"<dd><code>(\w{16})</code></dd>", page)
    drawn = re.findall(r"undian (\w{6}) \(keluarga nomor (\d+)\)", page)
    shown = [hashlib.sha256(f"{seed}{number}".encode()).hexdigest()[:6] for _lot, number in drawn]
    assert [lot for lot, _number in drawn] == shown == sorted(shown)
    assert len(shown) == 6


def test_a_claim_goes_before_every_lot_and_says_so(facility, equals):
    plain, poor, mother = equals(3)
    FamilyMemberFactory.create_batch(2, family=mother, card_relationship="child")
    poor.evidence.update(kind="dtsen", decile=1)

    found = candidates.candidates(DistributionFactory(facility=facility)).eligible

    assert [(row.family, row.words) for row in found] == [
        (mother, "belum pernah menerima; 2 anak; SKTM s.d. 31 Desember 2026"),
        (poor, "belum pernah menerima; desil 1; DTSEN (desil) s.d. 31 Desember 2026"),
        (plain, "belum pernah menerima; SKTM s.d. 31 Desember 2026"),
    ]


def test_the_seed_is_drawn_once_and_never_again(facility, services_head):
    event = DistributionFactory(facility=facility)
    seed = event.lot_seed

    assert refused(put(event, lot_seed="0" * 16)) == "the_seed_of_a_lottery_never_changes"
    settle()
    with pgtrigger.ignore("distributions.Distribution:the_seed_of_a_lottery_never_changes"):
        assert refused(put(event, lot_seed="0" * 15)) == "a_lottery_has_its_seed"
        assert refused(put(event, lot_seed="0" * 16)) == ""

    plan = {"title": "Bakti sosial", "venue": "Aula", "day": TODAY}
    hours = {"starts": dt.time(8), "ends": dt.time(12)}
    again = lifecycle.create(facility=facility, by=services_head, **plan, **hours)
    assert re.fullmatch(r"[0-9a-f]{16}", again.lot_seed)
    assert again.lot_seed != seed


def _missed(facility, family, *, days_ago, came=False):
    """A closed event on whose list the family was, and to which it did not come."""
    event = DistributionFactory(facility=facility, day=TODAY - dt.timedelta(days=days_ago))
    row = EntitlementFactory(distribution=event, family=family, snapshot={"family": family.name})
    acts = {"opened_at": event.recorded_at, "opened_by": event.recorded_by}
    acts |= {"approved_at": event.recorded_at, "approved_by": event.recorded_by}
    put(event, status="approved", **acts)()
    put(event, status="open")()
    if came:
        Entitlement.objects.filter(pk=row.pk).update(
            arrived_at=event.recorded_at, arrived_by=event.recorded_by
        )
    put(event, status="closed", closed_at=event.recorded_at, closed_by=event.recorded_by)()
    return event


@pytest.fixture
def stayed_away(facility, eligible):
    """Four families of the last events: absent twice, once, twice but served since, and once of
    two times that it was expected.
    """
    twice, once, served, came = (eligible(name) for name in ("Ani", "Budi", "Citra", "Dewi"))
    for family in (twice, served):
        _missed(facility, family, days_ago=60)
        _missed(facility, family, days_ago=30)
    _missed(facility, once, days_ago=30)
    _missed(facility, came, days_ago=60)
    _missed(facility, came, days_ago=30, came=True)
    since = DistributionFactory(facility=facility, day=TODAY)
    row = EntitlementFactory(distribution=since, family=served)
    day = TODAY - dt.timedelta(days=10)
    with pgtrigger.ignore("distributions.Handover:touches_distribution"):
        HandoverFactory(entitlement=row, served_window=(day, day + dt.timedelta(days=1)))
    return twice, once, served, came


def test_who_stayed_away_twice_is_asked_for_before_and_after(office, facility, stayed_away):
    twice, _once, served, _came = stayed_away
    event = DistributionFactory(facility=facility, day=TODAY + dt.timedelta(days=30))

    rows = candidates.candidates(event).by_family()

    assert {pk for pk, row in rows.items() if row.stays_away} == {twice.pk}
    assert "tidak hadir berturut-turut: 2 kali" in rows[twice.pk].words
    before = office.get(reverse("recipients", args=[event.pk])).content.decode()
    assert before.count("Perlu diantar?") == 1
    for family, asked in ((twice, True), (served, False)):
        over = Distribution.objects.closed().filter(entitlements__family=family).first()
        page = office.get(reverse("recipients", args=[over.pk])).content.decode()
        said = "Perlu diantar?" in page, "Belum pernah menerima" in page
        assert said == (asked, asked)


@pytest.fixture
def proposed(facility, eligible, services_head):
    """A proposed list with one family chosen by hand, one of staff, and one whose inmate left."""
    event = DistributionFactory(facility=facility)
    event.items.create(commodity=CommodityFactory(facility=facility, name="Kangkung"), quantity=2)
    left, relative, _passed, friend = (eligible(n) for n in ("Ani", "Budi", "Citra", "Dewi"))
    type(relative).objects.filter(pk=relative.pk).update(staff_relative=True)
    listing.choose(
        distribution=event,
        families=[left, relative, friend],
        reasons={friend.pk: "Rumah terbakar"},
        by=services_head,
    )
    approval.propose(distribution=event, by=services_head)
    Inmate.objects.filter(kinships__family=left).update(custody_status="released")
    return event


def test_the_head_sees_first_what_a_hand_did_and_whose_relative_it_is(sign_in, head, proposed):
    page = sign_in(head).get(reverse("distribution_approve", args=[proposed.pk])).content.decode()

    told = ["Dipilih petugas di luar", "Keluarga pegawai", "WBP sudah tidak di Rutan"]
    places = [page.index(each) for each in told]
    assert places == sorted(places)
    assert "Citra" in page.split("Belum pernah menerima dan tidak dalam daftar ini (1)")[1]


def test_more_families_than_stock_is_said_by_commodity(office, sign_in, head, proposed):
    for client, name in ((office, "distribution_plan"), (sign_in(head), "distribution_approve")):
        page = client.get(reverse(name, args=[proposed.pk])).content.decode()

        assert "Stok hari ini belum cukup untuk 3 keluarga." in page
        assert " ".join(page.split("Kurang:")[1].split(".")[0].split()) == "6 ikat Kangkung"


def test_the_proposal_of_the_demo_is_the_same_twice_and_explained(demo):
    event = Distribution.objects.filter(facility__short_name="Rutan Blora", status="draft").get()

    told, again_ = (
        "\n".join(
            f"{row.place}. {row.family.pk}: {row.words}"
            for row in candidates.candidates(event).proposed()
        ).encode()
        for _time in range(2)
    )

    assert told == again_
    lines = told.decode().splitlines()
    assert len(lines) > 50
    assert not [line for line in lines if len(line.split(": ", 1)[1]) < 10]
    drawn = [row for row in candidates.candidates(event).eligible if row.drawn]
    assert {
        row.lot == hashlib.sha256(f"{event.lot_seed}{row.family.pk}".encode()).hexdigest()
        for row in drawn
    } == {True}
