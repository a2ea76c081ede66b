"""The recap of a month: one paper in the figures of page and workbook, issued when the month is
over.
"""

import datetime as dt
import io
import json
import re
import subprocess
import sys
import uuid
import zipfile

import openpyxl
import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from distributions.documents import changes, months, recap
from distributions.home import todays_work, waiting_for_the_head, workday_of
from distributions.models import IssuedDocument
from harvests.models import Deposit
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import (
    HarvestFactory,
    IssuedDocumentFactory,
    ProductionSiteFactory,
    SignatoryFactory,
    SignedScanFactory,
    StockMovementFactory,
)
from tests.races import without

DAY, MARCH = dt.date(2026, 3, 10), dt.date(2026, 3, 1)
# The last minute of March and the first of April, in Blora.
BEFORE = dt.datetime(2026, 3, 31, 16, 59, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 3, 31, 17, 0, tzinfo=dt.UTC)
NUMBER = "W.13/PAS/2026/15"


@pytest.fixture
def march(facility, day_of_aid):
    """An event, a sale with its deposit, one struck in April, and eleven inmates at work."""
    facility.programme = "15 Program Aksi"
    facility.save()
    event = day_of_aid(facility, DAY)
    crop = facility.harvests.get().commodity
    bed = ProductionSiteFactory(facility=facility, area_m2=240)
    facts = {"facility": facility, "commodity": crop, "site": bed, "quantity": 50, "grams": 10_000}
    lot = HarvestFactory(harvested_on=dt.date(2026, 3, 12), worker_count=5, **facts)
    HarvestFactory(harvested_on=dt.date(2026, 3, 12), worker_count=3, **facts)
    HarvestFactory(harvested_on=dt.date(2026, 3, 20), worker_count=6, **facts)
    paid = Deposit.objects.create(
        facility=facility,
        reference="NTPN-77",
        deposited_on=dt.date(2026, 3, 16),
        amount=75_000,
        recorded_at=BEFORE,
        recorded_by=event.recorded_by,
    )
    sold = {"harvest": lot, "kind": "sale", "quantity": -10, "grams": -2_000}
    sold |= {"occurred_on": dt.date(2026, 3, 14)}
    StockMovementFactory(**sold, buyer="Pasar Blora", amount=75_000, deposit=paid)
    struck = StockMovementFactory(**sold, buyer="Bu Tini", amount=10_000)
    back = {"quantity": 10, "grams": 2_000, "occurred_on": dt.date(2026, 4, 2), "note": "Batal"}
    StockMovementFactory(**sold | back, reverses=struck, buyer="")
    SignatoryFactory(facility=facility, office="services_head", name="Bambang Priyono")
    SignatoryFactory(facility=facility, office="head", name="Sugito")
    acting = {"capacity": "plh", "starts_on": dt.date(2026, 4, 1), "ends_on": dt.date(2026, 4, 3)}
    SignatoryFactory(facility=facility, office="head", name="Sri Handayani", **acting)
    return event


def issue(facility, by, *, number=NUMBER, at=AFTER, client_id=None):
    key = client_id or uuid.uuid4()
    facts = {"number": number, "by": by, "client_id": key, "at": at}
    return months.issue_month(facility=facility, first=MARCH, **facts)


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(bytes(pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), pages


SAID = (
    "REKAPITULASI KETAHANAN PANGAN DAN BAKTI SOSIAL BULAN MARET 2026 15 Program Aksi",
    f"Nomor: {NUMBER}",
    "Pertanian Kangkung 240 4 0 50,000 0,800 4,000 0 1,200 0 0 0 44,000",
    "0 + 50,000 = 6,000 + 0 + 44,000.",
    "14 Mar 2026 Kangkung 2,000 Pasar Blora 75.000 NTPN-77, 16 Mar 2026",
    "14 Mar 2026 Kangkung 2,000 Bu Tini 10.000 belum disetor",
    "WBP yang bekerja: 11 orang-hari",
    "Plh. Kepala Rutan, Sri Handayani",
    "Kasubsi Pelayanan Tahanan, Bambang Priyono",
    "halaman 1 dari 1",
)


def test_it_says_what_the_month_was_and_who_signs(facility, head, march):
    said, pages = text_of(issue(facility, head).pdf)

    assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)
    assert [part for part in (*SAID, "KONSEP") if part not in said] == ["KONSEP"]


ORDER = [
    *("Sektor", "Komoditas", "Luas (m²)", "Panen (kali)", "Saldo awal", "Panen (kg)", "Dapur"),
    *("Dijual", "Pegawai", "Bakti sosial", "Sumbangan", "Bibit", "Susut/rusak", "Saldo akhir"),
]


def test_its_columns_stand_as_the_office_above_reads_them(facility, march):
    [paper] = recap.recap(recap.Month(facility, MARCH, AFTER))
    stock, sold, _events = paper.data["tables"]
    sums = [row[0] for place, row in enumerate(stock["rows"]) if place in stock["bold"]]

    assert (stock["columns"], sums) == (ORDER, ["Jumlah pertanian", "Jumlah"])
    assert [stock["columns"][place] for place in stock["strong"]] == ["Saldo awal", "Saldo akhir"]
    assert sold["columns"][-3:] == ["Pembeli", "Nilai (Rp)", "Bukti setor"]


