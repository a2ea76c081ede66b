"""Files that people hand in: pictures are drawn anew, papers are kept as they are, and every
opening is logged.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from threading import Lock

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rutan import audit, child_process
from rutan.models import User
from rutan.once import FormUsedBefore

MOST_PICTURE = 10 * 2**20
MOST_PAPER = 5 * 2**20
# A signed record of ten pages, as an office scanner makes it in colour at 300 dpi, is 15 to 25 MB;
# the child takes up to 50 MB.
MOST_SIGNED_PAPER = 30 * 2**20
CHILD = Path(__file__).with_name("upload_reader.py")
SECONDS = 30
# The child's address space; a test holds its peak to 200 MB above what it takes idle.
MEGABYTES = 220
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TYPES = {".jpg": "image/jpeg", ".pdf": "application/pdf"}
_PROBLEMS = {
    ("picture", "broken"): gettext_lazy(
        "Gambar ini rusak atau tidak terbaca. Ambil foto sekali lagi."
    ),
    ("picture", "size"): gettext_lazy(
        "Gambar ini terlalu besar. Ambil foto dengan ukuran lebih kecil."
    ),
    ("paper", "broken"): gettext_lazy("PDF ini rusak atau tidak terbaca. Pindai sekali lagi."),
    ("paper", "size"): gettext_lazy("PDF ini terlalu besar untuk dibuka. Pindai sekali lagi."),
    ("paper", "password"): gettext_lazy(
        "PDF ini dikunci dengan kata sandi. Simpan tanpa kata sandi, atau foto lembarnya."
    ),
    ("paper", "active"): gettext_lazy(
        "PDF ini berisi perintah atau lampiran, jadi tidak disimpan. Pindai atau foto lembarnya."
    ),
}
# One file at a time in a worker, so that its children together take no more than one.
_one_at_a_time = Lock()


def checked(upload: UploadedFile, *, most_paper: int = MOST_PAPER) -> ContentFile:
    """What may be stored of an upload: a JPEG of at most 1600 points a side without hidden data, or
    the PDF itself, of at most ``most_paper`` bytes.

    What it is, its first bytes say, not its name; the new name says nothing of whom it is about.
    Raises ValidationError (codes ``type``, ``size``, ``broken``, ``password``, ``active``).
    """
    upload.seek(0)
    start = upload.read(8)
    if start.removeprefix(_BYTE_ORDER_MARK).startswith(b"%PDF-"):
        _refuse_above(
            most_paper,
            upload,
            _("PDF terlalu besar. Paling besar %(n)s MB; pindai dengan resolusi lebih kecil."),
        )
        paper = _whole(upload)
        _read("paper", paper)
        return ContentFile(paper, name=f"{uuid.uuid4()}.pdf")
    if start.startswith(_PICTURES):
        _refuse_above(MOST_PICTURE, upload, _("Foto terlalu besar. Paling besar %(n)s MB."))
        return ContentFile(_read("picture", _whole(upload)), name=f"{uuid.uuid4()}.jpg")
    raise ValidationError(_("Berkas harus berupa foto (JPG atau PNG) atau PDF."), code="type")


def _refuse_above(most: int, upload: UploadedFile, said: str) -> None:
    if upload.size > most:
        raise ValidationError(said % {"n": most // 2**20}, code="size")


def _whole(upload: UploadedFile) -> bytes:
    upload.seek(0)
    return upload.read()


def _read(kind: str, content: bytes) -> bytes:
    """What the child makes of a ``picture`` or ``paper``; raises ValidationError with its problem
    in words.
    """
    task = kind.encode() + b"\n" + content
    try:
        with _one_at_a_time:
            said = child_process.run(CHILD, task, seconds=SECONDS, megabytes=MEGABYTES)
    except child_process.ChildFailed as failed:
        # Whatever a mutated file leads a decoder to, also its end.
        raise ValidationError(_PROBLEMS[kind, "broken"], code="broken") from failed
    problem, _newline, answer = said.partition(b"\n")
    if code := problem.decode():
        raise ValidationError(_PROBLEMS[kind, code], code=code)
    return answer


@contextmanager
def stored_with_their_rows(files: list[FieldFile]) -> Iterator[None]:
    """Around ``atomic()``: a rollback takes back rows only, so what was stored for them is deleted
    when the block fails.

    ``files`` are those of unsaved rows; the block itself may add them to the list.
    """
    try:
        yield
    except BaseException:
        for file in files:
            if file and file._committed:
                file.storage.delete(file.name)
        raise


class ScanField(forms.FileField):
    """A photo or PDF that is handed in, cleaned to what may be stored of it (None where there is
    none); a PDF of at most ``most_paper`` bytes.
    """

    def __init__(self, *, most_paper: int = MOST_PAPER, **kwargs) -> None:
        self.most_paper = most_paper
        accepted = {"accept": "image/jpeg,image/png,application/pdf"}
        widget = forms.ClearableFileInput(attrs=accepted)
        super().__init__(
            **{"label": gettext_lazy("Foto atau hasil pindai"), "widget": widget} | kwargs
        )

    def clean(self, data: UploadedFile | None, initial: object = None) -> ContentFile | None:
        upload = super().clean(data, initial)
        return checked(upload, most_paper=self.most_paper) if upload else None


class PictureField(ScanField):
    """The same of a picture alone."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = "image/jpeg,image/png"

    def clean(self, data: UploadedFile | None, initial: object = None) -> ContentFile | None:
        found = super().clean(data, initial)
        if found and not found.name.endswith(".jpg"):
            raise ValidationError(_("Berkas harus berupa foto (JPG atau PNG)."), code="type")
        return found


def ask_again(form: forms.Form) -> None:
    """At the field ``file`` of a refused form: a browser never sends a file back that it sent
    once.
    """
    if form.files.get("file") and "file" not in form.errors:
        said = _("Pilih lagi berkasnya; peramban tidak menyimpannya.")
        form.add_error("file", ValidationError(said, code="again"))


def refuse_other(stored: FieldFile, sent: FieldFile, row: models.Model) -> None:
    """Raise FormUsedBefore unless a form that is sent again holds the same file: a scan is drawn
    anew when it is handed in, so that the same one has the same size.
    """
    if bool(stored) != bool(sent) or (sent and stored.size != sent.size):
        raise FormUsedBefore(row)


def is_picture(file: FieldFile) -> bool:
    """Whether a stored file can stand in a page."""
    return bool(file) and file.name.endswith(".jpg")


def handed_out(
    *, row: models.Model, file: FieldFile, name: str, by: User, **facts: int
) -> FileResponse:
    """The file as an attachment called ``name``, which no browser takes for anything else.

    The opening is logged on ``row`` with the ids in ``facts``; where the file is gone nothing was
    handed out and nothing is logged: FileNotFoundError.
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
