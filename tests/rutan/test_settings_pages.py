"""Settings of the prison and its signatories, as the head of services and the administrator see
them.
"""

import datetime as dt
import io
import re

import pypdf
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from rutan import papers
from rutan.forms import VALIDITY, FacilityForm
from rutan.models import AuditEntry, Facility, Signatory
from tests.factories import SignatoryFactory, UserFactory
from tests.pages import fields_of

MILLION = "9" * 1_000_000


def shown(response):
    return response.content.decode()


def settings_of(facility, **changes):
    """What the browser sends back from the settings form."""
    form = FacilityForm(instance=facility)
    data = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in data.items() if value not in (None, False)} | changes


def signatory_data(**changes):
    return {
        "office": "head",
        "capacity": "definitive",
        "name": "Sugito, A.Md.IP.",
        "starts_on": "2025-01-01",
    } | changes


def errors_of(response, field, *, status=422):
    assert response.status_code == status
    return response.context["form"].errors.get(field, [])


def test_the_settings_page_says_who_signs_today(sign_in, facility, services_head):
    SignatoryFactory(facility=facility, name="Sugito")
    SignatoryFactory(
        facility=facility,
        name="Pak Lama",
        starts_on=dt.date(2020, 1, 1),
        ends_on=dt.date(2024, 12, 31),
    )

    page = " ".join(shown(sign_in(services_head).get(reverse("settings_home"))).split())

    assert "Kepala Rutan: Sugito" in page
    assert "Pak Lama" not in page


def test_the_head_of_services_manages_no_users(sign_in, services_head):
    assert reverse("user_list") not in shown(sign_in(services_head).get(reverse("settings_home")))


def test_settings_are_saved(sign_in, facility, services_head):
    data = settings_of(facility, crumbs_percent="7", detainee_visit_days=["1", "2"])

    response = sign_in(services_head).post(reverse("facility_edit"), data)

    saved = Facility.objects.get(pk=facility.pk)
    assert response.status_code == 302
    assert (saved.crumbs_percent, saved.detainee_visit_days) == (7, [1, 2])


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split()), pages[0].mediabox


def test_a_preview_shows_what_is_typed_and_stores_nothing(sign_in, facility, services_head):
    typed = {"letterhead": "KANTOR WILAYAH\nRUTAN UJI", "number_pattern": "W.32.UM-"}
    data = settings_of(facility, paper_size="F4", preview="1", **typed)

    response = sign_in(services_head).post(reverse("facility_edit"), data)

    said, page = text_of(response.content)
    facility.refresh_from_db()
    assert said.startswith("KANTOR WILAYAH RUTAN UJI")
    assert "Nomor: W.32.UM-" in said
    assert (round(page.width * 25.4 / 72), facility.number_pattern) == (215, "")
    assert (response["Cache-Control"], AuditEntry.objects.count()) == ("no-store", 0)


def test_on_paper_that_bears_a_letterhead_none_is_printed(sign_in, facility, services_head):
    data = settings_of(facility, letterhead_on_paper="on", letterhead="RUTAN UJI", preview="1")

    said, _page = text_of(sign_in(services_head).post(reverse("facility_edit"), data).content)

    assert said.startswith("CONTOH SURAT")


def test_a_preview_that_fails_is_told_on_the_form(sign_in, facility, services_head, monkeypatch):
    monkeypatch.setattr(papers.render, "__kwdefaults__", {"seconds": 0.0001})

    answer = sign_in(services_head).post(
        reverse("facility_edit"), settings_of(facility, preview="1")
    )

    assert "Pratinjau belum jadi" in shown(answer)


def test_no_setting_is_asked_that_nothing_reads():
    folders = (
        settings.BASE_DIR / name
        for name in ("rutan", "harvests", "families", "distributions", "templates")
    )
    files = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".html")
    ]
    readers = "".join(
        path.read_text()
        for path in files
        if path.name != "forms.py" and not {"demo", "migrations"} & set(path.parts)
    )

    # The days of each kind of evidence are read by its name, in Facility.validity_days.
    names = [name for name in FacilityForm._meta.fields if name not in VALIDITY]
    unread = [name for name in names if not re.search(rf"\b(facility|self)\.{name}\b", readers)]
    assert unread == []


