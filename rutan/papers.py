"""Papers as PDF: typst in a child process, with letterhead, signature and the line at the foot."""

import datetime as dt
import io
import json
import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rutan import audit, child_process
from rutan.formats import jam_zona, tanggal
from rutan.language import in_office_language
from rutan.models import Facility, Signatory, User

CHILD = Path(__file__).with_name("typesetting.py")
SECONDS = 20
# typst reserves far more addresses than it fills.
MEGABYTES = 4_000
# A long list costs memory in typst's cache: more rows than an office prints at once are refused.
MOST_ROWS = 2_000

# On a sheet that was never issued.
SAMPLE_CODE = "CONTOH"

logger = logging.getLogger(__name__)


class PaperFailed(Exception):
    """The paper could not be made; nothing was stored, and trying again does no harm."""


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    at: dt.datetime,
    pictures: Mapping[str, bytes] | None = None,
    seconds: float = SECONDS,
) -> bytes:
    """The PDF (PDF/UA-1 and PDF/A-2a as far as typst claims it) of
    ``templates/documents/<template>.typ`` with ``data`` (what JSON holds).

    ``at`` is the document's date: the same data and moment give the same bytes. Values are text,
    never markup; ``pictures`` are JPEG by the file names in ``data``. Raises PaperFailed when there
    are more than MOST_ROWS rows, when it takes longer than ``seconds``, or on an error.
    """
    if _rows(data) > MOST_ROWS:
        raise PaperFailed("too many rows")
    drawn = {name: b64encode(content).decode() for name, content in (pictures or {}).items()}
    asked = {"template": template, "data": data, "at": int(at.timestamp()), "pictures": drawn}
    task = json.dumps(asked)
    try:
        return child_process.run(CHILD, task.encode(), seconds=seconds, megabytes=MEGABYTES)
    except child_process.ChildFailed as failed:
        if failed.reason == "slow":
            raise PaperFailed("too slow") from failed
        logger.error("Paper %s failed: %s", template, failed.said)
        raise PaperFailed("error") from failed


def _rows(value: Any) -> int:
    """How many list entries the data hold, at any depth; the cells of a row are no rows."""
    if isinstance(value, Mapping):
        return sum(_rows(part) for part in value.values())
    if isinstance(value, list | tuple):
        is_row = not any(isinstance(part, Mapping | list | tuple) for part in value)
        return 1 if is_row else len(value) + sum(_rows(part) for part in value)
    return 0


def qr(text: str, **symbol: Any) -> str:
    """A text as a picture (SVG), with nothing beside it; ``symbol`` as segno takes it."""
    # Only whoever prints codes waits for the library.
    import segno

    picture = io.BytesIO()
    segno.make_qr(text, **symbol).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()


def pictures_of(facility: Facility) -> dict[str, bytes]:
    """The files that ``of_office`` names."""
    name = _logo(facility)
    if not name:
        return {}
    with facility.logo.open("rb") as file:
        return {name: file.read()}


def _logo(facility: Facility) -> str:
    """The file name of the logo in a paper; empty where there is none, or the paper bears it."""
    logo = facility.logo
    if not logo or facility.letterhead_on_paper or not logo.storage.exists(logo.name):
        return ""
    return f"logo-{PurePath(logo.name).stem}.jpg"


def sample(facility: Facility, *, at: dt.datetime) -> bytes | None:
    """A sheet with the letterhead and the number as the office's letters bear them; None where it
    could not be made.
    """
    day = facility.local_day(at)
    data = {
        **of_office(facility),
        "date": [day.year, day.month, day.day],
        "title": "Pratinjau kop",
        "event": facility.name,
        "number": facility.number_pattern,
    }
    with in_office_language():
        data["signature"] = signature(facility, Signatory.Office.HEAD, day)
        data["foot"] = foot(facility, SAMPLE_CODE, at, issued=True)
    try:
        return render("letterhead", data, at=at, pictures=pictures_of(facility))
    except PaperFailed:
        return None


def print_blank(
    *,
    kind: str,
    title: str,
    make: Callable[[Facility], Mapping[str, Any]],
    by: User,
    at: dt.datetime | None = None,
) -> bytes:
    """A paper of the office that somebody fills in by hand, drawn from ``templates/documents/`` by
    its ``kind`` with what ``make`` says of the office; who printed it is written down. Raises
    PaperFailed.
    """
    facility, at = by.facility, at or timezone.now()
    day = facility.local_day(at)
    head = {"date": [day.year, day.month, day.day], "title": title, "event": facility.name}
    with in_office_language(), timezone.override(facility.tzinfo):
        data = {**of_office(facility), **head, **make(facility)}
        pdf = render(kind, data, at=at, pictures=pictures_of(facility))
    audit.record(by=by, verb="print_paper", thing=facility, paper=kind)
    return pdf


