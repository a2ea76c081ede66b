"""Page, home, paper and sheet claim what the tables hold: the demo's months against figures of this
file's own SQL.
"""

import calendar
import datetime as dt
import io
import re
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from distributions.models import Distribution
from rutan.formats import berat, bulan, kg, kilogram
from rutan.models import User

EVENTS = """
SELECT d.id, d.packed - d.returned - d.lost AS whole, d.handed_over AS out, (
    SELECT coalesce(-sum(m.grams), 0) FROM harvests_stockmovement m
    JOIN distributions_packedlot l ON l.stock_movement_id = m.id
    JOIN distributions_packagemovement p ON p.id = l.package_movement_id
        WHERE p.distribution_id = d.id) AS grams
FROM distributions_distribution d WHERE d.facility_id = %(facility)s AND NOT d.is_rehearsal
AND d.status IN ('open', 'closed') AND d.day BETWEEN %(first)s AND %(last)s
"""
FAMILIES = """
SELECT count(DISTINCT h.family_id), count(*) FROM distributions_handover h
JOIN distributions_distribution d ON d.id = h.distribution_id
WHERE d.facility_id = %(facility)s AND NOT d.is_rehearsal AND d.status IN ('open', 'closed')
AND d.day BETWEEN %(first)s AND %(last)s AND h.voided_at IS NULL AND h.exception = ''
"""
HARVESTED = """
SELECT (SELECT coalesce(sum(grams), 0) FROM harvests_harvest
        WHERE facility_id = %(facility)s AND harvested_on BETWEEN %(first)s AND %(last)s)
     + (SELECT coalesce(sum(m.grams), 0) FROM harvests_stockmovement m
         JOIN harvests_harvest h ON h.id = m.harvest_id
        WHERE h.facility_id = %(facility)s AND m.kind = 'correction'
            AND m.occurred_on BETWEEN %(first)s AND %(last)s)
"""
PACKED = """
SELECT coalesce(-sum(m.grams), 0) FROM harvests_stockmovement m
    JOIN harvests_harvest h ON h.id = m.harvest_id
WHERE h.facility_id = %(facility)s AND m.kind = 'packed' AND m.occurred_on BETWEEN %(first)s
    AND %(last)s
"""

# What spoiled or went missing, and what a count found missing; a struck entry takes itself back.
LOST = """
SELECT coalesce(-sum(m.grams), 0) FROM harvests_stockmovement m
    JOIN harvests_harvest h ON h.id = m.harvest_id
WHERE h.facility_id = %(facility)s AND m.kind IN ('loss', 'count')
    AND m.occurred_on BETWEEN %(first)s AND %(last)s
"""

IS_ROUGH = LOST.replace("coalesce(-sum(m.grams), 0)", "bool_or(h.weight_is_estimated)")


def rows_of(sql, **facts):
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchall()


def claimed(facility, first, last):
    """Grams harvested, handed over, on the table and packed; distinct families; packages."""
    facts = {"facility": facility.pk, "first": first, "last": last}
    events = rows_of(EVENTS, **facts)
    out = sum(
        int(Decimal(grams * out) / whole + Decimal("0.5"))
        for _pk, whole, out, grams in events
        if whole
    )
    [(families, packages)] = rows_of(FAMILIES, **facts)
    [(harvested,)], [(packed,)] = rows_of(HARVESTED, **facts), rows_of(PACKED, **facts)
    table = sum(grams for _pk, _whole, _out, grams in events) - out
    return {
        "Dipanen (kg)": harvested,
        "Diserahkan (kg)": out,
        "Di meja (kg)": table,
        "packed": packed,
        "Keluarga menerima": families,
        "Paket diserahkan": packages,
    }


@pytest.fixture
def get(demo, sign_in):
    client = sign_in(User.objects.get(username="head"))

    def response(name, **query):
        return client.get(reverse(name), query)

    return response


@pytest.fixture
def spans(demo):
    """Five months up to today's, and two spans that cut an event of two days: up to its first, and
    from its second.
    """
    today = demo.local_day(timezone.now())
    months, first = [], today.replace(day=1)
    for _ in range(5):
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        months.append((first, last))
        first = (first - dt.timedelta(days=1)).replace(day=1)
    cut = Distribution.objects.real().filter(facility=demo, status="closed").latest("day")
    second = cut.day + dt.timedelta(days=1)
    Distribution.objects.filter(pk=cut.pk).update(last_day=second)
    return [*months, (cut.day - dt.timedelta(days=20), cut.day), (second, today)]


