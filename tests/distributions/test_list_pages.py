"""Pages of the list: choosing, approving, taking off, ratifying."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import DeskAttempt, Distribution, Entitlement
from distributions.planning import approval, lifecycle, listing, locks, review
from distributions.views import recipients
from rutan.models import AuditEntry
from tests.factories import (
    AreaFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    HandoverFactory,
    PackageMovementFactory,
    SignatoryFactory,
)

LONG = "x" * 1_000_000


@pytest.fixture
def event(facility):
    return DistributionFactory(facility=facility)


@pytest.fixture
def office(sign_in, services_head):
    return sign_in(services_head)


@pytest.fixture
def proposed(event, eligible, services_head):
    listing.choose(
        distribution=event,
        families=[eligible("Ani"), eligible("Budi")],
        reserves=[eligible("Citra")],
        by=services_head,
    )
    return approval.propose(distribution=event, by=services_head)


@pytest.fixture
def closed(facility, services_head, eligible):
    """A closed event without a list at which one family was served."""
    event = lifecycle.open_today(
        facility=facility,
        title="Bakti sosial",
        venue="Aula",
        starts=dt.time(8),
        ends=dt.time(12),
        order="Perintah lisan",
        by=services_head,
    )
    PackageMovementFactory(distribution=event, packages=1)
    walk_in = Entitlement.objects.create(
        distribution=event,
        family=eligible("Ani", evidence=False),
        inmate=eligible("x").kinships.get().inmate,
        source="walk_in",
        number=1,
    )
    HandoverFactory(entitlement=walk_in)
    Distribution.objects.filter(pk=event.pk).update(
        status="closed", closed_at=timezone.now(), closed_by=services_head
    )
    return event


def text(response) -> str:
    return response.content.decode()


def words(response) -> str:
    """What is read on the page, on one line."""
    return re.sub(r"\s+([,;.])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", text(response)).split()))


def followed(client, answer):
    """The page to which an answer leads."""
    return client.get(answer["Location"])


def listed(event) -> dict[str, str]:
    return {
        row.family.name: row.source
        for row in Entitlement.objects.on(event).standing().select_related("family")
    }


def choose(client, event, **picks):
    """Post the choice as the page that the client sees now."""
    seen = picks.pop("seen", None) or locks.fingerprint(event)
    return client.post(reverse("recipients", args=[event.pk]), {"seen": seen} | picks)


def test_the_page_offers_eligible_families_and_says_what_mends_the_others(office, event, eligible):
    eligible("Ani")
    FamilyFactory(facility=event.facility, name="Tanpa bukti")

    page = office.get(reverse("recipients", args=[event.pk]))

    assert [row.family.name for row, _pick, _reason in page.context["form"].rows] == ["Ani"]
    assert [row.family.name for row in page.context["not_eligible"]] == ["Tanpa bukti"]
    assert str(page.context["not_eligible"][0].reasons[0].mend) in text(page)


def test_picks_are_saved_and_unticked_families_leave(office, event, eligible):
    ani, budi = eligible("Ani"), eligible("Budi")
    choose(office, event, **{f"pick_{ani.pk}": "list", f"pick_{budi.pk}": "reserve"})
    assert listed(event) == {"Ani": "list", "Budi": "reserve"}

    choose(office, event, **{f"pick_{ani.pk}": "list", f"pick_{budi.pk}": ""})

    assert listed(event) == {"Ani": "list"}


def test_families_that_the_page_did_not_show_stay_on_the_list(
    office, event, eligible, services_head
):
    ani, budi = eligible("Ani"), eligible("Budi")
    listing.choose(distribution=event, families=[ani], by=services_head)

    choose(office, event, **{f"pick_{budi.pk}": "list"})

    assert set(listed(event)) == {"Ani", "Budi"}


def test_a_family_put_before_others_is_asked_for_a_reason_and_picks_are_kept(
    office, event, eligible
):
    eligible("Ani")
    zul = eligible("Zul")

    answer = choose(office, event, **{f"pick_{zul.pk}": "list"})

    assert (answer.status_code, listed(event)) == (422, {})
    assert answer.context["form"][f"pick_{zul.pk}"].value() == "list"
    assert list(answer.context["form"].errors) == [f"reason_{zul.pk}"]


def test_a_reason_saves_the_hand_picked_family(office, event, eligible):
    eligible("Ani")
    zul = eligible("Zul")

    choose(office, event, **{f"pick_{zul.pk}": "list", f"reason_{zul.pk}": "Rumah terbakar"})

    assert Entitlement.objects.get(family=zul).reason == "Rumah terbakar"


def test_the_reason_of_a_hand_is_mended_on_the_page(office, event, eligible):
    eligible("Ani")
    zul = eligible("Zul")
    choose(office, event, **{f"pick_{zul.pk}": "list", f"reason_{zul.pk}": "Rumah terbaka"})

    choose(office, event, **{f"pick_{zul.pk}": "list", f"reason_{zul.pk}": "Rumah terbakar"})

    assert Entitlement.objects.get(family=zul).reason == "Rumah terbakar"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("pick", "walk_in"), ("pick", "\x00"), ("reason", LONG), ("reason", "a\x00")],
)
def test_a_bad_pick_or_reason_is_named_at_its_family(office, event, eligible, field, typed):
    ani = eligible("Ani")

    answer = choose(office, event, **{f"pick_{ani.pk}": "list", f"{field}_{ani.pk}": typed})

    assert (answer.status_code, list(answer.context["form"].errors), listed(event)) == (
        422,
        [f"{field}_{ani.pk}"],
        {},
    )


@pytest.mark.parametrize("unknown", ["999999", "abc", "-1", "99999999999999999999999", "1\x00"])
def test_a_family_that_is_no_candidate_is_told(office, event, eligible, unknown):
    ani = eligible("Ani")

    answer = choose(office, event, **{f"pick_{ani.pk}": "list", f"pick_{unknown}": "list"})

    assert (answer.status_code, listed(event)) == (422, {})
    assert "Ada keluarga yang tidak dapat dipilih lagi" in text(answer)


def test_a_family_of_another_prison_is_not_chosen(office, event, eligible):
    stranger = eligible("Orang lain", facility=None)

    answer = choose(office, event, **{f"pick_{stranger.pk}": "list"})

    assert (answer.status_code, Entitlement.objects.count(), "Orang lain" in text(answer)) == (
        422,
        0,
        False,
    )


def test_choosing_on_a_stale_page_is_refused_and_shown_again(
    office, event, eligible, services_head
):
    ani, budi = eligible("Ani"), eligible("Budi")
    seen = locks.fingerprint(event)
    listing.choose(distribution=event, families=[ani], by=services_head)

    answer = choose(office, event, seen=seen, **{f"pick_{budi.pk}": "list"})

    assert (answer.status_code, listed(event)) == (409, {"Ani": "list"})
    assert f'value="{locks.fingerprint(event)}"' in text(answer)


@pytest.mark.parametrize(
    "query",
    [
        "?name=an",
        "?last_aid=never",
        "?evidence=dtsen",
        "?expiring=on",
        "?area=33.16.16",
        "?area=33.16.16.2001",
    ],
)
def test_filters_live_in_the_address(office, event, eligible, query):
    eligible("Ani")

    page = office.get(reverse("recipients", args=[event.pk]) + query)

    assert page.context["clear_url"] == reverse("recipients", args=[event.pk])
    assert page.context["matching"] == (0 if "expiring" in query else 1)


def test_whose_village_is_not_loaded_is_filtered_by_her_regency(office, event, eligible):
    jakarta = AreaFactory(code="31", name="Jakarta", level=1, parent=None)
    eligible("Ani")
    eligible("Budi", area=AreaFactory(code="31.74", name="Kota Tua", level=2, parent=jakarta))

    page = office.get(reverse("recipients", args=[event.pk]) + "?area=31.74")

    choices = [label for _code, label in page.context["filter_form"].fields["area"].choices[1:]]
    assert choices == ["Kota Tua, Jakarta", "Kec. Japah", "– Desa Sumberejo"]
    assert page.context["matching"] == 1


def test_the_order_is_told_in_the_words_of_its_rows(office, event, eligible, services_head):
    names = ["Wahyu", "Sri", "Tuti", "Ani"]
    missed, unlisted, poorest, _other = (eligible(name) for name in names)
    poorest.evidence.update(kind="dtsen", decile=2)
    told = {"distribution": event, "recorded_at": timezone.now(), "recorded_by": services_head}
    DeskAttempt.objects.create(family=missed, outcome="no_package_left", **told)
    DeskAttempt.objects.create(family=unlisted, outcome="not_on_list", **told)

    page = text(office.get(reverse("recipients", args=[event.pk])))

    sentence, rows = page.split("Urutan: ")[1].split(" Di luar urutan", 1)
    assert (
        sentence == "1. pernah tidak mendapat paket; 2. pernah datang, tidak dalam daftar;"
        " 3. belum pernah menerima; 4. paling lama tidak menerima;"
        " jika sama: anak terbanyak, desil terendah, lalu undian."
    )
    assert re.findall(r'<th scope="row">\s*(\w+)\s*<br>', rows) == names
    assert "pernah tidak mendapat paket; belum pernah menerima" in rows
    assert "pernah datang, tidak dalam daftar; belum pernah menerima" in rows


def test_a_filtered_list_counts_what_fits_and_the_days_after_the_event(office, event, eligible):
    families = [eligible(name) for name in ("Sri", "Tuti", "Yati")]
    families[0].evidence.update(valid_until=event.day + dt.timedelta(days=10))

    page = text(office.get(reverse("recipients", args=[event.pk]) + "?name=sri"))

    assert "Menampilkan 1 dari 1:" in page
    assert "berakhir 10 hari setelah kegiatan" in page


@pytest.mark.parametrize(
    "query",
    [
        "?area=x",
        "?last_aid=0",
        "?evidence=%00",
        "?name=%00",
        "?page=0",
        "?page=99999999999",
        f"?name={'y' * 5000}",
    ],
)
def test_a_nonsense_filter_is_no_error(office, event, eligible, query):
    eligible("Ani")

    assert office.get(reverse("recipients", args=[event.pk]) + query).status_code == 200


def test_the_proposal_fills_the_list(office, event, eligible):
    for name in ("Ani", "Budi", "Citra"):
        eligible(name)

    office.post(reverse("recipients_suggest", args=[event.pk]), {"packages": "2", "reserves": "1"})

    assert listed(event) == {"Ani": "list", "Budi": "list", "Citra": "reserve"}


@pytest.mark.parametrize("typed", ["", "0", "-1", "abc", "1e9", "\x00", "99999999999999999999"])
def test_a_nonsense_number_proposes_nothing(office, event, eligible, typed):
    eligible("Ani")

    page = followed(
        office, office.post(reverse("recipients_suggest", args=[event.pk]), {"packages": typed})
    )

    assert (listed(event), "Tulis jumlah keluarga" in text(page)) == ({}, True)


def test_the_choice_takes_a_constant_number_of_queries_at_400_families(
    office, event, eligible, django_assert_max_num_queries
):
    for number in range(12):
        eligible(f"Keluarga {number}")
    office.get(reverse("recipients", args=[event.pk]))

    with django_assert_max_num_queries(25):
        office.get(reverse("recipients", args=[event.pk]))


def test_a_list_is_proposed_from_the_page_of_the_event(office, event, eligible, services_head):
    listing.choose(distribution=event, families=[eligible("Ani")], by=services_head)

    page = followed(
        office,
        office.post(
            reverse("distribution_propose", args=[event.pk]), {"seen": locks.fingerprint(event)}
        ),
    )

    event.refresh_from_db()
    assert (event.proposed_by, "Daftar 1 keluarga dan 0 cadangan diajukan" in text(page)) == (
        services_head,
        True,
    )
    assert "Izin, Bapak/Ibu." in text(page)


def test_an_empty_list_is_not_proposed_and_the_page_says_why(office, event):
    page = followed(office, office.post(reverse("distribution_propose", args=[event.pk])))

    event.refresh_from_db()
    assert (event.proposed_at, "Belum ada penerima dalam daftar." in text(page)) == (None, True)


def test_the_head_reads_numbers_first_and_approves_with_one_button(sign_in, head, proposed):
    client = sign_in(head)
    page = client.get(reverse("distribution_approve", args=[proposed.pk]))
    assert "2 keluarga: 2 sesuai usulan; 1 cadangan." in words(page)
    assert "perlu diperiksa" not in words(page)
    assert "Setujui daftar 2 keluarga" in text(page)

    client.post(
        reverse("distribution_approve", args=[proposed.pk]), {"seen": page.context["review"].seen}
    )

    proposed.refresh_from_db()
    assert (proposed.status, proposed.approved_by) == ("approved", head)


def test_the_head_reads_who_was_chosen_and_who_stands_on_another_list_too(
    sign_in, head, event, eligible, services_head, facility
):
    ani, _budi, citra = (eligible(name) for name in ("Ani", "Budi", "Citra"))
    chosen = {"families": [ani, citra], "reasons": {citra.pk: "Rumah terbakar"}}
    listing.choose(distribution=event, by=services_head, **chosen)
    Distribution.objects.filter(pk=event.pk).update(minimum_days=30)
    approval.propose(distribution=event, by=services_head)
    other = DistributionFactory(facility=facility, day=event.day + dt.timedelta(days=5))
    EntitlementFactory(distribution=other, family=ani, inmate=ani.kinships.get().inmate)
    approved = {"approved_at": timezone.now(), "approved_by": head}
    Distribution.objects.filter(pk=other.pk).update(status="approved", **approved)

    page = words(sign_in(head).get(reverse("distribution_approve", args=[event.pk])))

    told = "2 keluarga: 1 sesuai usulan, 1 dipilih petugas. Di antaranya 1 perlu diperiksa."
    assert told in page
    assert "Terdaftar juga pada kegiatan 15 Maret 2026 (1) Ani, " in page
    assert "Tidak memenuhi syarat lagi" not in page


def test_a_list_that_changed_after_the_page_was_rendered_is_refused_and_shown_again(
    sign_in, head, proposed, eligible, services_head
):
    client = sign_in(head)
    seen = client.get(reverse("distribution_approve", args=[proposed.pk])).context["review"].seen
    dewi = eligible("Dewi")
    listing.choose(
        distribution=proposed,
        families=[dewi],
        reasons={dewi.pk: "Rumah terbakar"},
        by=services_head,
    )

    answer = client.post(reverse("distribution_approve", args=[proposed.pk]), {"seen": seen})

    proposed.refresh_from_db()
    assert (answer.status_code, proposed.status, "Setujui daftar 3 keluarga" in text(answer)) == (
        409,
        "draft",
        True,
    )
    assert answer.context["review"].seen != seen


@pytest.mark.parametrize("seen", ["", "x", "\x00", LONG])
def test_an_approval_without_a_readable_page_is_refused(sign_in, head, proposed, seen):
    answer = sign_in(head).post(reverse("distribution_approve", args=[proposed.pk]), {"seen": seen})

    proposed.refresh_from_db()
    assert (answer.status_code in (409, 422), proposed.status) == (True, "draft")


def test_who_proposed_reads_the_page_but_has_no_button(office, proposed):
    page = office.get(reverse("distribution_approve", args=[proposed.pk]))
    assert "Anda yang mengusulkan daftar ini." in text(page)
    assert "Setujui daftar" not in text(page)

    answer = office.post(
        reverse("distribution_approve", args=[proposed.pk]),
        {"seen": page.context["review"].seen, "reason": "hujan"},
    )
    assert answer.status_code == 403


def test_an_acting_head_who_proposed_it_is_asked_why(office, proposed, facility, services_head):
    today = facility.local_day(timezone.now())
    SignatoryFactory(
        facility=facility, capacity="plh", user=services_head, starts_on=today, ends_on=today
    )
    address, seen = (
        reverse("distribution_approve", args=[proposed.pk]),
        review.review(proposed).seen,
    )

    answer = office.post(address, {"seen": seen})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])

    office.post(address, {"seen": seen, "reason": "Kepala Rutan dinas luar"})
    proposed.refresh_from_db()
    assert (proposed.status, proposed.approved_reason) == ("approved", "Kepala Rutan dinas luar")


def test_the_head_sends_the_list_back_and_the_office_reads_his_note(
    sign_in, head, office, proposed
):
    sign_in(head).post(
        reverse("distribution_send_back", args=[proposed.pk]),
        {"reason": "Tambah keluarga dari Cepu"},
    )

    page = office.get(reverse("distribution_detail", args=[proposed.pk]))

    assert ("Tambah keluarga dari Cepu" in text(page), page.context["event"].is_proposed) == (
        True,
        False,
    )


def test_approval_takes_a_constant_number_of_queries(
    sign_in, head, proposed, django_assert_max_num_queries
):
    client = sign_in(head)
    client.get(reverse("distribution_approve", args=[proposed.pk]))

    with django_assert_max_num_queries(26):
        client.get(reverse("distribution_approve", args=[proposed.pk]))


def test_an_approved_list_is_shown_by_number_and_a_family_is_taken_off_with_a_reason(
    office, head, proposed
):
    approval.approve(distribution=proposed, by=head, seen=review.review(proposed).seen)
    entitlement = proposed.entitlements.get(number=2)
    assert (
        office.post(
            reverse("entitlement_withdraw", args=[entitlement.pk]), {"reason": ""}
        ).status_code
        == 422
    )

    office.post(reverse("entitlement_withdraw", args=[entitlement.pk]), {"reason": "Data ganda"})

    page = office.get(reverse("recipients", args=[proposed.pk]))
    assert [row.number for row in page.context["rows"]] == [1, 2]
    assert [row.number for row in page.context["reserves"]] == [3]
    assert "Data ganda" in text(page)


def test_an_entitlement_of_another_prison_is_not_found(sign_in, stranger, proposed):
    entitlement = proposed.entitlements.first()

    assert (
        sign_in(stranger)
        .post(reverse("entitlement_withdraw", args=[entitlement.pk]), {"reason": "hujan"})
        .status_code
        == 404
    )


def test_the_head_ratifies_who_was_served(sign_in, head, closed):
    client = sign_in(head)
    page = client.get(reverse("distribution_ratify", args=[closed.pk]))
    assert "1 hanya dengan keterangan petugas" in text(page)

    client.post(
        reverse("distribution_ratify", args=[closed.pk]), {"seen": page.context["result"].seen}
    )

    closed.refresh_from_db()
    assert (closed.ratified_by, closed.handed_over) == (head, 1)


@pytest.mark.parametrize("seen", ["", "x", "-1", "2", "99999999999999999999", "\x00"])
def test_a_ratification_of_another_number_is_refused(sign_in, head, closed, seen):
    answer = sign_in(head).post(reverse("distribution_ratify", args=[closed.pk]), {"seen": seen})

    closed.refresh_from_db()
    assert (answer.status_code in (409, 422), closed.ratified_at) == (True, None)


def test_who_is_not_the_head_reads_the_ratification_without_a_button(office, closed):
    page = office.get(reverse("distribution_ratify", args=[closed.pk]))

    assert "Sahkan 1 penerima" not in text(page)
    assert (
        office.post(
            reverse("distribution_ratify", args=[closed.pk]), {"seen": "1", "reason": "hujan"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize("name", ["recipients_suggest", "distribution_propose"])
def test_the_desk_proposes_nothing(sign_in, handover_officer, event, name):
    assert sign_in(handover_officer).post(reverse(name, args=[event.pk])).status_code == 403


def test_a_long_list_is_turned_above_and_below_and_saved_on_the_way(
    office, event, eligible, monkeypatch
):
    monkeypatch.setattr(recipients, "PER_PAGE", 1)
    ani, _budi = eligible("Ani"), eligible("Budi")
    address = reverse("recipients", args=[event.pk])

    page = text(office.get(address))
    saved = office.post(
        f"{address}?page=2", {"seen": locks.fingerprint(event), f"pick_{ani.pk}": "list"}
    )

    assert page.count(f'formaction="{address}?page=2"') == 2
    assert (listed(event), saved["Location"]) == ({"Ani": "list"}, f"{address}?page=2")


def test_no_way_off_a_filtered_page_drops_its_choices(office, event, eligible):
    """Whatever leads to other rows of the list sends the form on its way."""
    eligible("Ani")
    address = reverse("recipients", args=[event.pk])

    page = text(office.get(f"{address}?name=ani"))

    assert f'formaction="{address}"' in page
    assert re.findall(rf'<a [^>]*href="(?:{address})?(?:\?[^"]*)?"', page) == []


def turned(office, event, page, to, **picks):
    """Press a button of the list's page: everything on it is sent, with these picks changed."""
    shown = office.get(f"{reverse('recipients', args=[event.pk])}?page={page}")
    form = shown.context["form"]
    fields = {"seen": shown.context["seen"], "go": "turn"}
    fields |= {f"pick_{row.family.pk}": pick.value() for row, pick, _why in form.rows}
    fields |= {f"reason_{row.family.pk}": why.value() for row, _pick, why in form.rows}
    return office.post(f"{reverse('recipients', args=[event.pk])}?page={to}", fields | picks)


