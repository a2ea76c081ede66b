"""What the database refused, as an outcome code and an Indonesian sentence: the only such map, read
off the guards themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import pgtrigger
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.forms import Form
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# PostgreSQL's string_data_right_truncation.
TOO_LONG = "22001"
# What more than one guard says.
FORM_USED = _(
    "Formulir ini sudah tersimpan dengan isi lain. Muat ulang halaman untuk membuat catatan baru."
)
REASON_MISSING = _("Isi alasannya.")
AT_LEAST_ONE_DAY = _("Paling sedikit 1 hari.")
TOO_MUCH = _("Jumlah ini terlalu besar. Periksa satuannya.")


class Refusal(NamedTuple):
    """What a guard says: the machine's code, the person's sentence, and where a form shows it."""

    outcome: str
    sentence: Text
    field: str = ""


def _spoken() -> dict[str, Refusal]:
    """The sentences that stand on the constraints, unique columns and triggers of the models."""
    said: dict[str, Refusal | None] = {}
    for model in apps.get_models():
        table = model._meta.db_table
        for constraint in model._meta.constraints:
            said[constraint.name] = getattr(constraint, "refusal", None)
        for field in model._meta.local_fields:
            said[f"{table}_{field.column}_key"] = getattr(field, "refusal", None)
    for model, trigger in pgtrigger.registered():
        if refusal := getattr(trigger, "refusal", None):
            said[trigger.refuses_as(model)] = refusal
    return {name: refusal for name, refusal in said.items() if refusal}


# Name of a guard -> what it says. One that is missing here is met by nobody: it is a programming
# error and is raised on, never shown as "something went wrong".
REFUSALS: Mapping[str, Refusal] = SimpleLazyObject(_spoken)


def sentence(guard: str) -> Text:
    """What a guard says, for a form or a verb that looks before the database does."""
    return REFUSALS[guard].sentence


class Refused(Exception):
    """A verb's refusal: ``outcome`` is the machine code, the text is for the person."""

    outcome = "invalid"

    def __init__(self, message: Text, outcome: str | None = None, **facts) -> None:
        super().__init__(message)
        self.message, self.facts = message, facts
        if outcome:
            self.outcome = outcome


def refused_by(guard: str) -> Refused:
    """The refusal of a guard, by its name."""
    said = REFUSALS[guard]
    return Refused(said.sentence, said.outcome, constraint=guard, field=said.field)


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint or trigger that refused, or an empty string."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


@contextmanager
def refused_by_database() -> Iterator[None]:
    """An atomic block that turns a known constraint into Refused; an unknown one is raised on.

    So does a text that outgrew its column: any may, when it is folded or put in capitals on its way
    there.

    The ``try`` stands outside ``atomic()``: the transaction is already rolled back when Refused is
    raised.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSALS:
            raise
        raise refused_by(name) from error
    except DataError as error:
        if getattr(error.__cause__, "pgcode", None) != TOO_LONG:
            raise
        raise Refused(_("Ada isian yang terlalu panjang untuk disimpan. Singkatkan.")) from error


def not_saved(wrong: int, *, saves: bool = True) -> str:
    """What stands over a form that was not saved, or a filter (``saves`` nothing) that was not
    used: how many of its fields are wrong, or that it is another matter.
    """
    if not saves:
        if not wrong:
            return gettext("Belum dipakai")
        return ngettext(
            "Belum dipakai: %(n)s isian perlu diperbaiki.",
            "Belum dipakai: %(n)s isian perlu diperbaiki.",
            wrong,
        ) % {"n": wrong}
    if not wrong:
        return gettext("Belum disimpan")
    return ngettext(
        "Belum disimpan: %(n)s isian perlu diperbaiki. Isian lain tidak hilang.",
        "Belum disimpan: %(n)s isian perlu diperbaiki. Isian lain tidak hilang.",
        wrong,
    ) % {"n": wrong}


def refuse_together(form: Form, checks: Mapping[str, Callable[[Any], object]]) -> None:
    """Where a form is refused anyway, say of its other fields too what the verb would say: all
    problems at once.

    ``checks``: name of a field -> what the verb asks of its value, which raises Refused. They only
    look; a form that is right so far goes to the verb, which asks them under its lock.
    """
    wrong = form.errors.keys() - {NON_FIELD_ERRORS}
    for name, check in checks.items() if wrong else ():
        value = form.cleaned_data.get(name)
        if value in (None, "") or name in form.errors:
            continue
        try:
            check(value)
        except Refused as refused:
            form.add_error(name, as_form_error(refused))


def as_form_error(refused: Refused) -> ValidationError:
    """The refusal as an error that a form can show."""
    return ValidationError(refused.message, code=refused.outcome)
