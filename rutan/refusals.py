"""What the database refused, as an outcome code and an Indonesian sentence: the only such map."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

# Constraint name -> (outcome code, sentence). A name that is missing here is a programming
# error and is raised on, never shown as "something went wrong".
REFUSALS = {}


class Refused(Exception):
    """A verb's refusal: ``outcome`` is the machine code, the text is for the person."""

    outcome = "invalid"

    def __init__(self, message, outcome: str | None = None, **facts):
        super().__init__(message)
        self.message, self.facts = message, facts
        if outcome:
            self.outcome = outcome


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint or trigger that refused, or an empty string."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


@contextmanager
def refused_by_database() -> Iterator[None]:
    """An atomic block that turns a known constraint into Refused; an unknown one is raised on.

    The ``try`` stands outside ``atomic()``: the transaction is already rolled back when Refused is raised.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSALS:
            raise
        outcome, message = REFUSALS[name]
        raise Refused(message, outcome) from error


def as_form_error(refused: Refused) -> ValidationError:
    """The refusal as an error that a form can show."""
    return ValidationError(refused.message, code=refused.outcome)
