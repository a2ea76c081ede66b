"""Packages of who did not come go to the reserves in turn, from the hour or by the Kasubsi."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import Entitlement
from distributions.planning import reserves
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import EntitlementFactory, PackageMovementFactory
from tests.pages import fields_of


@pytest.fixture
def event(facility, open_event):
    """Four reserves, two of the list who did not come, one who is here, and three packages."""
    made = open_event(facility, families=4, packages=0, source="reserve")
    for rank, row in enumerate(made.entitlements.by_number(), 1):
        Entitlement.objects.filter(pk=row.pk).update(rank=rank)
    for number in (11, 12, 13):
        EntitlementFactory(distribution=made, number=number, source="walk_in")
    here = {"arrived_at": timezone.now(), "arrived_by": made.recorded_by}
    Entitlement.objects.filter(distribution=made, number=13).update(**here)
    PackageMovementFactory(distribution=made, packages=3)
    made.refresh_from_db()
    return made


def promoted(event):
    rows = Entitlement.objects.filter(distribution=event, promoted_at__isnull=False)
    return list(rows.by_number().values_list("rank", flat=True))


def test_one_confirm_writes_as_many_names_as_there_are_free_packages(event, sign_in, services_head):
    client, address = sign_in(services_head), reverse("reserves", args=[event.pk])
    page = client.get(address)
    said = " ".join(page.content.decode().split())

    sent = fields_of(page, action=address)
    first, again = (client.post(address, sent) for _tap in range(2))
    more = client.get(address, {"n": "1"})
    client.post(address, fields_of(more, action=address))

    # One of the three packages is waited for by who is in the hall.
    assert "2 keluarga belum datang. Sisa 3 paket, 2 di antaranya" in said
    assert "Jadikan 2 penerima" in said
    assert (first.status_code, again.status_code) == (303, 303)
    assert promoted(event) == [1, 2, 3]
    assert AuditEntry.objects.filter(verb="promote", by=services_head).count() == 3


def test_before_the_hour_a_desk_is_told_when_and_from_it_on_it_may(
    event, facility, handover_officer, sign_in
):
    act = {"entitlement": Entitlement.objects.get(distribution=event, rank=2)}
    noon = facility.start_of(event.day) + dt.timedelta(hours=11)

    with pytest.raises(Refused, match="oleh Kasubsi"):
        reserves.promote_up_to(by=handover_officer, at=noon, **act)
    facility.reserve_hour = dt.time(11)
    facility.save()
    with pytest.raises(Refused, match=r"mulai pukul 11\.00"):
        reserves.promote_up_to(by=handover_officer, at=noon - dt.timedelta(minutes=1), **act)
    made = reserves.promote_up_to(by=handover_officer, at=noon, **act)

    card = sign_in(handover_officer).get(
        reverse("desk", args=[event.pk]),
        {"entitlement": Entitlement.objects.get(distribution=event, rank=3).pk},
    )
    assert [row.rank for row in made] == promoted(event) == [1, 2]
    page = card.content.decode()
    assert "oleh Kasubsi, mulai pukul 11.00 juga oleh loket." in page
    assert f'href="{reverse("reserves", args=[event.pk])}"' in page
