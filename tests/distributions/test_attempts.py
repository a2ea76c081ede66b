"""What the desk refuses is said right, kept once, and listed on the event's page."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import attempts, coupons, desk, outcomes, settling
from distributions.home import todays_work, workday_of
from distributions.models import DeskAttempt, Outcome
from distributions.planning import lifecycle, listing
from rutan.formats import jam
from tests.distributions.conftest import an_order
from tests.factories import (
    AreaFactory,
    CouponFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    KinshipFactory,
)

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def officer(sign_in, handover_officer):
    return sign_in(handover_officer)


@pytest.fixture
def closed_list(facility, open_event):
    return open_event(facility, families=3, accepts_walk_ins=False)


def search(client, event, **query):
    return client.get(reverse("desk", args=[event.pk]), query).content.decode()


def all_kinds(kind):
    return [kind, *(one for below in kind.__subclasses__() for one in all_kinds(below))]


def test_every_answer_of_the_desk_has_a_code_of_the_contract():
    assert [kind for kind in all_kinds(outcomes.DeskRefusal) if kind.outcome not in Outcome] == []


@pytest.mark.parametrize("number", ["99", "0"])
def test_a_number_beyond_the_list_is_a_slip_and_nothing_is_said(number, officer, closed_list):
    page = search(officer, closed_list, q=number)

    assert f"Nomor {number} tidak ada; daftar ini sampai nomor 3." in page
    assert "Katakan:" not in page
    assert not DeskAttempt.objects.exists()


def test_a_family_on_no_list_is_named_as_such_and_noted_by_a_press(officer, closed_list):
    family = FamilyFactory(facility=closed_list.facility, name="Istiqomah")
    address = reverse("came_unlisted", args=[closed_list.pk])

    page = search(officer, closed_list, q="istiqomah")
    assert "Keluarga ini terdata, tetapi tidak dalam daftar kegiatan ini." in page
    assert "Catat: datang, belum terdaftar" in page
    assert not DeskAttempt.objects.exists()

    for _press in range(2):
        officer.post(address, {"family": family.pk})
    attempt = DeskAttempt.objects.get()
    assert (attempt.family, attempt.outcome) == (family, "not_on_list")


def test_opening_a_refused_line_notes_it_once(officer, closed_list):
    family = FamilyFactory(facility=closed_list.facility, name="Istiqomah")

    for _look in range(2):
        search(officer, closed_list, family=family.pk)

    assert DeskAttempt.objects.get().family == family


@pytest.mark.parametrize(("typed", "kept"), [("right", 1), ("wrong", 0)])
def test_an_unknown_coupon_counts_at_once_if_it_was_ever_printed(typed, kept, officer, closed_list):
    code = coupons.new_code()
    if typed == "wrong":
        code = code[:-1] + next(
            sign for sign in "23456789" if not coupons.is_code(code[:-1] + sign)
        )

    for _scan in range(2):
        search(officer, closed_list, q=code)

    assert list(DeskAttempt.objects.values_list("coupon_code", flat=True)) == [code] * kept


@pytest.fixture
def guessed(closed_list, handover_officer):
    """The coupon of a family, and five codes that nobody bears, of one officer within seconds."""
    for second in range(5):
        DeskAttempt.objects.create(
            distribution=closed_list,
            outcome="unknown_coupon",
            coupon_code=coupons.new_code(),
            recorded_at=timezone.now() - dt.timedelta(seconds=second),
            recorded_by=handover_officer,
        )
    code = next(code for code in iter(coupons.new_code, "") if set(code) & set("23456789"))
    return CouponFactory(entitlement=closed_list.entitlements.first(), code=code)


def test_whoever_guesses_codes_learns_nothing_for_ten_minutes(
    guessed, officer, sign_in, services_head, handover_officer, closed_list
):
    mine = search(officer, closed_list, q=guessed.code)
    another_s = search(sign_in(services_head), closed_list, q=guessed.code)

    name = guessed.entitlement.family.name
    assert ("Terlalu banyak kode" in mine, name in mine, name in another_s) == (True, False, True)
    assert name in search(officer, closed_list, q=name)
    later = timezone.now() + attempts.ONE_ATTEMPT
    assert attempts.refuse_guesses(by=handover_officer, at=later) is None


def test_codes_of_another_officer_or_of_earlier_hinder_nobody(
    guessed, services_head, handover_officer
):
    later = timezone.now() + attempts.ONE_ATTEMPT - dt.timedelta(seconds=2)

    assert attempts.refuse_guesses(by=services_head) is None
    # The two oldest of five have left the ten minutes.
    assert attempts.refuse_guesses(by=handover_officer, at=later) is None


def test_codes_tried_at_the_visit_counter_count_too(officer, closed_list):
    code = coupons.new_code()

    page = officer.get(reverse("arrivals", args=[closed_list.pk]), {"q": code})

    assert "tidak dikenal" in page.content.decode()
    assert DeskAttempt.objects.get().coupon_code == code


def test_the_services_head_reads_on_the_first_page_who_guesses(
    guessed, services_head, handover_officer, closed_list, stranger
):
    def said(user, at):
        lines = todays_work(workday_of(user, at))
        return [line.text for line in lines if line.action == "Lihat yang ditolak"]

    name = handover_officer.name
    told = f"5 kode kupon yang tidak dikenal dicoba oleh {name}, {closed_list}."
    now, tomorrow = timezone.now(), timezone.now() + dt.timedelta(days=1)
    assert [said(services_head, now), said(services_head, tomorrow)] == [[told], []]
    assert said(stranger, now) == []


def test_an_order_by_coupon_of_whoever_guesses_is_not_carried_out(
    guessed, closed_list, handover_officer
):
    order = {"order": an_order(), "by": handover_officer, "coupon": guessed.code}

    with pytest.raises(outcomes.TooManyCodes):
        desk.hand_over(distribution=closed_list, **order)

    assert not guessed.entitlement.handovers.exists()


@pytest.fixture
def refused_visitors(facility, open_event, serve, services_head):
    """An event, and by kind of visitor what the counter's form names, whom the attempt names, and
    what the event's page says.
    """
    AreaFactory()
    event = open_event(facility, families=2, one_per_inmate=True)
    served, off = event.entitlements.order_by("number")
    serve(event, served, services_head)
    listing.withdraw(entitlement=off, reason="Pindah", by=services_head)
    second, inmate = FamilyFactory(facility=facility, name="Istiqomah"), served.inmate
    KinshipFactory(inmate=inmate, family=second)
    return event, {
        "family": ({"family": second.pk}, [second, None, None], "Istiqomah</a>"),
        "inmate": (
            {"inmate": inmate.pk},
            [None, inmate, None],
            f"Keluarga baru dari WBP {inmate.name}",
        ),
        "listed": ({"family": off.family_id}, [None, None, off], f"{off.family.name}</a>, nomor 2"),
    }


@pytest.mark.parametrize("visitor", ["family", "inmate", "listed"])
def test_a_refusal_at_the_counter_is_one_whatever_form_asked_again(
    visitor, refused_visitors, officer, sign_in, services_head
):
    event, visitors = refused_visitors
    whom, named, told = visitors[visitor]
    typed = {"collector_name": "Istiqomah", "collector_relationship": "mother", "ground": "sktm"}
    typed |= {"area": "33.16.16.2001", "verified_by_method": "ktp", "hand_over": "1"} | whom

    for _form in range(3):
        officer.post(reverse("walk_ins", args=[event.pk]), typed | {"client_id": uuid.uuid4()})
    if row := named[-1]:
        search(officer, event, entitlement=row.pk)

    [attempt] = DeskAttempt.objects.all()
    page = sign_in(services_head).get(reverse("distribution_detail", args=[event.pk]))
    assert [attempt.family, attempt.inmate, attempt.entitlement] == named
    assert (
        told
        in " ".join(page.content.decode().split()).split('id="refusals"')[1].split("</section>")[0]
    )


def test_two_officers_answers_and_two_things_are_attempts_of_their_own(
    facility, open_event, services_head, handover_officer, serve
):
    event = open_event(facility, families=2, packages=0)

    for by in (services_head, handover_officer):
        for row in event.entitlements.all():
            for _press in range(2):
                with pytest.raises(outcomes.NoPackageLeft):
                    serve(event, row, by)

    assert DeskAttempt.objects.count() == 4


def test_a_coupon_of_a_cancelled_event_says_so_and_is_revoked(facility, open_event, services_head):
    off = DistributionFactory(facility=facility)
    coupon = CouponFactory(entitlement=EntitlementFactory(distribution=off), code="K7M4-9QX2")

    lifecycle.cancel(distribution=off, reason="hujan", by=services_head)
    event = open_event(facility)
    with pytest.raises(outcomes.OtherEvent) as refusal:
        desk.hand_over(distribution=event, coupon=coupon.code, order=an_order(), by=services_head)

    coupon.refresh_from_db()
    assert "yang dibatalkan. Cari dengan nama." in refusal.value.message
    assert (coupon.revoked_by, coupon.revoked_at is None) == (services_head, False)


def test_a_replay_of_a_voided_hand_over_says_that_it_was_voided(
    facility, open_event, serve, services_head
):
    event, key = open_event(facility), uuid.uuid4()
    row = event.entitlements.first()
    first = serve(event, row, services_head, client_id=key).handover
    settling.void(handover=first, reason="salah", kind="wrong_entry", by=services_head)

    again = serve(event, row, services_head, client_id=key)

    assert again.outcome == "replayed"
    assert again.message.endswith(", lalu dibatalkan. Belum ada paket yang diserahkan.")


def test_every_refusal_stands_on_the_events_page(officer, closed_list, sign_in, head):
    family = FamilyFactory(facility=closed_list.facility, name="Istiqomah")
    officer.post(reverse("came_unlisted", args=[closed_list.pk]), {"family": family.pk})
    search(officer, closed_list, q=(code := coupons.new_code()))

    page = sign_in(head).get(reverse("distribution_detail", args=[closed_list.pk]))

    text = page.content.decode()
    assert reverse("family_detail", args=[family.pk]) in text
    assert "Tidak ada dalam daftar" in text
    assert f"Kupon {code}" in text


def test_the_refusals_say_who_received_after_all_and_when(
    facility, open_event, serve, services_head, sign_in
):
    event = open_event(facility, families=2)
    served, not_served = event.entitlements.order_by("number")
    at = {"recorded_at": timezone.now(), "recorded_by": services_head, "distribution": event}
    for row in (served, not_served):
        DeskAttempt.objects.create(**at, entitlement=row, outcome="no_package_left")
    DeskAttempt.objects.create(**at, coupon_code="AAAA-2222", outcome="unknown_coupon")
    serve(event, served, services_head)

    page = sign_in(services_head).get(reverse("distribution_detail", args=[event.pk]))

    html = page.content.decode()
    assert "Ditolak di loket" in html
    cells = re.findall(r'<td data-label="Menerima paket">(.*?)</td>', html, re.S)
    with timezone.override(facility.time_zone):
        hour = f"pukul {jam(event.handovers.get().handed_over_at)}"
    assert [" ".join(cell.split()) for cell in cells] == ["–", "tidak", hour]


def test_a_mistyped_coupon_is_no_family_that_is_not_on_file(officer, closed_list, sign_in, head):
    order = {"coupon": "K7M4-9QX3", "client_id": uuid.uuid4(), "verified_by_method": "coupon"}
    order |= {"collector_name": "Sri Rahayu", "collector_relationship": "wife"}
    answer = officer.post(reverse("hand_over", args=[closed_list.pk]), order)

    page = sign_in(head).get(reverse("distribution_detail", args=[closed_list.pk]))

    assert answer.status_code == 404
    assert "Kode K7M4-9QX3 salah ketik." in answer.content.decode()
    assert "kode kupon yang salah ketik" in page.content.decode()
    assert "belum terdaftar" not in page.content.decode()


def withdrawn(event, services_head):
    listing.withdraw(entitlement=event.entitlements.get(), reason="Pindah", by=services_head)


@pytest.mark.parametrize(("source", "then"), [("reserve", None), ("list", withdrawn)])
def test_a_family_that_is_sent_away_is_noted_by_a_press(
    source, then, officer, open_event, facility, services_head
):
    event = open_event(facility, families=1, source=source)
    if then:
        then(event, services_head)
    row = event.entitlements.get()

    page = search(officer, event, q="1")
    looked = DeskAttempt.objects.exists()
    for _press in range(2):
        officer.post(reverse("came_unlisted", args=[event.pk]), {"family": row.family_id})

    assert "Catat: datang" in page
    assert (looked, DeskAttempt.objects.get().entitlement) == (False, row)
