"""The desk as a browser and a script see it: statuses, outcomes, words, and nothing lost."""

import datetime as dt
import itertools
import re
import uuid

import pytest
from django.conf import settings
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from distributions import answer_bands, coupons
from distributions.forms.desk import HandOverForm
from distributions.models import DeskAttempt, Distribution, Entitlement, Handover, Outcome
from distributions.planning import lifecycle
from families.models import Family, FamilyMember
from rutan.fields import IdentityNumber
from rutan.models import Facility
from tests.factories import (
    AreaFactory,
    CouponFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    RegisterNumberFactory,
    UserFactory,
)
from tests.pages import fields_of, tight


@pytest.fixture
def event(facility, open_event):
    paper = {
        "inmate": "Sutrisno",
        "register_number": "B.I.12/2025",
        "block": "B",
        "relationship": "wife",
    }
    return open_event(facility, families=3, packages=5, snapshot=paper)


@pytest.fixture
def desk(sign_in, handover_officer):
    client = sign_in(handover_officer)
    client.get("/accounts/password/change/")  # the first request of a session writes it
    return client


def form_of(row, **fields):
    usual = {
        "entitlement": row.pk,
        "client_id": uuid.uuid4(),
        "collector_name": "Sri Wahyuni",
        "collector_relationship": "wife",
    }
    return usual | {"verified_by_method": "ktp", "desk": "Loket 1"} | fields


def post(client, event, data, **extra):
    return client.post(reverse("hand_over", args=[event.pk]), data, **extra)


JSON = {"headers": {"accept": "application/json"}}


def test_a_hand_over_redirects_to_its_one_receipt(desk, event):
    data = form_of(event.entitlements.first())

    first, again = post(desk, event, data), post(desk, event, data)

    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"] == reverse("receipt", args=[event.pk, 1])
    assert Handover.objects.count() == 1


def test_the_receipt_says_what_happened_and_offers_the_next_search(desk, event):
    page = desk.get(
        post(desk, event, form_of(event.entitlements.first()))["Location"]
    ).content.decode()

    assert 'data-outcome="handed_over"' in page
    assert "Paket nomor 1 diserahkan kepada Sri Wahyuni. No. tanda terima 0001." in page
    assert 'name="q"' in page
    assert "Batalkan penyerahan" in page


def test_json_tells_outcome_receipt_message_and_what_to_say(desk, event):
    data = form_of(event.entitlements.first())

    first, again = post(desk, event, data, **JSON), post(desk, event, data, **JSON)

    assert (first.status_code, first.json()["outcome"], first.json()["receipt"]) == (
        200,
        "handed_over",
        "0001",
    )
    assert (again.status_code, again.json()["outcome"], again.json()["receipt"]) == (
        200,
        "replayed",
        "0001",
    )
    assert set(first.json()) == {"outcome", "receipt", "message", "say"}


def test_a_coupon_code_serves_like_the_entitlement(desk, event):
    CouponFactory(entitlement=event.entitlements.first(), code="K7M4-9QX2")

    assert (
        post(
            desk, event, form_of(event.entitlements.first(), entitlement="", coupon="k7m49qx2")
        ).status_code
        == 303
    )


def _already(event, desk):
    post(desk, event, form_of(event.entitlements.first()))


def _withdraw(event, desk):
    event.entitlements.update(
        withdrawn_at=timezone.now(), withdrawn_by=event.recorded_by, withdrawn_reason="pindah"
    )


def _hold(event, desk):
    Family.objects.filter(entitlements__distribution=event).update(
        hold_kind="other", hold_at=timezone.now(), hold_by=event.recorded_by
    )


def _use_up(event, desk):
    for _n in range(2):
        extra = EntitlementFactory(distribution=event, source="walk_in", number=50 + _n)
        post(desk, event, form_of(extra))
    for row in event.entitlements.order_by("number")[1:3]:
        post(desk, event, form_of(row))
    post(desk, event, form_of(EntitlementFactory(distribution=event, source="walk_in", number=60)))


def _close(event, desk):
    _use_up(event, desk)
    Distribution.objects.filter(pk=event.pk).update(
        status="closed", closed_at=timezone.now(), closed_by=event.recorded_by
    )


@pytest.mark.parametrize(
    ("state", "outcome", "status"),
    [
        (_already, "already_handed_over", 409),
        (_withdraw, "withdrawn", 409),
        (_hold, "on_hold", 409),
        (_use_up, "no_package_left", 409),
        (_close, "not_open", 423),
    ],
)
def test_every_refusal_has_its_status_its_code_and_two_sentences(
    state, outcome, status, desk, event
):
    state(event, desk)
    entitlement = event.entitlements.order_by("number").first()

    page, answer = (
        post(desk, event, form_of(entitlement)),
        post(desk, event, form_of(entitlement), **JSON),
    )

    assert (page.status_code, answer.status_code, answer.json()["outcome"]) == (
        status,
        status,
        outcome,
    )
    assert f'data-outcome="{outcome}"' in page.content.decode()
    assert answer.json()["message"]
    assert answer.json()["say"]
    assert DeskAttempt.objects.get().outcome == outcome


CALL = "panggil Kasubsi Pelayanan Tahanan untuk mencatat paket tambahan."


