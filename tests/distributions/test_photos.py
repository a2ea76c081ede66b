"""Photos of an event: only of people who agreed, on a page of the report, removed for good."""

import io
import uuid

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from distributions import photos
from distributions.documents import issuing
from distributions.models import EventPhoto
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.distributions.test_issued_documents import DAY, NOON, REPORT, issue, text_of
from tests.factories import EventPhotoFactory
from tests.pages import fields_of
from tests.races import without
from tests.samples import Photo

CAPTION = "Penyerahan paket di Aula"


class FromAPhone(Photo):
    """A picture that says where and when it was taken."""

    def __init__(self):
        super().__init__()
        drawn, hidden = io.BytesIO(), Image.Exif()
        hidden[0x010F], hidden[0x0132] = "Kamera", "2026:03:10 09:00:00"
        Image.new("RGB", (640, 480), (30, 120, 60)).save(drawn, "JPEG", exif=hidden)
        self.file = drawn
        self.size, self.name = drawn.tell(), "IMG_0001.jpg"
        self.content_type = "image/jpeg"


@pytest.fixture
def over(facility, day_of_aid, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return day_of_aid(facility, DAY)


@pytest.fixture
def send(sign_in, services_head, over):
    """Hand in a photo through the page; without the tick where ``agreed`` is empty."""
    screen, at = sign_in(services_head), reverse("event_photos", args=[over.pk])

    def post(**typed):
        sent = fields_of(screen.get(at)) | {"caption": CAPTION, "agreed": "on"} | typed
        return screen.post(at, sent | {"file": FromAPhone()}, follow=True)

    return post


def test_a_photo_is_kept_only_with_the_tick_and_without_hidden_data(send, over, services_head):
    refused = send(agreed="")
    assert (refused.status_code, over.photos.count()) == (422, 0)
    assert "Foto hanya disimpan jika semua yang terlihat setuju." in refused.content.decode()

    page = send().content.decode()

    [photo] = over.photos.kept()
    assert CAPTION in page
    assert (photo.agreed, photo.recorded_by) == (True, services_head)
    with photo.file.open() as file:
        assert dict(Image.open(file).getexif()) == {}
    assert "IMG_0001" not in photo.file.name
    assert AuditEntry.objects.get(verb="add_photo").facts == {"photo": photo.pk}


def test_four_fit_on_the_page_of_the_report_with_their_captions(send, over, head):
    for number in range(4):
        send(caption=f"Foto yang ke-{number}")
    full = send(caption="Foto yang kelima", client_id=str(uuid.uuid4()))

    report, annex = text_of(issue(over, head, REPORT).pdf)

    assert "Sudah ada empat foto" in full.content.decode()
    assert (over.photos.count(), "Foto yang ke-0" in report) == (4, False)
    assert "LAMPIRAN III DOKUMENTASI" in annex
    assert [f"Foto yang ke-{number}" in annex for number in range(4)] == [True] * 4
    assert "Penyerahan" not in text_of(issue(over, head).pdf)[-1]


def test_who_cannot_see_a_photo_hears_its_caption_and_the_bytes_repeat(send, over, head):
    send()
    document = issue(over, head, REPORT)

    again = issuing.drawn(issuing.Job(over, NOON, number=document.number), REPORT, document.code)

    pdf = bytes(document.pdf)
    assert pdf == bytes(again.pdf)
    tree = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    assert CAPTION in alternatives(tree)
    [row] = document.payload["parts"][1]["photos"]
    assert (row["caption"], len(row["sha256"]), "content" in row) == (CAPTION, 64, False)


def alternatives(node):
    """What stands in place of the pictures, down the tree of a tagged PDF."""
    node = node.get_object()
    if not isinstance(node, dict):
        return []
    below = node.get("/K", [])
    below = below if isinstance(below, list) else [below]
    found = [str(node["/Alt"])] if "/Alt" in node else []
    return found + [
        text for one in below if hasattr(one, "get_object") for text in alternatives(one)
    ]


def test_a_removed_photo_is_gone_but_for_what_was_issued(
    send, sign_in, services_head, over, head, django_capture_on_commit_callbacks
):
    send()
    [photo] = over.photos.kept()
    document = issue(over, head, REPORT)
    screen, at = sign_in(services_head), reverse("event_photo_remove", args=[photo.pk])

    assert document.code in screen.get(at).content.decode()
    assert screen.post(at, {"reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        answer = screen.post(at, {"reason": "Satu orang menarik persetujuannya"})

    stored, name = photo.file.storage, photo.file.name
    photo.refresh_from_db()
    assert (answer.status_code, stored.exists(name)) == (303, False)
    assert (photo.file.name, photo.caption, photo.removed_by) == ("", "", services_head)
    assert len(text_of(issuing.draft(issuing.Job(over, NOON), REPORT))) == 1
    assert CAPTION in text_of(document.pdf)[1]
    assert screen.get(at).url == reverse("event_photos", args=[over.pk])
    assert AuditEntry.objects.get(verb="remove_photo").facts == {"photo": photo.pk}


@pytest.mark.parametrize("facts", [{"is_rehearsal": True}, {"served": 0, "is_rehearsal": True}])
def test_a_rehearsal_has_no_photos(facts, facility, day_of_aid, services_head):
    event = day_of_aid(facility, DAY, **facts)
    photo = EventPhotoFactory.build(distribution=event, recorded_by=None)

    with pytest.raises(Refused, match="kecuali latihan"):
        photos.add(photo=photo, by=services_head)


GUARDS = {
    "a_photo_shows_whom_agreed": {"agreed": False},
    "a_page_holds_four_photos": {"place": 5},
    "one_photo_in_each_place": {"place": 1},
    "a_photo_has_its_caption": {"place": 2, "caption": ""},
}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_refuses_it_too(guard, over):
    facts = {"distribution": over, "place": 3} | GUARDS[guard]
    EventPhotoFactory(distribution=over, place=1)
    is_trigger = guard == "a_photo_has_its_caption"
    dropped = {"trigger" if is_trigger else "constraint": guard}

    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        EventPhotoFactory(**facts)
    with without(EventPhoto, **dropped):
        EventPhotoFactory(**facts)


@pytest.mark.parametrize(
    ("guard", "changes"),
    [
        ("a_removed_photo_says_why", {"file": "", "caption": "", "removed_reason": ""}),
        ("a_removed_photo_is_gone", {"removed_reason": "Ditarik"}),
        ("eventphoto_is_append_only", {"caption": "Lain"}),
    ],
)
def test_a_photo_changes_only_by_going(guard, changes, over):
    photo = EventPhotoFactory(distribution=over)
    if guard != "eventphoto_is_append_only":
        changes |= {"removed_at": NOON, "removed_by": over.recorded_by}

    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        EventPhoto.objects.filter(pk=photo.pk).update(**changes)


def test_the_same_form_keeps_one_photo(over, services_head):
    key = uuid.uuid4()

    made = [
        photos.add(
            photo=EventPhoto(
                distribution=over, agreed=True, client_id=key, caption=CAPTION, file=file
            ),
            by=services_head,
        )
        for file in (a_file(), a_file())
    ]

    assert made[0] == made[1]
    assert over.photos.count() == 1


def a_file():
    return ContentFile(b"\xff\xd8\xff 1", name="satu.jpg")
