"""The papers of 27 October 2025, drawn without the rest of the demo, so that they are the same on
every day: of the morning in one file, the others, blank ones too, one by one.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.text import slugify

from distributions import documents, messages
from distributions.demo.crops import CROPS, PICKINGS, SITES
from distributions.demo.enrolment import Enrolment
from distributions.demo.events import Events
from distributions.demo.harvests import Garden
from distributions.demo.names import Names
from distributions.demo.office import Office
from distributions.demo.people import KNOWN, Prison
from distributions.demo.prisons import BLORA, FIRST_DAY, found
from distributions.demo.same_day import SameDayEvent
from distributions.demo.stories import MONDAY, NEXT, REPORTED, STORY, Story
from distributions.documents import Job
from distributions.documents.issuing import ISSUABLE, Issuable
from distributions.documents.months import RECAP
from distributions.documents.paper import Paper, render
from distributions.documents.recap import Month
from distributions.models import Distribution
from families import intake_form
from families.areas import load_areas
from harvests import garden_slip
from rutan import papers
from rutan.days import month_of
from rutan.language import in_office_language
from rutan.models import Facility, User

# Another than the demo's: the keys of its forms are taken where the demo was filled.
SEED = "Berkas 27 Oktober 2025"
# What is drawn by chance, or follows the numbers of rows, stands as an example.
CODE, SEAL = "K7M4-9QX2", "3F2A-91BC-77D0-12AB"
DAY = dt.timedelta(days=1)
NUMBERS = {"handover-record": "1142", "activity-report": "1145", "goods-transfer": "1141"}
PATTERN, RECAP_NUMBER = "W.13.PAS.9-PK.05.04-", "1163"

File = tuple[str, bytes]


class Day(Story):
    """The story's day, of which nothing is issued."""

    def plan(self) -> None:
        SameDayEvent.plan(self)


def story_papers() -> list[File]:
    """Every paper of the story by file name; of what is written for them nothing stays. Raises
    papers.PaperFailed.
    """
    with transaction.atomic():
        # Where the demo was filled, its name and its accounts are taken.
        Facility.objects.update(name=Concat(Value("Arsip "), F("name")))
        User.objects.update(username=Concat(Value("arsip."), F("username")))
        load_areas(("33.16",))
        found_papers = list(_lived_through())
        transaction.set_rollback(True)
    return found_papers


def _lived_through() -> Iterator[File]:
    office = found(
        BLORA, now=dt.datetime.combine(MONDAY, dt.time(4), dt.UTC), seed=SEED, password=""
    )
    day = _day(office)
    morning, noon = office.moment(STORY, 8, 10), office.moment(STORY, 14)
    _live_until(office, morning)
    with timezone.override(office.facility.tzinfo):
        yield from _blank(office, morning)
        yield "berkas-pagi.pdf", _of_the_morning(Job(day.event, morning))
        _live_until(office, noon)
        day.event.refresh_from_db()
        yield from _issued(day.event, office.moment(NEXT, 8, 5))
        at = office.moment(MONDAY, 9, 20)
        month = Month(office.facility, month_of(STORY)[0], at, f"{PATTERN}{RECAP_NUMBER}")
        yield f"{slugify(RECAP.label)}.pdf", _signed(month, RECAP)
        for message in (*messages.of_what_is_over(day.event), messages.for_month(month.report)):
            yield f"{slugify(message.label)}.txt", f"{message.text}\n".encode()


def _issued(distribution: Distribution, at: dt.datetime) -> Iterator[File]:
    for key, number in NUMBERS.items():
        paper = ISSUABLE[key]
        words = REPORTED if paper.words else {}
        job = Job(distribution, at, number=f"{PATTERN}{number}", words=words)
        yield f"{slugify(paper.label)}.pdf", _signed(job, paper)


def _day(office: Office) -> Day:
    """Everything that the day needs is on the agenda: a garden, inmates, and the day itself."""
    garden = Garden(office, CROPS, SITES)
    office.plan(office.moment(FIRST_DAY, 8, 30), garden.lay_out)
    garden.plan(STORY - 4 * DAY, PICKINGS)
    names = Names()
    few = {"arrivals": 0, "releases": 0, "renumbered": 0}
    population = Prison(office, names, first=46, women=2, known=KNOWN).plan(FIRST_DAY + DAY, **few)
    enrolment = Enrolment(office, names, population)
    enrolment.live_in((("33.16", 66),))
    day = Day(Events(office, garden, enrolment))
    day.plan()
    return day


def _live_until(office: Office, at: dt.datetime) -> None:
    office.now = at
    office.live()


def _blank(office: Office, at: dt.datetime) -> Iterator[File]:
    """What lies at the visit counter and hangs in the garden."""
    form = intake_form.print_intake_form(by=office.by("registrar"), at=at)
    slip = garden_slip.print_garden_slip(by=office.by("harvest_recorder"), at=at)
    yield f"{slugify(intake_form.TITLE)}.pdf", form
    yield f"{slugify(garden_slip.TITLE)}.pdf", slip


def _of_the_morning(job: Job) -> bytes:
    """What the button prints that prints everything."""
    return documents.draw(job, documents.together(job))


def _signed(job: Job | Month, paper: Issuable) -> bytes:
    """As it would be issued, with the example's code."""
    with in_office_language():
        foot = papers.foot(job.facility, CODE, job.at, issued=True)
        return render([_exemplary(part) for part in paper.make(job)], job=job, foot=foot)


def _exemplary(part: Paper) -> Paper:
    return replace(part, data={**part.data, "seal": SEAL}) if part.data.get("seal") else part
