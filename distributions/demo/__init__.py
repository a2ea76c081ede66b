"""A prison's year as it might have been: Blora, and a small one in the east, made through the verbs
and repeatable by seed.
"""

import datetime as dt
from collections.abc import Callable

from django.db import connection

from distributions.demo import database
from distributions.demo.crops import CROPS, PICKINGS, SITES, Picking
from distributions.demo.enrolment import Enrolment, KnownFamilies
from distributions.demo.events import Events, Happening
from distributions.demo.harvests import Garden
from distributions.demo.listed import ListedEvent
from distributions.demo.names import Eastern, Names
from distributions.demo.office import Office
from distributions.demo.people import KNOWN, Prison
from distributions.demo.prisons import BLORA, FIRST_DAY, MERPATI, PASSWORD, found, hashed_password
from distributions.demo.stories import NINETY, STORY, NinetyKilograms, Story
from distributions.demo.year import Year
from families.areas import DEFAULT
from rutan import audit, seals

__all__ = ["AREAS", "NINETY", "PASSWORD", "SEED", "STORY", "ClockStandsStill", "fill"]

# Where the families of both prisons live.
AREAS = (*DEFAULT, "91.03")
SEED = "27 Oktober 2025"
DAY = dt.timedelta(days=1)
BLORA_VILLAGES = (("33.16", 66), ("33.17", 3), ("33.15", 3), ("35.23", 2), ("35.22", 2))
MERPATI_VILLAGES = (("91.03", 5),)
# Of about 260 families the other fifty came as walk-ins or are named in the stories.
REGISTERED = 198


class ClockStandsStill(Exception):
    """The clock says a day before the stories happened."""


def fill(
    *,
    at: dt.datetime,
    seed: str = SEED,
    months: int = 12,
    registered: int = REGISTERED,
    areas: Callable[[], None] = lambda: None,
) -> list[Office]:
    """Make both prisons and all that happened there until ``at`` (aware); ``months`` of events at
    Blora, at most twelve.

    The same seed and moment give the same rows, but for what must be secret (coupon codes, salts)
    or is the database's own (field history's time). Areas are loaded when ``areas`` returns, which
    is asked before the first family comes. Raises ClockStandsStill.
    """
    if at.date() < NINETY + 30 * DAY:
        raise ClockStandsStill(
            f"This machine's clock says {at:%Y-%m-%d}; the demo begins on {STORY:%Y-%m-%d}. Set the"
            " clock."
        )
    password = hashed_password()
    offices = [blora(at, seed, password, months, registered, areas), merpati(at, seed, password)]
    for office in offices:
        database.finish(facility=office.facility, by=None)
        for day in (at - 7 * DAY, at):
            seals.catch_up(office.facility, at=day)
    with connection.cursor() as cursor:
        # A year came in a minute: the first pages would be planned for tables of a few rows.
        cursor.execute("ANALYZE")
    return offices


def blora(
    at: dt.datetime,
    seed: str,
    password: str,
    months: int,
    registered: int,
    areas: Callable[[], None],
) -> Office:
    """Rutan Kelas IIB Blora: 210 inmates, 260 families, the two stories and the last year."""
    with audit.happened(dt.datetime.combine(FIRST_DAY, dt.time(1), dt.UTC)):
        office = found(BLORA, now=at, seed=seed, password=password)
    names = Names()
    garden = Garden(office, CROPS, SITES)
    office.plan(office.moment(FIRST_DAY, 8, 30), garden.lay_out)
    garden.plan(max(FIRST_DAY + DAY, office.today - dt.timedelta(days=34 * months)), PICKINGS)
    population = Prison(office, names, first=204, women=6, known=KNOWN).plan(
        FIRST_DAY + DAY, arrivals=12, releases=18, renumbered=16
    )
    enrolment = Enrolment(office, names, population)
    office.plan(
        office.moment(STORY, 0, 1), lambda _at: (areas(), enrolment.live_in(BLORA_VILLAGES))
    )
    enrolment.plan(STORY + DAY, registered)
    KnownFamilies(enrolment).plan(office.moment(STORY + 8 * DAY, 9))
    events = Events(office, garden, enrolment)
    Story(events).plan()
    NinetyKilograms(events).plan()
    Year(events).plan(months)
    office.live()
    return office


def merpati(at: dt.datetime, seed: str, password: str) -> Office:
    """A small prison two hours further east: fourteen inmates, ten families, one event that is
    over.
    """
    opening = at.date() - 75 * DAY
    with audit.happened(dt.datetime.combine(opening, dt.time(0), dt.UTC)):
        office = found(MERPATI, now=at, seed=seed, password=password)
    names = Eastern()
    grows, beds = (
        ("Kangkung", "Sawi", "Telur ayam"),
        ("Bedeng A4", "Hidroponik Barat", "Kandang Ayam"),
    )
    garden = Garden(
        office,
        [crop for crop in CROPS if crop.name in grows],
        [site for site in SITES if site[0] in beds],
    )
    office.plan(office.moment(opening, 9, 30), garden.lay_out)
    garden.plan(
        opening + 45 * DAY,
        [Picking("Kangkung", beds[0], (0, 3), 24, 5), Picking("Telur ayam", beds[2], (1,), 40, 6)],
    )
    population = Prison(office, names, first=14, women=1).plan(
        opening + DAY, arrivals=1, releases=0, renumbered=1
    )
    enrolment = Enrolment(office, names, population)
    enrolment.live_in(MERPATI_VILLAGES)
    enrolment.plan(opening + 3 * DAY, 10, troubles=False)
    events = Events(office, garden, enrolment)
    ListedEvent(events, Happening(office.today - 12 * DAY, listed=7, reserves=1, packages=8)).plan()
    office.live()
    return office
