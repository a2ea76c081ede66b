"""Fields and layout that the registry's forms share: names, phones, pickers that search as you
type.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, LayoutObject, Submit
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from families.identity import telephone
from families.search import only_exact
from rutan.editing import fingerprint, show_stored, touched
from rutan.fields import INCOMPLETE, IdentityNumber
from rutan.formats import tanggal, telepon
from rutan.texts import FreeText

MOST_CHOICES = 8


_STORED = re.compile(r"\+62\d{7,13}")


class PhoneField(forms.CharField):
    """A telephone number as it is typed; stored as +62…"""

    def __init__(self, **kwargs):
        widget = forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "off", "class": "short"}
        )
        super().__init__(max_length=30, widget=widget, **kwargs)

    def to_python(self, value):
        return telephone(super().to_python(value))

    def prepare_value(self, value):
        # As it is stored; what was typed and is no number stays as it is.
        return telepon(value) if value and _STORED.fullmatch(value) else value


def choice_field(label, choices, **options) -> forms.ChoiceField:
    """A choice that says so in Indonesian when nothing, or nothing of ours, was chosen."""
    wrong = {"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu.")}
    if options.get("widget") is not forms.RadioSelect:
        choices = [("", _("Pilih …")), *choices]
    return forms.ChoiceField(label=label, choices=choices, error_messages=wrong, **options)


def refuse_future(form: forms.Form, name: str, today: dt.date) -> None:
    """An error at the field when its day is still to come."""
    day = form.cleaned_data.get(name)
    if day and day > today:
        form.add_error(name, ValidationError(_("Tanggal ini belum tiba."), code="future"))


def refuse_long_ago(form: forms.Form, name: str, today: dt.date, *, years: int) -> None:
    """An error at the field when its day lies further back than anything of its kind: a year typed
    wrong.
    """
    day = form.cleaned_data.get(name)
    if day and day < today - dt.timedelta(days=years * 366):
        form.add_error(
            name,
            ValidationError(
                _("Tanggal ini terlalu lama berlalu. Periksa tahunnya."), code="long_ago"
            ),
        )


class PickedField(forms.ModelChoiceField):
    """The row that a picker chose; ``missing`` is said when the typed text fits none or many."""

    def __init__(self, *, missing, **kwargs):
        self.missing = missing
        super().__init__(
            None,
            required=False,
            error_messages={"invalid_choice": missing},
            widget=forms.TextInput,
            **kwargs,
        )


def village_field() -> PickedField:
    return PickedField(
        label=_("Desa/kelurahan"),
        missing=_("Pilih desa atau kelurahan dari daftar."),
        help_text=_("Ketik nama desa, boleh dengan kecamatannya."),
    )


def stays(number: IdentityNumber) -> str:
    """The help beside a number that is on file, and is not rendered back."""
    return gettext("Tersimpan %(number)s. Biarkan kosong jika tidak berubah.") % {"number": number}


def typed_field(label) -> FreeText:
    return FreeText(
        label=label,
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class _Shown(forms.HiddenInput):
    """One field in the page; a program may send one id at a time instead."""

    def value_from_datadict(self, data, files, name):
        return "-".join(data.getlist(name)) if hasattr(data, "getlist") else data.get(name)


class ShownField(forms.CharField):
    """The ids of similar rows that were shown, as "3-14"; saving again with them is the
    confirmation.
    """

    def __init__(self):
        super().__init__(max_length=200, required=False, widget=_Shown)

    def clean(self, value):
        return frozenset(int(part) for part in re.findall(r"[0-9]+", super().clean(value)))

    @staticmethod
    def written(rows):
        return "-".join(str(row.pk) for row in rows)


class LookingForm(forms.Form):
    """A form that may be sent back for a look at similar rows on file; sent again with their ids it
    goes through.
    """

    looked_at = "seen"

    def show_alike(self, rows: Iterable[Model]) -> None:
        rendered_anew(self, **{self.looked_at: ShownField.written(rows)})


def version_field() -> forms.IntegerField:
    """The family's version when the page was rendered."""
    wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), INCOMPLETE)
    return forms.IntegerField(
        min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, error_messages=wrong
    )