def test_saving_settings_unchanged_records_nothing(sign_in, facility, services_head):
    sign_in(services_head).post(reverse("facility_edit"), settings_of(facility))

    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "Rutan\x00"),
        ("name", MILLION),
        ("time_zone", "Asia/Tokyo"),
        ("area_code", "xx"),
        ("area_code", "3316"),
        ("area_code", "33.1"),
        ("area_code", "33.16.01"),
        ("area_code", "03.16"),
        ("area_code", "٣٣.١٦"),
        ("void_minutes", "sepuluh"),
        ("void_minutes", "-1"),
        ("void_minutes", "100000"),
        ("minimum_days", "0"),
        ("sktm_days", "99999999999"),
        ("sktm_days", MILLION),
        ("detainee_visit_days", ["8"]),
        ("crumbs_percent", "51"),
        ("weighing_tolerance_percent", "0"),
    ],
)
def test_a_bad_setting_is_told_at_its_field_and_nothing_is_saved(
    sign_in, facility, services_head, field, typed
):
    data = settings_of(facility, city="Cepu", **{field: typed})

    response = sign_in(services_head).post(reverse("facility_edit"), data)

    assert errors_of(response, field)
    assert (
        Facility.objects.get(pk=facility.pk).city,
        response.context["form"]["city"].value(),
    ) == ("Blora", "Cepu")


@pytest.mark.parametrize("typed", ["33.15", " 33.15 ", ""])
def test_the_regency_of_a_prison_is_a_code_or_not_yet_known(
    sign_in, facility, services_head, typed
):
    response = sign_in(services_head).post(
        reverse("facility_edit"), settings_of(facility, area_code=typed)
    )

    assert response.status_code == 302
    assert Facility.objects.get(pk=facility.pk).area_code == typed.strip()


def test_the_second_editor_sees_both_values_and_saves_knowingly(
    sign_in, facility, services_head, administrator
):
    stale = settings_of(facility, city="Randublatung")
    sign_in(administrator).post(reverse("facility_edit"), settings_of(facility, city="Cepu"))

    told = sign_in(services_head).post(reverse("facility_edit"), stale)
    assert errors_of(told, "city", status=409) == ["Sekarang tersimpan: Cepu"]
    assert "baru saja diubah oleh" in shown(told)

    again = told.context["form"].data.dict() | {
        name: stale[name] for name in ("detainee_visit_days", "convict_visit_days")
    }
    sign_in(services_head).post(reverse("facility_edit"), again)
    assert Facility.objects.get(pk=facility.pk).city == "Randublatung"


def test_what_the_second_editor_left_alone_stays_as_the_first_saved_it(
    sign_in, facility, services_head, administrator
):
    first, second = sign_in(administrator), sign_in(services_head)
    address = reverse("facility_edit")
    older = fields_of(second.get(address), void_minutes="15")
    mine = fields_of(first.get(address), sktm_days="200", detainee_visit_days=["1"])
    first.post(address, mine)

    told = second.post(address, older)
    second.post(address, fields_of(told))

    saved = Facility.objects.get(pk=facility.pk)
    assert list(told.context["form"].errors) == ["void_minutes", "__all__"]
    assert (saved.void_minutes, saved.sktm_days, saved.detainee_visit_days) == (15, 200, [1])


def test_the_name_of_another_prison_is_refused_at_its_field(
    sign_in, facility, other_facility, services_head
):
    response = sign_in(services_head).post(
        reverse("facility_edit"), settings_of(facility, name=other_facility.name)
    )

    assert errors_of(response, "name") == ["Nama Rutan ini sudah dipakai."]


def test_a_signatory_is_appointed(sign_in, facility, services_head):
    response = sign_in(services_head).post(
        reverse("signatory_new"), signatory_data(nip="1975 0101 2000 1210 01")
    )

    signatory = Signatory.objects.get()
    assert (response.url, signatory.facility, signatory.nip) == (
        reverse("signatory_list"),
        facility,
        "197501012000121001",
    )


