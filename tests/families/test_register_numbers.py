"""A number from the register book: mended where it was written wrong, kept where it was changed."""

import datetime as dt

import pytest
from django.urls import reverse

from families.models import Inmate, RegisterNumber
from families.registry import inmates
from families.registry.inmates import NewInmate
from families.search import inmates_matching
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import InmateFactory, RegisterNumberFactory
from tests.pages import fields_of

pytestmark = pytest.mark.django_db
SINCE = dt.date(2025, 1, 1)


def text_of(response):
    return response.content.decode()


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def correct(client, number, **typed):
    address = reverse("register_number_correct", args=[number.pk])
    return client.post(address, fields_of(client.get(address), **typed))


def found(q):
    return [inmate.name for inmate in inmates_matching(Inmate.objects.all(), q)]


@pytest.fixture
def number(inmate):
    return inmate.register_numbers.get()


def test_a_number_typed_wrong_is_replaced_and_free_for_its_owner(
    clerk, inmate, number, facility, registrar
):
    correct(clerk, number, written="B.I.21/2025", since="2025-02-01")
    inmates.register_inmates(
        facility=facility, inmates=[NewInmate("Joko", "convict", ("B.I.12/2025",))], by=registrar
    )

    number.refresh_from_db()
    assert (number.written, number.normalised, number.since) == (
        "B.I.21/2025",
        "BI21/2025",
        dt.date(2025, 2, 1),
    )
    assert (found("B.I.21/2025"), found("BI 12/2025")) == (["Sutrisno"], ["Joko"])


def test_the_page_of_an_inmate_leads_to_the_correction_of_each_number(clerk, inmate, number):
    other = RegisterNumberFactory(inmate=inmate)

    text = text_of(clerk.get(reverse("inmate_detail", args=[inmate.pk])))

    assert all(reverse("register_number_correct", args=[row.pk]) in text for row in (number, other))


def test_the_history_tells_the_old_number_and_the_new_one(clerk, inmate, number, registrar):
    correct(clerk, number, written="B.I.21/2025")
    inmates.renumber(
        inmate=inmate, written="B.IIa.9/2026", since=dt.date(2026, 1, 31), by=registrar
    )

    text = " ".join(text_of(clerk.get(reverse("inmate_detail", args=[inmate.pk]))).split())
    assert (
        'B.I.21/2025: Nomor register: <span class="struck">B.I.12/2025</span> → B.I.21/2025' in text
    )
    assert "B.IIa.9/2026: nomor register dicatat" in text


def test_a_corrected_number_leaves_no_typed_text_in_the_log(clerk, inmate, number, registrar):
    correct(clerk, number, written="B.I.21/2025", since="2025-02-01")

    entry = AuditEntry.objects.about(inmate).get(verb="correct_register_number")
    assert (entry.by, entry.facts) == (
        registrar,
        {"register_number": number.pk, "fields": ["since", "written"]},
    )


def test_a_correction_that_changes_nothing_is_no_act(clerk, number):
    assert correct(clerk, number).status_code == 302
    assert AuditEntry.objects.count() == 0


def test_a_used_number_names_who_has_it(clerk, inmate, number, facility):
    RegisterNumberFactory(
        inmate=InmateFactory(facility=facility, name="Joko"), written="B.I.21/2025"
    )

    corrected = correct(clerk, number, written="BI 21/2025")
    renumbered = {"written": "B.I.21/2025", "since": "2026-01-31", "legal_status": "convict"}

    said = {"written": ["Nomor register ini sudah dipakai WBP Joko."]}
    assert errors_of(corrected) == said
    assert errors_of(clerk.post(reverse("inmate_renumber", args=[inmate.pk]), renumbered)) == said


@pytest.mark.parametrize(
    ("written", "since"), [("B.I.12/2025", "2026-01-31"), ("BI 12/2025", "2025-01-01")]
)
def test_a_number_he_has_already_is_no_new_one_and_the_correction_is_named(
    clerk, inmate, number, written, since
):
    typed = {"written": written, "since": since, "legal_status": "detainee"}

    response = clerk.post(reverse("inmate_renumber", args=[inmate.pk]), typed)

    said = (
        "WBP ini sudah memiliki nomor B.I.12/2025 sejak 1 Januari 2025. Jika ada yang keliru, pilih"
        ' "Betulkan" di sebelahnya.'
    )
    assert errors_of(response) == {"written": [said]}
    assert (Inmate.objects.get().legal_status, AuditEntry.objects.count()) == ("convict", 0)