def figures_of(row, columns, *names):
    named = dict(zip(columns, row, strict=True))
    return [named[name] for name in names]


def test_paper_page_and_workbook_say_the_same(sign_in, facility, head, march):
    screen = sign_in(head)
    answer = screen.get("/reports/?month=2026-03")
    sheet = screen.get("/reports/report.xlsx?month=2026-03").content
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    [paper] = recap.recap(recap.Month(facility, MARCH, AFTER))
    stock, sold, events = paper.data["tables"]
    shown = answer.context["stock"]

    assert figures_of(
        stock["rows"][-1], stock["columns"], "Panen (kg)", "Dijual", "Saldo akhir"
    ) == figures_of(
        [cell for _heading, cell in shown.total.named],
        shown.headings,
        *("Panen", "Dijual", "Saldo akhir"),
    )
    buyers = [row[3] for row in book["Penjualan"].iter_rows(values_only=True)][-2:]
    assert [row[3] for row in sold["rows"][:2]] == buyers == ["Pasar Blora", "Bu Tini"]
    assert events["rows"][0][2:] == ["5", "3", "3", "1,200", "1"]
    assert "NTPN-77" in answer.content.decode()


def test_the_text_for_the_office_above_has_the_figures_of_the_recap(sign_in, head, march):
    [message] = sign_in(head).get("/reports/?month=2026-03").context["texts"]

    assert "Maret 2026: panen 50 kg (pertanian 50 kg, peternakan 0 kg" in message.text
    assert "dijual 4 kg, bakti sosial 1,2 kg, lainnya 0 kg, susut 0 kg; 3 keluarga" in message.text
    assert "keluarga menerima 3 paket." in message.text


def test_a_month_is_issued_when_it_is_over_by_the_prison_s_own_days(facility, head, march):
    with pytest.raises(Refused, match="setelah bulannya berakhir"):
        issue(facility, head, at=BEFORE)
    key = uuid.uuid4()
    first, again = (issue(facility, head, client_id=key) for _press in range(2))
    with pytest.raises(Refused, match="sudah tersimpan"):
        issue(facility, head, client_id=key, number="lain")

    second = issue(facility, head, number="W.13/PAS/2026/16")

    first.refresh_from_db()
    assert first == again
    assert (second.replaces, first.state, second.state) == (first, "corrected", "issued")
    assert (second.period, second.distribution, second.about) == (MARCH, None, "Maret 2026")


@pytest.mark.usefixtures("march")
def test_every_table_of_the_recap_is_copied_from_a_page_too(sign_in, head):
    screen, at = sign_in(head), {"month": "2026-03"}

    stock, others = (
        screen.get(reverse(name), at).content.decode() for name in ("harvest_report", "report_home")
    )

    for page, name in ((stock, "flow"), (others, "sales-table"), (others, "events-table")):
        assert re.search(rf'data-copy="#{name}"[^>]*>.*<table[^>]* id="{name}"', page, re.DOTALL)


def test_it_is_issued_read_and_verified_through_the_pages(sign_in, client, head, facility, march):
    screen, at = sign_in(head), f"{reverse('recap_issue')}?month=2026-03"
    sent = {"number": NUMBER, "month": "2026-03", "client_id": str(uuid.uuid4())}

    draft = screen.get(f"{reverse('recap_draft')}?month=2026-03")
    looked = screen.post(at, sent | {"draft": "1"})
    answer = screen.post(at, sent)

    for answered in (draft, looked):
        assert "KONSEP" in text_of(answered.content)[0]
        assert "rekap-bulanan-2026-03.pdf" in answered["Content-Disposition"]
    row = IssuedDocument.objects.get()
    assert (answer.status_code, answer.url) == (303, reverse("document", args=[row.pk]))
    assert screen.get(reverse("document_pdf", args=[row.pk])).content == bytes(row.pdf)
    for address in ("/documents/", "/reports/?month=2026-03", f"/documents/{row.pk}/scan/"):
        assert "Maret 2026" in screen.get(address).content.decode()
    page = " ".join(client.get(reverse("verify", args=[row.code])).content.decode().split())
    for said in ("Rekap bulanan", NUMBER, "Maret 2026", "50 kg", "1,2 kg"):
        assert said in page
    assert "Pasar Blora" not in page
    verbs = AuditEntry.objects.filter(by=head).order_by("pk").values_list("verb", flat=True)
    assert [*verbs] == ["print_paper", "print_paper", "issue_document", "print_document"]
    assert screen.get(f"{reverse('recap_issue')}?month=2026-13").status_code == 404