def test_an_overlap_is_told_at_the_date(sign_in, facility, services_head):
    SignatoryFactory(facility=facility)

    response = sign_in(services_head).post(reverse("signatory_new"), signatory_data())

    assert errors_of(response, "starts_on") == [
        "Sudah ada pejabat dengan kedudukan yang sama pada tanggal itu."
    ]
    assert Signatory.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("office", {"office": "king"}),
        ("capacity", {"capacity": ""}),
        ("name", {"name": " "}),
        ("name", {"name": "Su\x00gito"}),
        ("name", {"name": MILLION}),
        ("nip", {"nip": "1975010120001210"}),
        ("nip", {"nip": "19750101200012100X"}),
        ("nip", {"nip": MILLION}),
        ("starts_on", {"starts_on": "2026-02-31"}),
        ("starts_on", {"starts_on": ""}),
        ("ends_on", {"ends_on": "2024-12-31"}),
        ("ends_on", {"capacity": "plh", "order_number": "SP-1"}),
        ("order_number", {"capacity": "plt", "ends_on": "2026-01-01"}),
        ("order_number", {"capacity": "plt", "ends_on": "2026-01-01", "order_number": " - "}),
        (
            "ends_on",
            {
                "capacity": "plh",
                "starts_on": "2026-01-01",
                "ends_on": "2099-12-31",
                "order_number": "SP-1",
            },
        ),
        (
            "starts_on",
            {
                "capacity": "plt",
                "starts_on": "2020-01-01",
                "ends_on": "2020-12-31",
                "order_number": "SP-1",
            },
        ),
        ("user", {"user": "999999"}),
        ("user", {"user": "abc"}),
    ],
)
def test_a_bad_appointment_is_told_at_its_field(sign_in, services_head, field, data):
    response = sign_in(services_head).post(reverse("signatory_new"), signatory_data(**data))

    assert errors_of(response, field)
    assert Signatory.objects.count() == 0


def test_who_makes_himself_the_head_is_told_at_the_account(sign_in, facility, services_head):
    today = facility.local_day(timezone.now())
    order = {
        "capacity": "plh",
        "order_number": "SP-1",
        "starts_on": today,
        "ends_on": today + dt.timedelta(days=5),
    }

    response = sign_in(services_head).post(
        reverse("signatory_new"), signatory_data(user=services_head.pk, **order)
    )

    assert errors_of(response, "user")[0].startswith(
        "Anda tidak dapat menetapkan diri sendiri sebagai Kepala Rutan."
    )
    assert Signatory.objects.count() == 0


def test_an_account_of_another_prison_cannot_be_named(sign_in, stranger, services_head):
    response = sign_in(services_head).post(
        reverse("signatory_new"), signatory_data(user=stranger.pk)
    )

    assert errors_of(response, "user")


def test_a_term_is_changed(sign_in, facility, services_head):
    signatory = SignatoryFactory(facility=facility, name="Sugito")
    page = sign_in(services_head).get(reverse("signatory_edit", args=[signatory.pk]))
    data = signatory_data(
        name="Sugito", ends_on="2026-12-31", seen=page.context["form"]["seen"].value()
    )

    sign_in(services_head).post(reverse("signatory_edit", args=[signatory.pk]), data)

    assert Signatory.objects.get().ends_on == dt.date(2026, 12, 31)


def test_an_appointment_form_that_is_no_longer_true_is_shown_again(
    sign_in, facility, services_head
):
    signatory = SignatoryFactory(facility=facility, name="Sugito")

    response = sign_in(services_head).post(
        reverse("signatory_edit", args=[signatory.pk]), signatory_data(name="Sugiono", seen="old")
    )

    assert errors_of(response, "name", status=409) == ["Sekarang tersimpan: Sugito"]


def test_the_list_of_signatories_costs_the_same_for_one_and_for_many(
    sign_in, facility, services_head, django_assert_num_queries
):
    for year in range(2000, 2020):
        day = dt.date(year, 1, 1)
        SignatoryFactory(
            facility=facility, user=UserFactory(facility=facility), starts_on=day, ends_on=day
        )
    screen = sign_in(services_head)
    screen.get(reverse("signatory_list"))

    with django_assert_num_queries(3):
        screen.get(reverse("signatory_list"))
