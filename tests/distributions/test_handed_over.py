"""Handed over is not packed: one split for each event and lot, to the gram, and no other
anywhere.
"""

import datetime as dt
import re
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from distributions import closing, reports, settling
from distributions.models import Distribution, Entitlement
from distributions.packing import contents, runs
from distributions.reports import sentences, tables
from distributions.reports.package_weights import Aid, _largest_remainder, aid_of, total
from distributions.reports.packages import segments
from harvests.reports import Flow
from tests.factories import (
    CommodityFactory,
    EntitlementFactory,
    HandoverFactory,
    HarvestFactory,
    KinshipFactory,
)
from tests.pages import tight
from tests.races import without

DAY = dt.date(2026, 3, 10)
AT = dt.datetime(2026, 3, 10, 2, tzinfo=dt.UTC)
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


@pytest.fixture
def march(facility):
    def report(first=MARCH[0], last=MARCH[1]):
        at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
        return reports.period(facility=facility, first=first, last=last, at=at)

    return report


@pytest.fixture
def pack(facility):
    """Pack one lot of so many grams into so many packages: ``pack(event, "Bayam", 1001,
    packages=7)``.
    """

    def lot_into(event, name, grams, packages, *, estimated=False, harvested_on=DAY, at=AT):
        commodity = CommodityFactory(facility=facility, name=name)
        HarvestFactory(
            facility=facility,
            commodity=commodity,
            harvested_on=harvested_on,
            quantity=packages,
            grams=grams,
            weight_is_estimated=estimated,
        )
        content = contents.Content(commodity, Decimal(1))
        order = {"packages": packages, "contents": [content], "by": event.recorded_by}
        runs.pack(distribution=event, client_id=uuid.uuid4(), at=at, **order)

    return lot_into


@pytest.fixture
def event(facility, open_event, pack, serve):
    """Seven packages of bayam and three of sawi in one event; three were handed over."""
    event = open_event(facility, day=DAY, packages=0)
    pack(event, "Bayam", 1001, 7)
    pack(event, "Sawi", 1000, 3, estimated=True)
    for row in event.entitlements.all():
        serve(event, row, event.recorded_by, at=AT)
    return Distribution.objects.get()


@pytest.mark.parametrize(
    ("weights", "part", "whole", "shares"),
    [
        ([1001, 1000], 3, 10, [300, 300]),
        ([1, 1, 1], 1, 2, [1, 1, 0]),
        ([5, 5, 5], 1, 3, [2, 2, 1]),
        ([400], 3, 5, [240]),
        ([7, 0, 3], 10, 10, [7, 0, 3]),
        ([7, 3], 0, 10, [0, 0]),
    ],
)
def test_the_largest_remainder_gives_every_gram_once(weights, part, whole, shares):
    assert _largest_remainder(weights, part, whole) == shares
    assert sum(shares) == (2 * sum(weights) * part + whole) // (2 * whole)


def test_handed_over_and_on_the_table_are_all_that_is_packed(event):
    bayam, sawi = aid_of(event)

    assert (bayam.grams, bayam.handed_over, bayam.on_table) == (1001, 300, 701)
    assert (sawi.grams, sawi.handed_over, sawi.on_table) == (1000, 300, 700)
    assert total([bayam, sawi]).in_packages == 2001


def test_the_sentence_names_each_weight_with_its_estimated_share(event, march):
    sentence = sentences.headline(march())

    assert (
        sentence
        == "Bulan Maret 2026: dipanen ± 2 kg (50% perkiraan), diserahkan ± 0,6 kg (50% perkiraan)"
        " kepada 3 keluarga; di meja ± 1,4 kg (50% perkiraan)."
    )


def test_an_exception_is_not_out(event, open_event, facility):
    row = event.entitlements.first()
    HandoverFactory(entitlement=row, exception="offline_double", served_window=None, number=90)

    assert total(aid_of(event)).handed_over == 600


def test_a_voided_hand_over_is_back_on_the_table(event, services_head):
    settling.void(
        handover=event.handovers.first(), reason="salah", kind="wrong_entry", by=services_head
    )

    assert total(aid_of(event)).handed_over == 400


def test_a_closed_event_handed_over_what_did_not_come_back(event, services_head):
    left = {"kitchen": 4, "lost": 3}
    closing.close(distribution=event, left_overs=left, by=services_head, client_id=uuid.uuid4())

    aid = total(aid_of(event))
    assert (aid.on_table, aid.handed_over) == (0, aid.in_packages)
    assert aid.handed_over < 2001


