"""Papers that are issued: what they say, that they freeze, and how they are corrected."""

import datetime as dt
import hashlib
import io
import os
import re
import uuid
import zipfile
from decimal import Decimal

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from pypdf.generic import NameObject, StreamObject

from distributions import closing, desk
from distributions.documents import issuing
from distributions.documents.paper import Job
from distributions.models import Distribution, IssuedDocument
from distributions.packing import runs
from distributions.packing.contents import Content
from families.models import Family, FamilyMember, Inmate
from harvests.stock import mending
from rutan.fields import IdentityNumber
from rutan.models import AuditEntry, Facility, User
from rutan.once import FormUsedBefore
from rutan.papers import spelt_out
from rutan.refusals import Refused
from tests.factories import (
    DistributionFactory,
    EntitlementFactory,
    FacilityTextFactory,
    SignatoryFactory,
    SignedScanFactory,
)
from tests.pages import fields_of, tight
from tests.samples import Photo

DAY = dt.date(2026, 3, 10)
NOON = dt.datetime(2026, 3, 10, 6, tzinfo=dt.UTC)
RECORD, REPORT, TRANSFER, SPOILAGE = issuing.ISSUABLE.values()
NUMBER = "W.13/PAS/2026/14"


@pytest.fixture
def over(facility, day_of_aid):
    """Four families listed, three served with two bundles of 200 g; two packages to the kitchen."""
    return day_of_aid(facility, DAY)


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(bytes(pdf))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def issue(event, by, paper=RECORD, *, number=NUMBER, words=None, at=NOON, client_id=None):
    return issuing.issue(
        distribution=event,
        paper=paper,
        number=number,
        words=words or {},
        by=by,
        client_id=client_id or uuid.uuid4(),
        at=at,
    )


# What they say


def test_the_record_says_in_words_what_was_handed_over(facility, head, over):
    SignatoryFactory(facility=facility, office="services_head", name="Bambang Priyono")

    first, *_annexes = text_of(issue(over, head).pdf)

    for said in (
        f"Nomor: {NUMBER}",
        "Selasa, tanggal sepuluh bulan Maret tahun dua ribu dua puluh enam (10-03-2026)",
        "Nama Bambang Priyono",
        "sebanyak 3 (tiga) keluarga",
        "1 Kangkung 2 ikat 6 ikat 1,200",
        "seluruhnya 1,200 kg (satu kilogram dua ratus gram)",
        "tanpa dipungut biaya dan tanpa syarat apa pun",
        "Dikemas 5 = diserahkan 3 + dikembalikan 2 (2 ke dapur) + rusak 0.",
        "Penyerahan yang dibatalkan: nihil.",
        "hasil panen tanggal 10 Maret 2026 sebagaimana Lampiran II",
    ):
        assert said in first


@pytest.mark.parametrize("number", [NUMBER, "W" * 80])
def test_a_number_stands_between_the_margins_however_long(head, over, number):
    begins = {}

    def note(text, place, *_more):
        if text.strip():
            begins.setdefault(text.split()[0], place[4])

    [page, *_annexes] = pypdf.PdfReader(
        io.BytesIO(bytes(issue(over, head, number=number).pdf))
    ).pages
    assert number in page.extract_text(visitor_text=note)

    # Points: the left margin is 30 mm.
    assert begins["Nomor:"] > 84


def test_its_annexes_are_the_roster_the_origin_and_the_restricted_list(head, over):
    _record, *annexes = text_of(issue(over, head).pdf)

    titles = ("Lampiran I: DAFTAR TANDA TERIMA", "Lampiran II: asal isi paket", "(TERBATAS)")
    assert [title in page for title, page in zip(titles, annexes, strict=True)] == [True] * 3
    assert "Ke dapur" in annexes[1]