def test_a_new_number_that_is_sent_again_is_one_act_and_no_error(clerk, inmate):
    typed = {"written": "B.IIa.9/2026", "since": "2026-01-31", "legal_status": "convict"}

    statuses = [
        clerk.post(reverse("inmate_renumber", args=[inmate.pk]), typed).status_code
        for _time in range(2)
    ]

    assert (statuses, AuditEntry.objects.filter(verb="renumber_inmate").count()) == ([302, 302], 1)


def test_a_number_of_another_prison_is_nobodys_here(clerk, number, other_facility):
    RegisterNumberFactory(inmate=InmateFactory(facility=other_facility), written="B.I.21/2025")

    assert correct(clerk, number, written="B.I.21/2025").status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"written": ""}, "written"),
        ({"written": "B.I"}, "written"),
        ({"written": "3316994101750001"}, "written"),
        ({"since": ""}, "since"),
        ({"since": "2090-01-01"}, "since"),
        ({"since": "1900-01-01"}, "since"),
        ({"seen": ""}, "seen"),
    ],
)
def test_a_wrong_correction_is_said_at_its_field(clerk, number, typed, field):
    response = correct(clerk, number, **typed)

    assert (list(errors_of(response)), RegisterNumber.objects.get().written) == (
        [field],
        "B.I.12/2025",
    )


def test_the_second_to_correct_a_number_sees_what_the_first_wrote(
    clerk, chief, number, services_head
):
    address = reverse("register_number_correct", args=[number.pk])
    older = fields_of(clerk.get(address), written="B.I.22/2025")
    correct(chief, number, written="B.I.21/2025")

    told = clerk.post(address, older)

    assert (told.status_code, told.context["form"].differences) == (
        409,
        [("Nomor register", "B.I.21/2025", "B.I.22/2025")],
    )
    assert f"Data ini baru saja diubah oleh {services_head} pukul" in text_of(told)
    clerk.post(address, fields_of(told))
    assert RegisterNumber.objects.get().written == "B.I.22/2025"


def test_a_correction_into_a_second_number_of_the_same_inmate_is_refused(inmate, number, registrar):
    RegisterNumberFactory(inmate=inmate, written="B.IIa.9/2026", since=dt.date(2026, 1, 31))

    with pytest.raises(
        Refused, match=r"WBP ini sudah memiliki nomor B\.IIa\.9/2026 sejak 31 Januari 2026"
    ):
        inmates.correct_register_number(number=number, written="BIIa 9/2026", by=registrar)


@pytest.mark.parametrize(
    "written",
    [
        "BI 123/2025",
        "B I 123 / 2025",
        "BI.123-2025",
        "b.i.123–2025",
        "B.I. 123 /2025",
        "BI123.2025",
    ],
)
def test_all_writings_of_a_number_are_one(written):
    assert RegisterNumber.normalise(written) == RegisterNumber.normalise("B.I.123/2025")


def test_where_digits_are_parted_belongs_to_the_number(clerk, facility):
    for name, written in (("Pardi", "B.I.1/11/2026"), ("Paimin", "B.I.11/1/2026")):
        RegisterNumberFactory(inmate=InmateFactory(facility=facility, name=name), written=written)

    assert found("BI 1/11/2026")[0] == "Pardi"
    assert found("b.i. 11 / 1 / 2026")[0] == "Paimin"


@pytest.mark.parametrize("written", ["ﬃ" * 39 + "1", "ß" * 30 + "1"])
def test_a_number_that_grows_in_capitals_is_refused_in_words(
    clerk, inmate, number, registrar, written
):
    said = ["Terlalu panjang: paling banyak 40 huruf atau angka."]
    typed = {"written": written, "since": "2026-01-31", "legal_status": "convict"}

    answers = [
        correct(clerk, number, written=written),
        clerk.post(reverse("inmate_renumber", args=[inmate.pk]), typed),
    ]

    assert [(answer.status_code, errors_of(answer)) for answer in answers] == [
        (422, {"written": said})
    ] * 2
    with pytest.raises(Refused, match="terlalu panjang"):
        inmates.renumber(inmate=inmate, written=written, since=SINCE, by=registrar)