def test_a_rehearsal_has_no_portions(facility, open_event, pack):
    event = open_event(facility, is_rehearsal=True, packages=0)
    pack(event, "Bayam", 1000, 5)

    assert aid_of(event) == ()


def test_a_lot_in_two_events_is_split_for_each(facility, open_event, serve, march):
    lot = HarvestFactory(facility=facility, harvested_on=DAY, quantity=10, grams=1000)
    for families in (1, 2):
        event = open_event(facility, day=DAY, families=families, packages=0)
        order = {"packages": 5, "contents": [contents.Content(lot.commodity, Decimal(1))]}
        runs.pack(distribution=event, by=event.recorded_by, client_id=uuid.uuid4(), at=AT, **order)
        for row in event.entitlements.all():
            serve(event, row, event.recorded_by, at=AT)

    report = march()

    assert [line.aid.handed_over for line in report.events] == [100, 200]
    assert (report.figures.aid.handed_over, report.figures.aid.on_table) == (300, 700)


@pytest.mark.parametrize("span", [(9, 10), (11, 12), (1, 31)])
def test_the_balance_closes_wherever_the_period_cuts_an_event(
    span, facility, open_event, pack, serve, march
):
    event = open_event(facility, day=DAY, last_day=dt.date(2026, 3, 11), packages=0)
    pack(event, "Bayam", 1001, 7, harvested_on=dt.date(2026, 2, 27))
    pack(event, "Sawi", 1000, 3, at=AT + dt.timedelta(days=1))
    serve(event, event.entitlements.first(), event.recorded_by, at=AT + dt.timedelta(days=1))

    report = march(*(dt.date(2026, 3, day) for day in span))

    flow, aid = report.stock.total, report.figures.aid
    assert flow.packed == aid.in_packages + aid.for_others - aid.from_others
    came, went = sentences.sources(flow, aid), sentences.mouths(flow, aid)
    assert sum(part.value for part in came) == sum(part.value for part in went)
    assert sum(report.aid.values(), start=type(aid)()) == aid
    assert {9: (200, 1000, 0), 11: (0, 0, 1000), 1: (200, 0, 0)}[span[0]] == (
        aid.handed_over,
        aid.from_others,
        aid.for_others,
    )


def packed_by_sql(event, first, last):
    """Grams that left the stock for an event from ``first`` to ``last``."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT -sum(m.grams) FROM distributions_packedlot p
            JOIN distributions_packagemovement r ON r.id = p.package_movement_id
            JOIN harvests_stockmovement m ON m.id = p.stock_movement_id
            WHERE r.distribution_id = %s AND m.occurred_on BETWEEN %s AND %s
            """,
            [event.pk, first, last],
        )
        return int(cursor.fetchone()[0])


def test_an_event_packed_in_two_months_has_one_figure_in_each(facility, open_event, pack, march):
    april = dt.date(2026, 4, 2)
    event = open_event(facility, day=april, packages=0)
    pack(event, "Bayam", 3000, 3, estimated=True)
    pack(event, "Sawi", 1000, 3, harvested_on=april, at=AT + dt.timedelta(days=23))

    report = march()

    grams = packed_by_sql(event, *MARCH)
    [part] = [
        part for part in sentences.mouths(report.stock.total, report.figures.aid) if part.value
    ]
    assert (grams, report.figures.aid.for_others, part.value) == (3000, 3000, 3000)
    assert part.text == "± 3 kg"
    assert sentences.headline(report).endswith("di luar periode ± 3 kg (perkiraan).")
    assert sentences.notes(report) == ["± 3 kg (perkiraan) dikemas untuk kegiatan 2 April 2026."]
    later = march(dt.date(2026, 4, 1), dt.date(2026, 4, 30))
    assert later.figures.aid.in_packages == 3000 + packed_by_sql(event, april, april)
    assert sentences.notes(later) == [
        "± 3 kg (perkiraan) dari isi paket periode ini dikemas di luar periode."
    ]