def test_roster_and_annex_mark_who_walked_in_or_came_from_the_reserves(
    facility, head, day_of_aid, serve
):
    listed = {"families": 2, "source": "reserve"}
    event = day_of_aid(facility, DAY, closed=False, served=0, **listed)
    promoted, _waiting = event.entitlements.by_number()
    promoted.rank, promoted.promoted_at, promoted.promoted_by = 731, NOON, event.recorded_by
    promoted.save()
    facts = {"source": "walk_in", "number": 3, "family__name": "Kasmini"}
    for row in (promoted, EntitlementFactory(distribution=event, **facts)):
        serve(event, row, event.recorded_by, at=NOON)

    _record, roster, _origin, restricted = text_of(issuing.draft(Job(event, NOON), RECORD))

    for said in ("keluarga Sri Wahyuni 001 · cadangan", "keluarga Kasmini · datang langsung"):
        assert said in roster
    # A reserve that nobody promoted is none who received, and nobody reads whose turn it was.
    assert (roster.count("cadangan"), "731" in roster) == (2, False)
    assert [restricted.count(said) for said in ("Datang langsung.", "Dari cadangan.")] == [1, 1]


def test_only_the_restricted_annex_names_a_wbp_and_no_page_a_whole_nik(
    facility, head, day_of_aid, serve
):
    event = day_of_aid(facility, DAY, closed=False, served=0)
    row = event.entitlements.by_number().first()
    Inmate.objects.filter(pk=row.inmate_id).update(name="Sutarman bin Wiryo")
    member = row.family.members.first()
    member.nik = IdentityNumber("3316990101010001")
    member.save()
    collector = desk.Collector(member.full_name, "wife", member)
    serve(event, row, event.recorded_by, at=NOON, collector=collector)
    left = {"kitchen": 4}
    closing.close(distribution=event, left_overs=left, by=event.recorded_by, client_id=uuid.uuid4())

    document = issue(event, head)

    *others, restricted = text_of(document.pdf)
    assert "Sutarman" in restricted
    assert "3316••••••••0001" in restricted
    assert not any("Sutarman" in page or "3316" in page for page in others)
    assert "3316990101010001" not in str(document.payload)


def test_a_figure_of_the_record_leads_in_one_click_to_its_lots_and_to_desk_and_time(
    facility, head, over, sign_in
):
    chief, paper = sign_in(head), reverse("document", args=[issue(over, head).pk])
    [goods, families, _packages] = chief.get(paper).context["figures"]
    lot = over.package_movements.first().packed_lots.get().stock_movement.harvest
    packer = over.package_movements.first().recorded_by.name
    page = chief.get(paper).content.decode()
    address, part = re.search(r'href="([^"#]+)#(contents)">6 ikat', page).groups()

    report = chief.get(address).content.decode()
    contents, served = re.split(r'id="served"', report.split(f'id="{part}"')[1], maxsplit=1)

    assert [goods[:2], families[:2]] == [
        ("Kangkung", "6 ikat (1,200 kg)"),
        ("Keluarga menerima", "3 (tiga)"),
    ]
    assert f'href="{reverse("harvest_detail", args=[lot.pk])}"' in contents
    assert all(said in contents for said in (str(lot.site), "10 Mar 2026", packer))
    assert served.count("Loket 1") == served.count("09.00 WIB") == 3


def test_a_report_holds_what_was_typed_or_dots(head, over):
    words = {"obstacles": "Hujan sejak pagi", "advice": "Pasang tenda di halaman"}

    [typed] = text_of(issue(over, head, REPORT, words=words).pdf)
    [empty] = text_of(issuing.draft(Job(over, NOON), REPORT))

    assert "Hambatan: Hujan sejak pagi Saran: Pasang tenda di halaman" in typed
    assert "1 (satu) keluarga tidak hadir" in typed
    assert "Hambatan: ......" in empty
    assert ("KONSEP" in empty, "KONSEP" in typed) == (True, False)


def test_a_report_accounts_for_every_gram_and_names_who_missed_twice(facility, head, over):
    missed = over.entitlements.get(number=4)
    before = DistributionFactory(facility=facility, day=DAY - dt.timedelta(days=30))
    EntitlementFactory(distribution=before, family=missed.family)
    for status, act in {"approved": "approved", "open": "opened", "closed": "closed"}.items():
        Distribution.objects.filter(pk=before.pk).update(
            status=status, **{f"{act}_at": NOON, f"{act}_by": head}
        )
    FacilityTextFactory(facility=facility, key="report-general", text="{rutan} menanam sayur.")

    [report] = text_of(issue(over, head, REPORT).pdf)

    for said in (
        f"Umum: {spelt_out(facility)} menanam sayur.",
        "Isi paket 2 kg = diserahkan 1,2 kg + dikembalikan 0,8 kg + rusak atau hilang 0 kg.",
        "Dari catatan: 1 (satu) keluarga tidak hadir, 1 (satu) di antaranya berturut-",
        "Lampiran: I. daftar tanda terima; II. asal isi paket",
    ):
        assert said in report
    assert "III. dokumentasi" not in report


