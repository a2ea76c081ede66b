"""One period for an auditor: what is in the ZIP, and what its script finds on another machine."""

import csv
import datetime as dt
import hashlib
import io
import json
import subprocess
import sys
import uuid
import zipfile

import pytest
from django.urls import reverse

from distributions import closing, settling, spot_check
from distributions.documents import issuing
from distributions.packing import weighing
from distributions.reports import audit_pack
from families.models import Family
from rutan.models import AuditEntry

DAY = dt.date(2026, 3, 10)
NOON = dt.datetime(2026, 3, 10, 5, tzinfo=dt.UTC)
MARCH = {"month": "2026-03"}
TABLES = "kegiatan kejadian mutasi-stok paket penimbangan penyerahan saldo-panen segel uji-petik"


WELL = {"received": True, "was_whole": True, "treated_well": True, "knows_complaints": True}


@pytest.fixture
def event(facility, head, day_of_aid):
    """Two of its five packages were weighed, 400 g each by the lots; of four families drawn one
    said that nothing was asked of it, after nobody had answered.
    """
    event = day_of_aid(facility, DAY, closed=False)
    by = event.recorded_by
    run = event.package_movements.packed().get()
    weighing.weigh(run=run, grams=[410, 500], by=by, client_id=uuid.uuid4())
    left = {"left_overs": {"kitchen": 2}, "client_id": uuid.uuid4()}
    closing.close(distribution=event, by=by, at=NOON, **left)
    check = spot_check.draw(distribution=event, by=head)
    who = {"spot_check": check, "caller": None, "caller_name": "Bu Tini", "by": head}
    spot_check.assign(**who, client_id=uuid.uuid4())
    drawn = check.drawn.order_by("pk").first()
    for reached, said in ((False, {}), (True, WELL | {"asked_payment": False})):
        facts = {"reached": reached, "answers": said, "client_id": uuid.uuid4()}
        spot_check.answer(drawn=drawn, by=head, **facts)
    event.refresh_from_db()
    return event


@pytest.fixture
def pack(tmp_path, event, head, sign_in):
    """The pack of March 2026 with one event and its signed record, unpacked."""
    issuing.issue(
        distribution=event,
        paper=issuing.ISSUABLE["handover-record"],
        number="W.13/PAS/14",
        words={},
        by=head,
        client_id=uuid.uuid4(),
    )
    return unpacked(tmp_path, sign_in(head))


def unpacked(where, client):
    answer = client.get(reverse("report_pack"), MARCH)
    assert answer["Content-Type"] == "application/zip"
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(where)
    return where