@pytest.mark.parametrize("role", ["handover_officer", "services_head"])
def test_who_may_not_pack_is_told_whom_to_call_where_no_package_is_left(
    role, facility, open_event, serve, sign_in
):
    event = open_event(facility, families=2, packages=1)
    first, second = event.entitlements.by_number()
    serve(event, first, event.recorded_by)
    person = sign_in(UserFactory(facility=facility, roles=[role]))

    answer = post(person, event, form_of(second))
    told, packs = answer.content.decode(), role == "services_head"

    assert answer.status_code == 409
    assert ("Catat paket tambahan" in told, CALL in told) == (packs, not packs)
    assert CALL in post(person, event, form_of(second), **JSON).json()["message"]


@pytest.mark.parametrize("which", ["another event", "another facility", "unknown"])
def test_an_entitlement_that_is_not_of_this_event_is_not_on_the_list(
    which, desk, event, facility, other_facility, open_event
):
    other = {
        "another event": lambda: open_event(facility),
        "another facility": lambda: open_event(other_facility),
    }
    pk = other[which]().entitlements.first().pk if which in other else 987654321

    answer = post(desk, event, form_of(event.entitlements.first(), entitlement=pk), **JSON)

    assert (answer.status_code, answer.json()["outcome"]) == (404, "not_on_list")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("verified_by_method", "paspor"),
        ("collector", "abc"),
        ("collector", "99999999999999999999"),
        ("collector", "987654"),
        ("collector_name", ""),
        ("collector_name", "a\x00b"),
        ("collector_name", "x" * 1_000_000),
        ("collector_relationship", "cat"),
        ("client_id", "bukan-uuid"),
        ("entitlement", "-1"),
        ("note", "y" * 1_000_000),
        ("paper_line", "0"),
    ],
)
def test_bad_input_is_told_at_its_field_and_the_rest_is_kept(field, value, desk, event):
    data = form_of(event.entitlements.first(), note="tetangga") | {field: value}

    page, answer = post(desk, event, data), post(desk, event, data, **JSON)

    assert (page.status_code, answer.status_code, answer.json()["outcome"]) == (422, 422, "invalid")
    assert field in answer.json()["errors"]
    assert not Handover.objects.exists()


def test_no_page_changes_the_fields_that_all_hand_overs_share(desk, event):
    right = event.entitlements.first()

    def state():
        fields = HandOverForm.base_fields.items()
        return {name: [repr(vars(field)), repr(vars(field.widget))] for name, field in fields}

    before = state()
    desk.get(reverse("desk", args=[event.pk]), {"q": right.number})
    post(desk, event, form_of(right, collector_name="", verified_by_method="?"))
    post(desk, event, form_of(right))

    assert state() == before
    assert list(HandOverForm().fields.values()) == list(HandOverForm.base_fields.values())


def test_what_was_typed_stays_in_the_form(desk, event):
    page = post(
        desk,
        event,
        form_of(event.entitlements.first(), collector_name="SITI NUR AINI", verified_by_method=""),
    ).content.decode()

    assert 'value="SITI NUR AINI"' in page
    assert '<a href="#method-ktp">Dikenali dengan: Pilih salah satu.</a>' in page


def test_a_refusal_at_the_desk_never_shows_the_reason(desk, event):
    _withdraw(event, desk)

    assert "pindah" not in post(desk, event, form_of(event.entitlements.first())).content.decode()


@pytest.mark.parametrize(
    ("q", "hits"),
    [
        ("1", 1),
        ("Sri Wahyuni", 3),
        ("sumberejo", 3),
        ("K7M4-9QX2", 1),
        ("k7m49qx2", 1),
        ("tidak ada orangnya", 0),
    ],
)
def test_the_desk_finds_by_number_name_village_and_coupon(q, hits, desk, event):
    CouponFactory(entitlement=event.entitlements.get(number=2), code="K7M4-9QX2")

    page = desk.get(reverse("desk", args=[event.pk]), {"q": q}).content.decode()

    assert page.count('class="desk-card"') + page.count('class="desk-line"') == hits


def test_the_desk_finds_a_family_by_its_inmate_in_an_old_spelling(desk, event):
    inmate = InmateFactory(facility=event.facility, name="Soekarmin")
    entitlement = EntitlementFactory(distribution=event, inmate=inmate, source="walk_in", number=9)
    KinshipFactory(family=entitlement.family, inmate=inmate)

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "sukarmin"}).content.decode()

    assert "Serahkan paket nomor 9" in page


def test_sixteen_digits_are_not_searched_and_the_page_says_why(desk, event):
    FamilyMemberFactory(
        family=event.entitlements.first().family, nik=IdentityNumber("3316990101900001")
    )

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "3316990101900001"}).content.decode()

    assert 'data-outcome="not_searched"' in page
    assert page.count("3316990101900001") == 0


def test_no_nik_evidence_or_phone_is_on_the_desk(desk, event):
    family = event.entitlements.get(number=1).family
    family.phone, family.kk_number = "081234567890", IdentityNumber("3316990101900002")
    family.save()
    FamilyMemberFactory(family=family, nik=IdentityNumber("3316990101900001"))

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "1"}).content.decode()

    assert "Serahkan paket nomor 1" in page
    assert not [secret for secret in ("3316", "0812", "SKTM") if secret in page]


def test_a_wbp_without_a_family_on_file_is_offered_for_registration(desk, event):
    inmate = RegisterNumberFactory(
        inmate__facility=event.facility, inmate__name="Paijan", written="A.III.7/2026"
    ).inmate

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "paijan"}).content.decode()

    assert f"{reverse('walk_ins', args=[event.pk])}?inmate={inmate.pk}" in page
    assert "A.III.7/2026" in page