def of_office(facility: Facility) -> dict[str, Any]:
    """What every paper of an office shares: its language, name and size, and the letterhead, which
    is empty where the paper bears it already.
    """
    return {
        "lang": "id",
        "region": "ID",
        "facility": facility.name,
        "size": facility.paper_size,
        "logo": _logo(facility),
        "catch_words": facility.catch_words,
        "letterhead": [] if facility.letterhead_on_paper else letterhead(facility),
    }


def letterhead(facility: Facility) -> list[dict[str, Any]]:
    """The lines of the kop, each ``{"text", "weight"}``: the prison's own name bold, what follows
    it (address) small.
    """
    lines = [line.strip() for line in facility.letterhead.splitlines() if line.strip()]
    own = (facility.name.casefold(), spelt_out(facility).casefold())
    names_it = [any(name in line.casefold() for name in own) for line in lines]
    if True not in names_it:
        lines, names_it = [*lines, facility.name.upper()], [*names_it, True]
    named = names_it.index(True)
    weights = ["plain"] * named + ["bold"] + ["small"] * len(lines)
    return [{"text": line, "weight": weight} for line, weight in zip(lines, weights, strict=False)]


def complaints(facility: Facility) -> str:
    """To whom somebody complains who was asked for money; empty where nobody said."""
    return "; ".join(filter(None, map(str.strip, facility.complaint_contacts.splitlines())))


def spelt_out(facility: Facility) -> str:
    """``Rutan Kelas IIB Blora`` as letterheads write it."""
    return facility.name.replace("Rutan ", "Rumah Tahanan Negara ", 1)


def signatory(facility: Facility, office: str, day: dt.date) -> Signatory | None:
    """Who signs for an office on a day: a dated Plh. or Plt. before the definitive official."""
    return facility.signatories.filter(office=office).signing_on(day).by_rank().first()


def signature(facility: Facility, office: str, day: dt.date) -> dict[str, str]:
    """The signature block: ``place``, ``position``, ``name``, ``nip``; what is not known is empty
    and printed as dots.
    """
    signs = official(facility, office, day)
    place = f"{facility.city}, {tanggal(day)}"
    return {"place": place, **signs, "position": f"{signs['position']},"}


def both_signatures(facility: Facility, day: dt.date) -> dict[str, dict[str, str]]:
    """``signature`` of the services head, and ``head`` of the head beside it."""
    return {
        "signature": signature(facility, Signatory.Office.SERVICES_HEAD, day),
        "head": signature(facility, Signatory.Office.HEAD, day),
    }


def official(facility: Facility, office: str, day: dt.date) -> dict[str, str]:
    """Who holds an office on a day: ``position``, ``name``, ``nip``, ``rank``; empty where nobody
    knows.
    """
    found = signatory(facility, office, day)
    position = str(Signatory.Office(office).label)
    if found and found.capacity != Signatory.Capacity.DEFINITIVE:
        position = f"{found.capacity.title()}. {position}"
    return {
        "position": position,
        "name": found.name if found else "",
        "nip": grouped_nip(found.nip) if found else "",
        "rank": found.rank if found else "",
    }


def grouped_nip(nip: str) -> str:
    """Eighteen digits as they are written: ``19700101 199503 1 001``."""
    return " ".join((nip[:8], nip[8:14], nip[14], nip[15:])) if len(nip) == 18 else nip


def foot(
    facility: Facility, code: str, at: dt.datetime, *, issued: bool = False, corrects: str = ""
) -> dict[str, str]:
    """The small line under every paper, with the code of the one that it ``corrects``, and where to
    learn whether it is real: of one that is ``issued``, at the office's public address, to which a
    QR code leads, where it has one.
    """
    line = _("Kode dokumen %(code)s · diterbitkan %(date)s pukul %(time)s")
    before = " · " + _("membetulkan dokumen %(code)s") % {"code": corrects} if corrects else ""
    told = {
        "line": line % {"code": code, "date": tanggal(at), "time": jam_zona(at)} + before,
        "page": _("halaman %(page)s dari %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "check": (
            _("Keaslian dapat diperiksa di %(facility)s dengan kode di atas.")
            % {"facility": facility.name}
        ),
    }
    if issued and facility.public_address:
        address = f"{facility.public_address}/verify/{code}/"
        told["check"] = _("Keaslian dapat diperiksa di %(address)s") % {"address": address}
        # A crease or a stain of a quarter does no harm.
        told["qr"] = qr(address, error="q")
    return told
