"""Coupons on paper: whoever finds one reads no name on it, and a jammed printer costs nobody a
code.
"""

import datetime as dt
import io
import uuid

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import coupons, documents
from distributions.documents import coupon_sheet
from distributions.models import Coupon, PaperPrint
from rutan.models import AuditEntry
from tests.factories import CouponFactory
from tests.pages import fields_of

NOON = dt.datetime(2026, 3, 9, 5, tzinfo=dt.UTC)


@pytest.fixture
def event(facility, open_event):
    """An open event of nine families, each with its coupon."""
    made = open_event(facility, families=9)
    for row in made.entitlements.by_number():
        CouponFactory(entitlement=row, code=coupons.new_code(), issued_by=made.recorded_by)
    return made


def printed(event, by, **facts):
    return coupons.print_papers(distribution=event, by=by, client_id=uuid.uuid4(), **facts)


def sheet(event, made=None):
    return coupon_sheet.coupon_sheet(documents.Job(event, NOON, print=made))


def cells(paper):
    return [cell for page in paper.data["sheets"] for cell in page]


def text_of(event, made=None):
    kinds = [documents.KINDS["coupons"]]
    pdf = documents.draw(documents.Job(event, NOON, print=made), kinds)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_eight_coupons_stand_on_a_page_in_the_order_of_their_numbers(event):
    pages = text_of(event)

    assert [cell["number"] for cell in cells(sheet(event))] == [str(n) for n in range(1, 10)]
    assert [page.count("TIDAK DIPUNGUT BIAYA") for page in pages] == [8, 1]
    assert len(pages) == coupon_sheet.length(documents.Job(event, NOON)) == sheet(event).pages


def test_a_print_again_has_the_same_codes_and_says_that_it_is_the_second(event, services_head):
    before = [cell["code"] for cell in cells(sheet(event, printed(event, services_head)))]

    again = cells(sheet(event, printed(event, services_head)))

    assert [cell["code"] for cell in again] == before
    assert {cell["print"] for cell in again} == {"cetakan ke-2"}
    assert not Coupon.objects.exclude(revoked_at=None).exists()
    assert "cetakan ke-2" in text_of(event, PaperPrint.objects.last())[0]


def test_a_replaced_coupon_counts_its_own_prints(event, services_head):
    printed(event, services_head)
    first = Coupon.objects.live().on(event).first()
    coupons.replace(coupon=first, by=services_head)

    again = cells(sheet(event, printed(event, services_head)))

    assert [cell["print"] for cell in again] == ["", *["cetakan ke-2"] * 8]
    assert again[0]["code"] != first.code


def test_one_family_s_coupon_is_printed_alone(event, services_head):
    row = event.entitlements.get(number=4)
    printed(event, services_head)

    alone = cells(sheet(event, printed(event, services_head, entitlement=row)))
    others = cells(sheet(event, printed(event, services_head)))

    assert [(cell["number"], cell["print"]) for cell in alone] == [("4", "cetakan ke-2")]
    assert [cell["print"][-1] for cell in others] == list("222322222")


def test_only_the_stub_names_a_family_and_a_reserve_is_marked_on_it(facility, open_event):
    event = open_event(facility, families=1, source="reserve")
    CouponFactory(entitlement=event.entitlements.get(), code=coupons.new_code())

    [page] = text_of(event)

    stub, coupon = page.split("KUPON BAKTI SOSIAL")
    assert ("Sri Wahyuni 001" in stub, "CADANGAN" in stub) == (True, True)
    assert ("Sri Wahyuni" in coupon, "CADANGAN" in coupon) == (False, False)


def test_the_picture_holds_the_code_and_nothing_else():
    # Nine signs of the alphabet of QR fill the smallest symbol: 21 modules a side.
    assert 'width="21" height="21"' in coupon_sheet.qr("K7M4-9QX2")
    assert coupon_sheet.qr("K7M4-9QX2") != coupon_sheet.qr("K7M4-9QX3")


def test_a_family_taken_off_the_list_gets_no_coupon(event, services_head):
    row = event.entitlements.get(number=2)
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), services_head, "Data"
    row.save()

    assert [cell["number"] for cell in cells(sheet(event))] == ["1", *map(str, range(3, 10))]


def test_the_page_prints_counts_and_shows_the_same_file_again(event, sign_in, services_head):
    client = sign_in(services_head)
    page = client.get(reverse("distribution_detail", args=[event.pk]))
    sent = fields_of(page, action=reverse("papers_print", args=[event.pk])) | {"kind": "coupons"}

    made = client.post(reverse("papers_print", args=[event.pk]), sent)
    first, second = (client.get(made["Location"]) for _time in range(2))

    assert (made.status_code, first["Content-Type"]) == (303, "application/pdf")
    assert (first["Cache-Control"], first.content == second.content) == ("no-store", True)
    assert (
        PaperPrint.objects.count() == AuditEntry.objects.filter(verb="print_coupons").count() == 1
    )


def test_only_replacing_makes_another_code(event, sign_in, services_head):
    row = event.entitlements.get(number=3)
    old, client = row.coupons.get(), sign_in(services_head)
    path = reverse("coupon", args=[row.pk])
    sent = fields_of(client.get(path), action=path)

    # A double click: the second finds what the first made.
    answers = [client.post(path, sent).status_code for _time in range(2)]

    old.refresh_from_db()
    assert answers == [303, 303]
    assert (old.revoked_by, row.coupons.live().count(), row.coupons.count()) == (
        services_head,
        1,
        2,
    )
