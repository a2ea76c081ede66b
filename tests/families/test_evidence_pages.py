import datetime as dt
import gzip
import io
import random
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from families.models import PovertyEvidence
from rutan.models import AuditEntry
from tests.factories import FamilyFactory, PovertyEvidenceFactory, today_here
from tests.families.conftest import NIK
from tests.pages import tight
from tests.rutan.test_upload_reader import KINDS, mutated

pytestmark = pytest.mark.django_db
TODAY = today_here()


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def waiting(family, registrar):
    return PovertyEvidenceFactory(
        family=family, kind="pkh", recorded_by=registrar, verified_at=None, verified_by=None
    )


def text_of(response):
    """The page as one line: where a template breaks its lines is nobody's business."""
    return " ".join(response.content.decode().split())


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def photo(name="SKTM Sri Wahyuni 3316994101750001.png", size=(60, 40)):
    drawn = io.BytesIO()
    Image.new("RGB", size, "white").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/png")


def hand_in(client, family, **data):
    paper = {"kind": "sktm", "issued_on": TODAY.isoformat(), "client_id": uuid.uuid4()}
    return client.post(reverse("evidence_new", args=[family.pk]), paper | data)


def decide(client, row, **data):
    return client.post(reverse("evidence_decide", args=[row.pk]), data)


def test_a_kind_and_a_day_suffice(clerk, family, facility):
    hand_in(clerk, family)

    row = PovertyEvidence.objects.waiting().get()
    assert (row.valid_until, row.recorded_by.username) == (
        TODAY + dt.timedelta(days=facility.sktm_days),
        "registrar",
    )


def test_a_validity_far_beyond_the_settings_is_asked_about_once(clerk, family):
    far = (TODAY + dt.timedelta(days=900)).isoformat()

    asked = hand_in(clerk, family, valid_until=far)
    assert errors_of(asked)["valid_until"][0].startswith(
        "Menurut pengaturan Rutan, bukti ini berlaku 180 hari."
    )
    assert 'name="matched"' in text_of(asked)

    hand_in(clerk, family, valid_until=far, matched="on")
    assert PovertyEvidence.objects.waiting().get().valid_until.isoformat() == far


def test_a_file_that_a_refused_form_carried_is_asked_for_again(clerk, family):
    without, with_file = (
        hand_in(clerk, family, issued_on=""),
        hand_in(clerk, family, issued_on="", file=photo()),
    )

    assert list(errors_of(without)) == ["issued_on"]
    assert errors_of(with_file)["file"] == ["Pilih lagi berkasnya; peramban tidak menyimpannya."]


def test_a_photo_is_kept_without_its_name(clerk, family):
    hand_in(clerk, family, file=photo())

    name = PovertyEvidence.objects.waiting().get().file.name
    assert name.endswith(".jpg")
    assert not any(part in name for part in ("Wahyuni", NIK.digits))


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("kind", "", "Pilih salah satu."),
        ("kind", "rumor", "Pilih salah satu."),
        ("issued_on", "", "Isi tanggalnya."),
        ("issued_on", "2026-02-31", "Tanggal ini tidak ada. Tulis seperti 27-10-2025."),
        ("issued_on", "2090-01-01", "Tanggal ini belum tiba."),
        ("issued_on", "1999-01-01", "Tanggal ini terlalu lama berlalu. Periksa tahunnya."),
        ("valid_until", "2100-01-01", "Tanggal ini terlalu jauh. Periksa tahunnya."),
        ("valid_until", "2020-01-01", "Tanggal berlaku mendahului tanggal terbit."),
        ("decile", "11", "Desil adalah angka 1 sampai 10."),
        ("decile", "-1", "Desil adalah angka 1 sampai 10."),
        ("decile", "satu", "Desil adalah angka 1 sampai 10."),
        ("decile", "2", "Desil hanya untuk DTSEN."),
        ("number", "\x00", None),
        ("number", NIK.digits, "Jangan menulis NIK atau nomor KK di sini."),
        ("number", "x" * 1_000_000, None),
        ("issuer", NIK.digits, "Jangan menulis NIK atau nomor KK di sini."),
    ],
)
def test_a_wrong_entry_about_evidence_is_said_at_its_field(clerk, family, field, value, error):
    response = hand_in(clerk, family, **{field: value})

    errors = errors_of(response)
    assert (response.status_code, list(errors), family.evidence.count()) == (422, [field], 1)
    assert error is None or errors[field] == [error]


