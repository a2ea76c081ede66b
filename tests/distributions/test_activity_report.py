"""The report on an event says what its rows say: its course by the hour, whom it reached, and where
all of the harvest went.
"""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from distributions import closing
from distributions.documents.activity_report import activity_report
from distributions.documents.course_of_event import course
from distributions.documents.paper import Job
from distributions.models import Distribution
from distributions.packing import runs
from distributions.packing.contents import Content
from harvests.models import Harvest
from tests.factories import AreaFactory, StockMovementFactory

DAY = dt.date(2026, 3, 10)
# Half past eight in Blora.
MORNING = dt.datetime(2026, 3, 10, 1, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def at_work(facility, day_of_aid):
    """Open since half past eight, packed at nine, and nobody served yet."""
    event = day_of_aid(facility, DAY, served=0, closed=False)
    Distribution.objects.filter(pk=event.pk).update(opened_at=MORNING)
    event.refresh_from_db()
    return event


@pytest.fixture
def over(at_work, serve):
    """Three served, the second and third of them by the head; closed at eleven."""
    for number, row in enumerate(at_work.entitlements.by_number()[:3]):
        at = MORNING + (40 + 10 * number) * MINUTE
        serve(at_work, row, at_work.recorded_by, at=at, given_by_head=number > 0)
    return close(at_work, MORNING + 150 * MINUTE)


def close(event, at):
    event.refresh_from_db()
    left, key = {"kitchen": event.packages_left}, uuid.uuid4()
    closing.close(distribution=event, left_overs=left, by=event.recorded_by, client_id=key, at=at)
    event.refresh_from_db()
    return event


def told(event):
    with timezone.override(event.facility.tzinfo):
        job = Job(event, timezone.now())
        return course(job), activity_report(job)[0].data


def test_the_course_of_an_event_is_told_by_the_hours_of_its_rows(over):
    assert told(over)[0] == [
        ["08.30", "Kegiatan dibuka"],
        ["09.00", "Pengemasan dicatat: 5 paket"],
        ["09.10", "Penyerahan pertama"],
        ["09.20", "Kepala Rutan menyerahkan paket kepada 2 keluarga"],
        ["09.30", "Penyerahan terakhir, seluruhnya 3 keluarga"],
        ["11.00", "Kegiatan ditutup"],
    ]


def test_nothing_is_told_that_did_not_happen_and_another_day_has_its_date(at_work):
    assert told(close(at_work, MORNING + dt.timedelta(days=1)))[0] == [
        ["08.30", "Kegiatan dibuka"],
        ["09.00", "Pengemasan dicatat: 5 paket"],
        ["11 Mar 2026, 08.30", "Kegiatan ditutup"],
    ]


def test_an_event_of_two_days_names_both_and_each_hour_has_its_day(at_work):
    Distribution.objects.filter(pk=at_work.pk).update(last_day=DAY + dt.timedelta(days=1))
    at_work.refresh_from_db()

    hours, data = told(at_work)

    assert hours[0] == ["10 Mar 2026, 08.30", "Kegiatan dibuka"]
    assert data["about"] == "10 MARET 2026 S.D. 11 MARET 2026"


def test_of_several_packings_the_first_and_the_last_are_told(at_work):
    facts = {"contents": [Content(Harvest.objects.get().commodity, Decimal(1))], "packages": 2}
    facts |= {"by": at_work.recorded_by, "client_id": uuid.uuid4(), "at": MORNING + 45 * MINUTE}
    runs.pack(distribution=at_work, **facts)

    assert told(at_work)[0][1:] == [
        ["09.00", "Pengemasan mulai dicatat"],
        ["09.15", "Pengemasan selesai dicatat: 7 paket"],
    ]


def test_who_was_there_is_who_came_and_a_regency_is_no_kecamatan(over):
    homes = [AreaFactory(code=code) for code in ("33.16.16.2001", "33.16.09.1001")]
    # The last two: a home known by its regency alone, and that of who did not come.
    homes += [AreaFactory(code="33.17", level=2), AreaFactory(code="33.16.01.2001")]
    for row, home in zip(over.entitlements.by_number(), homes, strict=True):
        type(row.family).objects.filter(pk=row.family_id).update(area=home)

    figures = dict(told(over)[1]["figures"])

    assert [figures[f"Keluarga {what}"] for what in ("terdaftar", "yang hadir")] == ["4", "3"]
    assert (figures["Keluarga yang tidak hadir"], figures["Kecamatan yang terjangkau"]) == (
        "1",
        "2",
    )


def test_all_of_the_harvest_is_accounted_for_what_went_elsewhere_too(over, day_of_aid):
    sold = {"kind": "sale", "buyer": "Pasar Blora", "quantity": -60, "grams": -12_000}
    StockMovementFactory(harvest=Harvest.objects.get(), **sold)
    day_of_aid(over.facility, DAY + dt.timedelta(days=1), served=0, closed=False)

    assert told(over)[1]["accounted"] == (
        "Seluruh hasil panen yang mengisi paket dapat dipertanggungjawabkan: dipanen 20 kg ="
        " diserahkan 1,2 kg + kegiatan lain 2 kg + dapur 0,8 kg + dijual 12 kg + sisa stok 4 kg."
    )


def test_nothing_is_accounted_for_while_packages_stand_on_the_table(at_work):
    assert told(at_work)[1]["accounted"] == ""
