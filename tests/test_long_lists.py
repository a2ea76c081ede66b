"""Lists of several pages say at both ends where one is, and lead on from there."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.urls import reverse

from rutan import audit
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    HarvestFactory,
    InmateFactory,
    KinshipFactory,
    PlantingFactory,
    ProductionSiteFactory,
)

ROWS = 60


def harvests(rows, facility, _user):
    HarvestFactory.create_batch(rows, **garden(facility), facility=facility)


def plantings(rows, facility, _user):
    PlantingFactory.create_batch(rows, **garden(facility), facility=facility)


def garden(facility):
    return {
        "commodity": CommodityFactory(facility=facility),
        "site": ProductionSiteFactory(facility=facility),
    }


def inmates(rows, facility, _user):
    InmateFactory.create_batch(rows, facility=facility)


def families(rows, facility, _user):
    inmate = InmateFactory(facility=facility)
    KinshipFactory.create_batch(rows, inmate=inmate, family__facility=facility)


def events(rows, facility, _user):
    DistributionFactory.create_batch(rows, facility=facility)


def acts(rows, facility, user):
    for _number in range(rows):
        audit.record(by=user, verb="save_site", thing=facility)


LISTS = {
    "harvest_list": ("services_head", harvests, ""),
    "plantings": ("services_head", plantings, ""),
    "inmate_list": ("services_head", inmates, ""),
    "family_search": ("services_head", families, "?show=incomplete"),
    "distribution_list": ("services_head", events, ""),
    "audit_list": ("administrator", acts, ""),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_says_its_place_and_leads_on_at_both_ends(name, facility, sign_in, request):
    role, fill, query = LISTS[name]
    user = request.getfixturevalue(role)
    fill(ROWS, facility, user)
    client, address = sign_in(user), reverse(name)

    first = client.get(address + query).content.decode()
    [onward, again] = re.findall(r'href="([^"]+)" rel="next"', first)
    second = client.get(urljoin(address, unescape(onward))).content.decode()

    [said, below] = re.findall(r"Menampilkan 1–(\d+) dari (\d+)", first)
    assert (said, onward) == (below, again)
    assert int(said[0]) < ROWS <= int(said[1])
    assert second.count(f"Menampilkan {int(said[0]) + 1}–") == 2
    assert second.count('rel="prev"') == 2


@pytest.mark.parametrize("name", LISTS)
def test_a_list_on_one_page_has_no_second_end(name, facility, sign_in, request):
    role, fill, query = LISTS[name]
    user = request.getfixturevalue(role)
    fill(1, facility, user)

    page = sign_in(user).get(reverse(name) + query).content.decode()

    assert len(re.findall(r"Menampilkan \d+ dari", page)) == 1
    assert 'rel="next"' not in page