def test_the_number_of_a_bank_card_is_no_nik(clerk, family):
    assert hand_in(clerk, family, kind="bpnt", number="6032 9812 3456 7890").status_code == 302


@pytest.mark.parametrize("content", [b"<html>", b"\xff\xd8\xff broken", b""])
def test_what_is_no_scan_is_refused_and_nothing_is_kept(clerk, family, content):
    response = hand_in(clerk, family, file=SimpleUploadedFile("x.jpg", content))

    assert (list(errors_of(response)), family.evidence.count()) == (["file"], 1)


@pytest.mark.parametrize("content", [content for _read, content in KINDS.values()], ids=KINDS)
def test_a_broken_scan_is_kept_or_refused_beside_its_field(clerk, family, content):
    chance = random.Random(28112026)

    for _time in range(5):
        broken = SimpleUploadedFile("x.jpg", mutated(content, chance))
        response = hand_in(clerk, family, kind="pkh", file=broken)
        if response.status_code != 302:
            assert (response.status_code, [*errors_of(response)]) == (422, ["file"])


def test_the_queue_shows_what_waits_the_oldest_first(chief, family, waiting, facility):
    PovertyEvidenceFactory(
        family=FamilyFactory(facility=facility, name="Ngatini"), verified_at=None, verified_by=None
    )

    text = text_of(chief.get(reverse("evidence_queue")))

    assert text.index("Sri Wahyuni") < text.index("Ngatini")
    assert "2 bukti menunggu" in text


def test_an_empty_queue_says_so(chief, family):
    assert "Tidak ada bukti yang menunggu." in text_of(chief.get(reverse("evidence_queue")))


def test_the_queue_costs_the_same_for_one_and_for_many(chief, family, waiting):
    chief.get(reverse("evidence_queue"))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            chief.get(reverse("evidence_queue"))
        counts.append(len(queries))
        for _row in range(9):
            PovertyEvidenceFactory(family=family, verified_at=None, verified_by=None)

    assert counts[0] == counts[1]


def test_accepted_evidence_makes_a_family_eligible(chief, family, waiting):
    family.evidence.exclude(pk=waiting.pk).delete()

    assert decide(chief, waiting, decision="accept").url == reverse("evidence_queue")
    assert "Memenuhi syarat." in text_of(chief.get(reverse("family_detail", args=[family.pk])))


def test_ones_own_record_is_accepted_with_a_remark(chief, family, services_head):
    own = PovertyEvidenceFactory(
        family=family, recorded_by=services_head, verified_at=None, verified_by=None
    )

    assert "Anda sendiri yang mencatat bukti ini." in text_of(
        chief.get(reverse("evidence_decide", args=[own.pk]))
    )
    decide(chief, own, decision="accept")
    assert AuditEntry.objects.get(verb="accept_evidence").facts["own_record"] is True


def test_a_rejection_is_told_with_its_reason(chief, family, waiting):
    response = decide(chief, waiting, decision="reject", reason="unreadable")

    said = (
        "Bukti ditolak: Hasil pindai tidak terbaca. Keluarga belum dapat masuk daftar sampai ada"
        " bukti lain."
    )
    assert said in text_of(chief.get(response.url))
    assert "Hasil pindai tidak terbaca" in text_of(
        chief.get(reverse("family_detail", args=[family.pk]))
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, None),
        ({"decision": "maybe"}, "decision"),
        ({"decision": "reject"}, "reason"),
        ({"decision": "reject", "reason": "mood"}, "reason"),
        ({"decision": "reject", "reason": "other"}, "other"),
        ({"decision": "reject", "reason": "other", "other": "x" * 1_000}, "other"),
        ({"decision": "reject", "reason": "other", "other": "\x00"}, "other"),
    ],
)
def test_a_decision_without_its_reason_decides_nothing(chief, waiting, data, field):
    response = decide(chief, waiting, **data)

    assert field is None or list(errors_of(response)) == [field]
    assert PovertyEvidence.objects.waiting().count() == 1


