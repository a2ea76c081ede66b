"""Families are told: the text of each, whom nobody may contact, the tick and its trace, and the
slip by which an inmate learns it.
"""

import io
import re

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from distributions import documents
from distributions.documents import KINDS, Job
from distributions.messages import for_family
from distributions.models import Distribution, Entitlement
from distributions.paper_texts import TEXTS
from distributions.planning import approval, lifecycle, listing, notices, review
from families.models import Inmate
from rutan.fields import IdentityNumber
from rutan.models import AuditEntry
from rutan.refusals import Refused, refused_by_database
from tests.factories import (
    DistributionFactory,
    FamilyMemberFactory,
    RegisterNumberFactory,
    today_here,
)
from tests.races import without

WORDS = TEXTS["family-notice"].default


@pytest.fixture
def approved(facility, eligible, services_head, head):
    """An approved list: Ani with a phone, Budi whom nobody may contact, Citra who agreed to a slip,
    Dewi without any of that, and Eka among the reserves.
    """
    facility.complaint_contacts = "Kotak Lapeling"
    facility.save()
    families = [
        eligible("Ani", phone="+6281234567890"),
        eligible("Budi", phone="+6281234567891", do_not_contact=True, may_tell_inmate=True),
        eligible("Citra", may_tell_inmate=True),
        eligible("Dewi"),
    ]
    event = DistributionFactory(facility=facility)
    reserves = [eligible("Eka", may_tell_inmate=True)]
    listing.choose(distribution=event, families=families, reserves=reserves, by=services_head)
    approval.propose(distribution=event, by=services_head)
    return approval.approve(distribution=event, by=head, seen=review.review(event).seen)


def row_of(event, name):
    return event.entitlements.select_related("family").get(family__name=name)


def test_the_database_too_keeps_whom_nobody_may_tell_so(approved, services_head):
    """Around the page and the verb."""

    def told(name, channel):
        row = Entitlement.objects.filter(pk=row_of(approved, name).pk)
        facts = {"notified_at": timezone.now(), "notified_by": services_head}
        with transaction.atomic():
            return row.update(notice_channel=channel, **facts)

    guard = "nobody_is_told_in_a_way_it_did_not_agree_to"
    refused = [("Budi", "whatsapp"), ("Budi", "inmate"), ("Dewi", "inmate")]

    for name, channel in refused:
        with pytest.raises(IntegrityError, match=guard):
            told(name, channel)
    assert [told("Budi", "visit"), told("Citra", "inmate"), told("Dewi", "village")] == [1] * 3
    with pytest.raises(Refused, match="dengan cara yang disetujuinya"), refused_by_database():
        told("Ani", "inmate")
    with without(Entitlement, trigger=guard):
        assert [told(name, channel) for name, channel in refused] == [1] * 3


def text(response):
    return " ".join(response.content.decode().split())


def test_the_text_says_what_to_bring_and_what_not_and_names_no_inmate(approved):
    row = row_of(approved, "Ani")
    row.snapshot["evidence"] = {"kind": "sktm", "until": "2026-03-10"}

    said = for_family(approved, row, WORDS)

    assert said.text == (
        "Yth. Bapak/Ibu Ani. Rutan Uji mengadakan bakti sosial hasil panen pada Selasa, 10 Maret"
        " 2026, pukul 08.30–12.00 WIB, di Aula. Keluarga Bapak/Ibu terdaftar menerima satu paket"
        " (nomor 1). Mohon membawa KTP atau KK; kupon diberikan di loket kunjungan. SKTM masih"
        " berlaku, tidak perlu dibawa; fotokopi juga tidak. Paket tetap dapat diambil meskipun"
        " tidak membesuk. Jika berhalangan, balas pesan ini. Tidak dipungut biaya apa pun."
        " Pengaduan: Kotak Lapeling. Terima kasih."
    )
    assert said.address.startswith("https://wa.me/6281234567890?text=Yth.")
    row.snapshot["evidence"] = {"kind": "sktm", "until": "2026-03-09"}
    assert "Surat lain dan fotokopi tidak perlu dibawa." in for_family(approved, row, WORDS).text


def test_the_page_offers_nothing_for_whom_nobody_may_contact(sign_in, registrar, approved):
    client, address = sign_in(registrar), reverse("notices", args=[approved.pk])

    page = text(client.get(address))

    assert "Belum diberi tahu (4)" in page
    everybody = ("Ani", "Budi", "Citra", "Dewi", "Eka")
    assert [name for name in everybody if f"Bapak/Ibu {name}." in page] == ["Ani", "Citra", "Dewi"]
    assert ("0812 3456 7890" in page, "7891" in page) == (True, False)
    assert page.count("Beri tahu saat berkunjung.") == 1
    assert "wa.me" not in page
    approved.facility.whatsapp_links = True
    approved.facility.save()
    [link] = re.findall(r'<a [^>]*href="https://wa.me[^>]*>', text(client.get(address)))
    assert ('rel="noreferrer"' in link, "wa.me/6281234567890?text=" in link) == (True, True)


