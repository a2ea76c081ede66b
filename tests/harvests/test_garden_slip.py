"""The blank slip of the garden: a week, the last places with what they gave, and no name."""

import io

import pypdf
import pytest
from django.urls import reverse

from harvests import garden_slip
from rutan.models import AuditEntry
from tests.factories import CommodityFactory, HarvestFactory, ProductionSiteFactory


@pytest.fixture
def harvested(facility):
    def harvest(site, commodity, unit="bundle", **facts):
        crop = facility.commodities.filter(name=commodity).first()
        crop = crop or CommodityFactory(facility=facility, name=commodity, unit=unit)
        bed = facility.sites.filter(name=site).first()
        bed = bed or ProductionSiteFactory(facility=facility, name=site)
        facts |= {"facility": facility, "commodity": crop, "site": bed, "unit": unit}
        return HarvestFactory(quantity=10, grams=10_000, **facts)

    return harvest


def heads(facility):
    return [
        (site.name, commodity.name, unit)
        for site, commodity, unit in garden_slip.columns_of(facility)
    ]


def test_its_columns_are_what_the_places_gave_last_bed_by_bed(
    facility, other_facility, harvested, django_assert_num_queries
):
    (
        harvested("Kolam 2", "Lele", "kg"),
        harvested("Bedeng A1", "Sawi"),
        harvested("Bedeng A1", "Bayam"),
    )
    gone = harvested("Bedeng Z", "Terong")
    type(gone.site).objects.filter(pk=gone.site_id).update(is_active=False)
    HarvestFactory(facility=other_facility)

    with django_assert_num_queries(3):
        found = heads(facility)

    assert found == [
        *(("Bedeng A1", "Bayam", "bundle"), ("Bedeng A1", "Sawi", "bundle")),
        ("Kolam 2", "Lele", "kg"),
    ]


def pages_of(answer):
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_it_has_a_row_for_each_day_room_for_another_place_and_no_name(
    sign_in, harvest_recorder, facility, harvested
):
    harvested("Kolam 2", "Lele", "kg"), harvested("Bedeng A1", "Sawi")

    answer = sign_in(harvest_recorder).get(reverse("garden_slip"))

    [said] = pages_of(answer)
    for words in ("LEMBAR CATAT PANEN", "Bedeng A1", "Kolam 2", "ikat kg kg", "Paraf", "Minggu,"):
        assert words in said
    assert harvest_recorder.name not in said
    page = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].mediabox
    assert page.width > page.height
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.verb, entry.facts["paper"]) == (harvest_recorder, "print_paper", "slip")


def test_an_office_with_many_places_gets_another_page_and_a_new_one_an_empty_page(
    sign_in, harvest_recorder, harvested
):
    screen, address = sign_in(harvest_recorder), reverse("garden_slip")
    [empty] = pages_of(screen.get(address))
    for number in range(1, garden_slip.ON_A_PAGE + 2):
        harvested(f"Bedeng {number}", "Sawi")

    first, second = pages_of(screen.get(address))

    assert "Bedeng" not in empty
    assert ("Bedeng 7" in first, "Bedeng 8" in first, "Bedeng 8" in second) == (True, False, True)


def test_it_is_printed_where_harvests_are_typed_in(sign_in, harvest_recorder, head):
    page = sign_in(harvest_recorder).get(reverse("harvest_new")).content.decode()

    assert f'href="{reverse("garden_slip")}"' in page
    assert sign_in(head).get(reverse("garden_slip")).status_code == 403