def test_a_rejection_that_is_sent_again_is_no_error(chief, waiting):
    answers = [decide(chief, waiting, decision="reject", reason="unreadable") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert AuditEntry.objects.filter(verb="reject_evidence").count() == 1


def test_the_reason_of_a_rejection_is_not_called_optional(chief, waiting):
    text = text_of(chief.get(reverse("evidence_decide", args=[waiting.pk])))
    wrong = text_of(decide(chief, waiting, decision="maybe"))

    assert text.count("(opsional)") == 1
    assert "<li>Pilih terima atau tolak.</li>" in tight(wrong)


def test_a_refused_decision_is_kept_by_no_browser_since_a_nik_may_stand_in_it(chief, waiting):
    response = decide(chief, waiting, decision="reject", reason="other", other=NIK.digits)

    assert (response.status_code, NIK.digits in text_of(response), response["Cache-Control"]) == (
        422,
        True,
        "no-store",
    )


def test_what_somebody_else_decided_is_said_and_kept(chief, waiting, facility):
    page = chief.get(reverse("evidence_decide", args=[waiting.pk]))
    decide(chief, waiting, decision="reject", reason="expired")

    response = decide(chief, waiting, decision="accept")

    assert page.status_code == 200
    assert errors_of(response) == {"__all__": ["Bukti ini sudah diputuskan."]}


def test_an_acceptance_is_taken_back_with_a_reason_and_the_history_keeps_it(chief, family):
    accepted = family.evidence.get()

    response = decide(chief, accepted, decision="take_back", reason="other_person")

    accepted.refresh_from_db()
    assert (response.url, accepted.verified_by, accepted.rejected_reason) == (
        reverse("family_detail", args=[family.pk]),
        None,
        "Bukan atas nama keluarga ini",
    )
    said = (
        "Bukti ditolak: Bukan atas nama keluarga ini. Keluarga tidak lagi memenuhi syarat dengan"
        " bukti ini."
    )
    assert said in text_of(chief.get(response.url))
    history = text_of(chief.get(reverse("family_history", args=[family.pk])))
    assert "<li> SKTM ditolak </li>" in history
    assert "SKTM diterima" not in history


def test_the_page_of_accepted_evidence_says_what_taking_back_means(chief, family):
    accepted = family.evidence.get()
    address = reverse("evidence_decide", args=[accepted.pk])

    assert address in text_of(chief.get(reverse("family_detail", args=[family.pk])))
    text = text_of(chief.get(address))
    assert (
        "Keluarga ini tidak lagi memenuhi syarat dengan bukti ini. Yang sudah disetujui dalam"
        " daftar tetap berlaku." in text
    )


def test_a_registrar_is_offered_no_taking_back(clerk, family):
    accepted = family.evidence.get()

    assert reverse("evidence_decide", args=[accepted.pk]) not in text_of(
        clerk.get(reverse("family_detail", args=[family.pk]))
    )
    assert decide(clerk, accepted, decision="take_back", reason="expired").status_code == 403


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "reason"),
        ({"reason": "other"}, "other"),
        ({"reason": "other", "other": NIK.digits}, "other"),
    ],
)
def test_an_acceptance_is_not_taken_back_without_a_reason(chief, family, data, field):
    response = decide(chief, family.evidence.get(), decision="take_back", **data)

    assert (response.status_code, list(errors_of(response)), family.evidence.get().rejected_at) == (
        422,
        [field],
        None,
    )


def test_an_old_page_that_rejects_what_was_accepted_meanwhile_takes_nothing_back(chief, family):
    response = decide(chief, family.evidence.get(), decision="reject", reason="expired")

    assert errors_of(response) == {"__all__": ["Bukti ini sudah diputuskan."]}
    assert family.evidence.get().rejected_at is None


def test_a_scan_stands_beside_the_fields(chief, waiting):
    waiting.file = ContentFile(photo().read(), name="a.jpg")
    waiting.save()

    assert f'<img class="img-fluid" src="{reverse("evidence_file", args=[waiting.pk])}"' in text_of(
        chief.get(reverse("evidence_decide", args=[waiting.pk]))
    )


