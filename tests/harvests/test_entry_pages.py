"""Recording a harvest in the browser: quick, forgiving, and never half saved."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from harvests.models import Harvest
from tests.factories import CommodityFactory, HarvestFactory, PlantingFactory, ProductionSiteFactory

MILLION = "9" * 1_000_000


@pytest.fixture
def client(sign_in, harvest_recorder):
    return sign_in(harvest_recorder)


@pytest.fixture
def today(client, facility):
    return facility.local_day(timezone.now())


@pytest.fixture
def post(client, today, kangkung, bed):
    """Post one line; ``line_quantity="13"`` changes it, ``line_note=None`` leaves a field out."""

    def send(**changes):
        line = {
            "site": bed.pk,
            "commodity": kangkung.pk,
            "quantity": "12",
            "unit": "bundle",
            "weight": "",
            "note": "",
        }
        fields = {
            "client_id": uuid.uuid4(),
            "day": today.isoformat(),
            "worker_count": "4",
        }
        fields |= {f"line-0-{name}": value for name, value in line.items()}
        fields |= {"line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0"}
        fields |= {name.replace("line_", "line-0-"): value for name, value in changes.items()}
        return client.post(
            reverse("harvest_new"),
            {name: value for name, value in fields.items() if value is not None},
        )

    return send


def errors_at(response):
    """Field name -> first error, of both the head and the first line."""
    forms = [response.context["form"], *response.context["lines"]]
    return {name: errors[0] for form in forms for name, errors in form.errors.items()}


def test_a_line_is_recorded_with_its_estimated_weight(post, today, bed):
    response = post()

    lot = Harvest.objects.get()
    assert (response.status_code, response.url) == (302, reverse("harvest_detail", args=[lot.pk]))
    assert (
        lot.quantity,
        lot.grams,
        lot.weight_is_estimated,
        lot.harvested_on,
        lot.site,
        lot.worker_count,
    ) == (
        12,
        2400,
        True,
        today,
        bed,
        4,
    )


def test_saving_says_what_was_recorded(post, client):
    response = client.get(post().url)

    assert (
        "Panen tercatat: 12 ikat kangkung (± 2,4 kg, perkiraan) dari Bedeng A2."
        in response.content.decode()
    )


def test_a_typed_weight_is_a_weighed_one(post):
    post(line_weight="2,65")

    lot = Harvest.objects.get()
    assert (lot.grams, lot.weight_is_estimated) == (2650, False)


@pytest.mark.parametrize(
    ("quantity", "unit", "weight"), [("2", "kg", "5"), ("2", "kg", "0,002"), ("500", "g", "500")]
)
def test_a_weight_beside_another_weight_is_told_at_the_scales(post, quantity, unit, weight):
    response = post(line_quantity=quantity, line_unit=unit, line_weight=weight)

    assert errors_at(response) == {
        "weight": f"Satuannya sudah {unit}. Kosongkan berat timbangan, atau betulkan jumlahnya."
    }
    assert (response.status_code, Harvest.objects.exists()) == (422, False)


@pytest.mark.parametrize(
    ("quantity", "unit", "weight"), [("2", "kg", "2"), ("2,5", "kg", ""), ("500", "g", "0,5")]
)
def test_a_weight_that_says_the_same_twice_is_taken(post, quantity, unit, weight):
    assert post(line_quantity=quantity, line_unit=unit, line_weight=weight).status_code == 302


def test_several_lines_of_one_or_more_places_share_the_day(post, kangkung, facility):
    terong = CommodityFactory(facility=facility, name="Terong", unit="piece", grams_per_unit=150)
    field = ProductionSiteFactory(facility=facility, name="Lahan Timur")
    more = {
        "line-1-site": field.pk,
        "line-1-commodity": terong.pk,
        "line-1-quantity": "20",
        "line-1-unit": "",
        "line-TOTAL_FORMS": "3",
    }

    response = post(**more)

    assert (response.status_code, response.url) == (302, reverse("harvest_list"))
    columns = ("site__name", "commodity__name", "unit", "grams")
    assert list(Harvest.objects.order_by("pk").values_list(*columns)) == [
        ("Bedeng A2", "Kangkung", "bundle", 2400),
        ("Lahan Timur", "Terong", "piece", 3000),
    ]


def test_a_line_that_the_script_took_away_is_passed_over(post):
    gone = {
        f"line_{name}": None for name in ("site", "commodity", "quantity", "unit", "weight", "note")
    }
    kept = {"line-1-site": None, "line-1-commodity": None, "line-1-quantity": None}

    response = post(**gone, **kept, **{"line-TOTAL_FORMS": "2"})

    assert errors_at(response) == {
        "site": "Pilih tempat panennya.",
        "commodity": "Pilih komoditasnya.",
        "quantity": "Isi jumlahnya.",
    }


@pytest.mark.parametrize("total", ["0", "-5", "", None])
@pytest.mark.parametrize("quantity", ["12", None])
def test_a_form_that_says_it_has_no_line_is_refused_and_shown_with_one(post, total, quantity):
    line = (
        {}
        if quantity
        else {
            f"line_{name}": None
            for name in ("site", "commodity", "quantity", "unit", "weight", "note")
        }
    )

    response = post(**line, **{"line-TOTAL_FORMS": total})

    assert (
        response.status_code,
        Harvest.objects.exists(),
        len(response.context["lines"].forms),
    ) == (422, False, 1)
    assert response.context["lines"].non_form_errors() == [
        "Formulir ini tidak lengkap. Muat ulang halaman, lalu isi lagi."
    ]


def test_yesterday_is_one_tap(post, today):
    post(day=(today - dt.timedelta(days=1)).isoformat())

    assert Harvest.objects.get().harvested_on == today - dt.timedelta(days=1)


def test_another_day_is_typed(post, today):
    post(day="other", harvested_on=(today - dt.timedelta(days=9)).strftime("%d-%m-%Y"))

    assert Harvest.objects.get().harvested_on == today - dt.timedelta(days=9)


def test_save_and_next_keeps_day_and_people_and_opens_an_empty_line(post, client, today, facility):
    ProductionSiteFactory(facility=facility, name="Bedeng B1")

    response = client.get(post(next="1").url)

    form, (line,) = response.context["form"], response.context["lines"]
    assert (form["day"].value(), form["worker_count"].value(), line["site"].value()) == (
        today.isoformat(),
        "4",
        None,
    )


def test_enter_saves_and_opens_the_next(client, kangkung, bed):
    """The browser presses a form's first button."""
    form = client.get(reverse("harvest_new")).content.decode().split("<form class=", 1)[1]

    first = re.search(r"<button[^>]*type=.submit.[^>]*>", form.split("</template>")[1])
    assert 'name="next"' in first[0]