def test_families_are_distinct_and_visits_are_called_times(facility, day_of_aid, march):
    first = day_of_aid(facility, DAY, served=0)
    later = day_of_aid(facility, dt.date(2026, 3, 24), families=0, served=0, closed=False)
    for row in first.entitlements.all()[:3]:
        with without(Entitlement, trigger="the_list_is_frozen_after_draft"):
            EntitlementFactory(
                distribution=later, family=row.family, inmate=row.inmate, number=row.number
            )
    left = {"kitchen": 5}
    closing.close(distribution=later, left_overs=left, by=later.recorded_by, client_id=uuid.uuid4())

    report = march()

    assert (report.figures.no_shows, report.figures.times["no_shows"]) == (4, 7)
    assert "4 keluarga terdaftar tidak hadir (7 kali)." in sentences.notes(report)
    table = tables.events_table(report)
    assert dict(table.total.named)["Tidak hadir"] == "7 kali"


def test_what_is_taken_off_in_the_equation_has_a_name_of_its_own():
    flow = Flow(opening=1000, harvested=5000, packed=2000, counted=-300, closing=4300)

    said = sentences.equation(flow, Aid(handed_over=2500, from_others=-500))

    assert said == (
        "Saldo awal 1 kg + panen 5 kg − kembali sesudahnya 0,5 kg"
        " = diserahkan 2,5 kg − lebih saat dihitung 0,3 kg + saldo akhir 4,3 kg"
    )


@pytest.mark.parametrize(("day", "said"), [(15, "belum ada"), (1, "tidak ada")])
def test_a_month_that_is_over_has_no_more_packages_to_wait_for(day, said, facility, day_of_aid):
    event = day_of_aid(facility, DAY, served=0, closed=False)
    at = dt.datetime(2026, 3 if said == "belum ada" else 4, day, 3, tzinfo=dt.UTC)

    report = reports.period(facility=event.facility, first=MARCH[0], last=MARCH[1], at=at)

    assert f"; {said} paket yang diserahkan" in sentences.headline(report)


def test_a_total_of_what_is_not_known_yet_is_not_known_either(event, march):
    table = tables.events_table(march())

    [row] = [dict(row.named)["Tidak hadir"] for row in table.rows]
    assert (row, dict(table.total.named)["Tidak hadir"]) == ("–", "–")


def test_a_package_to_the_kitchen_is_named_apart_on_the_bar(facility, day_of_aid, services_head):
    event = day_of_aid(facility, DAY, served=2, packages=6, closed=False)
    left = {"stock": 1, "kitchen": 3}
    closing.close(distribution=event, left_overs=left, by=services_head, client_id=uuid.uuid4())
    event.refresh_from_db()

    bar = {part.label: part.value for part in segments(event)}

    assert bar == {
        "Diserahkan": 2,
        "Kembali ke stok": 1,
        "Ke dapur": 3,
        "Masih di meja": 0,
    }


def test_reserves_of_an_open_event_may_still_be_called(event, services_head, sign_in):
    client, address = sign_in(services_head), reverse("distribution_report", args=[event.pk])
    family = event.entitlements.first().family
    tie = KinshipFactory(family__facility=family.facility)
    with without(Entitlement, trigger="the_list_is_frozen_after_draft"):
        row = {"family": tie.family, "inmate": tie.inmate, "source": "reserve"}
        EntitlementFactory(distribution=event, **row, number=None, rank=1)

    assert "Cadangan yang belum dipanggil: 1" in tight(client.get(address).content.decode())
    left = {"kitchen": event.packages_left}
    closing.close(distribution=event, left_overs=left, by=services_head, client_id=uuid.uuid4())
    assert "Cadangan yang tidak dipanggil: 1" in tight(client.get(address).content.decode())


def test_nothing_else_sums_what_was_packed():
    asked = re.compile(r"[Ss]um\([^)]*(stock_movement__grams|packed_lots?__)")
    apps = [Path(settings.BASE_DIR) / app for app in ("distributions", "harvests", "rutan")]
    files = [path for app in apps for path in app.rglob("*.py")]

    found = [path.name for path in files if asked.search(path.read_text())]

    assert found == ["package_weights.py"]


def test_the_family_page_says_the_day_with_the_hour(facility, day_of_aid):
    row = day_of_aid(facility, DAY).handovers.first()
    template = Template("{% load event_history %}{% received family %}")
    with timezone.override("Asia/Jakarta"):
        page = template.render(Context({"family": row.family}))

    assert "Diambil oleh Sri Wahyuni (istri) 10 Maret 2026 pukul 09.00, tanda terima" in page
