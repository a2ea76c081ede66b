"""Families of today's visit in a demo: ``python tests/load/crowd.py WAITING GIVEN`` opens two
events with so many families waiting, one of them with so many hand-overs behind it, and prints
what a client needs. Never for a database that anybody needs.
"""

import datetime as dt
import json
import os
import sys
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan.settings")
if "DATABASE_URL" not in os.environ:
    from rutan import devdb

    devdb.provide(["load"])

import django

django.setup()

from django.contrib import auth
from django.db import connection, transaction
from django.utils import timezone

from distributions import interval
from distributions.demo.names import WOMEN, WOMEN_AFTER
from distributions.models import Distribution, Entitlement, Handover, PackageMovement
from families.models import Area, Family, FamilyMember, Inmate, Kinship
from rutan.models import Facility, User
from rutan.sessions import SessionStore

NOW = timezone.now()
FACILITY = Facility.objects.get(users__username="handover_officer")
TODAY = FACILITY.local_day(NOW)


def name_of(number):
    """Of so many thousands of women some have the same name, but not hundreds."""
    after, first = divmod(number, len(WOMEN))
    return f"{WOMEN[first]} {WOMEN_AFTER[after % len(WOMEN_AFTER)]}"


def families(count, chief):
    """As many families, each with one member and one inmate."""
    area = Area.objects.filter(level=Area.Level.VILLAGE).first()
    inmates = Inmate.objects.bulk_create(
        Inmate(facility=FACILITY, name=f"Paijan {n}", custody_since=TODAY) for n in range(count)
    )
    made = Family.objects.bulk_create(
        Family(facility=FACILITY, name=name_of(n), area=area, recorded_at=NOW, recorded_by=chief)
        for n in range(count)
    )
    FamilyMember.objects.bulk_create(
        FamilyMember(facility=FACILITY, family=family, full_name=family.name) for family in made
    )
    Kinship.objects.bulk_create(
        Kinship(family=family, inmate=inmate, relationship="wife")
        for family, inmate in zip(made, inmates, strict=True)
    )
    return list(zip(made, inmates, strict=True))


def an_open_event(people, chief, head):
    """An event of today with these people on its list and a package for each; its rights.

    The packages hold nothing, which the self-check says before the load as after it.
    """
    event = Distribution.objects.create(
        facility=FACILITY,
        title="Beban",
        venue="Aula",
        day=TODAY,
        starts=dt.time(0, 1),
        ends=dt.time(23, 59),
        recorded_by=chief,
    )
    rights = Entitlement.objects.bulk_create(
        Entitlement(distribution=event, family=family, inmate=inmate, source="list", number=number)
        for number, (family, inmate) in enumerate(people, 1)
    )
    events = Distribution.objects.filter(pk=event.pk)
    events.update(status="approved", approved_at=NOW, approved_by=head)
    PackageMovement.objects.create(
        distribution=event,
        kind="packed",
        packages=len(people),
        recorded_at=NOW,
        recorded_by=chief,
        client_id=uuid.uuid4(),
    )
    events.update(status="open", opened_at=NOW, opened_by=chief)
    return rights


def given(rights, officer):
    """Hand-overs as the desk stores them, without the desk's own time."""
    event = Distribution.objects.select_related("facility").get(pk=rights[0].distribution_id)
    for number, right in enumerate(rights, 1):
        Handover.objects.create(
            client_id=uuid.uuid4(),
            distribution=event,
            entitlement=right,
            family_id=right.family_id,
            purpose=event.purpose,
            served_window=interval.served_window(event, NOW),
            number=number,
            collector_name="Sri",
            collector_relationship="wife",
            verified_by_method="ktp",
            recorded_by=officer,
            handed_over_at=NOW,
            recorded_at=NOW,
        )


def signed_in(officer):
    session = SessionStore()
    session[auth.SESSION_KEY] = str(officer.pk)
    session[auth.BACKEND_SESSION_KEY] = "rutan.access.RoleBackend"
    session[auth.HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.save()
    return session.session_key


@transaction.atomic
def crowd(waiting, behind):
    chief, head, officer = (
        User.objects.get(username=name) for name in ("services_head", "head", "handover_officer")
    )
    people = families(2 * waiting + behind, chief)
    fresh = an_open_event(people[:waiting], chief, head)
    full = an_open_event(people[waiting:], chief, head)
    given(full[:behind], officer)
    return {
        "session": signed_in(officer),
        "names": {right.pk: right.family.name for right in (*fresh, *full)},
        "fresh": [fresh[0].distribution_id, [right.pk for right in fresh]],
        "full": [full[0].distribution_id, [right.pk for right in full[behind:]]],
    }


if __name__ == "__main__":
    made = crowd(*map(int, sys.argv[1:]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(made))