def test_a_name_on_no_file_is_carried_past_the_wbp_to_the_counter(desk, event):
    inmate = InmateFactory(facility=event.facility, name="Paijan")
    at = reverse("desk", args=[event.pk])

    nobody = desk.get(at, {"q": "Mak Yem"})
    whom = fields_of(nobody, q="paijan")
    found = desk.get(at, whom).content.decode()

    assert whom["name"] == ["Mak Yem"]
    counter = f"{reverse('walk_ins', args=[event.pk])}?inmate={inmate.pk}"
    assert f"{counter}&amp;name=Mak%20Yem" in found
    assert fields_of(desk.get(f"{counter}&name=Mak%20Yem"))["collector_name"] == ["Mak Yem"]


@pytest.mark.parametrize("typed", ["Mak 3316990101", "A.III.7/2026"])
def test_no_digit_is_carried_to_the_counter(desk, event, typed):
    inmate = InmateFactory(facility=event.facility, name="Paijan")
    at = reverse("desk", args=[event.pk])

    found = desk.get(at, {"q": "paijan", "name": typed}).content.decode()

    assert "Cari WBP yang dikunjungi" not in desk.get(at, {"q": typed}).content.decode()
    assert f'{reverse("walk_ins", args=[event.pk])}?inmate={inmate.pk}"' in found


def test_a_searched_wbp_does_not_become_the_name_of_a_visitor(desk, event):
    inmate = InmateFactory(facility=event.facility, name="Paijan")

    found = desk.get(reverse("desk", args=[event.pk]), {"q": "paijan"}).content.decode()

    assert f'?inmate={inmate.pk}"' in found


def test_a_hand_over_takes_at_most_twelve_statements(desk, event):
    data = form_of(
        event.entitlements.first(),
        collector=event.entitlements.first().family.members.get().pk,
        collector_name="",
    )

    with CaptureQueriesContext(connection) as statements:
        assert post(desk, event, data).status_code == 303

    # The test's own transaction stands for BEGIN and COMMIT as savepoints, which are counted here
    # too.
    assert len(statements) <= 12


@pytest.mark.parametrize("families", [3, 40])
def test_a_desk_search_takes_at_most_eight_statements(families, desk, facility, open_event):
    event = open_event(facility, families=families)
    RegisterNumberFactory(inmate__facility=facility, inmate__name="Wahyuni")

    with CaptureQueriesContext(connection) as statements:
        assert desk.get(reverse("desk", args=[event.pk]), {"q": "wahyuni"}).status_code == 200

    assert len(statements) <= 8


def test_the_desk_of_another_facility_is_not_there(sign_in, stranger, event):
    assert sign_in(stranger).get(reverse("desk", args=[event.pk])).status_code == 404


def test_an_order_for_an_event_of_another_facility_finds_nothing(
    desk, event, other_facility, open_event
):
    """Nothing is said of the event, kept of the attempt, or given: whatever the order holds."""
    foreign = open_event(other_facility)
    row, own = foreign.entitlements.first(), event.entitlements.first()
    CouponFactory(entitlement=row, code="K7M4-9QX2")
    orders = [
        form_of(row),
        form_of(own),
        form_of(row, entitlement="", coupon="K7M4-9QX2"),
        form_of(row, verified_by_method="paspor"),
    ]

    answers = [post(desk, foreign, order, **JSON) for order in orders]
    answers.append(desk.post(reverse("hand_over", args=[987654321]), form_of(own), **JSON))

    assert [answer.status_code for answer in answers] == [404] * 5
    assert len({answer.content for answer in answers}) == 1
    assert (Handover.objects.count(), DeskAttempt.objects.count()) == (0, 0)


DESK_FIELD = '<input type="hidden" name="desk" value="Loket 2">'


def test_a_pc_is_asked_once_at_which_desk_it_stands(desk, event):
    asked = card_of(desk, event)
    chosen = desk.post(f"{reverse('desk', args=[event.pk])}?q=1", {"desk": "Loket 2"})

    assert ("Loket mana ini?" in asked, DESK_FIELD in asked) == (True, False)
    assert (chosen.status_code, chosen["Location"]) == (303, f"/distributions/{event.pk}/desk/?q=1")
    assert DESK_FIELD in card_of(desk, event)
    assert "Loket mana ini?" not in card_of(desk, event)


def test_the_desk_of_a_pc_survives_a_change_of_officers_and_the_night(sign_in, desk, event):
    desk.post(reverse("desk", args=[event.pk]), {"desk": "Loket 2"})
    cookie = desk.cookies["desk"]

    colleague = sign_in(UserFactory(facility=event.facility, roles=["handover_officer"]))
    colleague.cookies["desk"] = cookie.value

    assert DESK_FIELD in card_of(colleague, event)
    assert (cookie["httponly"], cookie["max-age"]) == (True, 400 * 24 * 3600)


@pytest.mark.parametrize("salt", ["distributions.desk", "somebody"])
def test_a_desk_that_another_prison_chose_or_somebody_forged_is_not_ours(
    salt, desk, event, other_facility
):
    facility = other_facility if salt == "distributions.desk" else event.facility
    desk.cookies["desk"] = signing.dumps([facility.pk, "Loket 2"], salt=salt)

    assert "Loket mana ini?" in card_of(desk, event)