def test_choices_of_three_pages_are_kept_whichever_way_they_are_turned(
    office, event, eligible, monkeypatch
):
    monkeypatch.setattr(recipients, "PER_PAGE", 2)
    families = [eligible(name) for name in ("Ani", "Budi", "Cici", "Dedi", "Eka", "Fani")]
    pick = {family.name: {f"pick_{family.pk}": "list"} for family in families}

    turned(office, event, 1, 2, **pick["Ani"], **pick["Budi"])
    turned(office, event, 2, 3, **pick["Cici"], **pick["Dedi"])
    back = turned(office, event, 3, 2, **pick["Eka"])

    assert back["Location"].endswith("?page=2")
    assert listed(event) == dict.fromkeys(["Ani", "Budi", "Cici", "Dedi", "Eka"], "list")
    page = text(office.get(f"{reverse('recipients', args=[event.pk])}?chosen=1"))
    assert "Dipilih (5)" in page
    assert "halaman 1 dari 3" in page


def test_turning_a_page_without_a_choice_is_no_act(office, event, eligible, monkeypatch):
    monkeypatch.setattr(recipients, "PER_PAGE", 1)
    eligible("Ani"), eligible("Budi")

    turned(office, event, 1, 2)

    assert not AuditEntry.objects.filter(verb="choose").exists()