def rows_of(pack, name):
    """The lines of a table, each by its headings."""
    with open(pack / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def check(pack):
    """What the script says, with nothing of ours around it."""
    run = [sys.executable, "-I", str(pack / "periksa.py")]
    told = subprocess.run(run, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout.strip()


def sign_again(pack, name):
    """As somebody would who changes a file and the manifest with it."""
    manifest = json.loads((pack / "manifest.json").read_text())
    manifest["files"][name] = hashlib.sha256((pack / name).read_bytes()).hexdigest()
    (pack / "manifest.json").write_text(json.dumps(manifest))


def changed(pack, name, old, new):
    text = (pack / name).read_text(encoding="utf-8-sig")
    assert old in text
    (pack / name).write_text(text.replace(old, new, 1), encoding="utf-8-sig")


def test_an_auditor_checks_it_without_this_program(pack, head):
    names = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    tables = {path.name: path.read_text(encoding="utf-8-sig") for path in pack.glob("*.csv")}
    [paper] = (pack / "dokumen").iterdir()
    [seal] = head.facility.seals.all()

    assert check(pack) == (0, f"Cocok: {len(names) - 1} berkas, neraca panen dan paket.")
    assert paper.read_bytes() == bytes(head.facility.documents.get().pdf)
    assert {*tables} == {f"{name}.csv" for name in TABLES.split()}
    assert seal.code in tables["segel.csv"]
    reconciled = (pack / "rekonsiliasi.txt").read_text()
    assert "Dikemas 5 = diserahkan 3 + dikembalikan 2 (2 ke dapur) + rusak 0." in reconciled
    # The tables go further than the papers: no family in them.
    text = reconciled + "".join(tables.values())
    assert "Bu Tini" not in text
    assert not any(name in text for name in Family.objects.values_list("name", flat=True))
    [entry] = AuditEntry.objects.filter(verb="export_pack")
    assert (entry.by, entry.facts["first"], entry.facts["last"]) == (
        head,
        "2026-03-01",
        "2026-03-31",
    )


def test_it_tells_what_a_scale_and_who_was_phoned_said(pack, event):
    [weighed] = rows_of(pack, "penimbangan.csv")
    drawn = rows_of(pack, "uji-petik.csv")
    check = event.spot_check
    given = {(row["hak"], row["keluarga"]) for row in rows_of(pack, "penyerahan.csv")}

    assert (weighed["gram"], weighed["isi"], weighed["batas_persen"]) == ("410 500", "2000", "10")
    assert (weighed["di_luar"], weighed["kegiatan"]) == ("1", str(event.pk))
    # Whom nobody phoned has a line, whom somebody phoned twice has two.
    assert [(row["terundi"], row["dihitung"], row["menerima"]) for row in drawn] == [
        ("diserahkan", "tidak", ""),
        ("diserahkan", "ya", "ya"),
        ("diserahkan", "", ""),
        ("diserahkan", "", ""),
        ("tidak hadir", "", ""),
    ]
    assert (drawn[1]["diminta_bayaran"], drawn[1]["diberi_tahu"]) == ("tidak", "")
    assert {row["benih"] for row in drawn} == {check.seed}
    served = {(row["hak"], row["keluarga"]) for row in drawn if row["terundi"] == "diserahkan"}
    assert served == given
    reconciled = (pack / "rekonsiliasi.txt").read_text()
    assert "Ditimbang 2 paket contoh: 0,41 kg sampai 0,5 kg" in reconciled
    assert "Uji petik: 1 menjawab, 1 menerima, 3 belum ditanya." in reconciled


def test_whoever_served_learns_from_it_not_whom_the_lot_took(
    tmp_path, event, sign_in, services_head
):
    row = event.entitlements.first()
    Family.objects.filter(pk=row.family_id).update(recorded_by=services_head)

    pack = unpacked(tmp_path, sign_in(services_head))

    lines = rows_of(pack, "uji-petik.csv")
    told = {(row["benih"], row["hak"], row["keluarga"]) for row in lines}
    assert (told, lines[1]["menerima"], check(pack)[0]) == ({("", "", "")}, "ya", 0)
    assert event.spot_check.seed not in "".join(path.read_text() for path in pack.glob("*.csv"))


@pytest.fixture
def exceptions(tmp_path, facility, day_of_aid, serve, services_head, head, sign_in):
    """The pack of an event in which one family received twice, once more than was so."""
    event = day_of_aid(facility, DAY, closed=False, served=2)
    row, by = event.entitlements.first(), event.recorded_by
    accepted, voided = (serve(event, row, by, at=NOON, happened=True).handover for _ in range(2))
    decided = {"by": services_head, "at": NOON}
    settling.accept(handover=accepted, reason="Keluarga Bu Tini, lembar 2", **decided)
    settling.void(handover=voided, reason="Salah baris", kind="wrong_entry", **decided)
    left = {"left_overs": {"kitchen": 2}, "client_id": uuid.uuid4()}
    closing.close(distribution=event, by=by, at=NOON, **left)
    return unpacked(tmp_path, sign_in(head)), services_head.username


def test_it_tells_how_each_exception_was_settled_and_by_whom(exceptions):
    pack, who = exceptions
    [event] = rows_of(pack, "kegiatan.csv")
    told = rows_of(pack, "kejadian.csv")
    [workbook] = (pack / "kegiatan").iterdir()

    assert check(pack)[0] == 0
    assert [event[name] for name in ("dikemas", "diserahkan", "diterima")] == ["5", "2", "1"]
    assert [(row["diterima"], row["jenis_batal"], row["petugas"]) for row in told] == [
        ("ya", "", who),
        ("tidak", "wrong_entry", who),
    ]
    assert {(row["kejadian"], row["waktu"][:16]) for row in told} == {
        ("offline_double", "2026-03-10 05:00")
    }
    # Why may name a family: it stands where the families stand.
    assert {row["penjelasan_dalam"] for row in told} == {f"kegiatan/{workbook.name}"}
    assert "Bu Tini" not in (pack / "kejadian.csv").read_text()


@pytest.mark.parametrize(("old", "new"), [(";ya;", ";tidak;"), (";tidak;", ";ya;"), (";ya;", ";;")])
def test_another_decision_does_not_fit_the_packages_that_are_out(exceptions, old, new):
    pack, _who = exceptions
    changed(pack, "kejadian.csv", old, new)
    sign_again(pack, "kejadian.csv")

    assert "tidak seperti diputuskan dalam kejadian.csv" in check(pack)[1]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("penimbangan.csv", ";410 500;", ";410 430;", "tidak cocok dengan pengemasannya"),
        ("mutasi-stok.csv", ";-2000;", ";-1900;", "saldo awal + panen + mutasi"),
        ("penyerahan.csv", ";ya;", ";tidak;", "paket tidak seimbang"),
        ("paket.csv", ";packed;5;", ";packed;6;", "paket tidak seimbang"),
        ("kegiatan.csv", ";5;3;0;2;0", ";6;4;0;2;0", "paket tidak seimbang"),
        ("saldo-panen.csv", ";18000", ";17000", "saldo awal + panen + mutasi"),
        ("uji-petik.csv", ";tidak hadir;", ";diserahkan;", "tidak ada dalam penyerahan"),
    ],
)
def test_a_changed_table_does_not_add_up_even_with_its_manifest(pack, name, old, new, said):
    changed(pack, name, old, new)
    sign_again(pack, name)

    code, told = check(pack)

    assert (code, said in told) == (1, True)


def test_a_changed_paper_is_named(pack):
    [paper] = (pack / "dokumen").iterdir()
    paper.write_bytes(paper.read_bytes() + b" ")

    assert check(pack) == (1, f"dokumen/{paper.name}: hilang atau berubah")


def test_a_lost_table_is_named_and_the_others_are_checked(pack):
    (pack / "paket.csv").unlink()

    code, told = check(pack)

    assert (code, told.splitlines()[0]) == (1, "paket.csv: hilang atau berubah")
    assert "paket tidak seimbang" in told


def test_the_script_is_read_in_a_few_minutes():
    lines = [line for line in audit_pack.SCRIPT.read_text().splitlines() if line]

    assert (len(lines) <= 46, max(map(len, lines)) <= 100) == (True, True)


def test_more_than_a_year_is_told_on_the_page(sign_in, head):
    span = {"from": "2024-03-01", "to": "2026-03-01"}

    page = sign_in(head).get(reverse("report_pack"), span, follow=True)

    assert "Berkas pemeriksa paling lama satu tahun" in page.content.decode()
    assert not AuditEntry.objects.filter(verb="export_pack").exists()