def test_an_office_with_one_desk_says_so_and_is_not_asked_again(desk, event):
    desk.post(reverse("desk", args=[event.pk]), {"desk": ""})

    page = card_of(desk, event)

    assert ("Loket mana ini?" in page, "Satu loket" in page) == (False, True)


def test_voiding_asks_first_and_keeps_the_fact(desk, event):
    post(desk, event, form_of(event.entitlements.first()))
    fact = Handover.objects.get()
    address = reverse("void", args=[fact.pk])

    asked = desk.get(address).content.decode()
    done = desk.post(address, {"kind": "wrong_entry", "reason": "salah nomor"})

    fact.refresh_from_db()
    assert "tetap terlihat dalam riwayat" in asked
    assert (done.status_code, fact.void_reason) == (303, "salah nomor")
    assert 'data-outcome="voided"' in desk.get(done["Location"]).content.decode()


def test_voiding_without_a_reason_is_told_at_the_field(desk, event):
    post(desk, event, form_of(event.entitlements.first()))

    answer = desk.post(
        reverse("void", args=[Handover.objects.get().pk]), {"kind": "wrong_entry", "reason": ""}
    )

    assert answer.status_code == 422
    assert "Isi sebab pembatalan." in answer.content.decode()


def test_no_page_says_its_errors_on_top_twice():
    """The crispy filter brings the summary with it (templates/bootstrap5/errors.html)."""
    pages = (settings.BASE_DIR / "templates").rglob("*.html")

    written = {page.name: page.read_text() for page in pages}

    assert [
        name
        for name, page in written.items()
        if "form|crispy }}" in page and '"_error_summary.html" %}' in page
    ] == []


def test_a_replay_says_on_the_receipt_that_nothing_was_recorded_twice(desk, event):
    data = form_of(event.entitlements.first())
    address = post(desk, event, data)["Location"]
    first = desk.get(address).content.decode()

    again = desk.get(post(desk, event, data)["Location"]).content.decode()

    assert ('data-outcome="handed_over"' in first, 'data-outcome="replayed"' in again) == (
        True,
        True,
    )
    assert "Tidak dicatat dua kali." in again
    assert 'data-outcome="handed_over"' in desk.get(address).content.decode()


def test_every_outcome_has_one_of_five_bands_told_apart_by_word_icon_and_key():
    shown = {answer_bands.band_of(code) for code in Outcome}

    assert [len({getattr(band, name) for band in shown}) for name in ("key", "icon", "word")] == [
        5,
        5,
        5,
    ]


def test_a_chip_says_of_whom_a_collector_is_what(desk, facility, open_event):
    event = open_event(facility, families=1, snapshot={"relationship": "mother"})
    row = event.entitlements.get()
    row.family.members.update(card_relationship="head")
    for name, place in [("Bambang", "husband"), ("Kasmini", "other")]:
        FamilyMemberFactory(family=row.family, full_name=name, card_relationship=place)

    page = card_of(desk, event, "1")

    said = re.findall(r'chip-name">([\w ]+)</span><span class="chip-tie">([\w ]+)<', tight(page))
    assert dict(said)["Bambang"] == f"suami dari {row.family.name}"
    assert dict(said)[row.family.name] == "ibu dari WBP"


@pytest.mark.parametrize(
    ("seen", "query", "preset", "method"),
    [
        ({}, "1", False, ""),
        ({}, "1", True, "ktp"),
        ({}, "K7M4-9QX2", True, "coupon"),
        ({"arrived_method": "family_card"}, "K7M4-9QX2", True, "family_card"),
    ],
)
def test_by_what_somebody_is_known_is_preset_only_where_it_was_seen(
    seen, query, preset, method, desk, event
):
    row = event.entitlements.get(number=1)
    CouponFactory(entitlement=row, code="K7M4-9QX2")
    Facility.objects.update(ktp_at_desk=preset)
    seen |= {"arrived_at": timezone.now(), "arrived_by": event.recorded_by} if seen else {}
    Entitlement.objects.filter(pk=row.pk).update(**seen)

    page = card_of(desk, event, query)

    checked = re.findall(
        r'name="verified_by_method" id="[\w-]+" value="(\w+)" checked', tight(page)
    )
    assert checked == ([method] if method else [])


def test_who_was_seen_at_the_counter_stands_at_the_desk(desk, event):
    family = KinshipFactory(family=FamilyFactory(facility=event.facility)).family
    brother = {"collector_name": "Budi Santoso", "collector_relationship": "sibling"}
    data = walk_in(family=family.pk, collector="", hand_over="0", **brother)
    desk.post(reverse("walk_ins", args=[event.pk]), data)
    row = event.entitlements.get(family=family)

    form = desk.get(reverse("desk", args=[event.pk]), {"q": str(row.number)}).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    receipt = desk.get(post(desk, event, sent)["Location"]).content.decode()

    assert "Budi Santoso (kakak/adik) · KTP" in receipt


def walk_in(**fields):
    usual = {
        "client_id": uuid.uuid4(),
        "collector_name": "Kasmini",
        "collector_relationship": "mother",
        "ground": "officer_statement",
    }
    return usual | {"area": "33.16.16.2001", "hand_over": "1", "verified_by_method": "ktp"} | fields


