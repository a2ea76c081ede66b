"""Whoever begins at the visit counter comes back to it, with the number that was given there."""

import re
import uuid

import pytest
from django.urls import reverse

from distributions.models import Entitlement, Handover
from tests.factories import AreaFactory, FamilyFactory, InmateFactory, KinshipFactory


@pytest.fixture
def event(facility, open_event):
    AreaFactory()
    return open_event(facility, families=0)


@pytest.fixture
def counter(sign_in, handover_officer):
    return sign_in(handover_officer)


def links_of(client, event, query):
    page = client.get(f"{reverse('arrivals', args=[event.pk])}{query}").content.decode()
    walk_ins = re.escape(reverse("walk_ins", args=[event.pk]))
    return [link.replace("&amp;", "&") for link in re.findall(rf'href="({walk_ins}[^"]*)"', page)]


SENT = {
    "from": "arrivals",
    "collector_name": "Kasmini",
    "collector_relationship": "mother",
    "ground": "sktm",
    "area": "33.16.16.2001",
    "verified_by_method": "ktp",
    "hand_over": "0",
    "client_id": str(uuid.uuid4()),
}


def test_every_way_to_a_walk_in_says_that_it_began_at_the_counter(counter, event):
    inmate = InmateFactory(facility=event.facility, name="Wagiman")
    known = KinshipFactory(family=FamilyFactory(facility=event.facility, name="Painem Asih")).family
    KinshipFactory(family=FamilyFactory(facility=event.facility, name="Painem Asri"))

    ways = {
        "?q=Wagiman&name=Kasmini": [f"?inmate={inmate.pk}&name=Kasmini&from=arrivals"],
        "?q=Painem+Asih": [f"?family={known.pk}&from=arrivals"],
    }

    address = reverse("walk_ins", args=[event.pk])
    for query, links in ways.items():
        assert links_of(counter, event, query)[:1] == [address + link for link in links]
    every = links_of(counter, event, "?q=Painem")
    assert len(every) > 1
    assert all(link.endswith("&from=arrivals") for link in every)


def test_a_walk_in_of_the_counter_ends_there_with_its_number(counter, event):
    inmate = InmateFactory(facility=event.facility)
    address = reverse("walk_ins", args=[event.pk])

    form = counter.get(address, {"inmate": inmate.pk, "from": "arrivals"}).content.decode()
    answer = counter.post(address, SENT | {"inmate": inmate.pk}, follow=True)

    row, back = Entitlement.objects.get(), reverse("arrivals", args=[event.pk])
    assert '<input type="hidden" name="from" value="arrivals">' in form
    assert form.count(f'href="{back}"') == 2
    assert answer.redirect_chain == [(f"{back}?entitlement={row.pk}", 303)]
    assert f"Keluarga terdaftar dengan nomor {row.number}." in answer.content.decode()
    assert "Sudah datang pukul" in answer.content.decode()
    assert not Handover.objects.exists()


def test_a_walk_in_that_is_refused_at_the_counter_is_told_there(counter, event, facility):
    gone = InmateFactory(facility=facility, custody_status="released")
    address = reverse("walk_ins", args=[event.pk])

    nobody = counter.get(address, {"from": "arrivals"})
    refused = counter.post(address, SENT | {"inmate": gone.pk})

    page = refused.content.decode()
    assert nobody["Location"] == reverse("arrivals", args=[event.pk])
    assert (refused.status_code, refused.templates[0].name) == (409, "distributions/arrivals.html")
    assert "WBP ini tidak lagi di dalam." in page
    assert 'data-outcome="not_eligible"' in page
