"""Which families may be listed, in which order they are proposed, and why the others may not."""

import datetime as dt
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions.lottery import SHOWN, lot_of
from distributions.models import Absence, Distribution, Entitlement, Handover
from distributions.planning import missed
from families.models import Family, FamilyMember, Kinship, PovertyEvidence
from families.registry.eligibility import Reason, reasons_for
from rutan.formats import tanggal


@dataclass(frozen=True)
class Filters:
    """What narrows the choice: area code (village or district), days since the last aid or "never",
    evidence kind.
    """

    area: str = ""
    last_aid: str = ""
    evidence: str = ""
    expiring: bool = False
    name: str = ""


# Not frozen: thousands are made for a page of fifty, and the order sets three of their fields last.
@dataclass(eq=False, slots=True)
class Candidate:
    """One family before an event; ``place`` is where the proposal's order puts it, from 1, None
    when it isn't proposed.

    ``last_aid`` is the last package of the event's purpose, ``last_of_all`` that of either;
    ``absences`` are the events in a row to which it did not come. ``lot`` is its lot in the event's
    lottery, ``drawn`` whether another is equal in everything before it. ``inmates`` are the ids of
    those by whom it may receive, ``kinships`` its ties to them, once read_people was asked.
    """

    family: Family
    day: dt.date
    inmates: tuple[int, ...]
    evidence: PovertyEvidence | None
    purpose: str
    last_aid: dt.date | None
    last_of_all: dt.date | None
    missed: bool
    unlisted: bool
    reasons: tuple[Reason, ...]
    entitlement: Entitlement | None = None
    place: int | None = None
    expected_on: dt.date | None = None
    decile: int | None = None
    children: int = 0
    absences: int = 0
    absent_for: tuple[dt.date, str] | None = None
    lot: str = ""
    drawn: bool = False
    kinships: tuple[Kinship, ...] = ()

    @property
    def pick_name(self) -> str:
        """Its field in the form of the list: on which part of it it stands."""
        return f"pick_{self.family.pk}"

    @property
    def reason_name(self) -> str:
        """Its field for why a hand put it there."""
        return f"reason_{self.family.pk}"

    @property
    def is_eligible(self) -> bool:
        return not self.reasons

    @property
    def expected(self) -> dt.date | None:
        """The day of the other event on whose list the family waits, where nothing else is in the
        way.
        """
        alone = [reason.code for reason in self.reasons] == ["expected"]
        return self.expected_on if alone else None

    @property
    def days_since(self) -> int | None:
        """Days between the last package and the event."""
        return None if self.last_aid is None else (self.day - self.last_aid).days

    @property
    def days_left(self) -> int | None:
        """Days that the evidence outlives the event."""
        return self.evidence and self.evidence.days_left(self.day)

    @property
    def is_expiring(self) -> bool:
        return self.evidence is not None and self.evidence.is_expiring_on(self.day)

    @property
    def never_served(self) -> bool:
        return self.last_of_all is None

    @property
    def stays_away(self) -> bool:
        """Absent twice in a row: the poorest can't pay the bus."""
        return self.absences >= missed.TOO_OFTEN

    @property
    def words(self) -> str:
        """Why this family stands where it stands, in words: no points, no weights."""
        parts = [
            self.missed and _("pernah tidak mendapat paket"),
            self.unlisted and not self.missed and _("pernah datang, tidak dalam daftar"),
            self._aid,
            self.stays_away and _("tidak hadir berturut-turut: %(n)s kali") % {"n": self.absences},
            self._absence,
            self.children
            and ngettext("%(n)s anak", "%(n)s anak", self.children) % {"n": self.children},
            self.decile and _("desil %(n)s") % {"n": self.decile},
            self.evidence
            and _("%(kind)s s.d. %(date)s")
            % {
                "kind": self.evidence.get_kind_display(),
                "date": tanggal(self.evidence.valid_until),
            },
            self.drawn
            and _("undian %(lot)s (keluarga nomor %(number)s)")
            % {"lot": self.lot[:SHOWN], "number": self.family.pk},
        ]
        return "; ".join(filter(None, parts))

    @property
    def _absence(self) -> str:
        if not self.absent_for:
            return ""
        day, reason = self.absent_for
        why = {"date": tanggal(day), "why": str(Absence.Reason(reason).label).lower()}
        return _("tidak hadir %(date)s: %(why)s") % why

    @property
    def _aid(self) -> str:
        """When it last received; where it received since for another purpose, for which."""
        said = {"date": self.last_aid and tanggal(self.last_aid)}
        if self.last_aid == self.last_of_all:
            never, last = _("belum pernah menerima"), _("terakhir menerima %(date)s")
        else:
            said["purpose"] = str(Distribution.Purpose(self.purpose).label).lower()
            never = _("belum pernah menerima paket %(purpose)s")
            last = _("terakhir menerima paket %(purpose)s %(date)s")
        return (never if self.last_aid is None else last) % said


