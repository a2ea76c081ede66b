import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from rutan.files import MOST_PAPER, MOST_PICTURE, checked


def drawing(form="JPEG", size=(40, 30), **options):
    drawn = io.BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("colour", "red")).save(drawn, form, **options)
    return drawn.getvalue()


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


def test_a_pdf_is_kept_as_it_is():
    stored = handed_in(b"%PDF-1.7 paper", name="x.exe")

    assert (stored.read(), stored.name[-4:]) == (b"%PDF-1.7 paper", ".pdf")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "type"),
        (b"<script>alert(1)</script>", "type"),
        (b"GIF89a....", "type"),
        (b"PK\x03\x04 docx", "type"),
        (b"\xff\xd8\xff broken", "broken"),
        (drawing("PNG")[:60], "broken"),
        (b"%PDF-" + b"x" * MOST_PAPER, "size"),
        (b"\xff\xd8\xff" + b"x" * MOST_PICTURE, "size"),
        (drawing("PNG", mode="1", size=(9000, 9000), colour=1), "size"),
    ],
    ids=["empty", "script", "gif", "zip", "broken jpeg", "half a png", "large pdf", "large jpeg", "bomb"],
)
def test_what_is_no_picture_or_paper_is_refused(content, code):
    with pytest.raises(ValidationError) as refused:
        handed_in(content)

    assert refused.value.code == code