def test_what_was_written_today_stands_beside_the_form(post, client, bed):
    beside = client.get(post(next="1").url).context

    assert [lot.taken_in for lot in beside["written"]] == ["12 ikat (± 2,4 kg)"]
    assert '<h2 id="written">Hari ini</h2>' in client.get(reverse("harvest_new")).content.decode()


def test_beside_another_day_stands_what_was_written_of_it(post, client, today):
    day = (today - dt.timedelta(days=9)).isoformat()
    kept = post(day="other", harvested_on=day, next="1").url

    assert [lot.harvested_on.isoformat() for lot in client.get(kept).context["written"]] == [day]
    assert not client.get(reverse("harvest_new")).context["written"]


def test_another_line_is_added_without_script_and_nothing_typed_is_lost(post):
    response = post(more="1", line_quantity="dua")

    lines = response.context["lines"]
    assert (response.status_code, len(lines.forms), lines.forms[0]["quantity"].value()) == (
        200,
        2,
        "dua",
    )
    assert (lines.total_error_count(), Harvest.objects.count()) == (0, 0)


def test_a_place_remembers_its_crop_and_unit(client, kangkung, bed, facility):
    pond = ProductionSiteFactory(facility=facility, name="Kolam 1")
    lele = CommodityFactory(facility=facility, name="Lele", unit="kg")
    HarvestFactory(facility=facility, commodity=kangkung, site=pond)
    HarvestFactory(facility=facility, commodity=lele, site=pond, unit="g", grams=100)

    response = client.get(reverse("harvest_new"), {"site": pond.pk})
    line = response.context["lines"].forms[0]

    assert response.context["garden"].remembered == {str(pond.pk): (str(lele.pk), "g")}
    assert [line[name].value() for name in ("site", "commodity", "unit")] == [
        str(pond.pk),
        str(lele.pk),
        "g",
    ]