def test_a_package_that_differed_from_run_to_run_is_told_in_the_annex(facility, head, day_of_aid):
    event = day_of_aid(facility, DAY, closed=False)
    run = event.package_movements.get()
    lot = run.packed_lots.get().stock_movement.harvest
    runs.pack(
        distribution=event,
        packages=2,
        contents=[Content(lot.commodity, Decimal(3))],
        by=event.recorded_by,
        client_id=uuid.uuid4(),
    )
    closing.close(
        distribution=event,
        left_overs={"lost": event.packages_left + 2},
        by=event.recorded_by,
        client_id=uuid.uuid4(),
    )

    first, *_annexes = text_of(issue(event, head).pdf)

    assert "Kangkung lihat Lampiran II" in first


def test_the_goods_are_handed_from_the_garden_and_the_spoiled_ones_recorded(
    facility, head, day_of_aid
):
    """Two packages of two bundles go to the heap; a day on which nothing spoils has no record."""
    event = day_of_aid(facility, DAY, closed=False)
    assert not SPOILAGE.fits(event)
    left = {"lost": event.packages_left}
    closing.close(distribution=event, left_overs=left, by=event.recorded_by, client_id=uuid.uuid4())
    event.refresh_from_db()

    [transfer] = text_of(issue(event, head, TRANSFER).pdf)
    [spoiled] = text_of(issue(event, head, SPOILAGE, number="").pdf)

    assert f"Nomor: {NUMBER}" in transfer
    assert "Kangkung 10 ikat 2,000 ditimbang 10 Mar 2026" in transfer
    assert "dikemas menjadi 5 (lima) paket. Dikemas 5 = diserahkan 3" in transfer
    assert f"Nama {event.recorded_by.name}" in transfer
    assert "isi 2 (dua) paket yang rusak atau hilang" in spoiled
    assert "tidak dapat dibagikan karena layu" in spoiled
    assert "Kangkung 4 ikat 0,800" in spoiled
    assert "Seluruhnya 0,800 kg (delapan ratus gram)" in spoiled
    families = [row.family.name for row in event.entitlements.all()]
    assert not any(name in page for name in families for page in (transfer, spoiled))
    assert [row.paper.key for row in issuing.of_event(event)] == list(issuing.ISSUABLE)


# Issued means frozen


def test_what_is_served_are_the_bytes_that_were_issued(sign_in, head, over, facility):
    document = issue(over, head)
    facility.letterhead = "KOP YANG BARU"
    facility.save()

    served = sign_in(head).get(reverse("document_pdf", args=[document.pk])).content

    stored = IssuedDocument.objects.get()
    assert served == bytes(stored.pdf)
    assert hashlib.sha256(served).hexdigest() == stored.sha256
    assert document.code in text_of(served)[0]
    assert AuditEntry.objects.get(verb="print_document").facts["code"] == document.code


def test_the_same_facts_moment_and_code_give_the_same_bytes(over):
    first, second = (
        issuing.drawn(Job(over, NOON, number=NUMBER), RECORD, "K7M4-9QX2") for _time in range(2)
    )

    assert bytes(first.pdf) == bytes(second.pdf)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in bytes(first.pdf)


@pytest.mark.parametrize("column", ["number", "payload", "pdf", "sha256", "code"])
def test_nothing_of_it_changes(head, over, column):
    document = issue(over, head)
    value = {"payload": {}, "pdf": b""}.get(column, "K2222222"[:8])

    with pytest.raises(IntegrityError, match="issueddocument_is_append_only"):
        IssuedDocument.objects.filter(pk=document.pk).update(**{column: value})


def test_the_same_form_gives_the_same_document(head, over):
    key = uuid.uuid4()

    first, again = (issue(over, head, client_id=key) for _press in range(2))

    assert first == again