def test_a_filter_keeps_the_choices_of_the_page(office, event, eligible):
    ani = eligible("Ani")
    seen = {"seen": locks.fingerprint(event), "go": "filter", f"pick_{ani.pk}": "list"}

    answer = office.post(
        reverse("recipients", args=[event.pk]), seen | {"name": "Budi", "area": ""}
    )

    assert (answer["Location"].endswith("?name=Budi"), listed(event)) == (True, {"Ani": "list"})


def test_the_list_ends_in_laying_it_before_the_head(office, event, eligible):
    ani = eligible("Ani")
    sent = {"seen": locks.fingerprint(event), "go": "propose", f"pick_{ani.pk}": "list"}

    page = followed(office, office.post(reverse("recipients", args=[event.pk]), sent))

    event.refresh_from_db()
    assert (event.is_proposed, listed(event)) == (True, {"Ani": "list"})
    assert "diajukan kepada Kepala Rutan" in text(page)


def test_the_message_to_the_head_can_be_copied(office, proposed):
    page = text(office.get(reverse("distribution_detail", args=[proposed.pk])))

    assert re.search(
        r'<textarea[^>]* id="message-1".*data-copy="#message-1".*Salin teks\s*</button>',
        page,
        re.DOTALL,
    )


def test_a_reserve_gets_a_package_from_the_list(office, facility, open_event):
    event = open_event(facility, source="reserve")
    reserve = event.entitlements.order_by("number").first()
    address = reverse("entitlement_promote", args=[reserve.pk])

    assert f'href="{address}"' in text(office.get(reverse("recipients", args=[event.pk])))
    assert "Sekarang 5 paket belum diserahkan." in text(office.get(address))
    page = followed(office, office.post(address))

    reserve.refresh_from_db()
    assert (reserve.promoted_at is None, f'href="{address}"' in text(page)) == (False, False)


