"""Pages of events: from "Salin kegiatan terakhir" and "Bakti sosial hari ini" to opening."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import Distribution
from distributions.planning import contents, lifecycle, locks
from tests.factories import (
    TODAY,
    CommodityFactory,
    DistributionFactory,
    EntitlementFactory,
    HarvestFactory,
    PackageMovementFactory,
)

LONG = "x" * 1_000_000


@pytest.fixture
def kangkung(facility):
    return CommodityFactory(facility=facility, name="Kangkung", unit="bundle")


@pytest.fixture
def event(facility):
    return DistributionFactory(facility=facility)


@pytest.fixture
def office(sign_in, services_head):
    return sign_in(services_head)


def form_of(**facts) -> dict:
    usual = {
        "title": "Bakti Sosial Hasil Panen",
        "venue": "Aula",
        "day": "2026-03-10",
        "starts": "08:30",
        "ends": "12:00",
        "minimum_days": "1",
        "client_id": str(uuid.uuid4()),
        "confirmed": "1",
    }
    return usual | facts


def text(response) -> str:
    return response.content.decode()


def test_an_event_is_made_with_its_contents(office, facility, kangkung):
    answer = office.post(reverse("distribution_new"), form_of(**{f"item_{kangkung.pk}": "2,5"}))

    event = Distribution.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        reverse("distribution_detail", args=[event.pk]),
    )
    assert (event.day, str(event.items.get().quantity)) == (TODAY, "2.500")


def test_sending_the_form_twice_makes_one_event(office):
    form = form_of()
    office.post(reverse("distribution_new"), form)
    office.post(reverse("distribution_new"), form)

    assert Distribution.objects.count() == 1


def test_a_day_with_something_against_it_is_asked_once_and_then_made(office):
    form = form_of(day="2026-03-21", confirmed="")
    answer = office.post(reverse("distribution_new"), form)
    assert (
        answer.status_code,
        Distribution.objects.count(),
        "Idulfitri 1447 H" in text(answer),
    ) == (422, 0, True)

    office.post(reverse("distribution_new"), form | {"confirmed": "1"})

    assert Distribution.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "a\x00b"),
        ("title", LONG),
        ("venue", LONG),
        ("day", "31-02-2026"),
        ("day", "besok"),
        ("day", "9999-12-31"),
        ("last_day", "2026-03-09"),
        ("last_day", "2027-03-09"),
        ("starts", "25:00"),
        ("ends", "08:30"),
        ("minimum_days", "0"),
        ("minimum_days", "-3"),
        ("minimum_days", "1e9"),
        ("minimum_days", "99999999999999999999"),
        ("client_id", "x"),
    ],
)
def test_a_bad_field_is_named_and_the_rest_is_kept(office, field, typed):
    answer = office.post(
        reverse("distribution_new"), form_of(**{"venue": "Lapangan", field: typed})
    )

    assert (answer.status_code, Distribution.objects.count()) == (422, 0)
    assert field in answer.context["form"].errors
    assert field == "venue" or 'value="Lapangan"' in text(answer)


@pytest.mark.parametrize("typed", ["abc", "-1", "0", "1001", "1e50", "NaN", "\x00", "2,5555", LONG])
def test_a_bad_quantity_is_named_at_its_commodity(office, kangkung, typed):
    answer = office.post(reverse("distribution_new"), form_of(**{f"item_{kangkung.pk}": typed}))

    assert (answer.status_code, list(answer.context["form"].errors)) == (
        422,
        [f"item_{kangkung.pk}"],
    )


def test_a_commodity_of_another_prison_is_not_on_the_form(office, other_facility):
    stranger = CommodityFactory(facility=other_facility)

    office.post(reverse("distribution_new"), form_of(**{f"item_{stranger.pk}": "3"}))

    assert Distribution.objects.get().items.count() == 0


def test_the_last_event_fills_the_form(office, facility, services_head, kangkung):
    last = DistributionFactory(facility=facility, venue="Lapangan upacara")
    contents.set_items(distribution=last, items=[(kangkung, 3)], by=services_head)

    form = office.get(reverse("distribution_new") + "?copy=1").context["form"]

    assert (form["venue"].value(), form[f"item_{kangkung.pk}"].value(), form["day"].value()) == (
        "Lapangan upacara",
        "3",
        None,
    )


@pytest.fixture
def two_kinds(facility, services_head, head):
    """An event with a list, and after it one without."""
    listed = DistributionFactory(facility=facility, venue="Aula")
    earlier = timezone.now() - dt.timedelta(days=9)
    for status, act, by in (("approved", "approved", head), ("open", "opened", services_head)):
        acted = {"status": status, f"{act}_at": earlier, f"{act}_by": by}
        Distribution.objects.filter(pk=listed.pk).update(**acted)
    without = DistributionFactory(facility=facility, venue="Lapangan", accepts_walk_ins=True)
    lifecycle.open_event(distribution=without, by=services_head, order="Perintah lisan")


@pytest.mark.parametrize(("copy", "venue"), [("1", "Aula"), ("without_list", "Lapangan")])
def test_the_copy_is_of_the_last_list_event_unless_the_other_is_chosen(
    office, two_kinds, copy, venue
):
    form = office.get(reverse("distribution_new"), {"copy": copy}).context["form"]

    assert form["venue"].value() == venue


def test_after_copying_the_list_comes_next(office, two_kinds, facility):
    day = facility.local_day(timezone.now()) + dt.timedelta(days=30)
    copied = office.get(reverse("distribution_new"), {"copy": "1"}).context["form"]
    names = ("title", "venue", "minimum_days")

    sent = form_of(day=day.isoformat(), **{name: copied[name].value() for name in names})
    page = office.post(reverse("distribution_new") + "?copy=1", sent, follow=True)

    assert page.context["next"].label == "Susun daftar penerima"


def test_today_opens_in_one_tap_because_everything_is_filled_in(
    office, facility, services_head, kangkung
):
    last = DistributionFactory(
        facility=facility, venue="Lapangan", day=TODAY - dt.timedelta(days=30)
    )
    contents.set_items(distribution=last, items=[(kangkung, 3)], by=services_head)
    form = office.get(reverse("distribution_today")).context["form"]

    office.post(
        reverse("distribution_today"), {name: form[name].value() or "" for name in form.fields}
    )

    event = Distribution.objects.exclude(pk=last.pk).get()
    assert (event.status, event.venue, event.items.get().quantity) == ("open", "Lapangan", 3)
    assert (event.opening_order, event.one_per_inmate) == ("Perintah lisan Kepala Rutan", True)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("order", ""), ("order", "\x00"), ("order", LONG), ("title", ""), ("ends", "07:00")],
)
def test_today_does_not_open_on_a_bad_form(office, field, typed):
    form = office.get(reverse("distribution_today")).context["form"]

    answer = office.post(
        reverse("distribution_today"),
        {name: form[name].value() or "" for name in form.fields} | {field: typed},
    )

    assert (
        answer.status_code,
        Distribution.objects.count(),
        field in answer.context["form"].errors,
    ) == (422, 0, True)


def test_today_sent_twice_opens_one_event(office):
    form = office.get(reverse("distribution_today")).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}

    answers = [office.post(reverse("distribution_today"), sent) for _copy in range(2)]

    assert (Distribution.objects.count(), answers[0]["Location"]) == (1, answers[1]["Location"])


def test_a_draft_is_changed_and_a_stale_page_is_told(office, event, services_head):
    seen = locks.fingerprint(event)
    lifecycle.edit(distribution=event, by=services_head, venue="Lapangan")

    answer = office.post(
        reverse("distribution_edit", args=[event.pk]), form_of(venue="Gedung serbaguna", seen=seen)
    )

    event.refresh_from_db()
    assert (answer.status_code, event.venue, 'value="Gedung serbaguna"' in text(answer)) == (
        409,
        "Lapangan",
        True,
    )


def test_contents_are_saved_and_the_page_says_what_limits_them(office, facility, event, kangkung):
    HarvestFactory(facility=facility, commodity=kangkung, quantity=10)

    office.post(reverse("distribution_plan", args=[event.pk]), {f"item_{kangkung.pk}": "3"})

    assert "Stok hari ini cukup untuk 3 paket, paling cepat habis: Kangkung." in text(
        office.get(reverse("distribution_plan", args=[event.pk]))
    )


def all_the_same(event) -> dict:
    """The answer to "open today all the same?"."""
    return {"all_the_same": event.facility.local_day()}


def test_an_event_with_a_list_is_opened_only_with_a_package(office, event, head):
    EntitlementFactory(distribution=event)
    Distribution.objects.filter(pk=event.pk).update(
        status="approved", approved_at=event.recorded_at, approved_by=head
    )

    assert reverse("packing", args=[event.pk]) in text(
        office.get(reverse("distribution_open", args=[event.pk]))
    )
    answer = office.post(reverse("distribution_open", args=[event.pk]), all_the_same(event))
    assert (answer.status_code, "belum ada paket yang tercatat dikemas" in text(answer)) == (
        409,
        True,
    )

    PackageMovementFactory(distribution=event)
    office.post(reverse("distribution_open", args=[event.pk]), all_the_same(event))
    event.refresh_from_db()
    assert event.is_open


def test_a_draft_without_a_list_opens_on_an_order(office, facility):
    event = DistributionFactory(facility=facility, accepts_walk_ins=True)

    assert (
        office.post(reverse("distribution_open", args=[event.pk]), {"order": ""}).status_code == 422
    )
    order = {"order": "Perintah lisan Kepala Rutan"} | all_the_same(event)
    office.post(reverse("distribution_open", args=[event.pk]), order)

    event.refresh_from_db()
    assert (event.is_open, event.opening_order) == (True, "Perintah lisan Kepala Rutan")


@pytest.mark.parametrize("reason", ["", "\x00", LONG])
@pytest.mark.parametrize(
    "name", ["distribution_cancel", "distribution_back_to_draft", "distribution_send_back"]
)
def test_an_act_without_a_readable_reason_is_not_done(office, event, name, reason):
    answer = office.post(reverse(name, args=[event.pk]), {"reason": reason})

    event.refresh_from_db()
    assert (answer.status_code, "reason" in answer.context["form"].errors, event.status) == (
        422,
        True,
        "draft",
    )


def test_a_cancelled_event_shows_its_reason_and_offers_nothing(office, event):
    office.post(reverse("distribution_cancel", args=[event.pk]), {"reason": "Panen gagal"})

    page = office.get(reverse("distribution_detail", args=[event.pk]))

    assert ("Dibatalkan: Panen gagal" in text(page), page.context["next"]) == (True, None)


def test_each_role_sees_its_own_next_act(sign_in, event, head, services_head, handover_officer):
    EntitlementFactory(distribution=event)
    Distribution.objects.filter(pk=event.pk).update(
        proposed_at=timezone.now(), proposed_by=services_head
    )

    doors = [
        sign_in(user).get(reverse("distribution_detail", args=[event.pk])).context["next"]
        for user in (head, services_head, handover_officer)
    ]

    assert [door and door.label for door in doors] == ["Periksa dan setujui", None, None]


def test_an_open_event_without_packages_leads_to_packing_and_then_to_the_desk(
    office, facility, services_head
):
    event = lifecycle.open_today(
        facility=facility,
        title="Bakti sosial",
        venue="Aula",
        starts=dt.time(8),
        ends=dt.time(12),
        order="Perintah lisan",
        by=services_head,
    )
    first = office.get(reverse("distribution_detail", args=[event.pk])).context["next"].label

    PackageMovementFactory(distribution=event)

    assert (
        first,
        office.get(reverse("distribution_detail", args=[event.pk])).context["next"].label,
    ) == (
        "Catat pengemasan",
        "Loket penyerahan",
    )


def test_the_list_of_events_is_filtered_in_its_address(office, facility, services_head):
    DistributionFactory(facility=facility, title="Kegiatan rencana")
    lifecycle.cancel(
        distribution=DistributionFactory(facility=facility, title="Kegiatan batal"),
        reason="Panen gagal",
        by=services_head,
    )

    page = office.get(reverse("distribution_list") + "?status=cancelled")

    assert [event.title for event in page.context["events"]] == ["Kegiatan batal"]


@pytest.mark.parametrize(
    "query", ["?status=nonsense", "?page=-1", "?page=99999999999999999999", "?page=%00", "?page=x"]
)
def test_a_nonsense_filter_is_no_error(office, event, query):
    assert office.get(reverse("distribution_list") + query).status_code == 200


def test_an_empty_list_says_what_it_is_for(office):
    assert "Belum ada kegiatan. Buat kegiatan pertama" in text(
        office.get(reverse("distribution_list"))
    )


def test_the_list_takes_a_constant_number_of_queries(office, facility, django_assert_num_queries):
    DistributionFactory.create_batch(12, facility=facility)
    office.get(reverse("distribution_list"))

    # Session, user, the count, which events stand on the page, and their rows.
    with django_assert_num_queries(5):
        office.get(reverse("distribution_list"))


EVENT_PAGES = [
    "distribution_detail",
    "distribution_edit",
    "distribution_plan",
    "recipients",
    "distribution_approve",
    "distribution_open",
]
EVENT_PAGES += [
    "distribution_cancel",
    "distribution_back_to_draft",
    "distribution_send_back",
    "distribution_ratify",
]


@pytest.mark.parametrize("name", EVENT_PAGES)
def test_an_event_of_another_prison_is_not_found(sign_in, stranger, event, name):
    assert sign_in(stranger).get(reverse(name, args=[event.pk])).status_code == 404


@pytest.mark.parametrize("name", [name for name in EVENT_PAGES if name != "distribution_detail"])
def test_an_officer_of_the_desk_has_no_page_of_planning(sign_in, handover_officer, event, name):
    assert sign_in(handover_officer).get(reverse(name, args=[event.pk])).status_code == 403


@pytest.mark.parametrize("name", EVENT_PAGES)
def test_every_page_of_a_draft_renders_for_the_services_head(office, event, name):
    assert office.get(reverse(name, args=[event.pk])).status_code == 200


@pytest.mark.parametrize("name", ["distribution_list", "distribution_new", "distribution_today"])
def test_an_administrator_sees_no_event(sign_in, administrator, name):
    assert sign_in(administrator).get(reverse(name)).status_code == 403


def test_contents_saved_from_a_stale_page_are_told(office, event, kangkung):
    address = reverse("distribution_plan", args=[event.pk])
    seen = office.get(address).context["seen"]
    office.post(address, {f"item_{kangkung.pk}": "2", "seen": seen})

    answer = office.post(address, {f"item_{kangkung.pk}": "3", "seen": seen})

    assert (answer.status_code, event.items.get(commodity=kangkung).quantity) == (409, 2)


def test_a_reopened_event_says_who_opened_it_again_and_why(office, event, head):
    Distribution.objects.filter(pk=event.pk).update(
        reopened_at=timezone.now(), reopened_by=head, reopened_reason="Salah hitung"
    )

    page = office.get(reverse("distribution_detail", args=[event.pk])).content.decode()

    assert ("Dibuka kembali" in page, "Salah hitung" in page) == (True, True)


def test_an_approved_list_is_not_laid_before_the_head_again(sign_in, event, head):
    Distribution.objects.filter(pk=event.pk).update(
        status="approved", approved_at=timezone.now(), approved_by=head
    )

    answer = sign_in(head).get(reverse("distribution_approve", args=[event.pk]), follow=True)

    assert answer.redirect_chain == [(reverse("distribution_detail", args=[event.pk]), 303)]
    assert "Daftar sudah disetujui dan tidak diajukan lagi." in text(answer)