@pytest.mark.parametrize(
    "other",
    [
        {"number": "lain"},
        {"paper": RECORD},
        {"words": {"obstacles": "Hujan deras", "advice": "Pasang tenda"}},
        {"words": {"obstacles": "Hujan", "advice": ""}},
        {"words": {}},
    ],
)
def test_a_form_of_another_paper_number_or_words_is_refused(head, over, other):
    key, words = uuid.uuid4(), {"obstacles": "Hujan", "advice": "Pasang tenda"}
    told = {"paper": REPORT, "words": words, "client_id": key}
    first = issue(over, head, **told)

    with pytest.raises(FormUsedBefore) as refused:
        issue(over, head, **told | other)

    assert (refused.value.status, refused.value.row) == (422, first)
    assert issue(over, head, **told) == first


def test_a_correction_cites_the_one_before(head, over):
    first = issue(over, head)
    second = issue(over, head, number="W.13/PAS/2026/14a")
    other = issue(over, head, REPORT)

    first.refresh_from_db()
    assert (second.replaces, first.state, second.state) == (first, "corrected", "issued")
    assert other.replaces is None
    assert f"membetulkan dokumen {first.code}" in text_of(second.pdf)[-1]
    assert list(over.documents.standing().order_by("pk")) == [second, other]


def two_first_ones(document):
    document.pk, document.client_id, document.code = None, uuid.uuid4(), "K7M4-9QX2"
    document.replaces = None
    document.save(force_insert=True)


def test_two_first_documents_of_a_kind_are_refused(head, over):
    document = issue(over, head)

    with (
        pytest.raises(IntegrityError, match="one_first_document_per_event_and_kind"),
        transaction.atomic(),
    ):
        two_first_ones(document)


def test_without_that_guard_there_would_be_two(head, over):
    document = issue(over, head)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_first_document_per_event_and_kind")

    two_first_ones(document)

    assert IssuedDocument.objects.filter(replaces=None).count() == 2


def test_reopening_supersedes_and_the_next_one_cites_it(sign_in, head, over, close_with_left_overs):
    document, client = issue(over, head), sign_in(head)

    asked = client.get(reverse("distribution_reopen", args=[over.pk])).content.decode()
    assert "1 dokumen yang sudah terbit tidak berlaku lagi" in asked
    assert "Pengesahan perlu diberikan lagi" not in asked
    closing.reopen(distribution=over, reason="Satu keluarga belum tercatat", by=head, at=NOON)
    document.refresh_from_db()
    assert (document.state, document.superseded_by) == ("superseded", head)
    with pytest.raises(Refused, match="setelah kegiatan ditutup"):
        issue(over, head)
    pack = client.get(reverse("report_pack"), {"month": "2026-03"}).content
    assert any(document.code in name for name in zipfile.ZipFile(io.BytesIO(pack)).namelist())
    close_with_left_overs(over, over.recorded_by)
    over.refresh_from_db()

    assert issue(over, head).replaces == document


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"closed": False}, "setelah kegiatan ditutup"),
        ({"is_rehearsal": True}, "Latihan tidak menghasilkan dokumen"),
    ],
)
def test_what_is_not_over_or_was_a_rehearsal_gives_no_document(
    facility, head, day_of_aid, facts, said
):
    event = day_of_aid(facility, DAY, **facts)

    with pytest.raises(Refused, match=said):
        issue(event, head)
    assert not IssuedDocument.objects.exists()


def test_a_later_correction_of_the_harvest_is_named(head, services_head, over):
    document = issue(over, head)
    lot = over.package_movements.first().packed_lots.get().stock_movement.harvest
    before = issuing.corrected_since(document)
    mending.correct(
        lot=lot, quantity=99, note="Salah hitung", by=services_head, client_id=uuid.uuid4()
    )

    [row] = issuing.corrected_since(document)

    assert (before, row.harvest_id, row.kind) == ([], lot.pk, "correction")


# The pages


def test_the_head_types_a_number_looks_at_the_draft_and_issues(sign_in, head, over):
    screen, address = sign_in(head), reverse("document_issue", args=[over.pk, RECORD.key])
    sent = {"number": NUMBER, "client_id": str(uuid.uuid4())}

    draft = screen.post(address, sent | {"draft": "1"})
    assert (draft["Content-Type"], draft["Cache-Control"]) == ("application/pdf", "no-store")
    assert NUMBER in text_of(draft.content)[0]
    assert not IssuedDocument.objects.exists()

    response = screen.post(address, sent)

    document = IssuedDocument.objects.get()
    assert (response.status_code, response.url) == (303, reverse("document", args=[document.pk]))
    page = screen.get(response.url).content.decode()
    assert (document.code in page, document.sha256 in page, NUMBER in page) == (True,) * 3
    event = screen.get(reverse("distribution_detail", args=[over.pk])).content.decode()
    assert "Berkas untuk ditandatangani (1)" in " ".join(event.split())
    assert document.code in screen.get(reverse("document_list")).content.decode()


