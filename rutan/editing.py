"""Two editors of one row: what the late one saw, what each of them touched, and what is stored
now.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rutan import audit
from rutan.access import roles_of
from rutan.formats import jam_zona
from rutan.models import User
from rutan.refusals import Refused, Text, refused_by_database

# Says that the values below were rendered: an empty list leaves no trace of its own.
_MARK = "as_shown"
Row = TypeVar("Row", bound=models.Model)


class Stale(Refused):
    """Somebody else changed ``row`` after this editor's page was rendered; it is carried as it
    stands now. ``message`` is that of a row that does not tell its editor.
    """

    outcome = "stale"
    status = 409

    def __init__(self, row: models.Model, message: Text = "") -> None:
        if not message:
            facts = {
                "by": row.edited_by or _("petugas lain"),
                "time": jam_zona(row.edited_at or timezone.now()),
            }
            text = _(
                "Data ini baru saja diubah oleh %(by)s pukul %(time)s. "
                "Perubahan Anda belum disimpan; bandingkan di bawah, lalu simpan lagi."
            )
            message = text % facts
        super().__init__(message)
        self.row = row

    def show_in(self, form: forms.Form, at: str | None = None) -> None:
        if hasattr(form, "show_stored"):
            form.show_stored(self.row)
        super().show_in(form)


def fingerprint(row: models.Model, names: Iterable[str]) -> str:
    """Twelve signs that differ when one of the named columns differs; a form carries them from page
    to verb.
    """
    columns = [row._meta.get_field(name) for name in names]
    # As stored, so a NIK goes in encrypted: from a hash of the digits it could be guessed.
    values = [column.get_prep_value(column.value_from_object(row)) for column in columns]
    if isinstance(row, User):
        values.append(sorted(roles_of(row)))
    return sha256(repr(values).encode()).hexdigest()[:12]


def news(
    row: models.Model,
    changes: Mapping[str, Any],
    seen: str | int | None,
    columns: Collection[str] = (),
    *,
    also: Collection[str] = (),
) -> dict[str, Any]:
    """Those of the changes that a locked row does not say already.

    ``seen`` is the fingerprint of the ``columns`` (of all that ``changes`` name where none are
    given) as the editor's page showed them, or the row's ``version`` where it has one; None where
    there was no page. Raises Stale where the row stands otherwise by now, TypeError for a change of
    what is neither a column nor ``also`` on the form.

    A row that says everything already was changed by this form, sent twice, or by somebody of the
    same mind.
    """
    columns = columns or list(changes)
    if unknown := changes.keys() - {*columns, *also}:
        raise TypeError(f"{sorted(unknown)} cannot be changed here.")
    differing = {name: value for name, value in changes.items() if getattr(row, name) != value}
    stands = row.version if hasattr(row, "version") else fingerprint(row, columns)
    if differing and seen not in (None, stands):
        raise Stale(row)
    return differing


def save(row: models.Model, names: Iterable[str], *, by: User) -> None:
    """Write the named columns of a locked row, and who changed them, for the next editor's Stale.

    A row that counts its edits in ``version`` makes every page old that was rendered before, also
    where only what belongs to it was edited: then no column is named.
    """
    row.edited_at, row.edited_by = audit.moment(), by
    written = [*names, "edited_at", "edited_by"]
    if hasattr(row, "version"):
        row.version += 1
        written.append("version")
    row.save(update_fields=written)


def write(row: models.Model, differing: Mapping[str, Any], *, by: User) -> None:
    """Let a locked row say its news."""
    for name, value in differing.items():
        setattr(row, name, value)
    save(row, differing, by=by)


@refused_by_database()
def change(
    *,
    row: Row,
    changes: Mapping[str, Any],
    seen: str | None,
    columns: Collection[str] = (),
    verb: str,
    by: User,
) -> Row:
    """Lock a row and let it say the changes, as an act where it does not yet; see ``news``."""
    row = type(row).objects.locked().get(pk=row.pk)
    if differing := news(row, changes, seen, columns):
        write(row, differing, by=by)
        audit.record(by=by, verb=verb, thing=row, fields=sorted(differing))
    return row


class AsShown(LayoutObject):
    """Hidden beside the named fields, what they held when the page was first rendered."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def render(
        self, form: forms.Form, context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString:
        drawn = [format_html('<input type="hidden" name="{}" value="1">', _MARK)]
        for name in self.names:
            bound = form[name]
            drawn.append(
                bound.field.hidden_widget().render(bound.html_initial_name, _was(form, name))
            )
        return format_html_join("", "{}", ((part,) for part in drawn))


def _was(form: forms.Form, name: str) -> Any:
    bound = form[name]
    # A form without a script that looks something up is rendered from what was sent, its marks
    # among it.
    sent = form.data if form.is_bound else form.initial
    if _MARK in sent:
        return bound.field.hidden_widget().value_from_datadict(sent, {}, bound.html_initial_name)
    return bound.field.prepare_value(bound.initial)


def touched(form: forms.Form, names: Iterable[str]) -> list[str]:
    """Those of the named fields that the editor of a bound form changed; all of them where nothing
    tells.
    """
    if _MARK not in form.data:
        return list(names)
    return [name for name in names if _is_touched(form, name)]


def _is_touched(form: forms.Form, name: str) -> bool:
    bound = form[name]
    try:
        was = bound.field.to_python(_was(form, name))
    except ValidationError:
        return True
    return bound.field.has_changed(was, bound.data)


def show_stored(form: forms.Form, names: Iterable[str], row: Any, **more: str) -> None:
    """Let a bound form that came too late be shown again over ``row`` as it is stored now.

    What its editor touched stays, every other field takes the stored value; that value counts as
    shown in all of them.
    """
    mine, data = touched(form, names), form.data.copy()
    data[_MARK] = "1"
    for name in names:
        bound = form[name]
        stored = bound.field.prepare_value(getattr(row, name))
        values = [
            str(value)
            for value in (stored if isinstance(stored, list | tuple) else [stored])
            if value is not None
        ]
        data.setlist(bound.html_initial_name, values)
        if name not in mine:
            data.setlist(bound.html_name, values)
            form.cleaned_data[name] = getattr(row, name)
    data.update(more)
    form.data = data