@dataclass(frozen=True)
class Candidates:
    """The families of a prison before one event: eligible in the proposal's order, the others by
    name.
    """

    eligible: tuple[Candidate, ...]
    not_eligible: tuple[Candidate, ...]

    def by_family(self) -> dict[int, Candidate]:
        return {
            candidate.family.pk: candidate for candidate in (*self.eligible, *self.not_eligible)
        }

    def proposed(self) -> list[Candidate]:
        """Who would be listed, first to last; families whose inmate is already represented are
        passed over.
        """
        return [candidate for candidate in self.eligible if candidate.place]

    def narrowed(self, filters: Filters) -> "Candidates":
        return Candidates(
            tuple(candidate for candidate in self.eligible if _fits(candidate, filters)),
            tuple(candidate for candidate in self.not_eligible if _fits(candidate, filters)),
        )


def candidates(distribution: Distribution, filters: Filters | None = None) -> Candidates:
    """Every active family of the event's prison, eligible or not on its day, in a constant number
    of queries.

    Who is on the list stays in sight, also when his data were merged, restricted or erased since.
    """
    listed = {
        entitlement.family_id: entitlement
        for entitlement in Entitlement.objects.on(distribution).standing()
    }
    families = list(_families(distribution, listed))
    known = _known(distribution, families)
    everybody = [
        _candidate(family, distribution, known, listed.get(family.pk)) for family in families
    ]
    eligible = _drawn((one for one in everybody if one.is_eligible), distribution.lot_seed)
    barred = (one for one in everybody if not one.is_eligible)
    others = sorted(barred, key=lambda one: alphabet(one.family.name))
    _place(eligible, one_per_inmate=distribution.one_per_inmate)
    found = Candidates(tuple(eligible), tuple(others))
    return found.narrowed(filters) if filters else found


