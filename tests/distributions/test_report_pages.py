"""The reports in the browser, as sheets and on paper: one object, one set of numbers."""

import datetime as dt
import io
import re
import uuid
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import closing, reports, settling
from distributions.documents import changes
from distributions.models import Entitlement
from distributions.packing import runs
from distributions.packing.contents import Content
from distributions.reports import sentences, tables
from distributions.reports.package_weights import Aid
from distributions.reports.summary import summary
from rutan import papers
from rutan.formats import jumlah
from rutan.models import AuditEntry
from tests.factories import (
    FamilyMemberFactory,
    HarvestFactory,
    SignatoryFactory,
    StockMovementFactory,
)
from tests.pages import tight
from tests.races import without

DAY = dt.date(2026, 3, 10)
MARCH = "?month=2026-03"


@pytest.fixture
def march(facility, day_of_aid):
    """March 2026 with one event of three families, and its report."""
    day_of_aid(facility, DAY)
    return reports.period(facility=facility, first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31))


@pytest.fixture
def page(sign_in, head):
    def get(name, query="", *args, by=head):
        return sign_in(by).get(reverse(name, args=args) + query)

    return get


def book_of(response):
    return openpyxl.load_workbook(io.BytesIO(response.content))


def rows_of(sheet):
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]


def paper_of(response):
    return pypdf.PdfReader(io.BytesIO(response.content))


def words_of(reader):
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_page_sheet_and_paper_say_the_same(march, page):
    texts = [
        page("report_home", MARCH).content.decode(),
        words_of(paper_of(page("report_summary", MARCH))),
    ]
    figures = dict(row[:2] for row in rows_of(book_of(page("report_xlsx", MARCH))["Ringkasan"]))

    sentence = "Bulan Maret 2026: dipanen 20 kg, diserahkan 1,2 kg kepada 3 keluarga."
    assert [sentence in text for text in texts] == [True, True]
    assert (
        figures["Dipanen (kg)"],
        figures["Diserahkan (kg)"],
        figures["Keluarga menerima"],
    ) == (20, 1.2, 3)
    assert (
        figures["Paket dikemas"],
        figures["Paket diserahkan"],
        figures["Paket ke dapur"],
    ) == (5, 3, 2)


def test_the_page_shows_every_figure_of_the_sheet(march, page):
    html = " ".join(page("report_home", MARCH).content.decode().split())

    rows = rows_of(book_of(page("report_xlsx", MARCH))["Ringkasan"])
    shown = [
        f'<th scope="row">{label}</th> <td class="num" data-label="Maret 2026">{jumlah(now)}</td>'
        for label, now, before in rows
        if now or before
    ]
    assert [line for line in shown if line not in html] == []


def test_the_balance_is_told_to_the_gram_on_paper(march, page):
    balance = (
        "Saldo awal 0 kg + panen 20 kg = diserahkan 1,2 kg + dapur 0,8 kg + saldo akhir 18 kg."
    )

    assert balance in words_of(paper_of(page("report_summary", MARCH)))


def test_a_running_month_is_drawn_as_running(march):
    """Paler than the months that are over, and the title says up to when it counts."""
    until, over = (
        summary(
            march,
            reports.months(facility=march.facility, last=DAY, today=today),
            code="K7M4-9QX2",
        )["year"]
        for today in (DAY, dt.date(2026, 4, 2))
    )

    pale = re.compile(r'<rect [^>]*fill-opacity="0.4"')
    for name in ("harvested", "families"):
        bars = re.findall(r"<rect [^>]*>", until[name]["svg"])
        assert [bool(pale.match(bar)) for bar in bars] == [False] * 11 + [True]
        assert not pale.search(over[name]["svg"])
    assert until["title"].endswith("Maret 2026 s.d. tanggal 10")
    assert over["title"].endswith("Maret 2026")


