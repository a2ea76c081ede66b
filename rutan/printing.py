"""Answering whoever prints or opens a file: what was asked for, or a page that says why not."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from rutan.files import handed_out
from rutan.papers import PaperFailed


def drawn(
    request: HttpRequest, draw: Callable[[], bytes], *, label: str, when: Any, back: str
) -> HttpResponse:
    """The PDF that ``draw`` makes, as ``pdf_page``; ``back`` is the page it would be of."""
    try:
        return pdf_page(when, label, draw())
    except PaperFailed:
        return paper_failed(request, back)


def pdf_page(when: Any, label: str, pdf: bytes) -> HttpResponse:
    """A PDF in the browser, its file named after the paper and the day or month."""
    name = f"{slugify(label)}-{when}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def stored_file(
    request: HttpRequest, *, row: Model, file: FieldFile, name: str, back: str, **facts: int
) -> HttpResponse | FileResponse:
    """As ``files.handed_out``; where the file is gone, a page that says so with the way back."""
    try:
        return handed_out(row=row, file=file, name=name, by=request.user, **facts)
    except FileNotFoundError:
        return render(request, "file_missing.html", {"back": back}, status=404)


def paper_failed(request: HttpRequest, back: str) -> HttpResponse:
    context = {"again": request.get_full_path(), "back": back}
    return render(request, "paper_failed.html", context, status=503)
