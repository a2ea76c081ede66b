"""The page of one lot: what came in, where it went, what is left, and what may be mended."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import PackedLot
from harvests.models import Harvest, StockMovement
from harvests.stock import mending
from tests.factories import (
    DistributionFactory,
    HarvestFactory,
    PackageMovementFactory,
    StockMovementFactory,
)
from tests.pages import tight

MILLION = "9" * 1_000_000


@pytest.fixture
def client(sign_in, harvest_recorder):
    return sign_in(harvest_recorder)


@pytest.fixture
def today(facility):
    return facility.local_day(timezone.now())


@pytest.fixture
def move(lot):
    def write(**facts):
        return StockMovementFactory(harvest=lot, **facts)

    return write


@pytest.fixture
def use(client, lot, today):
    """Post the use form; ``quantity="3"`` changes a field, ``to="harvest_finish"`` the button."""

    def send(to="harvest_use", **changes):
        fields = {
            "client_id": uuid.uuid4(),
            "kind": "kitchen",
            "quantity": "12",
            "on": today.isoformat(),
        }
        return client.post(reverse(to, args=[lot.pk]), fields | changes)

    return send


def page(client, lot):
    return client.get(reverse("harvest_detail", args=[lot.pk]))


def left_of(lot):
    lot.refresh_from_db()
    return lot.on_hand_quantity, lot.on_hand_grams


# Reading


def test_the_bar_shows_every_destination_and_the_rest(client, lot, move):
    move(kind="kitchen", quantity=-10, grams=-1891)
    packing = move(kind="packed", quantity=-30, grams=-5674)
    move(kind="packed", quantity=5, grams=946, unpacks=packing)

    segments = page(client, lot).context["account"].segments

    assert [(segment.label, segment.text, segment.rest) for segment in segments] == [
        ("Dikemas (bakti sosial)", "25 ikat (4,7 kg)", False),
        ("Dapur (BAMA)", "10 ikat (1,9 kg)", False),
        ("Sisa", "57 ikat (10,8 kg)", True),
    ]


def test_the_account_keeps_a_running_balance_and_strikes_what_was_reversed(client, lot, move):
    sale = move(kind="sale", buyer="Pasar", quantity=-40, grams=-7565)
    move(kind="sale", quantity=40, grams=7565, reverses=sale, note="salah panen")
    move(quantity=-10, grams=-1891)

    entries = page(client, lot).context["account"].entries

    assert [(entry.grams, entry.is_struck, entry.may_be_reversed) for entry in entries] == [
        (9835, True, False),
        (17_400, False, False),
        (15_509, False, True),
    ]


def test_old_and_new_intake_are_both_visible(client, lot, harvest_recorder):
    mending.correct(
        lot=lot,
        quantity=90,
        grams=17_000,
        note="salah hitung",
        by=harvest_recorder,
        client_id=uuid.uuid4(),
    )

    content = page(client, lot).content.decode()

    assert '<s class="struck">92 ikat</s>' in content
    assert '<s class="struck">17,4 kg</s>' in content
    assert "<strong>90 ikat</strong>" in content
    assert "17 kg, ditimbang" in content


def test_a_correction_that_was_struck_changes_nothing_on_the_page(client, lot, move):
    struck = move(kind="correction", quantity=-2, grams=-400, note="salah")
    move(kind="correction", quantity=2, grams=400, reverses=struck, note="ternyata benar")

    content = page(client, lot).content.decode()

    assert ("<strong>92 ikat</strong>" in content, '<s class="struck">' in content) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("grams", "said"),
    [(-2400, "15 kg, ditimbang"), (-378, "± 17 kg (perkiraan: 189,1 g per ikat)")],
)
def test_a_weighed_correction_ends_the_estimate(client, facility, grams, said):
    lot = HarvestFactory(facility=facility, quantity=92, grams=17_400, weight_is_estimated=True)
    StockMovementFactory(harvest=lot, kind="correction", quantity=-2, grams=grams, note="ditimbang")

    assert said in page(client, lot).content.decode()
    assert ("± " in harvest_list(client).content.decode()) == said.startswith("±")


def test_what_came_to_a_lot_has_a_plus(client, lot, move):
    move(kind="correction", quantity=8, grams=1600, note="salah ketik")

    content = page(client, lot).content.decode()

    assert ("+8 ikat" in content, "+1,6 kg" in content) == (True, True)


def test_packed_goods_offer_no_reversal(client, lot, move):
    packing = move(kind="packed")

    assert reverse("harvest_reverse", args=[packing.pk]) not in page(client, lot).content.decode()


def test_packed_goods_name_their_event(client, lot, move, facility):
    event = DistributionFactory(facility=facility, title="Bakti sosial November", status="approved")
    run = PackageMovementFactory(distribution=event)
    PackedLot.objects.create(package_movement=run, stock_movement=move(kind="packed"))

    content = page(client, lot).content.decode()

    assert (
        f'href="{reverse("distribution_detail", args=[event.pk])}">Bakti sosial November' in content
    )


def test_the_lot_costs_the_same_however_much_moved(client, lot, move, django_assert_num_queries):
    page(client, lot)
    for _ in range(20):
        move(quantity=-1, grams=-100)

    with django_assert_num_queries(6):
        page(client, lot)


def test_a_reader_sees_the_account_and_no_buttons(sign_in, head, lot, move):
    move()

    content = page(sign_in(head), lot).content.decode()

    assert (
        "Dapur (BAMA)" in content,
        "Simpan penggunaan" in content,
        "Betulkan catatan" in content,
    ) == (True, False, False)


@pytest.mark.parametrize(
    "name",
    [
        "harvest_detail",
        "harvest_use",
        "harvest_finish",
        "harvest_count",
        "harvest_correct",
        "harvest_anew",
    ],
)
def test_a_lot_of_another_prison_is_not_there(sign_in, stranger, lot, name):
    client = sign_in(stranger)

    assert client.post(reverse(name, args=[lot.pk])).status_code in {404, 405}
    assert client.get(reverse("harvest_detail", args=[lot.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["harvest_use", "harvest_finish", "harvest_count", "harvest_correct", "harvest_anew"]
)
def test_who_only_reads_changes_nothing(sign_in, head, lot, name):
    assert sign_in(head).post(reverse(name, args=[lot.pk])).status_code == 403


# Using


def test_a_use_is_recorded_and_told_with_what_is_left(use, client, lot):
    response = client.get(use().url)

    assert (
        "12 ikat kangkung (2,3 kg) dikirim ke dapur. Sisa 80 ikat (15,1 kg)."
        in response.content.decode()
    )
    assert left_of(lot) == (80, 15_130)


def test_a_sale_keeps_buyer_and_amount(use):
    use(kind="sale", buyer="Pasar Blora", amount="Rp 1.840.000")

    assert StockMovement.objects.values_list("kind", "buyer", "amount").get() == (
        "sale",
        "Pasar Blora",
        1_840_000,
    )


def test_a_donation_names_who_was_given_it(client, lot, use):
    answer = use(kind="donation", receiver="Panti Asuhan", buyer="Pasar")

    said = " ".join(client.get(answer["Location"]).content.decode().split())
    kept = StockMovement.objects.values_list("kind", "receiver", "buyer").get()
    assert kept == ("donation", "Panti Asuhan", "")
    assert "12 ikat kangkung (2,3 kg) disumbangkan kepada Panti Asuhan." in said
    assert said.count("Panti Asuhan.") == 2


def test_a_sale_whose_buyer_was_erased_keeps_its_amount_in_sight(client, lot, move):
    sale = move(kind="sale", buyer="Bu Sri", amount=40_000)
    StockMovement.objects.filter(pk=sale.pk).update(buyer="")

    assert "–, Rp40.000." in " ".join(page(client, lot).content.decode().split())


def test_the_buyer_is_not_called_optional(client, lot):
    content = tight(page(client, lot).content.decode())

    assert 'class="form-label">Pembeli</label>' in content
    assert 'class="form-label">Nilai (Rp)<span class="optional">' in content


def test_what_belongs_to_another_use_is_left_out(use):
    use(kind="kitchen", buyer="Pasar", amount="abc", reason="rotten")

    assert StockMovement.objects.values_list("kind", "buyer", "amount", "reason").get() == (
        "kitchen",
        "",
        None,
        "",
    )


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"quantity": "93"}, "quantity", "Sisa panen ini 92 ikat (17,4 kg). Yang diminta 93 ikat."),
        ({"quantity": "dua"}, "quantity", "Tulis jumlah dengan angka"),
        ({"quantity": "-1"}, "quantity", "Jumlah harus lebih dari nol."),
        ({"quantity": "0"}, "quantity", "Jumlah harus lebih dari nol."),
        ({"quantity": MILLION}, "quantity", "Jumlah ini terlalu besar."),
        ({"quantity": ""}, "quantity", "Isi jumlahnya."),
        ({"kind": "hadiah"}, "kind", "Pilih penggunaannya."),
        ({"kind": "packed"}, "kind", "Pilih penggunaannya."),
        ({"kind": ""}, "kind", "Pilih penggunaannya."),
        ({"kind": "sale"}, "buyer", "Isi nama pembeli."),
        ({"kind": "donation"}, "receiver", "Isi kepada siapa disumbangkan."),
        ({"kind": "donation", "receiver": "-"}, "receiver", "Tulis dengan kata-kata."),
        (
            {"kind": "sale", "buyer": "3316.9912.3456.0001"},
            "buyer",
            "Jangan menulis NIK atau nomor KK di sini.",
        ),
        ({"note": "3316991234560001"}, "note", "Jangan menulis NIK atau nomor KK di sini."),
        ({"kind": "sale", "buyer": "x" * 1_000_000}, "buyer", "Paling banyak"),
        ({"kind": "sale", "buyer": "a\x00"}, "buyer", "Ada tanda yang tidak dapat disimpan."),
        (
            {"kind": "sale", "buyer": "Pasar", "amount": "banyak"},
            "amount",
            "Tulis nilai rupiah dengan angka",
        ),
        ({"kind": "sale", "buyer": "Pasar", "amount": "-5"}, "amount", "Nilai ini di luar batas."),
        (
            {"kind": "sale", "buyer": "Pasar", "amount": MILLION},
            "amount",
            "Nilai ini di luar batas.",
        ),
        ({"kind": "loss"}, "reason", "Pilih sebab susut atau rusak."),
        ({"kind": "loss", "reason": "dicuri"}, "reason", "Pilih sebab dari daftar."),
        ({"on": "2026-02-31"}, "on", "Tanggal ini tidak ada."),
        ({"on": "2100-01-01"}, "on", "Tanggal ini melewati"),
        ({"on": "2020-01-01"}, "on", "Tanggal ini mendahului"),
        ({"note": "\x00"}, "note", "Ada tanda yang tidak dapat disimpan."),
        ({"client_id": "\x00"}, "client_id", "Formulir ini tidak lengkap."),
    ],
)
def test_a_bad_use_is_told_at_its_field_and_nothing_is_written(use, changes, field, error):
    response = use(**changes)

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert form.errors[field][0].startswith(error)
    assert not StockMovement.objects.exists()


def test_a_use_of_what_came_later_is_told_at_the_quantity(use, lot, move, today):
    move(kind="correction", quantity=8, grams=1600, note="salah ketik", occurred_on=today)

    response = use(quantity="93", on=(today - dt.timedelta(days=1)).isoformat())

    assert (response.status_code, StockMovement.objects.count()) == (422, 1)
    assert (
        "sisa panen ini 92 ikat (17,4 kg). Yang diminta 93 ikat"
        in response.context["form"].errors["quantity"][0]
    )


def test_the_rest_of_a_bad_form_is_kept(use):
    content = use(kind="sale", buyer="Bu Sri", amount="banyak").content.decode()

    assert 'value="Bu Sri"' in content


def test_the_same_use_form_twice_is_one_use(use):
    form = uuid.uuid4()
    use(client_id=form)
    use(client_id=form)

    assert StockMovement.objects.count() == 1


def test_finishing_takes_all_that_is_left(use, lot):
    response = use(to="harvest_finish", kind="staff", quantity="1")

    assert (response.status_code, left_of(lot)) == (302, (0, 0))


def test_finishing_from_the_shelf_goes_back_there(use):
    assert use(to="harvest_finish", from_stock="1").url.startswith(reverse("harvest_stock"))


def test_finishing_as_a_loss_asks_for_the_reason(use, client, lot):
    asked = client.get(reverse("harvest_finish", args=[lot.pk]), {"kind": "loss"})
    response = use(to="harvest_finish", kind="loss")

    assert asked.context["form"]["kind"].value() == "loss"
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["reason"])


def test_an_empty_lot_says_so_when_a_stale_page_finishes_it(use, move):
    move(quantity=-92, grams=-17_400)

    response = use(to="harvest_finish")

    assert (response.status_code, "Panen ini sudah habis." in response.content.decode()) == (
        409,
        True,
    )


def test_crumbs_are_offered_as_shrinkage(client, lot, move):
    move(quantity=-90, grams=-17_022)

    content = page(client, lot).content.decode()

    assert "Sisa 2 ikat (0,4 kg). Catat sebagai susut timbang dan habiskan panen ini?" in content


def test_more_than_crumbs_is_not_offered(client, lot, move):
    move(quantity=-80, grams=-15_130)

    assert "susut timbang dan habiskan" not in page(client, lot).content.decode()


# Counting and correcting


@pytest.fixture
def mend(client, lot):
    def send(name, **changes):
        fields = {
            "client_id": uuid.uuid4(),
            "quantity": "90",
            "weight": "17",
            "note": "salah hitung",
        }
        return client.post(reverse(name, args=[lot.pk]), fields | changes)

    return send


def test_a_count_writes_the_difference(mend, client, lot):
    content = client.get(mend("harvest_count").url).content.decode()

    assert ("selisih −0,4 kg" in content, left_of(lot)) == (True, (90, 17_000))


def test_a_count_that_agrees_says_so(mend, client, lot):
    content = client.get(mend("harvest_count", quantity="92", weight="17,4").url).content.decode()

    assert ("cocok dengan catatan" in content, StockMovement.objects.count()) == (True, 0)


def test_nothing_left_is_a_count_too(mend, lot):
    mend("harvest_count", quantity="0", weight="")

    assert left_of(lot) == (0, 0)


def test_a_correction_mends_the_intake(mend, client, lot):
    content = client.get(mend("harvest_correct").url).content.decode()

    assert "Catatan dibetulkan. Catatan lama tetap terlihat dengan coretan." in content
    assert left_of(lot) == (90, 17_000)


@pytest.mark.parametrize("name", ["harvest_count", "harvest_correct"])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": ""}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "dua"}, "quantity"),
        ({"quantity": "sNaN"}, "quantity"),
        ({"quantity": MILLION}, "quantity"),
        ({"weight": "x"}, "weight"),
        ({"weight": "sNaN"}, "weight"),
        ({"weight": "-2"}, "weight"),
        ({"quantity": "3", "weight": "0"}, "weight"),
        ({"quantity": "0", "weight": "2"}, "weight"),
        ({"note": ""}, "note"),
        ({"note": "\x00"}, "note"),
        ({"note": "NIK 3316991234560001"}, "note"),
        ({"note": "x" * 1_000_000}, "note"),
        ({"client_id": ""}, "client_id"),
    ],
)
def test_bad_figures_are_told_at_their_field(mend, name, changes, field):
    response = mend(name, **changes)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not StockMovement.objects.exists()


@pytest.mark.parametrize("name", ["harvest_count", "harvest_correct"])
def test_less_than_nothing_is_told_so(mend, name):
    form = mend(name, quantity="-1", weight="-2").context["form"]

    assert form.errors == {
        "quantity": ["Jumlah tidak boleh kurang dari nol."],
        "weight": ["Berat tidak boleh kurang dari nol."],
    }


def test_figures_that_weigh_too_much_are_told_at_the_quantity_and_kept(mend):
    asked = mend("harvest_count", quantity="900.000", weight="").context["form"]
    response = mend("harvest_count", quantity="900.000", weight="", confirmed=asked.answer)

    assert (
        response.context["form"].errors["quantity"][0].startswith("Beratnya menjadi 170.217,391 kg")
    )
    assert ('value="900.000"' in response.content.decode(), StockMovement.objects.exists()) == (
        True,
        False,
    )


@pytest.mark.parametrize("name", ["harvest_count", "harvest_correct", "harvest_use"])
def test_half_an_egg_is_told_at_the_quantity(client, facility, name, today):
    eggs = HarvestFactory(facility=facility, unit="egg", quantity=10, grams=600)
    fields = {
        "client_id": uuid.uuid4(),
        "quantity": "2,5",
        "note": "salah hitung",
        "kind": "kitchen",
        "on": today.isoformat(),
    }

    response = client.post(reverse(name, args=[eggs.pk]), fields)

    assert response.context["form"].errors == {
        "quantity": ["Jumlah dalam butir ditulis tanpa koma."]
    }
    assert not StockMovement.objects.exists()


@pytest.mark.parametrize("name", ["harvest_count", "harvest_use"])
def test_a_share_that_came_back_from_packages_is_counted_and_used(client, facility, name, today):
    chillies = HarvestFactory(facility=facility, unit="piece", quantity=10, grams=600)
    StockMovementFactory(harvest=chillies, kind="packed", quantity=Decimal("-9.25"), grams=-555)
    fields = {
        "client_id": uuid.uuid4(),
        "quantity": "0,75",
        "note": "salah hitung",
        "kind": "kitchen",
        "on": today.isoformat(),
    }

    assert client.post(reverse(name, args=[chillies.pk]), fields).status_code == 302


def test_a_correction_below_what_left_is_told(mend, move):
    move(quantity=-91, grams=-17_211)

    response = mend("harvest_correct", quantity="90")

    assert "sudah keluar 91 ikat" in response.context["form"].errors["quantity"][0]


def test_a_lot_in_kilograms_has_no_second_weight(client, lot):
    other = HarvestFactory(
        facility=lot.facility,
        commodity=lot.commodity,
        site=lot.site,
        quantity=3,
        unit="kg",
        grams=3000,
    )

    assert (
        "weight"
        not in client.get(reverse("harvest_correct", args=[other.pk])).context["form"].fields
    )


def test_a_wrong_commodity_is_emptied_and_recorded_anew(mend, client, lot):
    response = mend("harvest_anew")

    context = client.get(response.url).context
    line, form = context["lines"].forms[0], context["form"]
    assert (left_of(lot), line["commodity"].value(), line["quantity"].value()) == (
        (0, 0),
        str(lot.commodity_id),
        "92",
    )
    assert (line["site"].value(), form["day"].value(), form["harvested_on"].value()) == (
        str(lot.site_id),
        "other",
        "2026-03-10",
    )


def test_recording_anew_needs_a_reason(mend):
    response = mend("harvest_anew", note="")

    assert (response.status_code, list(response.context["anew"].errors)) == (422, ["note"])


def test_a_lot_that_was_emptied_says_so(mend, client, lot):
    mend("harvest_anew")

    content = page(client, lot).content.decode()

    assert ("dikosongkan karena salah catat" in content, "Betulkan catatan" in content) == (
        True,
        False,
    )


# Reversals


@pytest.fixture
def strike(client):
    def send(movement, **changes):
        fields = {"client_id": uuid.uuid4(), "note": "salah panen"}
        return client.post(reverse("harvest_reverse", args=[movement.pk]), fields | changes)

    return send


def test_a_reversal_states_its_consequence_first(client, move):
    content = client.get(reverse("harvest_reverse", args=[move().pk])).content.decode()

    assert "Jumlah itu kembali ke stok panen ini." in content


def test_a_reversal_brings_the_amount_back(strike, move, lot):
    response = strike(move())

    assert (response.url, left_of(lot)) == (reverse("harvest_detail", args=[lot.pk]), (92, 17_400))


@pytest.mark.parametrize(
    "changes", [{"note": ""}, {"note": "\x00"}, {"note": "x" * 1_000_000}, {"client_id": "1"}]
)
def test_a_reversal_without_a_reason_is_refused(strike, move, changes):
    response = strike(move(), **changes)

    assert (response.status_code, list(response.context["form"].errors)) == (422, list(changes))
    assert StockMovement.objects.count() == 1


def test_a_packing_is_pointed_to_its_event(strike, move):
    response = strike(move(kind="packed"))

    assert (response.status_code, "milik kegiatan bakti sosial" in response.content.decode()) == (
        409,
        True,
    )


def test_a_stale_page_can_not_reverse_twice(strike, move):
    movement = move()
    strike(movement)

    response = strike(movement)

    assert (response.status_code, "sudah dibetulkan" in response.content.decode()) == (409, True)


def test_the_page_of_a_struck_movement_leads_back_to_its_lot(client, strike, move, lot):
    movement = move()
    strike(movement)

    response = client.get(reverse("harvest_reverse", args=[movement.pk]), follow=True)

    assert response.redirect_chain == [(reverse("harvest_detail", args=[lot.pk]), 302)]
    assert "Catatan ini sudah dibetulkan." in response.content.decode()


def test_a_reversal_is_not_struck_again(strike, move):
    back = move(quantity=10, grams=2000, reverses=move(), note="salah")

    response = strike(back)

    assert (
        response.status_code,
        "Pembatalan tidak dibatalkan lagi" in response.content.decode(),
    ) == (409, True)


def test_a_movement_of_another_prison_is_not_there(sign_in, stranger, move):
    assert sign_in(stranger).get(reverse("harvest_reverse", args=[move().pk])).status_code == 404


# The list


def harvest_list(client, **filters):
    return client.get(reverse("harvest_list"), filters)


def test_the_list_shows_the_newest_first_with_totals(client, lot, move):
    newer = HarvestFactory(
        facility=lot.facility, harvested_on=lot.harvested_on + dt.timedelta(days=1), grams=1000
    )
    move(quantity=-10, grams=-1891)
    move(kind="correction", quantity=-2, grams=-400, note="salah")

    context = harvest_list(client).context

    assert [row.pk for row in context["page"]] == [newer.pk, lot.pk]
    expected = {"lots": 2, "harvested": 18_000, "estimated": 0, "left": 16_109}
    assert context["totals"] == expected | {"left_estimated": 0}


def test_filters_narrow_by_period_commodity_and_site(client, lot):
    HarvestFactory(facility=lot.facility, commodity=lot.commodity)
    HarvestFactory(facility=lot.facility, site=lot.site)
    HarvestFactory(
        facility=lot.facility,
        commodity=lot.commodity,
        site=lot.site,
        harvested_on=dt.date(2026, 1, 5),
    )
    asked = {
        "commodity": lot.commodity_id,
        "site": lot.site_id,
        "first": "2026-03-01",
        "last": "2026-03-31",
    }

    response = harvest_list(client, **asked)

    assert [row.pk for row in response.context["page"]] == [lot.pk]
    assert (
        "Menampilkan 1 dari 4: 1 Mar 2026 s.d. 31 Mar 2026, Kangkung, Bedeng A2"
        in response.content.decode()
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"first": "31-02-2026"},
        {"commodity": "999999"},
        {"site": "\x00"},
        {"commodity": MILLION[:2000]},
        {"page": "x"},
        {"page": "99"},
    ],
)
def test_a_filter_that_is_not_on_offer_is_passed_over(client, lot, asked):
    response = harvest_list(client, **asked)

    assert (response.status_code, [row.pk for row in response.context["page"]]) == (200, [lot.pk])


def test_a_period_that_ends_before_it_begins_is_told_at_the_field(client, lot):
    response = harvest_list(client, first="2026-03-31", last="2026-03-01")

    assert response.context["filter"].errors == {
        "last": ["Tanggal berakhir mendahului tanggal mulai."]
    }
    assert "Tanggal berakhir mendahului tanggal mulai." in response.content.decode()


def test_a_lot_that_never_was_is_not_counted(client, lot, move):
    HarvestFactory(facility=lot.facility, grams=1000)
    move(kind="correction", quantity=-92, grams=-17_400, note="salah catat")

    totals = harvest_list(client).context["totals"]

    assert (totals["lots"], totals["harvested"]) == (1, 1000)


def test_pages_keep_the_filters(client, lot):
    for _ in range(26):
        HarvestFactory(facility=lot.facility, commodity=lot.commodity, site=lot.site)

    response = harvest_list(client, site=lot.site_id)

    assert response.context["next_url"] == f"?site={lot.site_id}&page=2"
    assert len(harvest_list(client, site=lot.site_id, page=2).context["page"]) == 2


def test_the_list_costs_the_same_however_long_it_is(client, lot, django_assert_num_queries):
    harvest_list(client)
    for _ in range(20):
        StockMovementFactory(harvest=HarvestFactory(facility=lot.facility))

    with django_assert_num_queries(7):
        harvest_list(client)


def test_another_prisons_harvests_are_not_listed(sign_in, stranger, lot):
    assert "Belum ada panen" in harvest_list(sign_in(stranger)).content.decode()


def test_an_empty_list_offers_the_first_harvest(client):
    assert "Belum ada panen. Catat panen pertama hari ini." in harvest_list(client).content.decode()


def test_a_registrar_has_no_business_here(sign_in, registrar, lot):
    assert harvest_list(sign_in(registrar)).status_code == 403
    assert not Harvest.objects.exclude(pk=lot.pk).exists()