def test_the_stock_sheet_adds_up_row_by_row(march, page):
    sheet = book_of(page("report_xlsx", MARCH))["Neraca stok"]

    headings = [cell.value for cell in sheet[1]]
    [kangkung, total] = [dict(zip(headings, row, strict=True)) for row in rows_of(sheet)]
    went = sum(
        kangkung[f"{label} (kg)"]
        for label in (
            "Diserahkan",
            "Di meja",
            "Dikemas untuk kegiatan di luar periode",
            "Dapur",
            "Dijual",
            "Pegawai",
            "Sumbangan",
            "Bibit",
            "Susut",
        )
    )
    assert kangkung["Saldo awal (kg)"] + kangkung["Panen (kg)"] == pytest.approx(
        went + kangkung["Saldo akhir (kg)"]
    )
    assert (total["Sektor"], total["Panen (kg)"]) == ("Jumlah", 20)


def test_the_stock_table_has_a_sum_for_each_sector_and_only_columns_that_moved(march, facility):
    HarvestFactory(
        facility=facility,
        commodity__name="Lele",
        commodity__sector="fisheries",
        harvested_on=DAY,
        grams=5000,
    )
    report = reports.period(facility=facility, first=march.first, last=march.last)

    table = tables.stock_table(report.stock, report.aid, "Saldo akhir")

    assert table.headings == ("Panen", "Diserahkan", "Dapur", "Dijual", "Saldo akhir")
    assert [(row.label, row.is_sum, row.named[0][1]) for row in table.rows] == [
        ("Kangkung", False, "20,000"),
        ("Jumlah pertanian", True, "20,000"),
        ("Lele", False, "5,000"),
        ("Jumlah perikanan", True, "5,000"),
    ]
    assert table.total.named[-1] == ("Saldo akhir", "23,000")


def test_the_events_sheet_has_days_as_days(march, page):
    [row] = rows_of(book_of(page("report_xlsx", MARCH))["Kegiatan"])

    assert row[:2] == (dt.datetime(2026, 3, 10), dt.datetime(2026, 3, 10))
    assert row[4:11] == ("Selesai", 5, 3, 0, 2, 0, 0)


def test_no_package_without_receiver_stands_on_page_and_paper_when_it_is_true(march, page):
    told = (
        "Tidak ada paket tanpa penerima: dikemas 5 = diserahkan 3 + dikembalikan 2 (2 ke dapur) +"
        " rusak 0."
    )

    assert told in page("report_home", MARCH).content.decode()
    assert told in words_of(paper_of(page("report_summary", MARCH)))


def test_it_is_not_said_while_packages_are_on_the_table(facility, day_of_aid, page):
    day_of_aid(facility, DAY, closed=False)

    assert "Tidak ada paket tanpa penerima" not in page("report_home", MARCH).content.decode()
    assert "masih di meja 2" in words_of(paper_of(page("report_summary", MARCH)))


def test_the_paper_is_one_page_of_a4_across_signed_by_the_head(march, page, facility):
    SignatoryFactory(facility=facility, name="Sugito, S.H.", nip="197001011995031001")

    reader = paper_of(page("report_summary", MARCH))

    size = [round(float(side)) for side in reader.pages[0].mediabox[2:]]
    assert (len(reader.pages), size) == (1, [842, 595])
    assert "Kepala Rutan, Sugito, S.H. NIP 19700101 199503 1 001" in words_of(reader)
    assert "halaman 1 dari 1" in words_of(reader)


def test_a_full_month_still_fits_on_one_page(facility, day_of_aid, page):
    facility.letterhead = "\n".join(["KEMENTERIAN " + "PANJANG " * 9] * 8)
    facility.save()
    for day in range(1, 13):
        day_of_aid(
            facility,
            dt.date(2026, 3, day),
            title="Bakti sosial hasil panen bersama keluarga " * 2,
            closed=day < 9,
        )

    reader = paper_of(page("report_summary", MARCH))

    assert len(reader.pages) == 1
    assert "dan 7 kegiatan lainnya" in words_of(reader)


