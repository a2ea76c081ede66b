"""What the database refused, as an outcome code and an Indonesian sentence: the only such map, read
off the guards themselves.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

import pgtrigger
from django.apps import apps
from django.core.exceptions import ValidationError
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
REASON_FOR_HEAD = _("Isi alasannya; Kepala Rutan akan membacanya.")
ENDS_BEFORE_START = _("Tanggal berakhir mendahului tanggal mulai.")
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
    """A verb's refusal: ``outcome`` is the machine code, the text is for the person.

    ``field`` names the form field of which it speaks; an empty one, that it speaks of none.
    ``status`` is that of HTTP, where the place at which it is shown does not decide.
    """

    outcome = "invalid"
    status: int | None = None
    field: str | None = None

    def __init__(
        self,
        message: Text,
        outcome: str | None = None,
        *,
        field: str | None = None,
        status: int | None = None,
        **facts,
    ) -> None:
        super().__init__(message)
        self.message, self.facts = message, facts
        self.outcome = outcome or self.outcome
        if status:
            self.status = status
        self.field = self.field if field is None else field

    def show_in(self, form: Form, at: str | None = None) -> None:
        """Stand in a form where the person looks: at its own field, else ``at`` one, else on
        top.
        """
        places = [self.field] if self.field == "" else [self.field, at]
        field = next((name for name in places if name in form.fields), None)
        form.add_error(field, ValidationError(self.message, code=self.outcome))


class Asked(Refused):
    """What a person has to read before the act, for a form that does not say yet that he did:
    sent again as ``confirmed`` it goes through.
    """

    status = 422

    def __init__(self, questions: list) -> None:
        super().__init__(" ".join(map(str, questions)))
        self.questions = questions

    def show_in(self, form: Form, at: str | None = None) -> None:
        form.asked = self.questions


def refused_by(guard: str) -> Refused:
    """The refusal of a guard, by its name."""
    said = REFUSALS[guard]
    return Refused(said.sentence, said.outcome, constraint=guard, field=said.field or None)


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