def test_what_was_written_down_later_is_named_beside_the_printed_figure(
    sign_in, head, facility, march
):
    row = issue(facility, head)
    assert changes.since(row) == []
    lot = facility.harvests.order_by("-pk").first()
    late = {"kind": "kitchen", "quantity": -5, "grams": -1_000}
    StockMovementFactory(harvest=lot, occurred_on=dt.date(2026, 3, 25), **late)

    said = changes.since(row)

    assert "Pertanian · Kangkung, Dapur: 0,800 menjadi 1,800" in said
    page = sign_in(head).get(reverse("document", args=[row.pk])).content.decode()
    assert "Berubah sejak terbit" in page
    assert text_of(row.pdf)[0] == text_of(IssuedDocument.objects.get().pdf)[0]


def test_one_issued_with_its_columns_in_another_order_is_compared_by_their_headings():
    named = ["Sektor", "Komoditas"]
    before = {"columns": [*named, "Dijual", "Dapur"], "rows": [["Pertanian", "Sawi", "1", "2"]]}
    now = {"columns": [*named, "Dapur", "Dijual", "Bibit"], "named": named}
    now["rows"] = [["Pertanian", "Sawi", "3", "1", "0"]]

    said = recap.changes({"tables": [before]}, {"tables": [now]})

    assert said == ["Pertanian · Sawi, Dapur: 2 menjadi 3"]


def test_the_auditor_s_pack_holds_it(sign_in, head, facility, march, tmp_path):
    row = issue(facility, head)
    content = sign_in(head).get("/reports/pack.zip?month=2026-03").content
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)

    name = f"dokumen/2026-03-monthly_recap-{row.code}.pdf"
    assert (tmp_path / name).read_bytes() == bytes(row.pdf)
    assert name in json.loads((tmp_path / "manifest.json").read_text())["files"]
    run = [sys.executable, "-I", str(tmp_path / "periksa.py")]
    assert subprocess.run(run, capture_output=True, check=False).returncode == 0


def asked(user, at):
    """What the home page says of a recap, by the door."""
    work = workday_of(user, at)
    lines = (*waiting_for_the_head(work), *todays_work(work))
    return {line.href: line.text for line in lines if "Rekap bulanan" in line.text}


def test_the_month_that_ended_is_asked_for_until_it_came_back_signed(
    facility, head, services_head, march
):
    door = f"{reverse('recap_issue')}?month=2026-03"
    due = {door: "Rekap bulanan Maret 2026 belum diterbitkan."}
    assert [asked(user, AFTER) for user in (head, services_head)] == [due, due]
    # Nothing was harvested in April; March is no longer asked for in May.
    assert asked(services_head, AFTER + dt.timedelta(days=31)) == {}

    row = issue(facility, services_head)

    unsigned = "Rekap bulanan Maret 2026 terbit; hasil pindai yang ditandatangani belum ada."
    assert asked(services_head, AFTER) == {}
    assert asked(head, AFTER) == {reverse("document", args=[row.pk]): unsigned}
    assert asked(head, AFTER + dt.timedelta(days=8)) == {}
    SignedScanFactory(document=row, recorded_by=head)
    assert asked(head, AFTER) == {}


def of_neither(facility, event):
    return {"kind": "monthly_recap", "distribution": None, "facility": facility}


def of_both(facility, event):
    return {"kind": "monthly_recap", "distribution": event, "period": MARCH}


def of_a_month_as_a_record(facility, event):
    return of_neither(facility, event) | {"kind": "roster", "period": MARCH}


def of_half_a_month(facility, event):
    return of_neither(facility, event) | {"period": DAY}


def of_a_summary_without_its_end(facility, event):
    return of_neither(facility, event) | {"kind": "summary", "period": MARCH}


def of_a_summary_that_ends_first(facility, event):
    span = {"period": MARCH, "until": MARCH - dt.timedelta(days=1)}
    return of_neither(facility, event) | {"kind": "summary"} | span


@pytest.mark.parametrize(
    "made",
    [
        *(of_neither, of_both, of_a_month_as_a_record, of_half_a_month),
        *(of_a_summary_without_its_end, of_a_summary_that_ends_first),
    ],
)
def test_a_document_is_of_an_event_or_of_a_period(made, facility, day_of_aid):
    facts = made(facility, day_of_aid(facility, DAY, families=1, served=0))
    by = facility.users.first()

    with (
        pytest.raises(IntegrityError, match="a_document_is_of_an_event_or_of_a_period"),
        transaction.atomic(),
    ):
        IssuedDocumentFactory(issued_by=by, **facts)
    with without(IssuedDocument, constraint="a_document_is_of_an_event_or_of_a_period"):
        IssuedDocumentFactory(issued_by=by, **facts)


def test_a_month_has_one_first_recap(facility, head):
    facts = of_neither(facility, None) | {"period": MARCH, "issued_by": head}
    IssuedDocumentFactory(**facts)

    with (
        pytest.raises(IntegrityError, match="one_first_document_per_month_and_kind"),
        transaction.atomic(),
    ):
        IssuedDocumentFactory(**facts)
    with without(IssuedDocument, constraint="one_first_document_per_month_and_kind"):
        IssuedDocumentFactory(**facts)