def test_a_first_number_begins_as_the_office_s_numbers_do_and_is_typed_over(
    sign_in, head, facility, over
):
    Facility.objects.filter(pk=facility.pk).update(number_pattern="W.32.UM.01.01-")
    screen = sign_in(head)
    pages = [reverse("document_issue", args=[over.pk, key]) for key in (RECORD.key, REPORT.key)]
    asked = [fields_of(screen.get(at)) for at in (*pages, reverse("recap_issue"))]

    for at, form, number in zip(pages, asked, ("", asked[1]["number"]), strict=False):
        screen.post(at, form | {"number": number})

    assert [form["number"] for form in asked] == [["W.32.UM.01.01-"]] * 3
    emptied, unfinished = (text_of(row.pdf)[0] for row in IssuedDocument.objects.order_by("pk"))
    assert ("Nomor: ...." in emptied, "Nomor: W.32.UM.01.01-...." in unfinished) == (True, True)
    # A correction begins with its own number, here with none.
    assert fields_of(screen.get(pages[0]))["number"] == [""]


def test_a_correction_begins_with_what_was_typed_before(sign_in, head, over):
    words = {"obstacles": "Hujan sejak pagi", "advice": "Pasang tenda"}
    issue(over, head, REPORT, words=words)

    form = sign_in(head).get(reverse("document_issue", args=[over.pk, REPORT.key])).context["form"]

    assert {name: form[name].value() for name in ("number", *words)} == {"number": NUMBER} | words


def test_a_refused_issue_keeps_what_was_typed(sign_in, head, facility, day_of_aid):
    event = day_of_aid(facility, DAY, closed=False)
    address = reverse("document_issue", args=[event.pk, REPORT.key])
    sent = {"client_id": str(uuid.uuid4()), "obstacles": "Hujan sejak pagi"}

    response = sign_in(head).post(address, sent)

    page = response.content.decode()
    assert (response.status_code, "setelah kegiatan ditutup" in page) == (409, True)
    assert "Hujan sejak pagi" in page


def test_everything_that_stands_comes_in_one_pdf(sign_in, head, over):
    documents = [issue(over, head), issue(over, head, REPORT)]
    issue(over, head, REPORT, number="dibetulkan")

    pdf = sign_in(head).get(reverse("documents_for_signing", args=[over.pk])).content

    pages = text_of(pdf)
    assert len(pages) == len(text_of(documents[0].pdf)) + 1
    assert "dibetulkan" in pages[-1]
    # docs/decisions/06-typst.md: only by itself a paper claims PDF/UA and PDF/A.
    claims = [b"<pdfuaid:part>1<" in bytes(one) for one in (documents[0].pdf, pdf)]
    catalog = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert (claims, {"/Metadata", "/StructTreeRoot"} & {*catalog}) == ([True, False], set())


def test_nobody_sees_what_another_prison_issued(sign_in, stranger, head, over):
    document = issue(over, head)
    screen = sign_in(stranger)

    for name in ("document", "document_pdf"):
        assert screen.get(reverse(name, args=[document.pk])).status_code == 404
    assert document.code not in screen.get(reverse("document_list")).content.decode()


# Whether a paper is genuine


def names_on_file():
    columns = ((Family, "name"), (FamilyMember, "full_name"), (Inmate, "name"), (User, "name"))
    return [
        name for model, column in columns for name in model.objects.values_list(column, flat=True)
    ]