@pytest.fixture
def ranked(facility, open_event):
    """Reserves whose numbers follow the alphabet and whose ranks do not: 4, 5, 1."""
    event = open_event(facility, source="reserve")
    for row, rank in zip(event.entitlements.order_by("number"), (4, 5, 1), strict=True):
        Entitlement.objects.filter(pk=row.pk).update(rank=rank)
    return event


def test_reserves_are_offered_by_rank_not_by_alphabet(office, ranked):
    page = text(office.get(reverse("recipients", args=[ranked.pk])))

    assert re.findall(r"Cadangan ke-(\d)", page) == ["1", "4", "5"]
    by_rank = [ranked.entitlements.get(rank=rank).pk for rank in (1, 4, 5)]
    assert re.findall(r"/entitlements/(\d+)/promote/", page) == [str(pk) for pk in by_rank]
    assert page.count("Jadikan penerima") == 3
    assert "Alihkan" not in page


def test_a_reserve_before_its_turn_is_asked_why_and_the_head_reads_it(
    office, ranked, head, sign_in
):
    address = reverse("entitlement_promote", args=[ranked.entitlements.get(rank=4).pk])

    asked = office.get(address)
    silent = office.post(address, {"reason": ""})
    office.post(address, {"reason": "Sudah menunggu di aula"})

    assert "Lebih dahulu: cadangan ke-1" in " ".join(text(asked).split())
    assert silent.status_code == 422
    its_head = sign_in(head)
    assert "didahulukan: Sudah menunggu di aula" in words(
        its_head.get(reverse("recipients", args=[ranked.pk]))
    )
    assert "1 cadangan didahulukan dari gilirannya" in text(its_head.get("/"))


def test_a_family_taken_off_by_mistake_is_put_back_from_the_list(
    office, facility, open_event, services_head
):
    row = open_event(facility).entitlements.order_by("number").first()
    listing.withdraw(entitlement=row, reason="salah tekan", by=services_head)
    address = reverse("entitlement_reinstate", args=[row.pk])

    assert f'href="{address}"' in text(
        office.get(reverse("recipients", args=[row.distribution_id]))
    )
    assert f"Dikeluarkan oleh {services_head}" in text(office.get(address))
    page = text(followed(office, office.post(address)))

    row.refresh_from_db()
    assert (row.withdrawn_at, f'href="{address}"' in page) == (None, False)