def test_a_walk_in_is_registered_entitled_and_served_in_one_go(desk, event):
    AreaFactory()
    inmate = InmateFactory(facility=event.facility)
    data = walk_in(inmate=inmate.pk, thumb_print="on")

    first, again = (desk.post(reverse("walk_ins", args=[event.pk]), data) for _time in range(2))

    family = inmate.kinships.get().family
    assert (first.status_code, again.status_code, first["Location"]) == (
        303,
        303,
        again["Location"],
    )
    assert (family.name, family.evidence.get().kind, family.evidence.get().verified_at) == (
        "Kasmini",
        "officer_statement",
        None,
    )
    fact = Handover.objects.get()
    assert (fact.entitlement.source, fact.remarks) == ("walk_in", "Cap jempol.")


def test_a_walk_in_may_be_entitled_first_and_served_later(desk, event):
    family = KinshipFactory(family=FamilyFactory(facility=event.facility)).family

    answer = desk.post(
        reverse("walk_ins", args=[event.pk]), walk_in(family=family.pk, hand_over="0")
    )

    assert answer["Location"] == f"{reverse('desk', args=[event.pk])}?q=4"
    assert not Handover.objects.exists()


def test_a_refused_walk_in_is_named_in_the_band_by_what_is_known(desk, facility, open_event):
    event, inmate = open_event(facility, packages=0), InmateFactory(facility=facility)
    family = KinshipFactory(family__facility=facility, family__name="Painem").family
    AreaFactory()
    at = reverse("walk_ins", args=[event.pk])

    known = desk.post(at, walk_in(family=family.pk))
    unknown = desk.post(at, walk_in(inmate=inmate.pk))

    assert (known.status_code, unknown.status_code) == (409, 409)
    assert '<p class="band-who">Painem</p>' in known.content.decode()
    assert "band-who" not in unknown.content.decode()


def test_a_walk_in_that_is_served_later_is_answered_in_json_too(desk, event):
    family = KinshipFactory(family=FamilyFactory(facility=event.facility)).family

    answer = desk.post(
        reverse("walk_ins", args=[event.pk]), walk_in(family=family.pk, hand_over="0"), **JSON
    )

    said = {
        "outcome": "entitled",
        "receipt": None,
        "message": "Keluarga terdaftar dengan nomor 4.",
        "say": "",
    }
    assert (answer.status_code, answer.json()) == (200, said)


def test_a_second_family_of_one_inmate_is_refused_where_the_event_says_so(
    desk, facility, open_event
):
    event = open_event(facility, families=1, one_per_inmate=True)
    served = event.entitlements.get()
    post(desk, event, form_of(served))
    AreaFactory()

    answer = desk.post(
        reverse("walk_ins", args=[event.pk]), walk_in(inmate=served.inmate.pk), **JSON
    )

    assert (answer.status_code, answer.json()["outcome"]) == (409, "inmate_already_served")
    assert served.family.name not in answer.json()["say"]
    assert Family.objects.count() == 1


def test_a_walk_in_for_somebody_released_is_not_eligible(desk, event):
    AreaFactory()
    inmate = InmateFactory(facility=event.facility, custody_status="released")

    answer = desk.post(reverse("walk_ins", args=[event.pk]), walk_in(inmate=inmate.pk), **JSON)

    assert (answer.status_code, answer.json()["outcome"]) == (409, "not_eligible")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("collector_name", ""),
        ("collector_name", "z" * 1_000_000),
        ("collector_relationship", "x"),
        ("area", "Atlantis"),
        ("verified_by_method", "coupon"),
        ("ground", ""),
        ("client_id", ""),
    ],
)
def test_bad_walk_in_input_is_told_at_its_field_and_registers_nobody(field, value, desk, event):
    AreaFactory()
    inmate = InmateFactory(facility=event.facility)

    answer = desk.post(
        reverse("walk_ins", args=[event.pk]), walk_in(inmate=inmate.pk) | {field: value}
    )

    assert answer.status_code == 422
    assert not inmate.kinships.exists()


def test_a_walk_in_of_another_facility_is_not_there(desk, event, other_facility):
    foreign = InmateFactory(facility=other_facility)

    page = desk.post(reverse("walk_ins", args=[event.pk]), walk_in(inmate=foreign.pk))
    answer = desk.post(reverse("walk_ins", args=[event.pk]), walk_in(inmate=foreign.pk), **JSON)

    assert (page.status_code, answer.status_code, answer.json()["outcome"]) == (
        404,
        404,
        "not_on_list",
    )


@pytest.fixture
def like(desk, event):
    """A walk-in that was served, and the form of her second coming."""
    AreaFactory()
    data = walk_in(inmate=InmateFactory(facility=event.facility).pk)
    desk.post(reverse("walk_ins", args=[event.pk]), data)
    return Handover.objects.get().family, data | {"client_id": uuid.uuid4()}


def test_a_like_family_is_looked_at_in_the_form_and_the_same_form_goes_through(desk, event, like):
    family, data = like
    address = reverse("walk_ins", args=[event.pk])

    look = desk.post(address, data)
    again = desk.post(address, fields_of(look) | {"hand_over": "1"})

    assert (look.status_code, again.status_code, Handover.objects.count()) == (422, 303, 2)
    assert f"Mirip dengan {family.name}, {family.area}" in look.content.decode()
    assert "Sebentar, kami periksa nama Bapak/Ibu." in look.content.decode()