def test_anybody_may_ask_whether_a_paper_is_genuine_and_reads_no_name(client, head, over):
    for n, member in enumerate(FamilyMember.objects.all()):
        member.nik = IdentityNumber(f"33169901010100{n:02}")
        member.save()
    document = issue(over, head)

    response = client.get(reverse("verify", args=[document.code.lower().replace("-", " ")]))

    page = tight(response.content.decode())
    assert (response.status_code, f"diterbitkan oleh {over.facility}" in page) == (200, True)
    # The hour is that on the paper, though nobody is signed in whose zone it were.
    assert dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)) == {
        "Jenis": "BAST",
        "Nomor surat": NUMBER,
        "Terbit": "10 Maret 2026 pukul 13.00 WIB",
        "Hari kegiatan": "10 Maret 2026",
        "Keluarga yang menerima": "3",
        "Paket dikemas": "5",
        "Berat yang diserahkan": "1,2 kg",
    }
    assert [name for name in names_on_file() if name in page] == []
    assert re.search(r"3316|\d{16}", page) is None


def test_a_corrected_paper_says_so_to_whoever_asks(client, head, over):
    document = issue(over, head)
    issue(over, head)

    page = client.get(reverse("verify", args=[document.code])).content.decode()

    assert "sudah dibetulkan oleh dokumen lain" in page


@pytest.mark.parametrize("code", ["K7M4-9QX2", "x", "3316990101010001", "%00"])
def test_an_unknown_code_is_said_to_be_unknown(client, db, code):
    response = client.get(f"/verify/{code}/")

    assert response.status_code == 404
    assert "tidak dikenal" in response.content.decode()


def test_a_signed_scan_is_kept_beside_the_document_and_a_later_one_beside_it(
    sign_in, head, services_head, over
):
    document = issue(over, head)
    address = reverse("document_scan", args=[document.pk])
    [before] = [bytes(IssuedDocument.objects.get().pdf)]

    for screen in map(sign_in, (services_head, head)):
        key = fields_of(screen.get(address))["client_id"]
        for _sent in range(2):
            answer = screen.post(address, {"client_id": key, "file": Photo()}, follow=True)

    page = answer.content.decode()
    first, second = document.scans.all()
    assert page.count(reverse("document_scan_file", args=[first.pk])) == 1
    assert "Ditandatangani" in page
    assert bytes(IssuedDocument.objects.get().pdf) == before
    assert second.file.size == first.file.size
    verbs = AuditEntry.objects.filter(thing_id=str(document.pk)).values_list("verb", flat=True)
    assert [*verbs].count("attach_scan") == 2


def scanned(megabytes):
    """A PDF of ten pages with a picture each."""
    writer, kept = pypdf.PdfWriter(), io.BytesIO()
    for _page in range(10):
        picture = StreamObject()
        picture._data = os.urandom(megabytes * 2**20 // 10)
        picture[NameObject("/Subtype")] = NameObject("/Image")
        writer.add_blank_page(595, 842)[NameObject("/I")] = writer._add_object(picture)
    writer.write(kept)
    return SimpleUploadedFile("scan.pdf", kept.getvalue())


def test_a_signed_scan_may_be_as_large_as_an_office_scanner_makes_it(sign_in, head, over):
    document, screen = issue(over, head), sign_in(head)
    address = reverse("document_scan", args=[document.pk])
    page = screen.get(address)
    key = fields_of(page)["client_id"]

    large, larger = (
        screen.post(address, {"client_id": key, "file": scanned(megabytes)})
        for megabytes in (29, 30)
    )

    assert "PDF sampai 30 MB" in page.content.decode()
    assert (large.status_code, document.scans.get().file.size > 29 * 2**20) == (303, True)
    assert larger.status_code == 422
    assert "Paling besar 30 MB; pindai dengan resolusi lebih kecil." in larger.content.decode()


def test_a_signed_scan_is_handed_out_on_record_and_stays(sign_in, head, over):
    scan = SignedScanFactory(document=issue(over, head))

    opened = sign_in(head).get(reverse("document_scan_file", args=[scan.pk]))

    assert (opened["Content-Type"], "attachment" in opened["Content-Disposition"]) == (
        "application/pdf",
        True,
    )
    assert AuditEntry.objects.filter(verb="open_file", facts__scan=scan.pk).exists()
    with pytest.raises(IntegrityError, match="signedscan_is_append_only"), transaction.atomic():
        scan.delete()

    scan.file.storage.delete(scan.file.name)
    gone = sign_in(head).get(reverse("document_scan_file", args=[scan.pk]))
    assert (gone.status_code, reverse("document", args=[scan.document_id])) == (
        404,
        gone.context["back"],
    )
