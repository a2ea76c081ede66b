"""What the pages of the apps below show of events."""

import datetime as dt
import re
import uuid
from decimal import Decimal

from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from distributions import closing, settling
from distributions.packing import contents, runs
from distributions.templatetags.event_history import coming_lists, events_of
from families.models import Inmate
from rutan.formats import tanggal
from tests.factories import EntitlementFactory, HarvestFactory


def _received(family):
    return Template("{% load event_history %}{% received family %}").render(
        Context({"family": family})
    )


def test_a_familys_page_shows_what_it_received_and_what_was_voided(
    facility, open_event, serve, services_head
):
    event = open_event(facility, title="Bakti Sosial Oktober")
    first, second, _third = event.entitlements.all()
    serve(event, first, services_head)
    void = serve(event, second, services_head).handover
    settling.void(handover=void, reason="salah nomor", kind="wrong_entry", by=services_head)

    received, voided = _received(first.family), _received(second.family)

    assert "Bakti Sosial Oktober" in received
    assert "0001" in received
    assert 'class="struck"' in voided
    assert "Sudah diterima" not in voided


def test_a_no_show_of_a_closed_event_says_so(facility, open_event):
    event = open_event(facility, packages=0)
    type(event).objects.filter(pk=event.pk).update(
        status="closed", closed_at=timezone.now(), closed_by=event.recorded_by
    )

    assert "Tidak hadir" in _received(event.entitlements.first().family)


def test_a_rehearsal_is_not_shown(facility, open_event):
    event = open_event(facility, is_rehearsal=True, title="Latihan")

    assert "Latihan" not in _received(event.entitlements.first().family)


def test_a_packed_movement_names_its_event(facility, open_event, services_head):
    event, lot = open_event(facility, packages=0), HarvestFactory(facility=facility)
    content = contents.Content(lot.commodity, Decimal(2))
    runs.pack(
        distribution=event, packages=3, contents=[content], by=services_head, client_id=uuid.uuid4()
    )

    assert events_of(lot) == {lot.movements.get().pk: event}


def test_a_list_that_the_head_has_not_approved_promises_nothing(db):
    family = EntitlementFactory(distribution__title="Bakti Sosial Desember").family

    page = _received(family)

    assert "Rencana" in page
    assert "Belum diambil" not in page


def test_the_dots_tell_received_missed_and_not_listed(facility, open_event, serve, services_head):
    day = facility.local_day(timezone.now())
    first, second, _third = (
        open_event(facility, packages=3, day=day - dt.timedelta(days=days)) for days in (60, 30, 0)
    )
    family = first.entitlements.first().family
    serve(
        first, first.entitlements.first(), services_head, at=timezone.now() - dt.timedelta(days=60)
    )
    missed = EntitlementFactory(distribution=second, family=family, source="walk_in", number=9)
    type(missed).objects.filter(pk=missed.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=services_head, withdrawn_reason="pindah"
    )

    page = _received(family)

    looks = re.findall(r'<span\s+class="\s*key\s+([\w-]+)\s*"', page)
    words = re.findall(r"<li>\s*\d+ \w+ \d+\s+([a-z ]+?)\s*</li>", page)
    assert looks == ["tone-ok", "missed", "unlisted"]
    assert words == ["diterima", "tidak diterima", "tidak terdaftar"]


def test_a_family_that_came_but_kept_no_package_was_no_absentee(
    facility, open_event, serve, services_head
):
    event = open_event(facility)
    entitlement = event.entitlements.first()
    settling.void(
        handover=serve(event, entitlement, services_head).handover,
        reason="dikembalikan",
        kind="returned",
        by=services_head,
    )
    event.refresh_from_db()
    closing.close(
        distribution=event,
        left_overs={"kitchen": event.packages_left},
        by=services_head,
        client_id=uuid.uuid4(),
    )

    page = _received(entitlement.family)

    assert ("Datang, tidak menerima" in page, "Tidak hadir" in page) == (True, False)


def test_the_pages_of_a_released_inmate_and_his_family_name_the_list_they_stand_on(
    facility, open_event, sign_in, registrar
):
    event = open_event(facility, title="Bakti Sosial Desember")
    entitlement = event.entitlements.get(number=2)
    inmate, family = entitlement.inmate, entitlement.family
    Inmate.objects.filter(pk=inmate.pk).update(custody_status="released")
    client = sign_in(registrar)

    pages = [
        client.get(reverse("inmate_detail", args=[inmate.pk])),
        client.get(reverse("family_detail", args=[family.pk])),
    ]

    said = f"Masih di daftar kegiatan {tanggal(event.day)}, nomor 2."
    assert [page.content.decode().count(said) for page in pages] == [1, 1]


def test_a_family_that_was_served_or_taken_off_stands_on_no_list(
    facility, open_event, serve, services_head
):
    event = open_event(facility)
    served, off, stands = event.entitlements.all()
    serve(event, served, services_head)
    type(off).objects.filter(pk=off.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=services_head, withdrawn_reason="pindah"
    )

    found = coming_lists(*(row.family for row in (served, off, stands)))

    assert found == {stands.family_id: [stands]}
