"""The papers of the morning: what stands on them, what does not, and how many pages they are."""

import datetime as dt
import io
from decimal import Decimal

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import coupons, documents
from distributions.documents import (
    gate_list,
    issuing,
    letters,
    packing_sheet,
    paper,
    pick_list,
    roster,
)
from distributions.documents.months import RECAP
from distributions.documents.recap import Month
from distributions.models import PackageItem
from rutan import papers
from rutan.fields import IdentityNumber
from rutan.models import AuditEntry
from tests.factories import (
    CommodityFactory,
    CouponFactory,
    DistributionFactory,
    FamilyMemberFactory,
    HarvestFactory,
    PlantingFactory,
    PovertyEvidenceFactory,
    ProductionSiteFactory,
    SignatoryFactory,
    UserFactory,
)
from tests.pages import fields_of
from tests.prints import colours_of, sides_of

NOON = dt.datetime(2026, 3, 9, 5, tzinfo=dt.UTC)
# What visitors, guards and helpers read.
READ_BY_OTHERS = ["coupons", "roster", "poster", "gate", "packing", "picking", "labels", "proxy"]


def job(event, **facts):
    return documents.Job(event, NOON, **facts)


def pages_of(event, *keys, **facts):
    pdf = documents.draw(job(event, **facts), [documents.KINDS[key] for key in keys])
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def with_coupons(event):
    for row in event.entitlements.by_number():
        CouponFactory(entitlement=row, code=coupons.new_code(), issued_by=event.recorded_by)
    return event


@pytest.fixture
def kangkung(facility):
    return CommodityFactory(facility=facility, name="Kangkung", unit="bundle", grams_per_unit=200)


@pytest.fixture
def planned(facility, kangkung, open_event):
    """Three families, two bundles in each package, nothing packed yet."""
    event = open_event(facility, families=3, packages=0, day=dt.date(2026, 3, 10))
    PackageItem.objects.create(distribution=event, commodity=kangkung, quantity=Decimal(2))
    return event


# One paper after the other


@pytest.mark.parametrize(
    ("size", "families"),
    [("A4", 0), ("A4", 17), ("A4", 18), ("A4", 75), ("F4", 1), ("F4", 20), ("F4", 21)],
)
def test_as_many_pages_come_out_as_the_button_says(facility, open_event, families, size):
    facility.paper_size = size
    facility.save()
    event = with_coupons(open_event(facility, families=families, packages=0))
    event.facility.refresh_from_db()
    work = job(event, desks=2)
    kinds = documents.together(work)

    pages = pages_of(event, *(kind.key for kind in kinds), desks=2)

    assert len(pages) == sum(kind.length(work) for kind in kinds)


def test_one_button_prints_all_that_a_morning_needs_in_the_order_of_handing_out(
    sign_in, services_head, planned
):
    client, path = sign_in(services_head), reverse("distribution_detail", args=[planned.pk])
    with_coupons(planned)
    page = client.get(path)
    sent = fields_of(page, action=reverse("papers_print", args=[planned.pk])) | {"kind": "all"}

    answer = client.post(reverse("papers_print", args=[planned.pk]), sent, follow=True)

    keys = "assignment picking packing gate poster coupons proxy roster"
    assert [kind.key for kind in documents.together(job(planned))] == keys.split()
    said = f"Cetak semua berkas ({len(pypdf.PdfReader(io.BytesIO(answer.content)).pages)} halaman)"
    assert said in " ".join(page.content.decode().split())


def test_what_is_too_long_for_its_field_pushes_nothing_onto_another_page(facility, open_event):
    facility.complaint_contacts = "Kotak Lapeling di ruang kunjungan; " * 14
    facility.save()
    long = {"family": "Raden Ayu Siti " * 8, "village": "Desa " + "Karangtengah " * 9}
    event = with_coupons(open_event(facility, families=20, snapshot=long, venue="Aula " * 15))
    kinds = documents.together(job(event))

    pages = pages_of(event, *(kind.key for kind in kinds))

    assert len(pages) == sum(kind.length(job(event)) for kind in kinds)


@pytest.mark.parametrize("key", [key for key in documents.KINDS if key != "numbers"])
def test_the_same_event_and_moment_give_the_same_bytes(key, planned):
    with_coupons(planned)

    first, second = (documents.draw(job(planned), [documents.KINDS[key]]) for _time in range(2))

    assert first == second
    reader = pypdf.PdfReader(io.BytesIO(first))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data()
    assert (sides_of(first)[0], colours_of(first)) == ([210, 297], set())


def test_every_paper_of_an_event_is_as_large_as_what_lies_in_the_printer(
    facility, day_of_aid, planned
):
    facility.paper_size = "F4"
    facility.save()
    ahead, over = with_coupons(planned), day_of_aid(facility, dt.date(2026, 3, 11))
    ahead.facility.refresh_from_db()
    month = Month(facility, dt.date(2026, 3, 1), NOON)

    morning = documents.draw(job(ahead), list(documents.KINDS.values()))
    signed = [issuing.draft(job(over), one) for one in issuing.ISSUABLE.values()]
    pages = [
        page for pdf in (morning, *signed, issuing.draft(month, RECAP)) for page in sides_of(pdf)
    ]

    assert pages == [[215, 330]] * len(pages)