class PickingForm(LookingForm):
    """A form whose fields in ``pickers`` are searched as one types: ``<name>_q`` holds the text,
    ``<name>`` the row.

    ``finders`` gives for each the rows of which one may be chosen and the function from a text to
    the rows that fit, so that no query hides in here. A text is taken as the only row in which its
    words stand whole; a likeness is offered, never taken, and neither is a chosen row that what was
    typed since does not fit.
    """

    pickers = ()

    def __init__(
        self, *args, finders: dict[str, tuple[QuerySet, Callable[[str], Iterable[Model]]]], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.find = {name: finders[name][1] for name in self.pickers}
        self.found = {}
        for name in self.pickers:
            self.fields[name].queryset = finders[name][0]

    def clean(self):
        data = super().clean()
        for name in self.pickers:
            if name not in self.errors and f"{name}_q" not in self.errors:
                self._resolve(name, data)
        return data

    def _resolve(self, name, data):
        chosen, typed = data.get(name), data.get(f"{name}_q", "")
        if chosen and (not typed or self.find[name](typed).filter(pk=chosen.pk).exists()):
            return
        found = self._fitting(name, typed)
        data[name] = only_exact(found)
        if data[name] is None:
            nobody = _("Tidak ditemukan. Coba sebagian nama saja.")
            missing = typed and not found and not chosen
            self.add_error(name, nobody if missing else self.fields[name].missing)

    def _fitting(self, name, typed):
        if name not in self.found:
            self.found[name] = list(self.find[name](typed)[:MOST_CHOICES]) if typed else []
        return self.found[name]

    def chosen(self, name):
        """The row that is chosen so far, or None."""
        if self.is_bound:
            return self.cleaned_data.get(name)
        row = self.initial.get(name)
        # What was sent to look something up in another picker is an id still.
        return self._row_of(name, row) if isinstance(row, str) else row

    def _row_of(self, name, key):
        try:
            return self.fields[name].to_python(key)
        except ValidationError:
            return None

    def choices_of(self, name):
        """What the picker offers: the chosen row first, then what fits the typed text."""
        chosen, typed = self.chosen(name), self[f"{name}_q"].value() or ""
        fitting = self._fitting(name, typed) if f"{name}_q" not in self.errors else []
        return [*([chosen] if chosen else []), *(row for row in fitting if row != chosen)]


def question(legend, *fields) -> Fieldset:
    """Fields that belong to one question, under its heading."""
    return Fieldset(legend, *fields, template="families/_question.html")


class Folded(LayoutObject):
    """Fields behind a summary line; open when one of them holds something or complains."""

    def __init__(self, summary, *fields):
        self.summary, self.fields = summary, list(fields)

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        drawn = self.get_rendered_fields(form, context, template_pack, **kwargs)
        names = [pointer.name for pointer in self.get_field_names()]
        is_open = form.is_bound and any(
            form.errors.get(name) or form.data.get(name) for name in names
        )
        return render_to_string(
            "families/_folded.html", {"summary": self.summary, "fields": drawn, "open": is_open}
        )


# What stands at each choice of a picker.
LABELS = {"area": "families/_area_label.html", "inmate": "families/_inmate_label.html"}


class Picker(LayoutObject):
    """A picker in a layout: the text, and under it what fits, one radio each; closed over its
    choice ("Ganti").

    With a script the choices come while typing; without one by "Cari" or when the form is sent.
    """

    fields = ()

    def __init__(self, name):
        self.name = name

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        form.rendered_fields |= {self.name, f"{self.name}_q"}
        return self.drawn(form)

    def drawn(self, form):
        """The picker as it stands in a page of its own layout, too."""
        chosen = form.chosen(self.name)
        choices = {
            "choices": form.choices_of(self.name),
            "chosen": chosen,
            "closed": bool(chosen) and not form[self.name].errors,
            "name": self.name,
            "label": LABELS[self.name],
        }
        fields = {
            "field": form[self.name],
            "typed": form[f"{self.name}_q"],
            "source": reverse(f"{self.name}_search"),
        }
        return render_to_string("families/_picker.html", choices | fields)


def village_picker() -> Picker:
    return Picker("area")


def inmate_picker() -> Picker:
    return Picker("inmate")


def rendered_anew(form: forms.Form, **values) -> None:
    """Let a bound form be shown again with some values changed: what was typed stays."""
    data = form.data.copy()
    for name, value in values.items():
        data[name] = value
    form.data = data


class EditForm(LookingForm):
    """A form over a row that two people may edit at once: what the second did not touch he does not
    save.
    """

    # The fields that show stored values; the others start empty and mean "unchanged" then.
    shown: Sequence[str] = ()
    differences: Sequence[tuple[str, str, str]] = ()

    @classmethod
    def initial_of(cls, row: Model) -> dict:
        return {name: getattr(row, name) for name in cls.shown} | cls.state_of(row)

    @classmethod
    def state_of(cls, row: Model) -> dict:
        """The hidden field that tells the verb which state of the row was on screen."""
        return {"seen": fingerprint(row, cls.shown)}

    @property
    def changes(self) -> dict:
        """The values for the verb, by column: those that were touched."""
        return {name: self.cleaned_data[name] for name in touched(self, self.shown)}

    def show_stored(self, current: Model) -> None:
        """Let the late form be shown again over the row as it stands, with what both changed
        differently.
        """
        self.differences = _differences(self, current, self.changes)
        show_stored(self, self.shown, current, **self.state_of(current))


def _differences(form: forms.Form, current: Model, changes: dict) -> list[tuple[str, str, str]]:
    """(label, as it stands now, what was typed here) of every field in which a second editor
    differs.
    """
    differing = [
        (form.fields[name], getattr(current, name), value)
        for name, value in changes.items()
        if getattr(current, name) != value
    ]
    return [
        (str(field.label), _in_words(field, now), _in_words(field, mine))
        for field, now, mine in differing
    ]


def _in_words(field: forms.Field, value) -> str:
    if isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, "") if value else ""
    if isinstance(field, PhoneField):
        value = field.prepare_value(value)
    if isinstance(value, bool):
        return str(_("ya") if value else _("tidak"))
    if isinstance(value, dt.date):
        return tanggal(value)
    return str(value) if value not in (None, "") else "–"


def helper(*layout, button) -> FormHelper:
    """The one column that every form has, and one button that says what it does."""
    made = FormHelper()
    made.layout = Layout(*layout, Submit("save", button))
    # The browser's own bubbles would speak its language and hide our summary.
    # Back brings a new key; typed figures that a browser put beside it would be a second record.
    made.attrs = {"novalidate": "", "autocomplete": "off"}
    return made
