"""What every page says of an event: that it is a rehearsal, and which of two of one day it is."""

import datetime as dt

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from distributions import reports
from distributions.home import todays_work, workday_of
from distributions.models import Distribution
from distributions.planning import calendar
from distributions.reports import sentences
from distributions.reports.summary import summary
from distributions.reports.tables import events_table
from tests.factories import DistributionFactory

# A rehearsal is in no report, and what a desk watches is a part of its page.
NO_PAGE = {"distribution_report", "distribution_report_xlsx", "desk_now"}


def pages_of_an_event() -> list[str]:
    """The names of every address that is an event's own."""
    resolver = get_resolver()
    return sorted(
        name
        for name, (ways, *_rest) in resolver.reverse_dict.items()
        if isinstance(name, str)
        and any(way.startswith("distributions/%(pk)") and of == ["pk"] for way, of in ways)
    )


@pytest.fixture
def rehearsal(facility, open_event, serve, handover_officer):
    event = open_event(facility, families=2, is_rehearsal=True, accepts_walk_ins=True)
    serve(event, event.entitlements.first(), handover_officer)
    return event


def test_what_went_wrong_at_a_rehearsal_is_still_a_rehearsal(
    facility, open_event, sign_in, services_head, handover_officer, stranger, administrator
):
    rehearsal, real = open_event(facility, is_rehearsal=True), open_event(facility)
    row = rehearsal.entitlements.first()

    def shows(user, path, post=False):
        client = sign_in(user)
        answer = client.post(path) if post else client.get(path)
        assert answer.status_code in (403, 404, 405)
        return b"data-rehearsal" in answer.content

    def base(event):
        return f"/distributions/{event.pk}/"

    forbidden = ("close/", "ratify/", "reopen/")
    missing = ("report/", "receipts/99/", "no-such-page/")
    paths = [(handover_officer, name) for name in forbidden]
    paths += [(services_head, name) for name in (*missing, "hand-over/")]
    assert [shows(user, base(rehearsal) + name) for user, name in paths] == [True] * 7
    assert shows(handover_officer, f"/distributions/entitlements/{row.pk}/withdraw/")
    paths.remove((services_head, "report/"))
    assert [shows(user, base(real) + name) for user, name in paths] == [False] * 6
    assert not shows(stranger, base(rehearsal))
    assert not shows(administrator, base(rehearsal))


def test_a_rehearsal_says_so_on_every_page_of_it(rehearsal, sign_in, services_head, head):
    clients = [sign_in(services_head), sign_in(head)]
    seen = {}
    for name in set(pages_of_an_event()) - NO_PAGE:
        for client in clients:
            answer = client.get(reverse(name, args=[rehearsal.pk]))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                seen.setdefault(name, []).append("data-rehearsal" in answer.content.decode())

    assert {
        "desk",
        "packing",
        "recipients",
        "distribution_detail",
        "unpack",
        "distribution_move",
    } <= set(seen)
    assert {name for name, told in seen.items() if not all(told)} == set()


def test_a_rehearsal_says_so_on_its_receipts_and_where_they_are_voided(
    rehearsal, sign_in, services_head
):
    client, fact = sign_in(services_head), rehearsal.handovers.get()

    pages = [
        client.get(reverse("receipt", args=[rehearsal.pk, fact.number])),
        client.get(reverse("void", args=[fact.pk])),
        client.get(reverse("entitlement_withdraw", args=[rehearsal.entitlements.last().pk])),
        client.get(
            reverse("walk_ins", args=[rehearsal.pk]), {"inmate": fact.entitlement.inmate_id}
        ),
    ]

    assert ["data-rehearsal" in page.content.decode() for page in pages] == [True] * 4


def test_no_other_event_and_no_home_page_says_rehearsal(
    rehearsal, facility, open_event, sign_in, services_head
):
    real = open_event(facility, families=1)
    client = sign_in(services_head)

    addresses = ["/", reverse("distribution_list"), reverse("desk", args=[real.pk])]

    assert [b"data-rehearsal" in client.get(each).content for each in addresses] == [False] * 3


# Two events of one day


@pytest.fixture
def twins(facility, open_event):
    """Morning with a list, afternoon without one; same name, same day."""
    morning = open_event(facility, families=1, starts=dt.time(8), ends=dt.time(11))
    afternoon = open_event(facility, families=0, starts=dt.time(13), ends=dt.time(15))
    Distribution.objects.filter(pk=afternoon.pk).update(approved_at=None, approved_by=None)
    afternoon.refresh_from_db()
    return morning, afternoon


def test_two_events_of_one_day_are_called_differently(twins):
    morning, afternoon = map(str, twins)

    assert morning.endswith("pukul 08.00")
    assert afternoon.endswith("pukul 13.00, tanpa daftar")


@pytest.mark.parametrize("name", ["distribution_list", "home"])
def test_two_events_of_one_day_are_told_apart_in_lists(twins, sign_in, services_head, name):
    page = sign_in(services_head).get(reverse(name)).content.decode()

    assert "08.00" in page
    assert "13.00" in page
    assert "tanpa daftar" in page


def test_two_events_of_one_day_are_told_apart_in_every_report(twins, facility):
    report = reports.period(
        facility=facility, first=twins[0].day, last=twins[0].day, at=timezone.now()
    )
    year = reports.months(facility=facility, last=report.last)

    tables = [
        [row.label for row in events_table(report).rows],
        [row[1] for row in summary(report, year, code="")["events"]["rows"]],
        [sentences.called(line) for line in report.events],
    ]

    for morning, afternoon in tables:
        assert morning.endswith("pukul 08.00")
        assert afternoon.endswith("pukul 13.00, tanpa daftar")


def test_a_long_title_is_cut_before_what_tells_two_events_apart(twins, facility):
    Distribution.objects.update(title="Bakti sosial hasil panen " * 4)
    day = twins[0].day
    report = reports.period(facility=facility, first=day, last=day, at=timezone.now())

    said = sentences.called(report.events[1], 50)

    assert (len(said), said.startswith("Bakti sosial")) == (50, True)
    assert said.endswith("… pukul 13.00, tanpa daftar")


def test_two_events_of_one_day_are_told_apart_at_the_desk(twins, sign_in, services_head):
    client = sign_in(services_head)

    heads = [
        client.get(reverse("desk", args=[event.pk])).content.decode().split("</header>")[1]
        for event in twins
    ]

    assert ["pukul 08.00–11.00" in heads[0], "pukul 13.00–15.00" in heads[1]] == [True, True]


def test_every_duty_of_two_events_of_one_day_says_which(twins, services_head):
    said = [duty.text for duty in todays_work(workday_of(services_head, timezone.now()))]

    of_events = [text for text in said if "Bakti Sosial Hasil Panen" in text]
    assert of_events
    assert all("pukul 08.00" in text or "pukul 13.00" in text for text in of_events)


def test_the_warning_of_another_event_on_that_day_says_which(twins, facility):
    warnings = calendar.date_warnings(facility, twins[0].day, ignoring=twins[0])

    assert f"Sudah ada kegiatan lain: {twins[1]}." in warnings


def test_a_plan_alone_is_called_by_its_day_and_hour():
    event = DistributionFactory.build()

    assert str(event) == "Bakti Sosial Hasil Panen, 10 Maret 2026 pukul 08.30"