@pytest.fixture
def telling(planned, services_head):
    """An event whose first family has everything on file that a paper could betray."""
    row = with_coupons(planned).entitlements.by_number().first()
    nik = IdentityNumber("3316994101750001")
    FamilyMemberFactory(family=row.family, full_name="Kasmini", nik=nik)
    row.family.phone, row.family.hamlet = "+6281234567890", "Ngrapah"
    row.family.save()
    PovertyEvidenceFactory(family=row.family, kind="sktm", number="470/12")
    row.inmate.name, row.rank = "Sutrisno bin Karto", 7
    row.inmate.save()
    planned.title = "Bantuan keluarga miskin"
    planned.save()
    return planned


def test_what_others_read_says_nothing_of_poverty_inmate_or_number(telling):
    text = " ".join(pages_of(telling, *READ_BY_OTHERS)).casefold()

    told = ["Sutrisno", "331699", "Kasmini", "0812", "470/12", "SKTM", "DTSEN", "desil", "istri"]
    told += ["miskin", "kurang mampu", "bantuan keluarga", "Ngrapah", "B.I", "narapidana"]
    assert [word for word in told if word.casefold() in text] == []
    assert "sri wahyuni 001" in text


def test_the_driver_reads_the_way_and_the_telephone_and_no_reason_why(telling):
    [page] = pages_of(telling, "delivery")

    assert all(said in page for said in ("Ngrapah", "0812 3456 7890"))
    told = ("Sutrisno", "331699", "470/12", "SKTM", "istri", "miskin")
    assert [word for word in told if word.casefold() in page.casefold()] == []


def test_what_a_rehearsal_prints_to_take_along_says_so(facility, open_event):
    event = with_coupons(open_event(facility, families=1, is_rehearsal=True))

    assert ["LATIHAN" in page for page in pages_of(event, "coupons", "poster", "gate")] == [
        True
    ] * 3


def test_words_somebody_typed_are_never_markup(planned):
    hostile = "Aula #panic() *tebal* @isi [x]"
    planned.venue = hostile

    assert hostile in pages_of(planned, "poster")[0]


# The roster


def test_each_desk_has_a_range_of_numbers_and_ten_lines_of_its_own(facility, open_event):
    event = open_event(facility, families=45, packages=0)

    first, second = roster.roster(job(event, desks=2)).data["desks"]

    blanks = [
        sum(row["blank"] for page in desk["sheets"] for row in page["rows"])
        for desk in (first, second)
    ]
    assert (first["numbers"], second["numbers"], blanks) == ("1–23", "24–45", [10, 10])


@pytest.mark.parametrize(
    ("rows", "desks", "sizes"),
    [(0, 3, [0]), (1, 4, [1]), (10, 1, [10]), (10, 3, [4, 3, 3]), (3, 4, [1, 1, 1])],
)
def test_ranges_are_even_and_no_desk_is_idle(rows, desks, sizes):
    assert [len(part) for part in roster.shares(range(rows), desks)] == sizes


def test_a_page_of_signatures_alone_is_never_printed():
    for rows in range(1, 80):
        pages = paper.in_pages(range(rows), 18, 17)
        assert [row for page in pages for row in page] == [*range(rows)]
        assert min(rows, 4) <= len(pages[-1]) <= 17


def test_after_the_event_the_roster_says_who_received_and_when(facility, day_of_aid):
    event = day_of_aid(facility, dt.date(2026, 3, 10))

    [page] = pages_of(event, "roster")

    assert ("Jumlah halaman ini: 3" in page, "datang langsung" in page) == (True, False)
    assert (page.count("09.00"), page.count("tidak diambil")) == (3, 1)


def test_before_the_event_nobody_has_received(planned):
    [page] = pages_of(planned, "roster")

    assert (page.count("diambil oleh:"), page.count("datang langsung")) == (3, 10)


# Garden, packing table, gate


def test_the_packing_table_reads_where_the_contents_come_from(planned, kangkung, facility):
    bed = ProductionSiteFactory(facility=facility, name="Bedeng A2")
    harvested = {"commodity": kangkung, "site": bed, "quantity": 4, "grams": 800}
    HarvestFactory(facility=facility, harvested_on=dt.date(2026, 3, 8), **harvested)

    sheet = packing_sheet.packing_sheet(job(planned))

    assert sheet.data["rows"] == [
        ["Kangkung", "2 ikat", "6 ikat", "8 Mar 2026, Bedeng A2; panen hari itu 2 ikat"]
    ]
    assert sheet.data["boxes"] == 3


def test_the_garden_reads_what_to_pick_on_which_bed(planned, kangkung, facility):
    bed = ProductionSiteFactory(facility=facility, name="Bedeng A2")
    PlantingFactory(facility=facility, commodity=kangkung, site=bed, planted_on=dt.date(2026, 2, 8))

    assert pick_list.pick_list(job(planned)).data["rows"] == [
        ["Bedeng A2", "Kangkung", "6 ikat", "3 paket", ""]
    ]