def test_what_is_no_longer_used_is_not_offered(client, kangkung, facility):
    CommodityFactory(facility=facility, name="Melon", is_active=False)
    ProductionSiteFactory(facility=facility, name="Lahan lama", is_active=False)

    content = client.get(reverse("harvest_new")).content.decode()

    assert ("Melon" in content, "Lahan lama" in content) == (False, False)


def test_without_commodities_or_sites_the_page_says_who_registers_them(client):
    assert "belum didaftarkan" in client.get(reverse("harvest_new")).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("line_quantity", "dua belas", "Tulis jumlah dengan angka, misalnya 12 atau 2,5."),
        ("line_quantity", "-3", "Jumlah harus lebih dari nol."),
        ("line_quantity", "0", "Jumlah harus lebih dari nol."),
        ("line_quantity", "99999999", "Jumlah ini terlalu besar. Periksa satuannya."),
        ("line_quantity", MILLION, "Jumlah ini terlalu besar. Periksa satuannya."),
        ("line_quantity", "1\x002", "Tulis jumlah dengan angka, misalnya 12 atau 2,5."),
        ("line_commodity", "999999", "Pilih komoditas dari daftar."),
        ("line_commodity", "\x00", "Pilih komoditas dari daftar."),
        ("line_commodity", MILLION, "Pilih komoditas dari daftar."),
        ("line_unit", "karung", "Pilih satuan dari daftar."),
        ("line_weight", "berat", "Tulis berat dalam kilogram dengan angka, misalnya 2,4."),
        ("line_weight", "0", "Berat harus lebih dari nol. Kosongkan jika tidak ditimbang."),
        ("line_weight", "-1", "Berat tidak boleh kurang dari nol."),
        ("line_weight", "999999", "Jumlah ini terlalu besar. Periksa satuannya."),
        ("line_note", "milik 3316991234560001", "Jangan menulis NIK atau nomor KK di sini."),
        ("line_note", "a\x00b", "Ada tanda yang tidak dapat disimpan. Ketik ulang isian ini."),
        ("line_site", "999999", "Pilih tempat panen dari daftar."),
        ("line_site", "", "Pilih tempat panennya."),
        ("day", "2020-01-01", "Pilih tanggalnya."),
        ("worker_count", "empat", "Tulis jumlah WBP dengan angka."),
        ("worker_count", "-1", "Jumlah WBP tidak boleh kurang dari nol."),
        ("worker_count", "501", "Jumlah WBP ini terlalu besar."),
        ("client_id", "bukan", "Formulir ini tidak lengkap. Muat ulang halaman, lalu isi lagi."),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_saved(post, field, typed, error):
    response = post(**{field: typed})

    assert response.status_code == 422
    assert errors_at(response) == {field.removeprefix("line_"): error}
    assert not Harvest.objects.exists()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("2026-02-31", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
        ("", "Isi tanggalnya."),
        ("besok", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
        ("2100-01-01", "Tanggal ini melewati"),
        ("0001-01-01", "Tanggal ini tidak ada."),
        ("2001-01-01", "Tanggal ini mendahului"),
        ("2026-01-01\x00", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
    ],
)
def test_a_day_that_can_not_be_is_told(post, typed, error):
    response = post(day="other", harvested_on=typed)

    assert response.status_code == 422
    assert errors_at(response)["harvested_on"].startswith(error)


def test_a_note_of_a_million_characters_is_refused_and_the_rest_kept(post):
    response = post(line_note="x" * 1_000_000)

    assert list(errors_at(response)) == ["note"]
    assert response.context["lines"].forms[0]["quantity"].value() == "12"


def test_an_error_is_tied_to_its_field(post):
    content = post(line_quantity="dua").content.decode()

    assert 'href="#id_line-0-quantity"' in content
    assert 'id="id_line-0-quantity_error"' in content


def test_a_foreign_unit_without_weight_asks_for_it(post, facility):
    CommodityFactory(facility=facility, name="Terong", unit="piece")

    response = post(line_unit="piece")

    assert errors_at(response) == {
        "weight": "Kangkung biasanya dihitung per ikat. Isi beratnya untuk satuan lain."
    }


def test_what_weighs_more_than_a_harvest_can_is_told_at_the_quantity_and_kept(post):
    response = post(line_quantity="900.000", line_note="panen raya")

    assert (response.status_code, Harvest.objects.exists()) == (422, False)
    assert errors_at(response) == {
        "quantity": (
            "Beratnya menjadi 180.000 kg, padahal satu panen paling banyak 100.000 kg. Periksa"
            " jumlah dan satuannya."
        )
    }
    assert [response.context["lines"].forms[0][name].value() for name in ("quantity", "note")] == [
        "900.000",
        "panen raya",
    ]


def test_what_weighs_less_than_a_gram_is_told_at_the_quantity(post):
    assert errors_at(post(line_quantity="0,001")) == {
        "quantity": "Beratnya menjadi kurang dari 1 gram. Periksa jumlah dan satuannya."
    }


def test_grams_are_whole(post):
    assert errors_at(post(line_unit="g", line_quantity="2,5")) == {
        "quantity": "Jumlah dalam g ditulis tanpa koma."
    }


@pytest.mark.parametrize(("unit", "said"), [("egg", "butir"), ("head", "ekor"), ("piece", "buah")])
def test_what_is_counted_whole_has_no_decimals(post, facility, unit, said):
    whole = CommodityFactory(facility=facility, unit=unit)

    response = post(line_commodity=whole.pk, line_unit=unit, line_quantity="2,5")

    assert errors_at(response) == {"quantity": f"Jumlah dalam {said} ditulis tanpa koma."}


def test_commodities_of_another_prison_are_not_taken(post, other_facility):
    foreign = CommodityFactory(facility=other_facility)

    assert errors_at(post(line_commodity=foreign.pk)) == {
        "commodity": "Pilih komoditas dari daftar."
    }


# Looking twice


def test_the_same_harvest_asks_before_it_is_recorded_again(
    post, today, kangkung, bed, harvest_recorder
):
    HarvestFactory(
        facility=bed.facility,
        commodity=kangkung,
        site=bed,
        harvested_on=today,
        quantity=12,
        grams=2400,
        recorded_by=harvest_recorder,
    )

    response = post()

    assert (response.status_code, Harvest.objects.count()) == (422, 1)
    [look] = response.context["looks"]
    assert look.text.startswith(
        "Sudah ada 12 ikat kangkung dari Bedeng A2 hari ini, dicatat Petugas"
    )
    assert look.text.endswith("Catat lagi sebagai panen lain?")


def test_saving_once_more_is_the_answer(post, today, kangkung, bed):
    HarvestFactory(facility=bed.facility, commodity=kangkung, site=bed, harvested_on=today)
    answer = post().context["form"].answer

    assert post(confirmed=answer).status_code == 302
    assert Harvest.objects.count() == 2


def test_an_answer_fits_only_what_was_asked(post, today, kangkung, bed):
    HarvestFactory(facility=bed.facility, commodity=kangkung, site=bed, harvested_on=today)
    answer = post().context["form"].answer

    assert post(confirmed=answer, line_quantity="13").status_code == 422


def test_a_form_sent_twice_is_one_harvest_and_no_question(post):
    form = uuid.uuid4()
    first = post(client_id=form)

    assert (post(client_id=form).url, Harvest.objects.count()) == (first.url, 1)


def test_a_form_gone_back_to_and_changed_is_told(post):
    form = uuid.uuid4()
    post(client_id=form)

    response = post(client_id=form, line_quantity="13")

    assert "sudah tersimpan dengan isi lain" in response.content.decode()
    assert Harvest.objects.get().quantity == 12


@pytest.mark.parametrize(("typed", "unit"), [("120", "bundle"), ("1", "bundle"), ("12", "kg")])
def test_an_unusual_amount_asks_for_the_unit(post, kangkung, bed, typed, unit):
    for quantity in (10, 12, 14):
        HarvestFactory(
            facility=bed.facility,
            commodity=kangkung,
            site=bed,
            quantity=quantity,
            grams=quantity * 200,
        )

    response = post(line_quantity=typed, line_unit=unit)

    assert [look.text for look in response.context["looks"]] == [
        "Jumlah ini jauh dari biasanya untuk Bedeng A2 (12 ikat (2,4 kg)). Periksa satuannya. Jika"
        " benar, simpan sekali lagi."
    ]


@pytest.mark.parametrize(
    ("typed", "weight", "asked"),
    [
        ("92", "5000", "Satu ikat menjadi 54,3 kg, jauh dari biasanya (200 g)."),
        ("92", "0,005", "Satu ikat menjadi 0,1 g, jauh dari biasanya (200 g)."),
        ("100.000", "", "20.000 kg sekali panen jauh dari biasanya."),
    ],
)
def test_without_a_history_the_commodity_and_half_a_ton_tell_what_is_unusual(
    post, typed, weight, asked
):
    response = post(line_quantity=typed, line_weight=weight)

    [look] = response.context["looks"]
    assert (look.text.startswith(asked), Harvest.objects.exists()) == (True, False)
    assert (
        post(
            line_quantity=typed, line_weight=weight, confirmed=response.context["form"].answer
        ).status_code
        == 302
    )


@pytest.mark.parametrize(("typed", "weight"), [("92", "17,4"), ("2.500", ""), ("12", "9,6")])
def test_without_a_history_an_ordinary_harvest_asks_nothing(post, typed, weight):
    assert post(line_quantity=typed, line_weight=weight).status_code == 302


def test_units_that_weigh_what_they_do_on_this_site_ask_nothing(post, kangkung, bed):
    for quantity in (10, 12, 14):
        HarvestFactory(
            facility=bed.facility,
            commodity=kangkung,
            site=bed,
            quantity=quantity,
            grams=quantity * 1000,
        )

    assert post(line_weight="11").status_code == 302


def test_the_same_commodity_twice_of_one_place_asks(post, kangkung, bed):
    response = post(
        **{
            "line-1-site": bed.pk,
            "line-1-commodity": kangkung.pk,
            "line-1-quantity": "5",
            "line-TOTAL_FORMS": "2",
        }
    )

    assert [(look.index, look.text[:26]) for look in response.context["looks"]] == [
        (1, "Kangkung ditulis dua kali.")
    ]


def test_a_usual_amount_of_a_new_day_asks_nothing(post, kangkung, bed):
    for quantity in (10, 12, 14):
        HarvestFactory(
            facility=bed.facility,
            commodity=kangkung,
            site=bed,
            quantity=quantity,
            grams=quantity * 200,
        )

    assert post().status_code == 302


# Who may, and how many statements


def test_a_head_reads_but_does_not_record(sign_in, head):
    assert sign_in(head).get(reverse("harvest_new")).status_code == 403


def test_the_form_costs_the_same_however_much_there_is(
    client, facility, kangkung, bed, django_assert_num_queries
):
    client.get(reverse("harvest_new"))
    for _ in range(12):
        HarvestFactory(facility=facility, site=bed, commodity=CommodityFactory(facility=facility))
    PlantingFactory(facility=facility, site=bed, commodity=kangkung)

    with django_assert_num_queries(6):
        client.get(reverse("harvest_new"))
