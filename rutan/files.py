"""Files that people hand in: pictures are drawn anew, papers are kept as they are, and every opening is logged."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from rutan import audit
from rutan.models import User

MOST_PICTURE = 10 * 2**20
MOST_PAPER = 5 * 2**20
# A phone's 50 million points are 150 MB when decoded; more is a mistake or an attack.
MOST_POINTS = 50_000_000
WIDEST = 1600
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_TYPES = {".jpg": "image/jpeg", ".pdf": "application/pdf"}


def checked(upload: UploadedFile) -> ContentFile:
    """What may be stored of an upload: a JPEG of at most 1600 points a side without hidden data, or the PDF itself.

    What it is, its first bytes say, not its name; the new name says nothing of whom it is about.
    Raises ValidationError (codes ``type``, ``size``, ``broken``).
    """
    upload.seek(0)
    start = upload.read(8)
    if start.startswith(b"%PDF-"):
        _refuse_above(MOST_PAPER, upload)
        return ContentFile(_whole(upload), name=f"{uuid.uuid4()}.pdf")
    if start.startswith(_PICTURES):
        _refuse_above(MOST_PICTURE, upload)
        return ContentFile(_redrawn(upload), name=f"{uuid.uuid4()}.jpg")
    raise ValidationError(_("Berkas harus berupa foto (JPG atau PNG) atau PDF."), code="type")


def _refuse_above(most: int, upload: UploadedFile) -> None:
    if upload.size > most:
        raise ValidationError(
            _("Berkas terlalu besar. Paling besar %(n)s MB.") % {"n": most // 2**20}, code="size"
        )


def _whole(upload: UploadedFile) -> bytes:
    """The PDF, if it has the end, the index and the pages without which no reader opens one."""
    upload.seek(0)
    paper = upload.read()
    # Readers look for the end in the last 1,024 bytes: scanners pad. Since PDF 1.5 pages may lie in object streams.
    if (
        b"%%EOF" in paper[-1024:]
        and b"startxref" in paper
        and (b"/Page" in paper or b"/ObjStm" in paper)
    ):
        return paper
    raise ValidationError(_("PDF ini rusak atau tidak terbaca. Pindai sekali lagi."), code="broken")


def _redrawn(upload: UploadedFile) -> bytes:
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=["JPEG", "PNG"])
        if picture.width * picture.height > MOST_POINTS:
            raise ValidationError(
                _("Gambar ini terlalu besar. Ambil foto dengan ukuran lebih kecil."), code="size"
            )
        picture = ImageOps.exif_transpose(picture).convert("RGBA")
        picture.thumbnail((WIDEST, WIDEST))
        # On white: a transparent scan would come out black.
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        raise ValidationError(
            _("Gambar ini rusak atau tidak terbaca. Ambil foto sekali lagi."), code="broken"
        ) from error
    drawn = io.BytesIO()
    ground.save(drawn, "JPEG", quality=85, optimize=True)
    return drawn.getvalue()


@contextmanager
def stored_with_their_rows(files: list[FieldFile]) -> Iterator[None]:
    """Around ``atomic()``: a rollback takes back rows only, so what was stored for them is deleted when the block fails.

    ``files`` are those of unsaved rows; the block itself may add them to the list.
    """
    try:
        yield
    except BaseException:
        for file in files:
            if file and file._committed:
                file.storage.delete(file.name)
        raise


def is_picture(file: FieldFile) -> bool:
    """Whether a stored file can stand in a page."""
    return bool(file) and file.name.endswith(".jpg")


def handed_out(
    *, row: models.Model, file: FieldFile, name: str, by: User, **facts: int
) -> FileResponse:
    """The file as an attachment called ``name``, which no browser takes for anything else.

    The opening is logged on ``row`` with the ids in ``facts``; where the file is gone nothing was handed out and
    nothing is logged: FileNotFoundError.
    """
    opened = file.open("rb")
    with transaction.atomic():
        audit.record(by=by, verb="open_file", thing=row, **facts)
    ending = PurePath(file.name).suffix
    response = FileResponse(
        opened, as_attachment=True, filename=f"{name}{ending}", content_type=_TYPES[ending]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