def test_the_guards_read_names_and_villages_only(planned):
    [[rows]] = gate_list.gate_list(job(planned)).data["sheets"]

    assert {key for row in rows for key in row} == {"number", "family", "village"}


def test_without_a_list_numbers_are_printed_and_no_coupons(facility):
    event = DistributionFactory(facility=facility, accepts_walk_ins=True)

    keys = [kind.key for kind in documents.together(job(event))]

    assert ("numbers" in keys, "coupons" in keys) == (True, False)
    pages = pages_of(event, *keys)
    assert sum("NOMOR" in page for page in pages) == 5
    assert "tanpa membesuk" in pages[keys.index("gate")]


# Letters


def test_the_letter_names_every_officer_with_his_task_and_dots_what_is_not_known(planned, facility):
    chief = UserFactory(facility=facility, name="Bambang Priyono", roles=["services_head"])
    UserFactory(facility=facility, name="Rini Astuti", roles=["handover_officer"])
    UserFactory(facility=facility, name="Yoga Pratama", roles=["administrator"])
    UserFactory(facility=facility, name="Pensiun", roles=["registrar"], is_active=False)
    nip = "197001011995031001"
    SignatoryFactory(
        facility=facility, office="services_head", user=chief, name="Bambang, S.H.", nip=nip
    )

    people = letters.assignment_letter(job(planned)).data["people"]

    assert [(one["name"], one["nip"], one["task"]) for one in people] == [
        ("Bambang, S.H.", "19700101 199503 1 001", "Penanggung jawab kegiatan"),
        ("Rini Astuti", "", "Penyerahan paket di loket"),
    ]


def test_the_letter_bears_the_office_s_number_and_basis(planned):
    facility = planned.facility
    facility.number_pattern, facility.assignment_basis = "W.32.UM.01.01-", "DIPA 2026;\n\nRapat"
    facility.save()

    [page] = pages_of(planned, "assignment")

    assert "Nomor: W.32.UM.01.01-...." in page
    assert "3. Rapat" in page


def test_whoever_acts_on_the_day_of_the_letter_signs_it(planned, facility):
    SignatoryFactory(facility=facility, office="head", name="Sugito")
    acting = {"capacity": "plh", "starts_on": NOON.date(), "ends_on": NOON.date()}
    SignatoryFactory(facility=facility, office="head", name="Sri Handayani", **acting)

    assert "Plh. Kepala Rutan, Sri Handayani" in pages_of(planned, "assignment")[0]


# The pages


def test_a_printed_paper_is_kept_by_no_browser_and_written_down(sign_in, services_head, planned):
    answer = sign_in(services_head).get(reverse("event_paper", args=[planned.pk, "roster"]))

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    assert answer["Content-Disposition"] == 'inline; filename="daftar-tanda-terima-2026-03-10.pdf"'
    entry = AuditEntry.objects.get(verb="print_paper")
    assert (entry.by, entry.facts) == (services_head, {"paper": "roster"})


@pytest.mark.parametrize("key", ["nothing", "coupons", "all", "numbers"])
def test_a_paper_that_the_event_does_not_have_is_not_found(key, sign_in, services_head, planned):
    with_coupons(planned)

    assert (
        sign_in(services_head).get(reverse("event_paper", args=[planned.pk, key])).status_code
        == 404
    )


def test_whoever_only_packs_prints_no_names(sign_in, harvest_recorder, planned):
    client = sign_in(harvest_recorder)
    page = client.get(reverse("distribution_detail", args=[planned.pk])).content.decode()

    answers = {
        key: client.get(reverse("event_paper", args=[planned.pk, key])).status_code
        for key in ("packing", "picking", "labels", "roster", "gate", "assignment")
    }

    assert answers == {
        "packing": 200,
        "picking": 200,
        "labels": 200,
        "roster": 403,
        "gate": 403,
        "assignment": 403,
    }
    assert ("Rencana panen" in page, "Cetak semua berkas" in page) == (True, False)


def test_the_number_of_desks_is_chosen_on_the_page(sign_in, services_head, facility, open_event):
    event, client = open_event(facility, families=45, packages=0), sign_in(services_head)
    path = reverse("distribution_detail", args=[event.pk])

    shelves = [client.get(path + query).context["shelf"] for query in ("", "?desks=4", "?desks=x")]

    assert [shelf.desks for shelf in shelves] == [2, 4, 2]
    assert shelves[1].pages > shelves[0].pages


def test_a_paper_that_fails_is_told_and_leads_back(sign_in, services_head, planned, monkeypatch):
    monkeypatch.setattr(papers.render, "__kwdefaults__", {"seconds": 0.0001})

    answer = sign_in(services_head).get(reverse("event_paper", args=[planned.pk, "poster"]))

    assert answer.status_code == 503
    assert reverse("distribution_detail", args=[planned.pk]) in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="print_paper", at__lte=timezone.now()).exists()
