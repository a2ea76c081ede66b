"""One row for every act, in the same transaction as the act."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

from rutan.models import AuditEntry, User

_happened: ContextVar[dt.datetime | None] = ContextVar("happened", default=None)


@contextmanager
def happened(at: dt.datetime) -> Iterator[None]:
    """Date the acts inside at ``at``: for a command that writes down a past which nobody lived through at a screen.

    Everybody else is dated by the database's own clock.
    """
    token = _happened.set(at)
    try:
        yield
    finally:
        _happened.reset(token)


def record(*, by: User | None, verb: str, thing: models.Model, **facts: Any) -> AuditEntry:
    """Write who did what to which row.

    ``facts`` are ids, counts, codes and reasons that the reader needs; never a name, a NIK or other
    personal text, since an audit row can't be erased. Field changes of the same transaction carry the
    same ``transaction`` number (History), which ties the act to what it changed.
    ``by`` is None for a command that no user started. Call it inside the verb's transaction:
    when the audit row fails, nothing of the act is kept.
    """
    at = _happened.get()
    facility_id = thing.pk if thing._meta.label == "rutan.Facility" else getattr(thing, "facility_id", None)
    return AuditEntry.objects.create(
        facility_id=facility_id or (by.facility_id if by else None),
        by=by,
        verb=verb,
        thing_type=thing._meta.label_lower,
        thing_id=str(thing.pk),
        facts=facts,
        **({"at": at} if at else {}),
    )