def test_page_paper_and_sheet_agree_with_the_tables(demo, get, spans):
    for first, last in spans:
        query, own = {"from": first, "to": last}, claimed(demo, first, last)

        html = get("report_home", **query).content.decode()
        paper = pypdf.PdfReader(io.BytesIO(get("report_summary", **query).content))
        printed = " ".join(paper.pages[0].extract_text().split())
        book = openpyxl.load_workbook(io.BytesIO(get("report_xlsx", **query).content))
        sheet = {row[0]: row[1] for row in book["Ringkasan"].values}

        _sheet_agrees(sheet, own)
        for text in (html, printed):
            assert f"{berat(own['Diserahkan (kg)'])} " in text
            assert f"{own['Keluarga menerima']} keluarga" in text
        assert f"diserahkan {kg(own['Diserahkan (kg)'])}" in printed


def _sheet_agrees(sheet, own):
    weights = ("Dipanen (kg)", "Diserahkan (kg)", "Di meja (kg)")
    assert [round(sheet[name] * 1000) for name in weights] == [own[name] for name in weights]
    counts = ("Keluarga menerima", "Paket diserahkan")
    assert [sheet[name] for name in counts] == [own[name] for name in counts]
    for_others, from_others = (
        round(sheet[f"Dikemas {where} luar periode (kg)"] * 1000)
        for where in ("untuk kegiatan di", "di")
    )
    held = own["Diserahkan (kg)"] + own["Di meja (kg)"]
    assert held + for_others - from_others == own["packed"]


def cell_of(html, row, heading):
    """The figure of a stock table's row under a heading."""
    [line] = re.findall(rf'<th[^>]*scope="row">{row}</th>(.*?)</tr>', html, re.DOTALL)
    [figure] = re.findall(rf'data-label="{heading}">([^<]*)</td>', line)
    return figure.strip()


def test_susut_is_one_figure_on_every_page_of_a_month(demo, get, spans):
    seen = []
    for first, last in spans[:5]:
        [(lost,)] = rows_of(LOST, facility=demo.pk, first=first, last=last)
        seen.append(lost)
        query = {"from": first, "to": last}

        month = get("harvest_report", month=f"{first:%Y-%m}").content.decode()
        report = get("report_home", **query).content.decode()
        paper = pypdf.PdfReader(io.BytesIO(get("report_summary", **query).content))
        printed = " ".join(paper.pages[0].extract_text().split())
        book = openpyxl.load_workbook(io.BytesIO(get("report_xlsx", **query).content))
        headings, *_rows, total = book["Neraca stok"].values

        assert cell_of(month, "Jumlah", "Susut") == kilogram(lost)
        assert cell_of(_table(report, "Neraca stok"), "Jumlah", "Susut") == kilogram(lost)
        assert f"susut {kg(lost)} " in printed
        assert round(total[headings.index("Susut (kg)")] * 1000) == lost
    assert min(seen) > 0


def _table(html, name):
    """The table under a heading of the report."""
    return html.split(f">{name}", 1)[1].split("</table>", 1)[0]


def test_the_head_s_home_draws_the_susut_of_the_stock_pages(demo, get):
    today = demo.local_day(timezone.now())
    during = {"facility": demo.pk, "first": today.replace(day=1), "last": today}
    [(lost,)], [(is_rough,)] = rows_of(LOST, **during), rows_of(IS_ROUGH, **during)

    html = get("home").content.decode()

    assert f"Susut {berat(lost, is_rough)}" in html


def test_coverage_says_of_whom_on_home_page_paper_and_sheet(demo, get, spans):
    (first, last), own = spans[0], claimed(demo, *spans[0])
    query = {"from": first, "to": last}

    book = openpyxl.load_workbook(io.BytesIO(get("report_xlsx", **query).content))
    sheet = {row[0]: row[1] for row in book["Ringkasan"].values}
    home, page = (get(name).content.decode() for name in ("home", "report_home"))
    paper = pypdf.PdfReader(io.BytesIO(get("report_summary", **query).content))

    entitled, share = (
        sheet[f"{name}eluarga yang memenuhi syarat{unit}"]
        for name, unit in (("K", ""), ("Cakupan k", " (%)"))
    )
    assert round(100 * own["Keluarga menerima"] / entitled, 1) == share
    told = f"dari {entitled} keluarga yang memenuhi syarat"
    assert told in home
    assert told in " ".join(paper.pages[0].extract_text().split())
    line = (
        '<th scope="row">Keluarga yang memenuhi syarat</th> <td class="num"'
        f' data-label="{bulan(first)}">{entitled}</td>'
    )
    assert line in " ".join(page.split())


def test_the_head_s_home_agrees_while_an_event_is_open(demo, get):
    today = demo.local_day(timezone.now())
    first = today.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    own = claimed(demo, first, last)

    html = get("home").content.decode()

    assert own["Di meja (kg)"] > 0
    for name in ("Dipanen (kg)", "Diserahkan (kg)", "Di meja (kg)"):
        assert berat(own[name]) in html
    assert f"{own['Keluarga menerima']} keluarga" in html