def alphabet(name: str) -> str:
    """How a name is ordered: as a person files it, without accents, marks and capitals. (The
    database has no ICU.)
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(sign for sign in plain if sign.isalnum() or sign == " ").split())


def _families(distribution: Distribution, listed: Iterable[int]) -> QuerySet[Family]:
    own = Family.objects.filter(facility=distribution.facility_id)
    eligible = Q(pk__in=own.eligible_on(distribution.day).order_by().values("pk"))
    return (
        (own.active() | own.filter(pk__in=listed))
        .annotate(
            eligible=ExpressionWrapper(eligible, output_field=BooleanField()),
            after_last_aid=_after_last(purpose=distribution.purpose),
            after_last_of_all=_after_last(),
            children=_children(),
        )
        # A village stands once for all its families; who wrote what is not asked, and no number is
        # deciphered for nothing.
        .defer("kk_number", "hold_by", "restricted_by", "recorded_by", "edited_by")
        .prefetch_related("area__parent")
    )


class _Known(NamedTuple):
    """What is known of the families of a prison before an event, by id: the inmates by whom they
    may receive, the paper that counts longest, the lowest decile; what mends it where they are not
    eligible; when they last missed their package, or came and were on no list; to which events they
    did not come, and the day of another event where they wait.
    """

    inmates: dict[int, tuple[int, ...]]
    papers: dict[int, PovertyEvidence]
    deciles: dict[int, int]
    reasons: Mapping[int, Sequence[Reason]]
    missed_at: missed.Moments
    unlisted_at: missed.Moments
    absent_on: dict[int, list[missed.Absent]]
    expected_on: dict[int, dt.date]


def _known(distribution: Distribution, families: Iterable[Family]) -> _Known:
    """What mends it is said of those alone who are not eligible, for whom more is read."""
    barred = [family for family in families if not family.eligible]
    return _Known(
        *_speaking(distribution),
        reasons_for(barred, distribution.day),
        *missed.moments(distribution.facility_id),
        missed.absent_on(distribution.facility_id, distribution.day),
        _expected_on(distribution),
    )


def _speaking(distribution: Distribution) -> tuple[dict, dict, dict]:
    """What speaks for them that day. Three statements; a row is made of each paper alone, for
    thousands are ranked.
    """
    day, own = distribution.day, {"family__facility": distribution.facility_id}
    inmates: dict[int, tuple[int, ...]] = defaultdict(tuple)
    ties = Kinship.objects.counting_on(day).filter(**own)
    for family, inmate in ties.values_list("family", "inmate"):
        inmates[family] += (inmate,)
    # The longest is read last.
    papers = PovertyEvidence.objects.valid_on(day).filter(**own).reverse()
    accepted = PovertyEvidence.objects.accepted().filter(**own, decile__isnull=False).order_by()
    deciles = dict(accepted.values_list("family").annotate(Min("decile")))
    return inmates, {paper.family_id: paper for paper in papers}, deciles


def read_people(rows: Iterable[Candidate]) -> None:
    """Read the inmates, with register numbers, of those of one event that are shown in full."""
    by_family = {row.family.pk: row for row in rows}
    if not by_family:
        return
    day = next(iter(by_family.values())).day
    ties = Kinship.objects.counting_on(day).filter(family__in=by_family)
    found = defaultdict(tuple)
    for tie in ties.select_related("inmate").prefetch_related("inmate__register_numbers"):
        found[tie.family_id] += (tie,)
    for family, row in by_family.items():
        row.kinships = found[family]


def _after_last(**of: str) -> Greatest:
    """The window is (day - n, day], so its open upper end is the day after the package."""
    own = Handover.objects.filter(family=OuterRef("pk"), served_window__isnull=False, **of)
    # Two questions, each answered by an index of its own.
    kinds = (own.live(), own.accepted())
    latest = (kind.order_by("-served_window__endswith") for kind in kinds)
    return Greatest(*(Subquery(kind.values("served_window__endswith")[:1]) for kind in latest))


def _expected_on(distribution: Distribution) -> dict[int, dt.date]:
    """Family id -> the day of another event, so near that a family waiting there would get two
    packages within the interval of one purpose, or on one day.

    Asked of those events, for each family would read every list it ever stood on.
    """
    near = dt.timedelta(days=distribution.minimum_days - 1)
    others = (
        Distribution.objects.real()
        .filter(facility=distribution.facility_id)
        .filter(status__in=Distribution.AT_WORK)
        .between(distribution.day - near, distribution.final_day + near)
        .filter(
            Q(purpose=distribution.purpose)
            | Q(day__range=(distribution.day, distribution.final_day))
        )
        .exclude(pk=distribution.pk)
    )
    waiting = Entitlement.objects.waiting().filter(distribution__in=others).order_by()
    return dict(waiting.values_list("family").annotate(day=Max("distribution__day")))


def _children() -> Subquery:
    child = FamilyMember.CardRelationship.CHILD
    own = FamilyMember.objects.present().filter(family=OuterRef("pk"), card_relationship=child)
    return Subquery(own.order_by().values("family").annotate(n=Count("pk")).values("n"))


def _candidate(
    family: Family, distribution: Distribution, known: _Known, entitlement: Entitlement | None
) -> Candidate:
    facility, pk = distribution.facility, family.pk
    last_aid, last_of_all = (
        after and after - dt.timedelta(days=1)
        for after in (family.after_last_aid, family.after_last_of_all)
    )

    def stands(at: dt.datetime | None) -> bool:
        """Whether nothing was received since."""
        return at is not None and (last_of_all is None or facility.local_day(at) >= last_of_all)

    absent = missed.since(known.absent_on.get(pk, ()), family.after_last_of_all)
    expected_on = known.expected_on.get(pk)
    waits = _too_soon(last_aid, last_of_all, distribution) or _expected(expected_on, distribution)
    return Candidate(
        family=family,
        day=distribution.day,
        inmates=known.inmates.get(pk, ()),
        evidence=known.papers.get(pk),
        purpose=distribution.purpose,
        last_aid=last_aid,
        last_of_all=last_of_all,
        missed=stands(known.missed_at.get(pk)),
        unlisted=stands(known.unlisted_at.get(pk)),
        reasons=(*known.reasons.get(pk, ()), *waits),
        entitlement=entitlement,
        expected_on=expected_on,
        decile=known.deciles.get(pk),
        children=family.children or 0,
        absences=len(absent),
        absent_for=next((row for row in reversed(absent) if row[1]), None),
    )


def _too_soon(
    last_aid: dt.date | None, last_of_all: dt.date | None, distribution: Distribution
) -> Sequence[Reason]:
    # A rehearsal hands out nothing, so no interval is kept.
    if last_of_all is None or distribution.is_rehearsal:
        return ()
    # For another purpose it waits for the next day only.
    waits = ((last_of_all, 1), (last_aid, distribution.minimum_days))
    free_from, received = max((day + dt.timedelta(days=n), day) for day, n in waits if day)
    if free_from <= distribution.final_day:
        return ()
    return (
        Reason(
            "too_soon",
            _("menerima paket pada %(date)s") % {"date": tanggal(received)},
            _("kegiatan mulai %(date)s") % {"date": tanggal(free_from)},
        ),
    )


def _expected(day: dt.date | None, distribution: Distribution) -> Sequence[Reason]:
    if day is None or distribution.is_rehearsal:
        return ()
    return (
        Reason(
            "expected",
            _("masih terdaftar pada kegiatan %(date)s") % {"date": tanggal(day)},
            _("kegiatan itu ditutup tanpa keluarga ini mengambil paket"),
        ),
    )


def _claim(candidate: Candidate) -> tuple:
    """Who missed a package, who came unlisted, who never had one, who waits longest; then many
    children, then a low decile. No points: what stands first decides.
    """
    # Who never received stands before every date.
    never = dt.date.min
    return (
        not candidate.missed,
        not candidate.unlisted,
        candidate.last_aid or never,
        -candidate.children,
        candidate.decile or 11,
    )


def _drawn(eligible: Iterable[Candidate], seed: str) -> list[Candidate]:
    """In the proposal's order; between equal claims the lot decides, and the row says so."""
    claims = [(_claim(candidate), candidate) for candidate in eligible]
    equal = Counter(claim for claim, _row in claims)
    for claim, row in claims:
        row.lot, row.drawn = lot_of(seed, row.family.pk), equal[claim] > 1
    return [row for _claim, row in sorted(claims, key=lambda pair: (pair[0], pair[1].lot))]


def _place(eligible: Iterable[Candidate], *, one_per_inmate: bool) -> None:
    # Passed over, not left out: a hand may still choose the second family, with a reason.
    taken: set[int] = set()
    place = 0
    for candidate in eligible:
        free = [inmate for inmate in candidate.inmates if inmate not in taken]
        if free or not one_per_inmate:
            candidate.place = place = place + 1
            taken.add((free or candidate.inmates)[0])


# A prison has a few hundred families: narrowing here keeps one set of queries and one order for
# every filter.
def _fits(candidate: Candidate, filters: Filters) -> bool:
    family, since = candidate.family, candidate.days_since
    area = family.area_id
    return all(
        (
            not filters.area or area == filters.area or area.startswith(f"{filters.area}."),
            not filters.name or alphabet(filters.name) in alphabet(family.name),
            not filters.evidence
            or (candidate.evidence is not None and candidate.evidence.kind == filters.evidence),
            not filters.expiring or candidate.is_expiring,
            filters.last_aid != "never" or since is None,
            not filters.last_aid.isdigit() or since is None or since > int(filters.last_aid),
        )
    )