LONG = (
    "Bakti sosial hasil panen bersama keluarga warga binaan dan masyarakat sekitar rumah tahanan"
    " negara"
)


@pytest.mark.parametrize(
    ("period", "title"),
    [
        ("?from=2026-01-01&to=2026-12-31", "tahun 2026"),
        ("?from=2026-01-01&to=2026-06-30", "1 Jan – 30 Jun 2026"),
        ("?from=2025-09-01&to=2026-10-31", "1 Sep 2025 – 31 Okt 2026"),
    ],
)
def test_a_long_period_fits_on_one_page(period, title, facility, day_of_aid, page):
    facility.letterhead = "\n".join(["KANTOR WILAYAH JAWA TENGAH"] * 6)
    facility.save()
    for number in range(14):
        day_of_aid(
            facility,
            DAY + dt.timedelta(days=5 * number),
            title=LONG,
            families=6,
            closed=number < 12,
        )

    reader = paper_of(page("report_summary", period))

    assert len(reader.pages) == 1
    assert f"Ringkasan hasil panen dan bakti sosial, {title} " in words_of(reader)
    assert "dan 9 kegiatan lainnya" in words_of(reader)
    assert "42 keluarga hanya berdasarkan keterangan petugas." in words_of(reader)


@pytest.fixture
def worst(march, facility):
    """The longest of everything: letterhead, name, title, figures, and every note there is."""
    facility.letterhead = "\n".join(["KEMENTERIAN " + "PANJANG " * 9] * 8)
    SignatoryFactory(facility=facility, name="Sugito " * 17, nip="197001011995031001")
    sums = ("walk_ins", "no_shows", "empty_handed", "without_ktp")
    sums += ("statement_only", "voided", "exceptions", "one_officer")
    heavy = Aid(10**9, 10**9, 10**9, 10**9, 10**8, 10**8, 10**8)
    many = replace(march.figures, **dict.fromkeys(sums, 123_456), packed=10**6, aid=heavy)
    size = dict.fromkeys(("packed", "families", "no_shows"), 10**6)
    line = replace(march.events[0], title="W" * 120, aid=heavy, **size)
    return replace(
        march,
        facility=facility,
        last=dt.date(2027, 4, 30),
        figures=many,
        events=(line,) * 60,
        begun_before=12,
    )


def test_the_worst_period_there_can_be_fits_on_one_page_with_every_note(worst):
    data = summary(worst, reports.months(facility=worst.facility, last=DAY), code="K7M4-9QX2")
    data["sentence"] = data["sentence"] * 6

    reader = pypdf.PdfReader(io.BytesIO(papers.render("summary", data, at=worst.as_of)))

    assert len(reader.pages) == 1
    assert [note for note in sentences.notes(worst) if note not in words_of(reader)] == []
    assert len(sentences.notes(worst)) == 10


def test_the_lines_of_an_empty_month_stand_apart(page):
    heights = {}

    def note(text, place, *_more):
        heights.update(
            {
                start: place[5]
                for start in ("Belum ada panen", "Saldo awal 0 kg")
                if text.startswith(start)
            }
        )

    paper_of(page("report_summary", "?month=2024-01")).pages[0].extract_text(visitor_text=note)

    # In points; a line of the balance is 7.5 high.
    assert heights["Belum ada panen"] - heights["Saldo awal 0 kg"] > 10


