"""One period for an auditor: what is in the ZIP, and what its script finds on another machine."""

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

from distributions.documents import issuing
from families.models import Family
from rutan.models import AuditEntry

DAY = dt.date(2026, 3, 10)
MARCH = {"month": "2026-03"}


@pytest.fixture
def pack(tmp_path, facility, head, day_of_aid, sign_in):
    """The pack of March 2026 with one event and its signed record, unpacked."""
    event = day_of_aid(facility, DAY)
    issuing.issue(
        distribution=event,
        paper=issuing.ISSUABLE["handover-record"],
        number="W.13/PAS/14",
        words={},
        by=head,
        client_id=uuid.uuid4(),
    )
    answer = sign_in(head).get(reverse("report_pack"), MARCH)
    assert answer["Content-Type"] == "application/zip"
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    return tmp_path


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
    assert set(tables) == {
        f"{name}.csv"
        for name in ("kegiatan", "mutasi-stok", "paket", "penyerahan", "saldo-panen", "segel")
    }
    assert seal.code in tables["segel.csv"]
    reconciled = (pack / "rekonsiliasi.txt").read_text()
    assert "Dikemas 5 = diserahkan 3 + dikembalikan 2 (2 ke dapur) + rusak 0." in reconciled
    # The tables go further than the papers: no family in them.
    text = reconciled + "".join(tables.values())
    assert not any(name in text for name in Family.objects.values_list("name", flat=True))
    [entry] = AuditEntry.objects.filter(verb="export_pack")
    assert (entry.by, entry.facts["first"], entry.facts["last"]) == (
        head,
        "2026-03-01",
        "2026-03-31",
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("mutasi-stok.csv", ";-2000;", ";-1900;", "saldo awal + panen + mutasi"),
        ("penyerahan.csv", ";ya;", ";tidak;", "paket tidak seimbang"),
        ("paket.csv", ";packed;5;", ";packed;6;", "paket tidak seimbang"),
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


def test_more_than_a_year_is_told_on_the_page(sign_in, head):
    span = {"from": "2024-03-01", "to": "2026-03-01"}

    page = sign_in(head).get(reverse("report_pack"), span, follow=True)

    assert "Berkas pemeriksa paling lama satu tahun" in page.content.decode()
    assert not AuditEntry.objects.filter(verb="export_pack").exists()