def test_a_scan_is_handed_out_as_an_attachment_and_logged(clerk, waiting, registrar):
    waiting.file = ContentFile(b"%PDF-1.7", name="a.pdf")
    waiting.save()

    response = clerk.get(reverse("evidence_file", args=[waiting.pk]))

    assert response["Content-Disposition"] == f'attachment; filename="bukti-{waiting.pk}.pdf"'
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == (
        "nosniff",
        "private, no-store",
    )
    entry = AuditEntry.objects.get(verb="open_file")
    assert (entry.by, entry.facts) == (registrar, {"evidence": waiting.pk})


def test_a_scan_arrives_whole_at_a_browser_that_takes_gzip(clerk, waiting):
    scan = b"%PDF-1.7 " + b"SKTM " * 20_000
    waiting.file = ContentFile(scan, name="a.pdf")
    waiting.save()

    response = clerk.get(
        reverse("evidence_file", args=[waiting.pk]), headers={"Accept-Encoding": "gzip"}
    )

    assert gzip.decompress(response.getvalue()) == scan
    assert "Content-Length" not in response


def test_a_scan_that_is_gone_is_said_and_not_logged_as_opened(clerk, waiting):
    waiting.file = ContentFile(b"%PDF-1.7", name="a.pdf")
    waiting.save()
    waiting.file.storage.delete(waiting.file.name)

    response = clerk.get(reverse("evidence_file", args=[waiting.pk]))

    assert (response.status_code, AuditEntry.objects.filter(verb="open_file").count()) == (404, 0)
    assert "Berkas ini tidak ada lagi di penyimpanan." in text_of(response)
    assert reverse("family_detail", args=[waiting.family_id]) in text_of(response)


def test_the_head_opens_no_scan_since_it_may_show_a_nik(sign_in, head, waiting):
    waiting.file = ContentFile(b"%PDF-1.7", name="a.pdf")
    waiting.save()
    client = sign_in(head)

    assert "Unduh hasil pindai" not in text_of(
        client.get(reverse("family_detail", args=[waiting.family_id]))
    )
    assert client.get(reverse("evidence_file", args=[waiting.pk])).status_code == 403


def test_evidence_without_a_scan_leads_back_to_the_family(clerk, waiting):
    assert clerk.get(reverse("evidence_file", args=[waiting.pk])).url == reverse(
        "family_detail", args=[waiting.family_id]
    )


def test_scans_have_no_address_of_their_own(clerk, waiting):
    waiting.file = ContentFile(b"%PDF-1.7", name="a.pdf")
    waiting.save()

    assert [
        clerk.get(f"/{prefix}{waiting.file.name}").status_code
        for prefix in ("", "media/", "static/")
    ] == [404, 404, 404]


def test_a_registrar_verifies_nothing(clerk, waiting):
    assert decide(clerk, waiting, decision="accept").status_code == 403


def test_accepted_evidence_is_one_line_of_the_history(chief, family, waiting):
    decide(chief, waiting, decision="accept")

    assert "<li> PKH diterima </li>" in text_of(
        chief.get(reverse("family_history", args=[family.pk]))
    )


def test_the_next_evidence_follows_the_one_that_was_accepted(chief, family, waiting):
    first = PovertyEvidenceFactory(
        family=family, recorded_by=waiting.recorded_by, verified_at=None, verified_by=None
    )

    shown = text_of(chief.get(reverse("evidence_decide", args=[waiting.pk])))
    following = decide(chief, waiting, decision="accept_next")
    last = decide(chief, first, decision="accept_next")

    assert "Terima dan periksa berikutnya" in shown
    assert following.url == reverse("evidence_decide", args=[first.pk])
    assert last.url == reverse("evidence_queue")


def test_the_last_evidence_offers_no_next(chief, waiting):
    page = text_of(chief.get(reverse("evidence_decide", args=[waiting.pk])))

    assert "Terima dan periksa berikutnya" not in page


def test_a_reason_chosen_on_an_english_screen_is_stored_as_the_office_reads_it(
    chief, waiting, settings
):
    chief.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    decide(chief, waiting, decision="reject", reason="unreadable")

    waiting.refresh_from_db()
    assert waiting.rejected_reason == "Hasil pindai tidak terbaca"


def test_after_handing_in_the_next_family_is_offered(clerk, family):
    page = clerk.get(hand_in(clerk, family).url)

    assert f'<a href="{reverse("family_new")}">Daftarkan keluarga berikutnya</a>' in text_of(page)