def test_a_printed_summary_is_kept_and_anybody_may_ask_whether_it_is_genuine(
    march, page, head, facility, client
):
    drawn = page("report_summary", MARCH).content

    row, entry = facility.documents.get(), AuditEntry.objects.get(verb="print_summary")
    assert (entry.by, entry.thing_id) == (head, str(facility.pk))
    span = {"period": "2026-03-01", "last": "2026-03-31"}
    assert entry.facts == span | {"code": row.code, "sha256": row.sha256}
    stored = page("document_pdf", "", row.pk)
    assert (stored.content, row.code in words_of(paper_of(stored))) == (drawn, True)
    told = tight(client.get(reverse("verify", args=[row.code])).content.decode())
    for fact in ("diterbitkan oleh", "Ringkasan untuk pimpinan", "Maret 2026", "20 kg", "1,2 kg"):
        assert fact in told
    assert ("Nomor surat" in told, "Paket dikemas" in told) == (False, False)
    listed = tight(page("document_list").content.decode())
    shown = tight(page("document", "", row.pk).content.decode())
    assert ("Maret 2026" in listed, "pembetulan" in shown) == (True, False)


def test_a_summary_printed_again_is_the_same_until_something_reads_otherwise(march, page, facility):
    first, again = (page("report_summary", MARCH).content for _time in range(2))
    StockMovementFactory(harvest=facility.harvests.get(), occurred_on=DAY)

    later = page("report_summary", MARCH).content

    assert (first == again, first == later) == (True, False)
    assert [bytes(row.pdf) for row in facility.documents.all()] == [later, first]
    assert [row.state for row in facility.documents.all()] == ["issued", "issued"]


def test_what_was_written_down_after_a_summary_was_printed_is_named_on_its_page(
    march, page, facility
):
    page("report_summary", MARCH)
    row = facility.documents.get()
    before = page("document", "", row.pk).content.decode()
    late = {"kind": "correction", "quantity": -10, "grams": -2_000, "note": "Salah hitung"}
    StockMovementFactory(harvest=facility.harvests.get(), occurred_on=DAY, **late)

    after = tight(page("document", "", row.pk).content.decode())

    assert ("Berubah sejak terbit" in before, "Berubah sejak terbit" in after) == (False, True)
    assert changes.since(row)[0] == "Dipanen, angka: 20 kg menjadi 18 kg"
    for said in ("<li>Dipanen, angka: 20 kg menjadi 18 kg</li>", "cetak ringkasan yang baru"):
        assert said in after
    assert "Panen (kg) · Mar, angka: 20 menjadi 18" in changes.since(row)


def test_without_a_month_the_paper_shows_the_last_one_until_this_one_has_an_event(
    facility, page, march
):
    today = facility.local_day(dt.datetime.now(dt.UTC))
    last_month = today.replace(day=1) - dt.timedelta(days=1)

    page("report_summary")

    assert (
        AuditEntry.objects.get(verb="print_summary").facts["period"]
        == last_month.replace(day=1).isoformat()
    )


def test_a_paper_that_fails_is_told_and_not_on_record(march, page, monkeypatch):
    monkeypatch.setattr(papers.render, "__kwdefaults__", {"seconds": 0.0001})

    response = page("report_summary", MARCH)

    assert (response.status_code, AuditEntry.objects.filter(verb="print_summary").count()) == (
        503,
        0,
    )
    assert "Berkas PDF tidak selesai dibuat" in response.content.decode()


@pytest.mark.parametrize("name", ["report_xlsx", "distribution_report_xlsx"])
def test_exports_are_on_record(name, march, page, head):
    arguments = [march.events[0].pk] if name.startswith("distribution") else []

    page(name, "", *arguments)

    assert [
        (entry.by, entry.verb) for entry in AuditEntry.objects.filter(verb="export_report")
    ] == [(head, "export_report")]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?from=2026-02-31&to=2026-03-01", "Tanggal ini tidak ada."),
        ("?from=2026-03-31&to=2026-03-01", "Tanggal akhir mendahului tanggal awal."),
        ("?from=2026-03-31", "Isi kedua tanggal, atau kosongkan keduanya."),
        ("?from=1926-03-31&to=2026-03-31", "Tahun harus antara 2000 dan 2100."),
        ("?from=2001-01-01&to=2026-03-31", "Periode paling lama lima tahun."),
        ("?month=2026-13", "Bulan ini tidak ada."),
        ("?from=abc&to=-1", "Tanggal ini tidak ada."),
        ("?from=%00&to=%00" + "2" * 100, "Tanggal ini tidak ada."),
        ("?month=" + "9" * 1_000_000, "Bulan ini tidak ada."),
    ],
)
def test_a_wrong_period_is_told_and_the_usual_month_shown(query, message, march, page):
    response = page("report_home", query)

    assert (response.status_code, message in response.content.decode()) == (200, True)
    assert page("report_xlsx", query[:200]).status_code == 302
    assert page("report_summary", query[:200]).status_code == 302


