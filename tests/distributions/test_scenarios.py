"""Twelve awkward mornings through the pages, from the search to the papers, as officers live them:
what is answered, what is said, and that the figures hold.
"""

import datetime as dt
import io
import re
import uuid

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import Coupon, DeskAttempt, Distribution, Handover
from distributions.planning import contents, locks
from families.models import Family
from harvests.models import Harvest, StockMovement
from rutan.fields import IdentityNumber
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
from tests.pages import fields_of

KK = IdentityNumber("3316990101010001")


@pytest.fixture
def morning(facility, open_event):
    """``morning("Ani", "Budiyah")``: an open event with these families on its list, and their rows
    by number.
    """

    def of(*names, **facts):
        told = {"accepts_walk_ins": False, "snapshot": {"relationship": "wife"}} | facts
        event = open_event(facility, names=names, **told)
        return event, *event.entitlements.by_number()

    return of


@pytest.fixture
def desk(sign_in, handover_officer):
    client = sign_in(handover_officer)
    client.get("/accounts/password/change/")  # the first request of a session writes it
    return client


@pytest.fixture
def other_desk(sign_in, facility):
    return sign_in(UserFactory(facility=facility, roles=["handover_officer"]))


@pytest.fixture
def kasubsi(sign_in, services_head):
    return sign_in(services_head)


@pytest.fixture
def clerk(sign_in, registrar):
    return sign_in(registrar)


SOMEBODY = {"collector_name": "Rina Kartika", "collector_relationship": "sibling"}


def member_of(row):
    return row.family.members.get().pk


def search(client, event, q):
    return client.get(reverse("desk", args=[event.pk]), {"q": q})