def test_several_are_ticked_at_once_and_a_wrong_tick_leaves_its_trace(sign_in, registrar, approved):
    client, address = sign_in(registrar), reverse("notices", args=[approved.pk])
    ani, dewi = row_of(approved, "Ani"), row_of(approved, "Dewi")

    for _tap in range(2):
        client.post(address, {"told": [ani.pk, dewi.pk], "channel": "phone"})
    client.post(reverse("notice_undo", args=[dewi.pk]))

    ani.refresh_from_db()
    dewi.refresh_from_db()
    assert (ani.notice_channel, ani.notified_by, dewi.notice_channel) == ("phone", registrar, "")
    acts = AuditEntry.objects.filter(verb__in=["tell_families", "untell_family"]).order_by("pk")
    assert [(act.verb, act.by, act.facts.get("families")) for act in acts] == [
        ("tell_families", registrar, 2),
        ("untell_family", registrar, None),
    ]
    assert dewi.pgh_event_model.objects.filter(pgh_obj=dewi, notice_channel="phone").exists()
    told = text(client.get(address + "?show=told"))
    assert ("Belum diberi tahu (3)" in told, f"{registrar.name}, " in told) == (True, True)


def test_a_family_is_told_only_in_the_way_it_may_be(approved, registrar):
    ani = row_of(approved, "Ani").pk
    for name, channel in (("Budi", "phone"), ("Budi", "inmate"), ("Dewi", "inmate")):
        ids = [ani, row_of(approved, name).pk]

        with pytest.raises(Refused, match=name):
            notices.tell(distribution=approved, entitlements=ids, channel=channel, by=registrar)

    assert not Entitlement.objects.exclude(notified_at=None).exists()


def _words(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_a_slip_goes_to_whom_a_family_agreed_to_and_says_no_more_than_it_must(
    sign_in, registrar, handover_officer, approved
):
    citra = row_of(approved, "Citra")
    Inmate.objects.filter(pk=citra.inmate_id).update(name="Paijo", block="C")
    number = RegisterNumberFactory(inmate=citra.inmate, written="B.I.77/2025")
    FamilyMemberFactory(family=citra.family, nik=IdentityNumber("3316994101750001"))
    address = reverse("event_paper", args=[approved.pk, "slips"])

    [page] = _words(sign_in(registrar).get(address).content)

    assert page == (
        "Kepada Paijo (Blok C) Keluarga Anda terdaftar menerima satu paket pada Selasa, 10 Maret"
        " 2026, pukul 08.30–12.00 WIB, di Aula. Silakan mengabari keluarga lewat wartel. Slip ini"
        " hanya untuk Anda."
    )
    leaks = [number.written, "3316", "SKTM", "DTSEN", "desil", "mampu", "miskin", "Citra", "Istri"]
    assert [word for word in leaks if word.lower() in page.lower()] == []
    assert sign_in(handover_officer).get(address).status_code == 403
    Inmate.objects.filter(pk=citra.inmate_id).update(custody_status="released")
    assert sign_in(registrar).get(address).status_code == 404


def test_slips_lie_by_block_and_an_inmate_gets_one(approved):
    for name, block in (("Ani", "B"), ("Citra", "A"), ("Dewi", "A")):
        row = row_of(approved, name)
        type(row.family).objects.filter(pk=row.family_id).update(may_tell_inmate=True)
        Inmate.objects.filter(pk=row.inmate_id).update(name=f"WBP {name}", block=block)

    paper = KINDS["slips"].make(Job(approved, timezone.now()))

    assert [one["name"] for one in paper.data["sheets"][0]] == ["WBP Citra", "WBP Dewi", "WBP Ani"]
    job = Job(approved, timezone.now())
    assert documents.draw(job, [KINDS["slips"]]) == documents.draw(job, [KINDS["slips"]])


def test_after_the_approval_the_way_leads_to_telling(sign_in, registrar, services_head, approved):
    Distribution.objects.filter(pk=approved.pk).update(day=today_here())
    home = text(sign_in(registrar).get(reverse("home")))
    page = text(sign_in(services_head).get(reverse("distribution_detail", args=[approved.pk])))

    assert ("4 keluarga belum diberi tahu." in home, "4 belum diberi tahu" in page) == (True, True)


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_no_text_is_offered_of_what_nobody_promises(
    status, sign_in, registrar, services_head, approved
):
    if status == "draft":
        lifecycle.back_to_draft(distribution=approved, note="Hujan lebat", by=services_head)
    else:
        lifecycle.cancel(distribution=approved, reason="Hujan lebat", by=services_head)

    page = text(sign_in(registrar).get(reverse("notices", args=[approved.pk])))

    assert ("Ani" in page, "Bapak/Ibu Ani" in page, "None" in page) == (True, False, False)
    assert ("Daftar kegiatan ini belum disetujui." in page) == (status == "draft")


def test_a_text_for_a_family_is_called_so_in_the_language_of_the_screen(approved):
    with translation.override("en"):
        message = for_family(approved, row_of(approved, "Ani"), WORDS)

    assert (message.label, message.text[:16]) == ("Text for the family", "Yth. Bapak/Ibu A")