def test_a_period_from_day_to_day_is_kept_in_the_form(march, page):
    html = page("report_home", "?from=10-03-2026&to=2026-03-12").content.decode()

    assert "Laporan 10 Maret 2026 s.d. 12 Maret 2026" in html
    assert "?from=2026-03-10&amp;to=2026-03-12" in html


def test_a_month_leads_to_its_neighbours_and_never_into_the_future(march, page, facility):
    past, this = (
        page("report_home", MARCH),
        page("report_home", f"?month={facility.local_day(dt.datetime.now(dt.UTC)):%Y-%m}"),
    )

    assert (
        "?month=2026-02" in past.content.decode(),
        "?month=2026-04" in past.content.decode(),
    ) == (True, True)
    assert 'rel="next"' not in this.content.decode()


def test_a_prison_without_anything_sees_an_empty_report(page):
    html = page("report_home", MARCH).content.decode()

    assert "Tidak ada kegiatan pada Maret 2026." in html
    assert "Belum ada panen atau stok pada periode ini." in html


def test_the_event_page_tells_who_received_what_from_whom(march, page, facility):
    html = page("distribution_report", "", march.events[0].pk).content.decode()
    read = " ".join(html.split())

    for told in (
        "Sri Wahyuni (istri)",
        "09.00 WIB",
        "Loket 1",
        "0001",
        "Kangkung 6 ikat (1,2 kg)",
        "dari 4 keluarga",
    ):
        assert told in read


def test_the_event_s_first_sheet_says_what_when_and_by_whom_made(march, page, head):
    book = book_of(page("distribution_report_xlsx", "", march.events[0].pk))

    told = dict(rows_of(book["Keterangan"]))
    assert told["Kegiatan"] == march.events[0].title
    assert (told["Tanggal"], told["Status"]) == ("10 Maret 2026", "Selesai")
    assert told["Dibuat"].startswith(f"{head.name}, ")


def test_left_overs_to_the_stock_and_to_the_kitchen_are_named_apart(facility, day_of_aid, page):
    event = day_of_aid(facility, DAY, packages=10, closed=False)
    left = {"stock": 5, "kitchen": 2}
    closing.close(distribution=event, left_overs=left, by=event.recorded_by, client_id=uuid.uuid4())

    html = page("distribution_report", "", event.pk).content.decode()
    [row] = rows_of(book_of(page("report_xlsx", MARCH))["Kegiatan"])
    sheet = rows_of(book_of(page("distribution_report_xlsx", "", event.pk))["Pengemasan"])

    told = "Dikemas 10 = diserahkan 3 + dikembalikan 7 (5 ke stok, 2 ke dapur) + rusak 0."
    assert told in html
    assert (row[7], row[8]) == (5, 2)
    assert [cells[1] for cells in sheet] == ["Dikemas", "Kembali ke stok", "Ke dapur"]


def test_a_period_s_book_says_first_of_what_it_is_and_who_made_it(march, page, head):
    book = book_of(page("report_xlsx", MARCH))

    said = dict(rows_of(book.worksheets[0]))
    assert (said["Laporan"], said["Rutan"]) == (
        "1 Maret 2026 s.d. 31 Maret 2026",
        march.facility.name,
    )
    assert said["Dibuat"].startswith(f"{head.name}, ")


