"""Seals: what a change behind the guards leaves, and what only a paper can tell."""

import datetime as dt
import json
from contextlib import contextmanager, suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from distributions import closing
from distributions.models import Handover, PackageMovement
from harvests.models import StockMovement
from rutan import seals
from rutan.models import AuditEntry, Seal

DAY = dt.date(2026, 3, 10)


@pytest.fixture
def over(facility, day_of_aid):
    """An event of 10 March that was closed, so that it is sealed."""
    return day_of_aid(facility, DAY)


@contextmanager
def without_guards():
    """What somebody may do who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = origin")


def selfcheck(capsys, **options):
    capsys.readouterr()
    with suppress(SystemExit):
        call_command("selfcheck", **options)
    breaches = json.loads(capsys.readouterr().out)["breaches"]
    return [row["message"] for row in breaches if row["id"] in ("rutan.E011", "rutan.E012")]


def days(facility):
    return list(facility.seals.filter(kind="day").order_by("pk"))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Handover, {"number": 77}),
        (PackageMovement, {"packages": 6}),
        (StockMovement, {"grams": -1}),
        (Handover, None),
    ],
)
def test_a_changed_or_missing_row_breaks_the_seal_of_its_event(facility, over, model, change):
    [seal] = facility.seals.all()
    assert (seal.about, seals.broken(facility)) == (over.pk, [])
    row = seals._scope(seal)[model] and model.objects.filter(
        **{seals._scope(seal)[model]: over.pk}
    ).earliest("pk")

    with without_guards():
        if change is None:
            model.objects.filter(pk=row.pk)._raw_delete("default")
        else:
            model.objects.filter(pk=row.pk).update(**change)

    [said] = seals.broken(facility)
    assert f"event {over.pk}" in said
    assert f"{seal.rows} rows were sealed" in said


def test_erasing_a_name_leaves_the_seals_whole(facility, over):
    Handover.objects.filter(distribution=over).update(collector_name="", note="")

    assert seals.broken(facility) == []


def test_the_days_before_are_sealed_by_who_signs_in_first_and_once(facility, over, head):
    now = timezone.now()
    yesterday = facility.start_of(facility.local_day(now)) - dt.timedelta(hours=3)
    # The fixtures of a test are made today: as if it were tomorrow.
    tomorrow = now + dt.timedelta(days=1)
    [first] = seals.catch_up(facility, at=now)
    assert (first.since, first.until > yesterday) == (None, True)

    [second] = seals.catch_up(facility, at=tomorrow)
    assert seals.catch_up(facility, at=tomorrow) == []

    assert (second.since, second.previous) == (first.until, first)
    assert second.rows == AuditEntry.objects.filter(facility=facility).count() + sum(
        model.objects.filter(recorded_at__gt=first.until).count()
        for model in (Handover, PackageMovement, StockMovement)
    )
    # Nobody did anything on the days after.
    assert seals.catch_up(facility, at=tomorrow + dt.timedelta(days=5)) == []
    assert seals.broken(facility) == []


def test_signing_in_seals_and_a_hand_over_does_not(facility, over, head, django_user_model):
    head.set_password("sandi-uji-2026")
    head.save()

    Client().post("/accounts/login/", {"login": head.username, "password": "sandi-uji-2026"})

    assert len(days(facility)) == 1


def test_whoever_recomputes_the_seals_is_told_by_the_paper(facility, over, capsys):
    [seal] = facility.seals.all()
    printed = seal.code
    assert selfcheck(capsys, printed=printed.lower().replace("-", " ")) == []
    with without_guards():
        Handover.objects.filter(distribution=over, number=1).update(number=77)
        count, digest = seals._sum(seal)
        Seal.objects.filter(pk=seal.pk).update(rows=count, sha256=digest)

    assert selfcheck(capsys) == []
    [said] = selfcheck(capsys, printed=printed)
    assert printed in said


def test_the_code_of_a_document_is_told_from_that_of_a_seal(db):
    with pytest.raises(CommandError, match="K7M4-9QX2 is no seal's code"):
        call_command("selfcheck", printed="K7M4-9QX2")


def test_a_later_seal_covers_the_ones_before(facility, over):
    [event] = facility.seals.all()
    now = timezone.now()
    [day] = seals.catch_up(facility, at=now)
    [next_day] = seals.catch_up(facility, at=now + dt.timedelta(days=1))
    assert (day.previous, next_day.previous) == (event, day)

    with without_guards():
        Seal.objects.filter(pk=day.pk)._raw_delete("default")
        Seal.objects.filter(pk=next_day.pk).update(previous=event)

    [said] = seals.broken(facility)
    assert f"{next_day.rows} rows were sealed, {next_day.rows} are there" in said


def test_a_chain_has_one_beginning_and_no_fork(facility, over):
    [seal] = facility.seals.all()
    for previous in (None, seal):
        fork = dict.fromkeys(("since", "about"))
        fork |= {"facility": facility, "kind": "day", "until": seal.until, "rows": 0}
        fork |= {"sha256": "0" * 64, "previous": previous, "sealed_at": seal.until}
        if previous:
            Seal.objects.create(**fork | {"sha256": "1" * 64})
        with pytest.raises(IntegrityError), transaction.atomic():
            Seal.objects.create(**fork)


def test_an_event_closed_again_is_sealed_again_and_the_first_seal_holds(
    facility, over, head, close_with_left_overs
):
    closing.reopen(distribution=over, reason="Ada yang terlewat", by=head)
    over.refresh_from_db()

    close_with_left_overs(over, by=head)

    assert facility.seals.filter(kind="event", about=over.pk).count() == 2
    assert seals.broken(facility) == []