@pytest.mark.parametrize("written", ["{}", "9-{}", "9,{}"])
def test_a_program_gets_the_ids_to_look_at_and_sends_them_back(written, desk, event, like):
    family, data = like
    address = reverse("walk_ins", args=[event.pk])

    answer = desk.post(address, data, **JSON)
    again = desk.post(address, data | {"seen": written.format(family.pk)}, **JSON)

    assert (answer.status_code, answer.json()["outcome"]) == (422, "invalid")
    assert (answer.json()["similar"], again.json()["outcome"]) == ([family.pk], "handed_over")


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"area": "Sumberejo"}, []),
        ({"area": "Desa Sumberejo, Kec. Japah"}, []),
        ({"area": "", "area_q": "sumberejo japah"}, []),
        ({"area": "Atlantis"}, ["area"]),
        ({"collector_name": "-"}, ["collector_name"]),
        ({"collector_name": "12345"}, ["collector_name"]),
        ({"collector_name": "😀"}, ["collector_name"]),
    ],
)
def test_the_counter_reads_villages_and_names_as_the_registry_does(typed, errors, desk, event):
    AreaFactory()
    data = walk_in(inmate=InmateFactory(facility=event.facility).pk, **typed)

    answer = desk.post(reverse("walk_ins", args=[event.pk]), data, **JSON)

    assert list(answer.json().get("errors", {})) == errors


def test_numbers_that_wait_stand_above_the_button_and_hinder_nobody(desk, event):
    family = KinshipFactory(family=FamilyFactory(facility=event.facility)).family
    inmate = InmateFactory(facility=event.facility)
    address = reverse("walk_ins", args=[event.pk])
    desk.post(address, walk_in(family=family.pk, hand_over="0"))

    page = desk.get(f"{address}?inmate={inmate.pk}").content.decode()

    said = "1 nomor dari loket kunjungan masih menunggu, sisa 5 paket."
    assert page.index(said) < page.index("Daftarkan dan serahkan")


def test_an_event_with_a_closed_list_takes_no_walk_ins(desk, facility, open_event):
    event = open_event(facility, accepts_walk_ins=False)
    AreaFactory()

    answer = desk.post(
        reverse("walk_ins", args=[event.pk]),
        walk_in(inmate=InmateFactory(facility=facility).pk),
        **JSON,
    )

    assert (answer.status_code, answer.json()["outcome"]) == (404, "not_on_list")


def test_no_form_is_filled_in_for_an_event_that_takes_nobody(
    desk, facility, open_event, close_with_left_overs
):
    listed, closed, inmate = (
        open_event(facility, accepts_walk_ins=False),
        open_event(facility),
        InmateFactory(facility=facility),
    )
    close_with_left_overs(closed, closed.recorded_by)

    answers = [
        desk.get(reverse("walk_ins", args=[event.pk]), {"inmate": inmate.pk})
        for event in (listed, closed)
    ]

    assert [answer.status_code for answer in answers] == [404, 423]
    assert ["collector_name" in answer.content.decode() for answer in answers] == [False, False]


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_nobody_is_called_to_the_desk_before_there_are_numbers(status, desk, facility):
    event = DistributionFactory(facility=facility)
    EntitlementFactory(distribution=event, family__name="Sri Wahyuni", number=None)
    if status == "cancelled":
        lifecycle.cancel(distribution=event, reason="hujan", by=event.recorded_by)

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "sri"}).content.decode()

    assert ("Sri Wahyuni" in page, 'data-outcome="not_open"' in page) == (False, True)


def test_a_coupon_beside_another_familys_card_is_refused(desk, event):
    first, second = event.entitlements.order_by("number")[:2]
    CouponFactory(entitlement=second, code="K7M4-9QX2")

    wrong = post(desk, event, form_of(first, coupon="K7M4-9QX2"), **JSON)
    right = post(desk, event, form_of(second, coupon="K7M4-9QX2"), **JSON)

    assert (wrong.status_code, list(wrong.json()["errors"]), right.status_code) == (
        422,
        ["coupon"],
        200,
    )


def test_the_name_that_was_said_stands_before_a_listed_one_that_is_only_like_it(desk, event):
    Family.objects.filter(entitlements__distribution=event).update(name="Wahyuni Widyastuti")
    FamilyMember.objects.filter(family__entitlements__distribution=event).update(
        full_name="Wahyuni Widyastuti"
    )
    FamilyFactory(facility=event.facility, name="Sri Wahyuni")

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "sri wahyuni"}).content.decode()

    assert 0 < page.index("Keluarga Sri Wahyuni</h2>") < page.index("Wahyuni Widyastuti</strong>")


def test_a_held_family_that_is_not_listed_is_told_so_before_a_form_is_filled_in(desk, event):
    held = {"hold_kind": "other", "hold_at": timezone.now(), "hold_by": event.recorded_by}
    family = FamilyFactory(facility=event.facility, name="Ngatinem", **held)
    KinshipFactory(family=family)

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "ngatinem"}).content.decode()

    assert 'data-outcome="on_hold"' in page
    assert "Daftarkan hari ini" not in page
    assert reverse("came_unlisted", args=[event.pk]) in page


def test_families_of_one_name_that_are_not_listed_are_told_apart_by_their_wbp(desk, event):
    for inmate in ("Paijan", "Suyadi"):
        family = FamilyFactory(facility=event.facility, name="Ngatinem")
        KinshipFactory(family=family, inmate=InmateFactory(facility=event.facility, name=inmate))

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "ngatinem"}).content.decode()

    assert ("Paijan" in page, "Suyadi" in page) == (True, True)