def test_the_event_s_sheets_hold_the_same_people(march, page):
    book = book_of(page("distribution_report_xlsx", "", march.events[0].pk))

    assert book.sheetnames == [
        "Keterangan",
        "Penerima",
        "Tidak hadir",
        "Datang, tidak menerima",
        "Cadangan dan dikeluarkan",
        "Pengemasan",
        "Kejadian khusus",
        "Percobaan ditolak",
        "Jawaban kepada yang ditolak",
        "Penimbangan contoh",
    ]
    [first, *others] = rows_of(book["Penerima"])
    assert (len(others), first[6], first[7], first[8]) == (
        2,
        "0001",
        dt.datetime(2026, 3, 10, 9, 0),
        "Sri Wahyuni",
    )
    assert [row[6] for row in rows_of(book["Pengemasan"])] == [2, 0.8]


def test_sheets_and_paper_speak_indonesian_whatever_the_screen_speaks(
    march, sign_in, head, settings
):
    client = sign_in(head)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    book = book_of(client.get(reverse("distribution_report_xlsx", args=[march.events[0].pk])))
    paper = words_of(paper_of(client.get(reverse("report_summary") + MARCH)))

    assert ([cell.value for cell in book["Penerima"][2]][9], "Maret 2026" in paper) == (
        "Istri",
        True,
    )


def test_no_nik_is_on_page_sheet_or_in_the_record(facility, day_of_aid, page):
    event = day_of_aid(facility, DAY)
    FamilyMemberFactory(family=event.handovers.first().family, nik="3316994101750001")

    html = page("distribution_report", "", event.pk).content.decode()
    cells = [
        str(value)
        for sheet in book_of(page("distribution_report_xlsx", "", event.pk))
        for row in sheet.values
        for value in row
    ]

    assert [
        text
        for text in [html, *cells, *map(str, AuditEntry.objects.values_list("facts", flat=True))]
        if "33169" in text
    ] == []


@pytest.fixture
def in_vain(facility, day_of_aid, services_head):
    """A closed event: two kept their package, one brought it back, one stayed away."""
    event = day_of_aid(facility, DAY, closed=False)
    void = {"reason": "dikembalikan", "kind": "returned", "by": services_head}
    settling.void(handover=event.handovers.first(), **void)
    event.refresh_from_db()
    left = {"kitchen": event.packages_left}
    closing.close(distribution=event, left_overs=left, by=services_head, client_id=uuid.uuid4())
    return event


def test_who_came_in_vain_has_a_heading_of_its_own(in_vain, page):
    html = tight(page("distribution_report", "", in_vain.pk).content.decode())

    told = ("Tidak hadir</span>", "Tidak hadir: 1", "Datang, tidak menerima: 1")
    assert [text for text in told if text not in html] == []
    assert "Datang, tidak menerima</th>" in page("report_home", MARCH).content.decode()
    assert page("recipients", "", in_vain.pk).content.decode().count("Datang, tidak menerima") == 1


def test_who_came_in_vain_has_a_sheet_and_a_column_of_its_own(in_vain, page):
    book = book_of(page("distribution_report_xlsx", "", in_vain.pk))
    [row] = rows_of(book_of(page("report_xlsx", MARCH))["Kegiatan"])

    names = ("Penerima", "Tidak hadir", "Datang, tidak menerima")
    assert [len(rows_of(book[name])) for name in names] == [2, 1, 1]
    assert (row[11], row[13], row[14]) == (2, 1, 1)


def test_a_rehearsal_has_no_report(facility, open_event, page):
    event = open_event(facility, is_rehearsal=True)

    assert page("distribution_report", "", event.pk).status_code == 404
    assert page("distribution_report_xlsx", "", event.pk).status_code == 404


