"""Two editors of one form: what stood on screen tells which fields each of them touched."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Says that the values below were rendered: an empty list leaves no trace of its own.
_MARK = "as_shown"


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
    # A form without a script that looks something up is rendered from what was sent, its marks among it.
    sent = form.data if form.is_bound else form.initial
    if _MARK in sent:
        return bound.field.hidden_widget().value_from_datadict(sent, {}, bound.html_initial_name)
    return bound.field.prepare_value(bound.initial)


def touched(form: forms.Form, names: Iterable[str]) -> list[str]:
    """Those of the named fields that the editor of a bound form changed; all of them where nothing tells."""
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

    What its editor touched stays, every other field takes the stored value; that value counts as shown in all of them.
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