def text_of(response):
    """What is read on the page, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def paper_of(client, event, name, kind):
    """What is read on a paper of an event, page by page."""
    pdf = client.get(reverse(name, args=[event.pk, kind])).content
    return [
        " ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
    ]


def report_of(client, event):
    return text_of(client.get(reverse("distribution_report", args=[event.pk])))


def hand_over(client, event, **sent):
    usual = {"client_id": uuid.uuid4(), "verified_by_method": "ktp", "desk": "Loket 1"}
    return client.post(reverse("hand_over", args=[event.pk]), usual | sent)


def give(client, row, **sent):
    return hand_over(client, row.distribution, entitlement=row.pk, collector=member_of(row), **sent)


def opened_at_dawn(event):
    """A sheet of this morning is younger than its event."""
    opened = timezone.now() - dt.timedelta(hours=2)
    Distribution.objects.filter(pk=event.pk).update(opened_at=opened)


def close(client, event, **sent):
    address, key = reverse("distribution_close", args=[event.pk]), {"client_id": uuid.uuid4()}
    return client.post(address, key | sent, follow=True)


# 1


def test_01_a_family_of_two_inmates_is_one_family_by_either_number(
    desk, kasubsi, morning, facility
):
    event, sumi = morning("Sumi")
    son = InmateFactory(facility=facility)
    KinshipFactory(family=sumi.family, inmate=son, relationship="mother")
    for inmate, written in ((sumi.inmate, "B.I.140/2024"), (son, "A.III.71/2025")):
        RegisterNumberFactory(inmate=inmate, written=written)
    numbers = ("B.I.140/2024", "A.III.71/2025")

    found = [search(desk, event, q).context["found"].only for q in numbers]
    served = give(desk, sumi)
    again = [text_of(search(desk, event, q)) for q in numbers]
    second = give(desk, sumi)

    assert [card.entitlement for card in found] == [sumi, sumi]
    assert (served.status_code, second.status_code) == (303, 409)
    assert all("Sudah diterima pukul" in page and "Loket 1" in page for page in again)
    assert "1 keluarga" in report_of(kasubsi, event)


# 2


def test_02_two_families_on_one_card_are_two_with_a_reason_and_both_are_served(
    clerk, kasubsi, desk, morning
):
    _event, parents, daughter = morning("Kasman", "Suparti")
    Family.objects.filter(pk=parents.family_id).update(kk_number=KK)
    split = reverse("family_split", args=[daughter.family_id])
    why = {"kk_number": KK.digits, "reason": "Sudah menikah, tinggal di Cepu"}

    taken = clerk.post(
        reverse("family_edit", args=[daughter.family_id]),
        fields_of(clerk.get(reverse("family_edit", args=[daughter.family_id])))
        | {"kk_number": KK.digits},
    )
    refused = clerk.post(split, why)
    silent = kasubsi.post(split, why | {"reason": ""})
    done = kasubsi.post(split, why)
    served = [give(desk, row).status_code for row in (parents, daughter)]

    daughter.family.refresh_from_db()
    assert "Nomor KK ini sudah dipakai keluarga" in text_of(taken)
    assert (refused.status_code, silent.status_code, done.status_code) == (403, 422, 302)
    assert (daughter.family.card_split, served) == (1, [303, 303])
    page = text_of(kasubsi.get(reverse("family_detail", args=[daughter.family_id])))
    assert "Sudah menikah, tinggal di Cepu" in page


# 3


def test_03_a_visitor_who_is_no_member_collects_and_the_family_stays_as_it_is(
    desk, kasubsi, morning
):
    event, row = morning("Sri Wahyuni")
    CouponFactory(entitlement=row, code="K7M4-9QX2")
    sent = {"coupon": "K7M4-9QX2", "verified_by_method": "proxy_letter"}

    nobody = hand_over(desk, event, **sent)
    served = hand_over(desk, event, **sent, **SOMEBODY)

    fact = Handover.objects.get()
    kept = (fact.collector_member, fact.collector_relationship, fact.verified_by_method)
    assert (nobody.status_code, served.status_code) == (422, 303)
    assert kept == (None, "sibling", "proxy_letter")
    assert "Rina Kartika" in text_of(desk.get(served["Location"]))
    assert [member.full_name for member in row.family.members.all()] == ["Sri Wahyuni"]
    roster = paper_of(kasubsi, event, "event_paper", "roster")[0]
    assert "Rina Kartika keluarga Sri Wahyuni · tanpa KTP" in roster


# 4


def test_04_who_was_released_after_the_approval_is_served_flagged_and_on_no_new_list(
    clerk, kasubsi, desk, morning, facility
):
    event, row = morning("Sri Wahyuni")
    PovertyEvidenceFactory(family=row.family, valid_until=event.day + dt.timedelta(days=90))
    move = reverse("inmate_move", args=[row.inmate_id])

    typed = fields_of(clerk.get(move), custody_status="released")
    moved = clerk.post(move, typed, follow=True)
    served = give(desk, row)
    following = DistributionFactory(facility=facility, day=event.day + dt.timedelta(days=7))
    page = text_of(kasubsi.get(reverse("recipients", args=[following.pk])))

    assert "1 keluarga terdampak. Tidak lagi memenuhi syarat: Sri Wahyuni" in text_of(moved)
    assert served.status_code == 303
    can_be_chosen, cannot = page.split("1 keluarga belum dapat masuk daftar")
    assert ("Sri Wahyuni" in can_be_chosen, "WBP sudah bebas" in cannot) == (False, True)


# 5


def test_05_another_spelling_finds_the_family_and_is_asked_about_before_a_second(
    clerk, desk, morning
):
    event, row = morning("Siti Nur Aeni")
    type(row.inmate).objects.filter(pk=row.inmate_id).update(name="Sutrisno bin Kasman")
    new = reverse("family_new")
    typed = {"name": "Siti Nuraini", "relationship": "wife"}
    typed |= {"area": row.family.area_id, "inmate": row.inmate_id}

    spelt = ("Siti Nur'aini", "SOETRISNO b. Kasman")
    found = [search(desk, event, q).context["found"] for q in spelt]
    asked = clerk.post(new, fields_of(clerk.get(new)) | typed)
    meant = clerk.post(new, fields_of(asked))

    # A likeness is shown, and never opened by itself.
    assert [(one.only, [card.entitlement for card in one.alike]) for one in found] == [
        (None, [row])
    ] * 2
    assert (asked.status_code, meant.status_code) == (409, 302)
    assert "Siti Nur Aeni" in text_of(asked)
    assert Family.objects.filter(name="Siti Nuraini").count() == 1


# 6


def test_06_without_a_ktp_words_are_kept_and_the_papers_say_so(desk, kasubsi, morning):
    event, row, other = morning("Mbah Sumi", "Sri Wahyuni")
    words = {"verified_by_method": "family_card", "note": "Dikenali Pak RT."}
    words |= {"contents_note": "Terong, bukan sawi.", "given_by_head": "on", "thumb_print": "on"}

    served = give(desk, row, **words)
    give(desk, other)
    close(kasubsi, event, kitchen="3", signatures="2")

    assert "Cap jempol. Dikenali Pak RT." in text_of(desk.get(served["Location"]))
    assert Handover.objects.get(number=1).collector_member.nik is None
    assert "Tanpa melihat KTP: 1 paket (nomor 1)." in report_of(kasubsi, event)
    record, roster, _origin, restricted = paper_of(
        kasubsi, event, "document_draft", "handover-record"
    )
    assert "Mbah Sumi tanpa KTP · cap jempol · diserahkan Kepala Rutan" in roster
    assert roster.count("isi lain") == 1
    assert "nomor 1 (Terong, bukan sawi.)" in record
    said = "Diserahkan oleh Kepala Rutan. Cap jempol. Dikenali Pak RT. Isi paket: Terong"
    assert said in restricted
    # What a desk typed may name the WBP: families sign above one another.
    assert not any(word in roster for word in ("Pak RT", "Terong", row.inmate.name))


# 7


@pytest.fixture
def reserves(morning):
    """Three reserves in their turn, and two packages."""
    event, *rows = morning("Citra", "Dewi", "Endang", packages=2, source="reserve")
    for rank, row in enumerate(rows, start=1):
        event.entitlements.filter(pk=row.pk).update(rank=rank)
        PovertyEvidenceFactory(family=row.family, valid_until=event.day + dt.timedelta(days=90))
    return event, *rows


@pytest.mark.usefixtures("db", "figures_hold")
def test_07_reserves_get_what_others_left_by_button_or_from_the_hour_in_their_turn(
    desk, kasubsi, reserves
):
    event, citra, dewi, _endang = reserves
    turns = reverse("reserves", args=[event.pk])

    waits = give(desk, citra)
    Facility.objects.update(reserve_hour=dt.time(23, 59, 59))
    early = desk.post(turns, {"up_to": citra.pk}, follow=True)
    out_of_turn = kasubsi.post(reverse("entitlement_promote", args=[dewi.pk]))
    by_button = kasubsi.post(turns, {"up_to": citra.pk}, follow=True)
    Facility.objects.update(reserve_hour=dt.time(0))
    at_the_hour = desk.post(turns, {"up_to": dewi.pk}, follow=True)
    served = [give(desk, row).status_code for row in (citra, dewi)]
    closed = close(kasubsi, event, signatures="2")

    assert (waits.status_code, b'data-outcome="reserve_waiting"' in waits.content) == (409, True)
    assert "Giliran cadangan mulai pukul 23.59." in text_of(early)
    assert out_of_turn.status_code == 422
    for answer in (by_button, at_the_hour):
        assert "1 cadangan kini berhak atas satu paket." in text_of(answer)
    assert served == [303, 303]
    assert "Dikemas 2 = diserahkan 2 + dikembalikan 0 + rusak 0." in text_of(closed)


def test_07_the_next_proposal_begins_with_the_reserve_who_was_not_reached(
    desk, kasubsi, facility, reserves
):
    event, citra, dewi, _endang = reserves
    kasubsi.post(reverse("reserves", args=[event.pk]), {"up_to": dewi.pk})
    for row in (citra, dewi):
        give(desk, row)
    close(kasubsi, event, signatures="2")
    following = DistributionFactory(facility=facility, day=event.day + dt.timedelta(days=7))

    page = kasubsi.get(reverse("recipients", args=[following.pk]))

    proposed = [row.family.name for row, _pick, _reason in page.context["form"].rows]
    assert proposed[0] == "Endang"
    assert "pernah tidak mendapat paket" in text_of(page).split("Endang")[1].split("Citra")[0]


# 8


CODES = ("K7M4-9QX2", "H3P8-2WD5")


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
        KinshipFactory(family=row.family, inmate=row.inmate)
        CouponFactory(entitlement=row, code=CODES[number - 1])
    approved = {"approved_at": timezone.now(), "approved_by": head, "status": "approved"}
    Distribution.objects.filter(pk=event.pk).update(**approved)
    HarvestFactory(facility=facility, commodity=kangkung, quantity=6)
    return event


def packing_of(packages, **per_package):
    lines = [
        {"commodity": commodity, "unit": "", "per_package": quantity}
        for commodity, quantity in per_package.items()
    ]
    data = {"client_id": uuid.uuid4(), "packages": packages, "note": ""}
    data |= {"content-TOTAL_FORMS": len(lines), "content-INITIAL_FORMS": 0}
    return data | {
        f"content-{n}-{name}": value for n, line in enumerate(lines) for name, value in line.items()
    }


def test_08_a_package_shrinks_before_the_opening_and_its_printed_coupons_stay_valid(
    kasubsi, desk, short
):
    kangkung, sawi = (item.commodity for item in short.items.order_by("commodity__name"))
    pack = reverse("packing", args=[short.pk])
    plan = {f"item_{kangkung.pk}": "3", f"item_{sawi.pk}": ""}

    failed = kasubsi.post(pack, packing_of(2, **{str(sawi.pk): 1}))
    changed = kasubsi.post(
        reverse("distribution_plan", args=[short.pk]), plan | {"seen": locks.fingerprint(short)}
    )
    packed = kasubsi.post(pack, packing_of(2, **{str(kangkung.pk): 3}))
    opened = kasubsi.post(reverse("distribution_open", args=[short.pk]))
    told = text_of(kasubsi.get(reverse("distribution_detail", args=[short.pk])))
    served = [hand_over(desk, short, coupon=code, **SOMEBODY) for code in CODES]
    close(kasubsi, short, signatures="2")

    answers = [answer.status_code for answer in (failed, changed, packed, opened, *served)]
    assert answers == [409, 303, 303, 303, 303, 303]
    assert "Isi paket diubah setelah daftar disetujui." in told
    assert Coupon.objects.live().filter(entitlement__distribution=short).count() == 2
    assert Harvest.objects.get().on_hand_quantity == 0
    record = paper_of(kasubsi, short, "document_draft", "handover-record")[0]
    assert "1 Kangkung 3 ikat 6 ikat" in record
    assert "Sawi" not in record


# 9


@pytest.fixture
def mixed(facility, morning, kasubsi):
    """Nine packages of two ikat kangkung (of 92 that weigh 17.4 kg) and one terong; three families,
    of whom one has come.
    """
    event, *_rows = morning("Ani", "Budiyah", "Citra", packages=0)
    kangkung = CommodityFactory(facility=facility, name="Kangkung")
    terong = CommodityFactory(facility=facility, name="Terong", group="fruit_vegetable")
    HarvestFactory(facility=facility, commodity=kangkung, quantity=92, grams=17_400)
    HarvestFactory(facility=facility, commodity=terong, quantity=20, grams=1_999)
    contents_of = {str(kangkung.pk): 2, str(terong.pk): 1}
    packed = kasubsi.post(reverse("packing", args=[event.pk]), packing_of(9, **contents_of))
    assert packed.status_code == 303
    return event


def moved(kind):
    rows = StockMovement.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("harvest__commodity__name", "quantity", "receiver"))


@pytest.mark.usefixtures("db", "figures_hold")
def test_09_left_over_packages_are_sorted_by_what_they_hold_in_one_press(kasubsi, desk, mixed):
    ani, _budiyah, citra = mixed.entitlements.by_number()
    Family.objects.filter(pk=citra.family_id).update(do_not_contact=True)
    give(desk, ani)
    address = reverse("distribution_close", args=[mixed.pk])

    page = kasubsi.get(address)
    driven = paper_of(kasubsi, mixed, "event_paper", "delivery")[0]
    # As it is proposed, in one press, and once more by an impatient finger.
    sent = fields_of(page, address, signatures="1")
    first, again = (kasubsi.post(address, sent) for _tap in range(2))
    all_kitchen = {name: "kitchen" for name in sent if name.startswith("place-")}
    other = kasubsi.post(address, sent | all_kitchen)

    said = text_of(page)
    assert "1 keluarga yang tidak datang dapat diantari paketnya." in said
    assert ("Budiyah" in driven, "Citra" in driven, "Ani" in driven) == (True, False, False)
    assert all(row in said for row in ("Kangkung, 16 ikat", "Terong, 8 ikat"))
    assert [answer.status_code for answer in (first, again, other)] == [303, 303, 422]
    assert (moved("kitchen"), moved("donation")) == ([("Kangkung", -16, "")], [])
    told = "Dikemas 9 = diserahkan 1 + dikembalikan 8 (8 dipilah) + rusak 0."
    assert told in text_of(kasubsi.get(first["Location"]))
    assert "Dipilah: kangkung ke dapur; terong kembali ke stok" in report_of(kasubsi, mixed)
    sums = [lot.on_hand_quantity for lot in Harvest.objects.order_by("commodity__name")]
    assert sums == [92 - 18, 20 - 1]


@pytest.mark.usefixtures("db", "figures_hold")
def test_09_packages_that_are_unpacked_before_the_closing_are_sorted_too(kasubsi, mixed):
    address = reverse("unpack", args=[mixed.pk])
    page = kasubsi.get(address)
    sent = fields_of(page, address, packages="9", to="sorted")
    terong = next(
        name for name, value in sent.items() if (name[:6], value) == ("place-", ["stock"])
    )

    to_nobody = kasubsi.post(address, sent | {terong: "donated"})
    sent |= {terong: "donated", "receiver": "Panti Asuhan Al-Ikhlas"}
    first, again = (kasubsi.post(address, sent) for _tap in range(2))
    other = kasubsi.post(address, sent | {terong: "stock"})

    assert "Ke mana masing-masing isinya" in text_of(page)
    assert "Isi kepada siapa disumbangkan." in text_of(to_nobody)
    answers = [answer.status_code for answer in (to_nobody, first, again, other)]
    assert answers == [422, 303, 303, 422]
    given = [("Terong", -9, "Panti Asuhan Al-Ikhlas")]
    assert (moved("kitchen"), moved("donation")) == ([("Kangkung", -18, "")], given)
    said = text_of(kasubsi.get(first["Location"]))
    assert "kangkung ke dapur; terong disumbangkan kepada Panti Asuhan Al-Ikhlas" in said


@pytest.mark.usefixtures("db", "figures_hold")
def test_09_one_commodity_of_sorted_packages_is_lost_for_a_reason(kasubsi, desk, mixed):
    address = reverse("distribution_close", args=[mixed.pk])
    place = f"place-{Harvest.objects.get(commodity__name='Terong').commodity_id}"
    give(desk, mixed.entitlements.by_number()[0])
    page = kasubsi.get(address)

    without = kasubsi.post(address, fields_of(page, address, signatures="1") | {place: "lost"})
    sent = fields_of(without, address, reason="rotten")
    first, again = (kasubsi.post(address, sent) for _tap in range(2))

    assert (without.status_code, first.status_code, again.status_code) == (422, 303, 303)
    assert "Pilih sebab rusak atau hilang." in text_of(without)
    told = "Dipilah: kangkung ke dapur; terong rusak atau hilang"
    assert told in report_of(kasubsi, mixed)
    assert (moved("kitchen"), moved("loss")) == ([("Kangkung", -16, "")], [("Terong", -8, "")])
    spoilt = paper_of(kasubsi, mixed, "document_draft", "spoilage-record")[0]
    assert "sebagian isi 8 (delapan) paket yang dibongkar dan dipilah, telah diperiksa" in spoilt
    assert ("karena busuk" in spoilt, "Terong" in spoilt, "Kangkung" in spoilt) == (
        True,
        True,
        False,
    )


WHOM = "Panti Asuhan Al-Ikhlas"


@pytest.mark.usefixtures("db", "figures_hold")
def test_09_the_papers_say_to_whom_one_commodity_of_sorted_packages_went(kasubsi, desk, mixed):
    address = reverse("distribution_close", args=[mixed.pk])
    place = f"place-{Harvest.objects.get(commodity__name='Terong').commodity_id}"
    give(desk, mixed.entitlements.by_number()[0])
    sent = fields_of(kasubsi.get(address), address, signatures="1")

    closed = kasubsi.post(address, sent | {place: "donated", "receiver": WHOM})

    said = f"8 paket dipilah: kangkung ke dapur; terong disumbangkan kepada {WHOM}."
    assert (closed.status_code, said in report_of(kasubsi, mixed)) == (303, True)
    for kind in ("handover-record", "activity-report"):
        assert said in paper_of(kasubsi, mixed, "document_draft", kind)[0]


@pytest.fixture
def driven(kasubsi, mixed, facility):
    """Of ``mixed`` the first family's package was driven home, by the door on the closing page, and
    its signature copied.
    """
    page = kasubsi.get(reverse("distribution_close", args=[mixed.pk])).content.decode()
    door = re.search(r'href="([^"]+paper-entry[^"]+)"', page)[1]
    now = timezone.localtime(timezone.now(), facility.tzinfo)
    opened_at_dawn(mixed)
    typed = {"time": f"{now:%H.%M}", "verified_by_method": "known_to_officer", "total": "1"}
    typed |= {"line-0-number": "1"}
    sheet = fields_of(kasubsi.get(door), reverse("paper_entry", args=[mixed.pk]))
    assert kasubsi.post(door, sheet | typed).status_code == 303
    return Handover.objects.get()


LEFT = {"donated": "5", "kitchen": "2", "lost": "1", "reason": "wilted", "signatures": "1"}


@pytest.mark.usefixtures("db", "figures_hold")
def test_09_packages_are_driven_home_donated_to_somebody_named_or_lost(kasubsi, driven, mixed):
    short_by_one = close(kasubsi, mixed, **LEFT | {"kitchen": "1", "receiver": WHOM})
    to_nobody = close(kasubsi, mixed, **LEFT)
    page = text_of(close(kasubsi, mixed, **LEFT | {"receiver": WHOM}))

    assert (driven.entitlement.number, driven.desk) == (1, "Antar ke rumah")
    assert (short_by_one.status_code, to_nobody.status_code) == (409, 422)
    assert "Selisih 1 paket." in text_of(short_by_one)
    assert "Isi kepada siapa disumbangkan." in text_of(to_nobody)
    told = "dikembalikan 7 (2 ke dapur, 5 disumbangkan) + rusak 1."
    assert f"Dikemas 9 = diserahkan 1 + {told}" in page
    assert moved("donation") == [("Kangkung", -10, WHOM), ("Terong", -5, WHOM)]


def test_09_the_papers_say_to_whom_and_why(kasubsi, driven, mixed):
    close(kasubsi, mixed, **LEFT | {"receiver": WHOM})

    given = f"5 paket disumbangkan kepada {WHOM}."
    assert given in report_of(kasubsi, mixed)
    for kind in ("handover-record", "activity-report"):
        assert given in paper_of(kasubsi, mixed, "document_draft", kind)[0]
    spoilt = paper_of(kasubsi, mixed, "document_draft", "spoilage-record")[0]
    assert "layu" in spoilt
    lot = Harvest.objects.get(commodity__name="Terong")
    assert f"Sumbangan {WHOM}." in text_of(kasubsi.get(reverse("harvest_detail", args=[lot.pk])))


# 10


def test_10_a_double_click_gives_one_package_and_one_receipt(desk, morning):
    event, row = morning("Sri Wahyuni")

    answers = [give(desk, row, client_id=key) for key in [uuid.uuid4()] * 2]

    receipt = reverse("receipt", args=[event.pk, 1])
    assert [answer["Location"] for answer in answers] == [receipt] * 2
    assert Handover.objects.count() == 1


def test_10_the_second_desk_with_the_same_coupon_hears_when_and_where(desk, other_desk, morning):
    event, row = morning("Sri Wahyuni")
    CouponFactory(entitlement=row, code="K7M4-9QX2")
    sent = {"coupon": "K7M4-9QX2", "collector": member_of(row)}

    first = hand_over(desk, event, **sent)
    second = hand_over(other_desk, event, **sent | {"desk": "Loket 2"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert b'data-outcome="already_handed_over"' in second.content
    assert "Loket 1" in text_of(second)
    assert (Handover.objects.count(), DeskAttempt.objects.get().desk) == (1, "Loket 2")


@pytest.mark.usefixtures("db", "figures_hold")
def test_10_the_wrong_namesake_is_voided_by_who_served_it_and_later_by_the_kasubsi_only(
    desk, other_desk, morning, kasubsi, services_head, handover_officer
):
    event, wrong, right = morning("Sri Wahyuni", "Sri Wahyuni")
    why = {"kind": "wrong_entry", "reason": "salah orang"}

    def void(client, served):
        receipt = served["Location"].rstrip("/").rpartition("/")[2]
        fact = Handover.objects.get(number=receipt)
        return client.post(reverse("void", args=[fact.pk]), why).status_code

    first = give(desk, wrong)
    answers = [void(other_desk, first), void(desk, first)]
    second = give(desk, right)
    Facility.objects.update(void_minutes=0)
    answers += [void(desk, second), void(kasubsi, second), give(desk, right).status_code]

    assert answers == [409, 303, 409, 303, 303]
    voided = Handover.objects.order_by("pk").values_list("voided_by", flat=True)
    assert list(voided) == [handover_officer.pk, services_head.pk, None]
    assert report_of(kasubsi, event).count("salah orang") == 2
    assert Distribution.objects.get(pk=event.pk).handed_over == 1


def test_10_who_may_not_void_is_told_so_and_asked_for_no_reason_in_vain(desk, morning):
    _event, row = morning("Sri Wahyuni")
    give(desk, row)
    Facility.objects.update(void_minutes=0)

    told = desk.get(reverse("void", args=[Handover.objects.get().pk]))

    assert "Pembatalan dilakukan oleh Kasubsi Pelayanan Tahanan." in text_of(told)
    assert b'name="reason"' not in told.content


# 11


# Three lines of a sheet, by list number; the first family was on the screen already.
SIGNED = {"line-0-number": "2", "line-1-number": "1", "line-2-number": "3"}
SIGNED |= {"verified_by_method": "known_to_officer"}


def in_the_dark(facility):
    """Forty minutes ago, or at midnight."""
    now = timezone.localtime(timezone.now(), facility.tzinfo)
    return max(now - dt.timedelta(minutes=40), now.replace(hour=0, minute=0, second=0))


@pytest.mark.usefixtures("db", "figures_hold")
def test_11_what_was_signed_in_the_dark_is_copied_with_its_time_and_never_twice(
    desk, kasubsi, morning, facility
):
    event, *rows = morning("Ani", "Budiyah", "Citra")
    opened_at_dawn(event)
    address, dark = reverse("paper_entry", args=[event.pk]), in_the_dark(facility)
    key = uuid.uuid4()

    # The answer was lost on the way after it was stored.
    lost = give(desk, rows[0], client_id=key)
    sheet = {"desk": "Loket 2", "time": f"{dark:%H.%M}", "total": "3"}
    sent = fields_of(desk.get(address), address) | sheet | SIGNED
    first, again = (desk.post(address, sent) for _time in range(2))
    replayed = give(desk, rows[0], client_id=key)

    assert lost["Location"] == replayed["Location"].partition("?")[0]
    assert (first.status_code, again.status_code) == (422, 422)
    assert "Sudah diterima pukul" in text_of(first)
    facts = Handover.objects.filter(paper_line__isnull=False).order_by("paper_line")
    kept = [(fact.entitlement.number, fact.paper_line, fact.desk) for fact in facts]
    assert (kept, Handover.objects.count()) == ([(2, 1, "Loket 2"), (3, 3, "Loket 2")], 3)
    assert all(fact.handed_over_at < fact.recorded_at for fact in facts)
    assert paper_of(kasubsi, event, "event_paper", "roster")[0].count(f"{dark:%H.%M}") == 2


# 12


def test_12_at_the_feast_a_desk_asks_no_more_of_the_database_than_on_a_small_day(
    desk, kasubsi, facility, open_event, django_assert_max_num_queries
):
    """Sixty families and a report going on; how fast that is, tests/load measures."""
    event = open_event(facility, families=60, packages=60, purpose="feast_day")
    rows = list(event.entitlements.by_number())

    report_of(kasubsi, event)
    with django_assert_max_num_queries(25):
        found = search(desk, event, "47")
    card = found.context["found"].only.entitlement
    # Found, who came and by what she is known are chosen, handed over: three taps.
    with django_assert_max_num_queries(40):
        served = give(desk, card)
    others = [give(desk, row).status_code for row in rows[:5]]
    page = report_of(kasubsi, event)

    assert (card, served.status_code, others) == (rows[46], 303, [303] * 5)
    assert "6 keluarga" in page
    assert "masih di meja 54" in page