@pytest.mark.parametrize(
    "role", ["handover_officer", "registrar", "harvest_recorder", "administrator"]
)
def test_reports_are_for_the_heads(role, request, march, page):
    user, pk = request.getfixturevalue(role), march.events[0].pk
    addresses = [("report_home", []), ("report_xlsx", []), ("report_summary", [])]
    addresses += [("distribution_report", [pk]), ("distribution_report_xlsx", [pk])]

    assert {page(name, "", *arguments, by=user).status_code for name, arguments in addresses} == {
        403
    }


def test_another_prison_s_event_is_not_found(march, page, stranger):
    pk = march.events[0].pk

    assert page("distribution_report", "", pk, by=stranger).status_code == 404
    assert page("distribution_report_xlsx", "", pk, by=stranger).status_code == 404
    assert "Tidak ada kegiatan" in page("report_home", MARCH, by=stranger).content.decode()


@pytest.mark.parametrize("events", [1, 5])
def test_the_page_takes_the_same_statements_for_one_event_and_for_five(
    events, facility, day_of_aid, sign_in, head, django_assert_num_queries
):
    for number in range(events):
        day_of_aid(facility, DAY + dt.timedelta(days=number))
    client = sign_in(head)
    client.get("/reports/" + MARCH)

    with django_assert_num_queries(29):
        client.get("/reports/" + MARCH)


def test_the_event_s_sheet_names_reserves_and_who_was_taken_off(facility, open_event, page):
    event = open_event(facility, families=2, packages=0)
    off, reserve = event.entitlements.order_by("number")
    Entitlement.objects.filter(pk=off.pk).update(
        withdrawn_at=timezone.now(),
        withdrawn_by=event.recorded_by,
        withdrawn_reason="pindah ke Cepu",
    )
    with without(Entitlement, trigger="a_reserve_stands_after_draft"):
        Entitlement.objects.filter(pk=reserve.pk).update(source="reserve")

    rows = rows_of(
        book_of(page("distribution_report_xlsx", "", event.pk))["Cadangan dan dikeluarkan"]
    )

    assert [(row[2], row[6]) for row in rows] == [
        (reserve.family.name, None),
        (off.family.name, "pindah ke Cepu"),
    ]


def test_each_commodity_of_a_run_names_its_own_lots_and_the_packages_once(
    facility, open_event, page
):
    event = open_event(facility, packages=0)
    lots = [
        HarvestFactory(facility=facility, quantity=10, site__name=name, commodity__name=name)
        for name in ("Bayam", "Sawi")
    ]
    contents = [Content(lot.commodity, Decimal(1), lot.unit) for lot in lots]
    runs.pack(
        distribution=event,
        packages=5,
        contents=contents,
        by=event.recorded_by,
        client_id=uuid.uuid4(),
    )

    rows = rows_of(book_of(page("distribution_report_xlsx", "", event.pk))["Pengemasan"])

    assert [(row[2], row[3], row[7].split(", ")[-1]) for row in rows] == [
        (5, "Bayam", "Bayam"),
        (None, "Sawi", "Sawi"),
    ]


def test_the_printed_page_is_of_the_period_on_the_screen(march, page):
    quarter = "?from=2026-01-01&to=2026-03-31"
    html = page("report_home", quarter).content.decode()
    [address] = re.findall(
        r'href="(/reports/[^"]*summary[^"]*|/reports/[^"]*ringkasan[^"]*|/reports/[^"]*\.pdf[^"]*)"',
        html,
    )

    paper = words_of(
        paper_of(page("report_summary", "?" + address.split("?", 1)[1].replace("&amp;", "&")))
    )

    assert "1 Januari" in paper


@pytest.mark.parametrize(
    ("query", "when"),
    [(MARCH, "2026-03"), ("?from=2026-01-01&to=2026-12-31", "2026-01-01-2026-12-31")],
    ids=["month", "year"],
)
def test_the_printed_page_is_filed_under_its_period(query, when, march, page):
    assert f"ringkasan-{when}" in page("report_summary", query)["Content-Disposition"]
