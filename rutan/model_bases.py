"""What rows of every app share: the seam by which a page reads them, and their history."""

from functools import partial
from typing import Self

import pghistory
import pghistory.models
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Func

from rutan.constraints import once_only


class FacilityQuerySet(models.QuerySet):
    """Rows of many facilities, of which a user sees only his own."""

    def visible_to(self, user: models.Model) -> Self:
        """The rows of the user's facility; none for a user without one.

        ``facility_path`` on the model names the way to the facility where the row has no column of
        its own.
        """
        if user.facility_id is None:
            return self.none()
        return self.filter(**{getattr(self.model, "facility_path", "facility"): user.facility_id})

    def locked(self) -> Self:
        """As they stand, locked until the transaction ends: the event first, then the family, then
        the lots. Rows that refer to them are made meanwhile.
        """
        return self.select_for_update(no_key=True, of=("self",))


class Fact(models.Model):
    """What somebody wrote down, by one form: sent again it makes no other row (``rutan.once``)."""

    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("rutan.User", models.PROTECT, related_name="+")
    client_id = once_only()

    class Meta:
        abstract = True


class TransactionNumber(Func):
    """The number of the running transaction: what one act wrote carries one number."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class DateRange(Func):
    """A daterange that includes both ends; an open end never ends."""

    function = "daterange"
    output_field = DateRangeField()


class IsAnyOf(Func):
    """Whether the first value is one of an array's: of how many is not told by the text, so that a
    compiled query can ask it.
    """

    template, arg_joiner = "(%(expressions)s))", " = ANY ("
    output_field = models.BooleanField()


class History(pghistory.models.Event):
    """Field history: one row per change, written by the database itself."""

    pgh_transaction = models.BigIntegerField(db_default=TransactionNumber(), editable=False)

    class Meta:
        abstract = True


# Field history of what people edit. Counters are excluded: each recomputation would be an event.
# The transaction number ties changes to their audit row, so pghistory's own context is not used.
track = partial(
    pghistory.track, base_model=History, context_field=None, context_id_field=None, append_only=True
)


# Who made a row, and who changed it last: the history itself tells both.
MADE = ("client_id", "recorded_at", "recorded_by")
EDITED = ("edited_at", "edited_by")
