import io

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from rutan.files import MOST_PAPER, MOST_PICTURE, checked


def drawing(form="JPEG", size=(40, 30), **options):
    drawn = io.BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("colour", "red")).save(
        drawn, form, **options
    )
    return drawn.getvalue()


def paper(change=lambda writer: None):
    writer, kept = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    change(writer)
    writer.write(kept)
    return kept.getvalue()


PAPER = drawing("PDF")
LOCKED = paper(lambda writer: writer.encrypt("rahasia"))
ACTIVE = paper(lambda writer: writer.add_attachment("x.exe", b"MZ"))


def handed_in(content, name="SKTM Sri Wahyuni.jpg"):
    return checked(SimpleUploadedFile(name, content))


def test_a_picture_is_drawn_anew_and_its_name_is_dropped():
    stored = handed_in(drawing("PNG", size=(3000, 1500)))

    picture = Image.open(stored)
    assert (picture.format, picture.size) == ("JPEG", (1600, 800))
    assert stored.name.endswith(".jpg")
    assert "Wahyuni" not in stored.name


def test_where_and_when_a_picture_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010E] = "Rumah Sri"
    exif[0x0112] = 6

    picture = Image.open(handed_in(drawing(exif=exif)))

    assert (dict(picture.getexif()), picture.size) == ({}, (30, 40))


def test_a_transparent_scan_stands_on_white():
    picture = Image.open(handed_in(drawing("PNG", mode="RGBA", colour=(0, 0, 0, 0))))

    assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "paper",
    [PAPER, PAPER + b"\n" + b"\0" * 900, b"\xef\xbb\xbf" + PAPER],
    ids=["whole", "padded by a scanner", "after a byte order mark"],
)
def test_a_pdf_is_kept_as_it_is(paper):
    stored = handed_in(paper, name="x.exe")

    assert (stored.read(), stored.name[-4:]) == (paper, ".pdf")


@pytest.mark.parametrize(
    ("content", "remedy"),
    [(LOCKED, "Simpan tanpa kata sandi"), (ACTIVE, "Pindai atau foto lembarnya")],
)
def test_a_pdf_that_is_not_stored_is_told_the_remedy(content, remedy):
    with pytest.raises(ValidationError, match=remedy):
        handed_in(content)


def test_a_broken_pdf_is_told_what_to_do():
    with pytest.raises(
        ValidationError, match=r"PDF ini rusak atau tidak terbaca\. Pindai sekali lagi\."
    ):
        handed_in(b"%PDF-1.4 junk")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "type"),
        (b"<script>alert(1)</script>", "type"),
        (b"GIF89a....", "type"),
        (b"PK\x03\x04 docx", "type"),
        (b"\xff\xd8\xff broken", "broken"),
        (drawing("PNG")[:60], "broken"),
        (b"%PDF-1.4 junk", "broken"),
        (PAPER[: len(PAPER) // 2], "broken"),
        (b"%PDF-1.4\nstartxref\n9\n%%EOF", "broken"),
        (b"%PDF-" + b"x" * MOST_PAPER, "size"),
        (b"\xff\xd8\xff" + b"x" * MOST_PICTURE, "size"),
        (drawing("PNG", mode="1", size=(9000, 9000), colour=1), "size"),
        (LOCKED, "password"),
        (ACTIVE, "active"),
    ],
    ids=[
        "empty",
        "script",
        "gif",
        "zip",
        "broken jpeg",
        "half a png",
        "junk pdf",
        "half a pdf",
        "no pages",
        "large pdf",
        "large jpeg",
        "bomb",
        "password",
        "attachment",
    ],
)
def test_what_is_no_picture_or_paper_is_refused(content, code):
    with pytest.raises(ValidationError) as refused:
        handed_in(content)

    assert refused.value.code == code