@pytest.mark.parametrize(
    ("relationship", "said"),
    [("mother", "Kasmini (ibu), Loket 2, petugas"), ("other", "Kasmini, Loket 2, petugas")],
)
def test_who_took_a_package_is_named_with_a_relationship_that_says_something(
    relationship, said, desk, event
):
    entitlement = event.entitlements.order_by("number").first()
    collector = {
        "collector_name": "Kasmini",
        "collector_relationship": relationship,
        "desk": "Loket 2",
    }
    post(desk, event, form_of(entitlement) | {"collector": ""} | collector)

    card = desk.get(
        reverse("desk", args=[event.pk]), {"q": str(entitlement.number)}
    ).content.decode()
    refusal = post(desk, event, form_of(entitlement), **JSON).json()["message"]

    assert (said in card, said in refusal, "lainnya" in card.lower()) == (True, True, False)


def test_a_listed_family_is_found_however_many_others_of_the_prison_fit(desk, facility, open_event):
    event = open_event(facility, families=1, accepts_walk_ins=False)
    listed = event.entitlements.get()
    Family.objects.filter(pk=listed.family_id).update(name="Wahyuni Sri")
    for _n in range(9):
        FamilyFactory(facility=facility, name="Sri Wahyuni")

    found = desk.get(reverse("desk", args=[event.pk]), {"q": "sri wahyuni"}).context["found"]

    assert (found.cards[0].entitlement, len(found.cards), found.only) == (listed, 8, None)


def test_among_equals_the_listed_stand_first_and_the_page_says_that_there_are_more(
    desk, event, facility
):
    for _n in range(9):
        FamilyFactory(facility=facility, name="Ngatinem")
    Family.objects.filter(entitlements__distribution=event).update(name="Ngatinem")

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "ngatinem"})

    found = page.context["found"]
    assert ([bool(card.entitlement) for card in found.cards], found.more) == (
        [True] * 3 + [False] * 5,
        True,
    )
    assert "Lebih dari 8 keluarga cocok dengan" in page.content.decode()


def test_a_coupon_of_letters_alone_is_found_without_its_hyphen(desk, event):
    code = next(
        code
        for code in ("".join(letters) for letters in itertools.permutations("ABCDEFGH"))
        if coupons.is_code(code)
    )
    CouponFactory(entitlement=event.entitlements.get(number=2), code=f"{code[:4]}-{code[4:]}")

    assert (
        desk.get(reverse("desk", args=[event.pk]), {"q": code})
        .context["found"]
        .only.entitlement.number
        == 2
    )


def test_a_form_with_a_coupon_and_an_error_comes_back_whole(desk, event):
    coupon = CouponFactory(entitlement=event.entitlements.get(number=2), code="K7M4-9QX2")

    page = post(
        desk,
        event,
        form_of(coupon.entitlement, entitlement="", coupon=coupon.code, verified_by_method=""),
    )

    assert (page.status_code, 'value="Sri Wahyuni"' in page.content.decode()) == (422, True)


def test_another_family_of_a_wbp_who_has_one_may_be_registered(desk, event, facility):
    inmate = InmateFactory(facility=facility, name="Paijan")
    KinshipFactory(family=FamilyFactory(facility=facility, name="Ngatinem"), inmate=inmate)
    alone = InmateFactory(facility=facility, name="Paijan")

    page = desk.get(reverse("desk", args=[event.pk]), {"q": "paijan"})

    found, html = page.context["found"], page.content.decode()
    assert (found.unknown, found.known) == ([alone], [inmate])
    assert (f"?inmate={inmate.pk}" in html, "Daftarkan keluarga lain" in html) == (True, True)


def card_of(desk, event, q="1"):
    return desk.get(reverse("desk", args=[event.pk]), {"q": q}).content.decode()


@pytest.mark.parametrize(
    ("state", "outcome", "said"),
    [
        (_already, "already_handed_over", "Jika ini keliru, silakan ke petugas pendamping."),
        (_withdraw, "withdrawn", "Silakan duduk, petugas pendamping akan membantu."),
        (_close, "not_open", "Penyerahan hari ini sudah selesai."),
    ],
)
def test_a_card_without_a_package_has_the_line_to_read_and_the_sentence_to_say(
    state, outcome, said, desk, event
):
    state(event, desk)

    page = card_of(desk, event)

    assert page.count(f'data-outcome="{outcome}"') == 1
    assert page.count("Katakan:") == page.count(said) == 1
    assert ">Serahkan paket" not in page


def test_the_card_of_a_reserve_says_to_wait(desk, facility, open_event):
    page = card_of(desk, open_event(facility, families=1, source="reserve"))

    assert 'data-outcome="reserve_waiting"' in page
    assert "Silakan menunggu; kami panggil jika ada paket." in page


def test_who_did_not_come_is_absent_once_the_event_is_closed(desk, event):
    _close(event, desk)

    assert "Tidak hadir" in card_of(desk, event)
    assert "Belum diambil" not in card_of(desk, event)


def test_who_came_in_vain_is_not_called_absent(desk, event):
    row = event.entitlements.first()
    desk.post(reverse("hand_over", args=[event.pk]), form_of(row))
    fact = Handover.objects.get()
    desk.post(reverse("void", args=[fact.pk]), {"reason": "paket dikembalikan", "kind": "returned"})
    _close(event, desk)

    assert (
        "Datang, tidak menerima" in card_of(desk, event),
        "Tidak hadir" in card_of(desk, event),
    ) == (True, False)


