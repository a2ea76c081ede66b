"""The texts that are copied: what they say, and whom they never name."""

import datetime as dt

import pytest
from django.urls import reverse

from distributions import messages, reports
from distributions.models import Distribution
from distributions.planning import listing
from tests.factories import DistributionFactory, SignatoryFactory

DAY = dt.date(2026, 3, 10)


def names_of(event):
    rows = event.entitlements.select_related("family", "inmate")
    return {name for row in rows for name in (row.family.name, row.inmate.name)}


def test_the_message_to_the_head_names_no_family(facility, eligible, services_head):
    event = DistributionFactory(facility=facility)
    listing.choose(distribution=event, families=[eligible("Sri Wahyuni")], by=services_head)
    event = Distribution.objects.with_list_counts().get()

    message = messages.for_head(event, exceptions=2)

    assert "1 keluarga dan 0 cadangan, 2 hal perlu perhatian" in message.text
    assert message.address.startswith("https://wa.me/?text=Izin%2C")
    assert not any(name in message.text for name in names_of(event))


def test_the_report_upward_says_what_the_event_came_to_and_names_nobody(facility, day_of_aid):
    SignatoryFactory(facility=facility, office="services_head", name="Bambang Priyono")
    event = day_of_aid(facility, DAY)

    text, news = (message.text for message in messages.of_what_is_over(event))

    assert "1. 3 paket (1,2 kg) diserahkan kepada 3 keluarga;\n2. isi paket: kangkung;" in text
    assert f"Izin melaporkan kegiatan {facility.name}." in text
    assert "Hari/tanggal: Selasa, 10 Maret 2026." in text
    assert text.endswith("Demikian dilaporkan. Bambang Priyono.")
    assert f"{facility.name} membagikan 3 paket hasil panen kepada 3 keluarga" in news
    assert "Paket berisi kangkung dengan berat seluruhnya 1,2 kg. Isinya dipanen 10 Maret" in news
    assert ("miskin" in news, "kurang mampu" in news) == (False, False)
    assert not any(name in text + news for name in names_of(event))


@pytest.mark.parametrize(("role", "shown"), [("services_head", True), ("registrar", False)])
def test_it_stands_on_the_page_of_an_event_that_is_over(
    role, shown, request, sign_in, facility, day_of_aid
):
    event = day_of_aid(facility, DAY)
    screen, at = (
        sign_in(request.getfixturevalue(role)),
        reverse("distribution_detail", args=[event.pk]),
    )

    page = screen.get(at, headers={"Accept-Language": "en"}).content.decode()

    assert ("Izin melaporkan kegiatan" in page, "membagikan 3 paket" in page) == (shown, shown)


def test_a_rehearsal_is_reported_to_nobody(sign_in, services_head, facility, day_of_aid):
    event = day_of_aid(facility, DAY, is_rehearsal=True)

    page = sign_in(services_head).get(reverse("distribution_detail", args=[event.pk]))

    assert page.context["texts"] == []


def test_the_month_says_what_was_handed_over_apart_from_what_lies_on_the_table(
    facility, day_of_aid
):
    day_of_aid(facility, DAY, closed=False)
    report = reports.period(facility=facility, first=DAY.replace(day=1), last=dt.date(2026, 3, 31))

    text = messages.for_month(report).text

    assert "bakti sosial 1,2 kg, lainnya 0 kg" in text
    assert text.endswith("3 keluarga menerima 3 paket; di meja 0,8 kg.")
