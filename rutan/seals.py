"""Seals: a chain over the facts of a facility by which a change behind the guards is found.

A seal is a count and a SHA-256 over every row of the models that name ``sealed`` columns, whose
moment lies in (since, until], and over the seal before it. Sealed are ids, moments, codes, numbers
and quantities, never a column that erasing empties. Two claims, and what each needs:

- *a sealed row was changed, added or taken away*: ``selfcheck`` finds it in the rows and the seals;
- *somebody recomputed the seals too*: only a seal printed on paper tells, by
  ``selfcheck --printed CODE``.
"""

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from rutan.apps import brought_words
from rutan.models import Facility, Seal

# No transaction of a served request lasts as long (rutan.timeouts): what began before midnight is
# in its rows by then, or never.
SETTLED = dt.timedelta(minutes=10)

logger = logging.getLogger(__name__)


def catch_up(facility: Facility, *, at: dt.datetime) -> list[Seal]:
    """Seal every day of the facility that is over and not sealed yet, one seal for each day with
    facts; the first seal takes all that was before it together with the last such day.

    ``at`` is when: the local day that it lies in stays open. Called by the first sign-in of a later
    day and by ``manage.py seal``, never inside a hand-over.
    """
    until = facility.start_of(facility.local_day(at - SETTLED))
    last = _days(facility).last()
    if last and last.until >= until:
        return []
    with transaction.atomic():
        # One seal of a facility at a time: each follows the one before.
        Facility.objects.locked().get(pk=facility.pk)
        last = _days(facility).last()
        if last is None:
            return [_write(facility, Seal.Kind.DAY, None, until, at)]
        ends = map(facility.start_of, _days_between(facility, last.until, until))
        return [_write(facility, Seal.Kind.DAY, *range_, at) for range_ in _busy(facility, ends)]


def seal_one(facility: Facility, kind: str, about: int, *, at: dt.datetime) -> Seal:
    """Seal what belongs to one thing (of an event: id ``about``) up to and with ``at``."""
    with transaction.atomic():
        Facility.objects.locked().get(pk=facility.pk)
        return _write(facility, kind, None, at, at, about)


def signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Receiver: the first who signs in on a day seals the days before. A desk opens all the same
    where that fails; ``manage.py seal`` says why.
    """
    if user.facility_id is None:
        return
    try:
        catch_up(user.facility, at=timezone.now())
    except DatabaseError:
        logger.exception("The days before could not be sealed.")


def broken(facility: Facility) -> list[str]:
    """What the seals of a facility say of its rows, empty where all is as it was sealed."""
    found, before = [], None
    for seal in facility.seals.select_related("previous").order_by("pk"):
        if seal.previous != before:
            found.append(f"Seal {seal.code} does not follow the one before it.")
        before, (count, digest) = seal, _sum(seal)
        if (count, digest) != (seal.rows, seal.sha256):
            found.append(
                f"Seal {seal.code} of {facility} ({seal.span}): {seal.rows} rows were sealed, "
                f"{count} are there, and they are not the same."
            )
    return found


def _days(facility: Facility) -> models.QuerySet[Seal]:
    return facility.seals.filter(kind=Seal.Kind.DAY).order_by("pk")


def _days_between(facility: Facility, since: dt.datetime, until: dt.datetime) -> Iterator[dt.date]:
    """The days that end after ``since`` and not after ``until``, each as the day after it."""
    day = facility.local_day(since)
    while facility.start_of(day) < until:
        day += dt.timedelta(days=1)
        yield day


def _busy(
    facility: Facility, ends: Iterator[dt.datetime]
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The stretches with facts between the last seal of a day and each of these ends."""
    since = _days(facility).last().until
    for until in ends:
        if _any_rows(facility, since, until):
            yield since, until
            since = until


def _any_rows(facility: Facility, since: dt.datetime, until: dt.datetime) -> bool:
    seal = Seal(facility=facility, kind=Seal.Kind.DAY, since=since, until=until)
    return any(rows.exists() for _name, rows in _sealed_by(seal))


def _write(
    facility: Facility,
    kind: str,
    since: dt.datetime | None,
    until: dt.datetime,
    at: dt.datetime,
    about: int | None = None,
) -> Seal:
    seal = Seal(facility=facility, kind=kind, about=about, since=since, until=until, sealed_at=at)
    seal.previous = facility.seals.order_by("pk").last()
    seal.rows, seal.sha256 = _sum(seal)
    seal.save(force_insert=True)
    return seal


def _sum(seal: Seal) -> tuple[int, str]:
    """How many rows it covers, and the digest over the seal before it and a line for each row."""
    digest, count = hashlib.sha256(), 0
    digest.update((seal.previous.sha256 if seal.previous else "").encode())
    for name, rows in _sealed_by(seal):
        for row in rows.iterator(chunk_size=2000):
            digest.update(f"\n{name}|{'|'.join(map(_plain, row))}".encode())
            count += 1
    return count, digest.hexdigest()


def _sealed_by(seal: Seal) -> Iterator[tuple[str, models.QuerySet]]:
    """Each sealed model and moment in a fixed order, with the columns of its rows."""
    for model, path in _scope(seal).items():
        facility = getattr(model, "facility_path", "facility")
        for moment, columns in model.sealed.items():
            within = {facility: seal.facility_id, f"{moment}__lte": seal.until}
            within |= {f"{moment}__gt": seal.since} if seal.since else {}
            within |= {path: seal.about} if path else {}
            rows = model._base_manager.filter(**within).order_by(moment, "pk")
            yield f"{model._meta.label}.{moment}", rows.values_list("pk", moment, *columns)


def _scope(seal: Seal) -> Mapping[type[models.Model], str]:
    """The sealed models, each with the way to what the seal is about, empty for a day."""
    paths = brought_words("seals", "SCOPES").get(seal.kind)
    sealed = [model for model in apps.get_models() if "sealed" in vars(model)]
    named = {model._meta.label: model for model in sorted(sealed, key=lambda one: one._meta.label)}
    if paths is None:
        return dict.fromkeys(named.values(), "")
    return {named[label]: path for label, path in paths.items()}


def _plain(value: Any) -> str:
    """A value as it is written for ever, whatever the zone, language or database driver."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return "" if value is None else str(value)