def test_a_closed_event_registers_nobody_at_the_desk(desk, event):
    FamilyFactory(facility=event.facility, name="Ngatinem")
    _close(event, desk)

    page = card_of(desk, event, "ngatinem")

    assert "Daftarkan hari ini" not in page
    assert 'data-outcome="not_open"' in page
    assert ("Sudah selesai" in page, "Tunggu dahulu" in page) == (True, False)


def test_after_a_mistake_the_focus_is_in_the_field_to_mend_and_the_list_leads_there(desk, event):
    typed = form_of(event.entitlements.first(), collector_name="", verified_by_method="")
    page = tight(post(desk, event, typed).content.decode())

    assert re.findall(r'<(?:input|select)[^>]* id="(\w+)"[^>]* autofocus', page) == [
        "collector_name"
    ]
    assert re.findall(r'<li><a href="#([\w-]+)">', page) == ["method-ktp", "collector_name"]
    assert page.index('id="error-collector_name"') < page.index('id="collector_name"')


def test_a_name_that_nobody_has_is_answered_as_a_likeness(desk, event):
    page = card_of(desk, event, "sri wahyuna")

    assert "Tidak ada yang persis. Mirip: “sri wahyuna”" in page
    assert "keluarga ditemukan" not in page


def test_more_families_than_are_shown_are_not_counted_as_eight(desk, facility, open_event):
    page = card_of(desk, open_event(facility, families=9), "sri wahyuni")

    assert page.count('class="desk-line"') == 8
    assert "Lebih dari 8 keluarga cocok dengan" in page


def test_a_listed_family_is_found_behind_namesakes_who_are_not_listed(desk, facility, open_event):
    for _namesake in range(9):
        FamilyFactory(facility=facility, name="Sri Wahyuni")
    event = open_event(facility, families=1, accepts_walk_ins=False)

    assert "Sri Wahyuni 001" in card_of(desk, event, "sri wahyuni")


def test_a_member_of_a_family_on_file_walks_in_without_typing_her_name(desk, event):
    kinship = KinshipFactory(
        family=FamilyFactory(facility=event.facility, name="Kasmini"), relationship="mother"
    )
    member = FamilyMemberFactory(family=kinship.family, full_name="Kasmini")
    nothing_typed = {"collector_name": "", "collector_relationship": ""}

    asked = desk.get(reverse("walk_ins", args=[event.pk]), {"family": kinship.family.pk})
    data = walk_in(family=kinship.family.pk, collector=member.pk, **nothing_typed)
    answer = desk.post(reverse("walk_ins", args=[event.pk]), data)

    fact = Handover.objects.get()
    assert "Kasmini (ibu dari WBP)</label>" in asked.content.decode()
    assert answer.status_code == 303
    assert (fact.collector_member, fact.collector) == (member, "Kasmini (ibu)")


def test_a_member_of_another_family_does_not_walk_in_for_this_one(desk, event):
    family = KinshipFactory(family=FamilyFactory(facility=event.facility)).family
    stranger = event.entitlements.first().family.members.get()

    answer = desk.post(
        reverse("walk_ins", args=[event.pk]),
        walk_in(family=family.pk, collector=stranger.pk),
        **JSON,
    )

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["collector"])


def test_the_second_day_of_an_event_is_served_like_the_first(desk, facility, open_event):
    today = facility.local_day(timezone.now())
    event = open_event(facility, day=today - dt.timedelta(days=1), last_day=today)
    row = event.entitlements.first()

    page = desk.get(reverse("desk", args=[event.pk])).content.decode()
    answer = post(desk, event, form_of(row), **JSON)

    assert (", hari ke-2 dari 2, pukul 08.30–12.00 ·" in page, answer.json()["outcome"]) == (
        True,
        "handed_over",
    )


def test_naming_the_desk_leads_back_to_the_open_card_and_from_a_receipt_to_the_desk(desk, event):
    open_card = reverse("desk", args=[event.pk]) + "?q=1"
    receipt = post(desk, event, form_of(event.entitlements.first()))["Location"]

    led = [desk.get(page).content.decode() for page in (open_card, receipt)]

    asked = [re.findall(r'method="post" action="([^"]+/desk/[^"]*)"', page)[0] for page in led]
    assert asked == [open_card, reverse("desk", args=[event.pk])]


def test_what_was_unusual_is_kept_in_words_and_shown(desk, event):
    """Without a KTP, other contents, given by the head: on the form of whoever wrote it down."""
    words = {"note": "Hanya KK, dikenali WBP.", "contents_note": "Terong, bukan sawi."}
    row = event.entitlements.first()
    card = desk.get(reverse("desk", args=[event.pk]), {"entitlement": row.pk}).content.decode()
    ticks = {"given_by_head": "on", "thumb_print": "on"}
    sent = form_of(row, verified_by_method="inmate_confirmed", **ticks, **words)

    page = desk.get(post(desk, event, sent)["Location"]).content.decode()

    fact = Handover.objects.get()
    assert all(f'name="{name}"' in card for name in (*words, *ticks))
    assert (fact.given_by_head, fact.thumb_print, fact.recorded_by.name in page) == (True,) * 3
    said = "Diserahkan oleh Kepala Rutan. Cap jempol. Hanya KK, dikenali WBP. Isi paket: Terong"
    assert fact.remarks == f"{said}, bukan sawi."
    assert fact.remarks in page
