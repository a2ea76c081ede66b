"""Fixed texts of letters, papers and messages that an office may put in its own words.

Each app brings its own in a module ``paper_texts``; what an office writes stands in FacilityText.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rutan import audit, editing
from rutan.apps import brought_words
from rutan.models import Facility, FacilityText, User
from rutan.refusals import Text, refused_by_database

# A place that a value fills: "{tempat}".
_PLACE = re.compile(r"\{([^{}]*)\}")


class FixedText(NamedTuple):
    """``label`` on screen, ``default`` as it is built in, and the ``places`` that it may name, each
    with an example; ``needed`` are those that it must.
    """

    label: Text
    default: str
    places: Mapping[str, str] = {}
    needed: tuple[str, ...] = ()


def known() -> dict[str, FixedText]:
    """Name -> text, in the order in which they are shown."""
    return brought_words("paper_texts", "TEXTS")


def stored(facility: Facility, key: str) -> FacilityText:
    """The office's own words, else the built-in ones, which are stored as no row. One query."""
    own = facility.texts.filter(key=key).first()
    return own or FacilityText(facility=facility, key=key, text=known()[key].default)


def text_of(facility: Facility, key: str) -> str:
    """What ``stored`` says."""
    return stored(facility, key).text


def lines_of(
    facility: Facility, key: str, values: Mapping[str, Any] | None = None
) -> list[list[tuple[str, bool]]]:
    """The same line by line for a paper, each in pieces with whether they are bold (between two
    asterisks); what fills a place is never bold by itself. One query.
    """
    lines = filter(None, map(str.strip, text_of(facility, key).splitlines()))
    return [
        [
            (fill(piece, values or {}), n % 2 == 1)
            for n, piece in enumerate(line.split("*"))
            if piece
        ]
        for line in lines
    ]


def fill(text: str, values: Mapping[str, Any]) -> str:
    return _PLACE.sub(lambda place: str(values[place[1]]), text)


def check(key: str, text: str) -> None:
    """Raise ValidationError where a text names a place that nothing fills, or lacks one that it
    needs.
    """
    told = known()[key]
    named = set(_PLACE.findall(text))
    if "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        raise ValidationError(_("Tanda kurung kurawal tidak berpasangan."), code="braces")
    if strange := sorted(named - set(told.places)):
        said = _("Tidak dikenal: %(names)s. Yang dapat dipakai: %(known)s.")
        names = {"names": _listed(strange), "known": _listed(told.places) or "–"}
        raise ValidationError(said % names, code="unknown")
    if missing := [name for name in told.needed if name not in named]:
        said = _("Teks ini harus memuat %(names)s.")
        raise ValidationError(said % {"names": _listed(missing)}, code="missing")


def _listed(names: Any) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def change_text(*, facility: Facility, key: str, text: str, seen: str, by: User) -> None:
    """Put a fixed text in the office's own words; ``seen`` is the fingerprint of the one that the
    form showed. Raises ValidationError as ``check``, and Stale.
    """
    check(key, text)
    with refused_by_database():
        office = Facility.objects.locked().get(pk=facility.pk)
        row = stored(office, key)
        if not editing.news(row, {"text": text}, seen):
            return
        if text == known()[key].default:
            row.delete()
        else:
            row.text, row.edited_at, row.edited_by = text, audit.moment(), by
            row.save()
        audit.record(by=by, verb="change_text", thing=office)
