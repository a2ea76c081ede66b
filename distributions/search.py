"""What the desk finds for whatever an officer types or scans: number, coupon, name, WBP, village,
block.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import (
    Max,
    Prefetch,
    QuerySet,
    prefetch_related_objects,
)
from django.utils.translation import gettext as _

from distributions import attempts, coupons, desk, desk_rows, outcomes
from distributions.models import Distribution, Entitlement, Handover
from distributions.rights import why_not
from families import search
from families.models import Family, FamilyMember, Inmate, Kinship, Relationship
from rutan.fields import plain_number
from rutan.models import User

# The alphabet gives the numbers at approval; before it there is nobody to call to the desk.
_WITHOUT_NUMBERS = (Distribution.Status.DRAFT, Distribution.Status.CANCELLED)
# "12", and as it is said: "no. 12", "nomor urut 12", "#12".
_NUMBER = re.compile(r"(?:(?:nomor|nomer|no|urut|antrean)[.:\s]*)*#?\s*(\d{1,4})\.?", re.IGNORECASE)
# What a hand makes of a printed code. Without a digit only a half that nobody could utter is one:
# "Anna-Beth" is a name, and "AV32-2025" a register number.
_LIKE_A_COUPON = re.compile(
    r"(?=.*\d)(?=.*[A-Z])[A-Z0-9]{3,5}[\s\W_]*[A-Z0-9]{3,5}"
    r"|[A-Z]{4}-(?![A-Z]*[AEIOUY])[A-Z]{4}|(?![A-Z]*[AEIOUY])[A-Z]{4}-[A-Z]{4}",
    re.IGNORECASE,
)
_LIKE_A_REGISTER = re.compile(r"[A-Z]+\d+\W?(?:19|20)\d\d", re.IGNORECASE)


@dataclass(frozen=True)
class Card:
    """One family in this event: its entitlement, who may collect, and its hand-over if it was
    served.
    """

    event: Distribution
    family: Family
    entitlement: Entitlement | None = None
    handover: Handover | None = None

    @property
    def collectors(self) -> list[tuple[FamilyMember, str]]:
        """Members who may collect, each with what it is to the WBP, or else on the family card."""
        return [(member, self._tie_of(member)) for member in self.family.collectors]

    @property
    def named_after(self) -> FamilyMember | None:
        """Of those who may collect, the one the family is named after."""
        named = (m for m in self.family.collectors if self.entitlement.is_named_after(m))
        return next(named, None)

    def _tie_of(self, member: FamilyMember) -> str:
        """Of whom a member is what: "ibu dari WBP" or, of the card's head, "suami dari
        Istiqomah".
        """
        to_inmate = Relationship(self.entitlement.relationship_of(member)).word
        if to_inmate:
            return _("%(word)s dari WBP") % {"word": to_inmate}
        place = FamilyMember.CardRelationship(member.card_relationship)
        if place == FamilyMember.CardRelationship.HEAD or not place.word:
            return place.word
        heads = [
            other.full_name
            for other in self.family.collectors
            if other.card_relationship == FamilyMember.CardRelationship.HEAD
        ]
        # Where nobody here leads the card, it is the WBP's own or that of somebody who does not
        # come.
        return (
            _("%(word)s dari %(name)s") % {"word": place.word, "name": heads[0]}
            if heads
            else (_("%(word)s di KK") % {"word": place.word})
        )

    @property
    def state(self) -> str:
        """The key of the status badge."""
        return self.entitlement.state if self.entitlement else "not_listed"

    @property
    def refusal(self) -> outcomes.DeskRefusal | None:
        """What stands in the way of a package, as the desk would answer: with the line to read and
        the sentence to say.
        """
        row, day = self.entitlement, self.event.facility.local_day()
        against = row and why_not(row, self.handover, day)
        # What is done is told before the event and after it; what may change only while it is open.
        done = isinstance(against, outcomes.AlreadyHandedOver | outcomes.Withdrawn)
        if not (done or self.event.is_open):
            return outcomes.NotOpen(self.event)
        if not row and not self.event.accepts_walk_ins:
            return outcomes.ListedNowhere(self.family)
        # Five fields filled in for a refusal would be forty seconds of a queue.
        if not row and self.family.is_held_on(day):
            return outcomes.OnHold()
        return against

    @property
    def is_sent_away(self) -> bool:
        """Whether a visit ends here without a package: the officer may note that she came."""
        never = outcomes.AlreadyHandedOver | outcomes.NotOpen
        return bool(self.refusal) and not isinstance(self.refusal, never)

    @property
    def address(self) -> str:
        """What opens this card at the desk: never the words that were searched."""
        if self.entitlement:
            return f"?entitlement={self.entitlement.pk}"
        return f"?family={self.family.pk}"

    @property
    def can_be_served(self) -> bool:
        return self.entitlement is not None and self.refusal is None


@dataclass(frozen=True)
class Found:
    """The answer of a search: exact ``cards``, those that are only ``alike``, WBP of other
    families, or a refusal.

    Exact is a number, a coupon, a whole register number or all words of one person's name
    (families.search).
    """

    cards: list[Card] = field(default_factory=list)
    alike: list[Card] = field(default_factory=list)
    inmates: list[Inmate] = field(default_factory=list)
    refusal: outcomes.DeskRefusal | None = None
    identity_number: bool = False
    # Whether more families fit than are shown.
    more: bool = False
    # Whether the one card was found by its coupon, which lies on the desk.
    by_coupon: bool = False

    @property
    def only(self) -> Card | None:
        """The one card that is shown with its form: a likeness never is, it has to be picked."""
        return self.cards[0] if len(self.cards) == 1 else None

    @property
    def nothing(self) -> bool:
        answered = self.cards or self.alike or self.inmates
        return not (answered or self.refusal or self.identity_number)

    @property
    def unknown(self) -> list[Inmate]:
        """WBP without a family on file."""
        return [inmate for inmate in self.inmates if not inmate.has_family]

    @property
    def known(self) -> list[Inmate]:
        """WBP of whom a family is on file, for another one of his."""
        return [inmate for inmate in self.inmates if inmate.has_family]


def find(distribution: Distribution, q: str, *, by: User | None = None) -> Found:
    """Search one event; at most eight statements. Sixteen digits are not searched: no NIK in an
    address. Whoever ``by`` is guesses no codes.

    A list number or a coupon gives exactly one card; words give families of the facility, exact
    ones apart from those that are only alike, and, where walk-ins are accepted, WBP whose family is
    not on file yet.
    """
    q = q.replace("\x00", "").strip()[:80]
    if not q:
        return Found()
    if search.is_identity_number(q):
        return Found(identity_number=True)
    if distribution.status in _WITHOUT_NUMBERS:
        return Found(refusal=outcomes.NotOpen(distribution))
    if number := _NUMBER.fullmatch(q):
        return _by_number(distribution, int(number[1]))
    if coupons.normalise(q):
        try:
            if by:
                attempts.refuse_guesses(by=by)
            listed = desk.entitlement_of(distribution, q)
            return _by_entitlement(distribution, listed, by_coupon=True)
        except (outcomes.UnknownCoupon, outcomes.TooManyCodes) as refusal:
            # The check sign of a name may be right by chance, then there is no digit in it.
            if coupons.is_code(q) and any(map(str.isdigit, q)):
                return Found(refusal=refusal)
        except outcomes.DeskRefusal as refusal:
            return Found(refusal=refusal)
    found = _by_words(distribution, q)
    if found.nothing and _may_be_a_coupon(q):
        return Found(refusal=outcomes.UnknownCoupon(q))
    return found


def _may_be_a_coupon(q: str) -> bool:
    if coupons.is_code(q):
        return True
    return bool(_LIKE_A_COUPON.fullmatch(q)) and not _LIKE_A_REGISTER.fullmatch(q)


def picked(
    distribution: Distribution, *, entitlement: int | None = None, family: int | None = None
) -> Found:
    """The card that somebody picked by its entitlement, or by its family where that is not
    listed.
    """
    if entitlement:
        return _by_entitlement(distribution, entitlement)
    rows = _on_file(distribution).filter(pk=family)
    cards = _cards_of(distribution, list(rows.values_list("pk", flat=True)))
    return Found(cards=cards) if cards else Found(refusal=outcomes.NotOnList(distribution))


def picked_by(distribution: Distribution, query: Mapping[str, str]) -> Found | None:
    """What a line of a search leads to: one entitlement, or a family that has none here."""
    for name in ("entitlement", "family"):
        if known := plain_number(query.get(name, "")):
            return picked(distribution, **{name: known})
    return None


def of_order(distribution: Distribution, entitlement_id: int | None, coupon: str) -> Found:
    """The card of the entitlement that a hand-over's form named, by its id or its coupon; nothing
    where it named none.
    """
    if coupon and not entitlement_id:
        return find(distribution, coupon)
    return _by_entitlement(distribution, entitlement_id) if entitlement_id else Found()


def collectors_of(distribution: Distribution, family: Family) -> list[tuple[FamilyMember, str]]:
    """Whom the desk will offer as collectors once a family on file is entitled, each with its word.
    Two statements.
    """
    kinship = family.kinships.live().first()
    family.collectors = list(family.members.who_may_collect())
    coming = Entitlement(
        snapshot={
            "relationship": kinship.relationship if kinship else Relationship.OTHER,
        }
    )
    return Card(distribution, family, coming).collectors


def cards_of(distribution: Distribution, families: list[Family]) -> list[Card]:
    """These families as the desk knows them, each with its number and package in this event, if it
    has any.
    """
    known = {
        card.family.pk: (card.entitlement, card.handover)
        for card in _listed_cards(distribution, [family.pk for family in families])
    }
    return [Card(distribution, family, *known.get(family.pk, ())) for family in families]


def _by_entitlement(distribution: Distribution, pk: int, *, by_coupon: bool = False) -> Found:
    if cards := _cards(distribution, desk_rows.card(distribution=distribution.pk, pk=pk)):
        return Found(cards=cards, by_coupon=by_coupon)
    return Found(refusal=outcomes.NotOnList(distribution))


def _by_number(distribution: Distribution, number: int) -> Found:
    rows = desk_rows.card_numbered(distribution=distribution.pk, number=number)
    if cards := _cards(distribution, rows):
        return Found(cards=cards)
    last = Entitlement.objects.on(distribution).aggregate(last=Max("number"))["last"]
    return Found(refusal=outcomes.NoSuchNumber(number, last or 0))


def _on_file(distribution: Distribution) -> QuerySet[Family]:
    return Family.objects.filter(facility=distribution.facility_id).active()


def _by_words(distribution: Distribution, q: str) -> Found:
    """Counted over all families on file: who bears the name of a listed one makes it two, whatever
    the list says.
    """
    hits = _best_first(distribution, q)
    shown = hits[: desk_rows.MOST]
    cards = _cards_of(distribution, [pk for pk, _score in shown])
    exact = sum(score >= search.EXACT for _pk, score in shown)
    return Found(
        cards=cards[:exact],
        alike=cards[exact:],
        inmates=_inmates(distribution, q) if distribution.accepts_walk_ins else [],
        more=len(hits) > desk_rows.MOST,
    )


def _best_first(distribution: Distribution, q: str) -> list[tuple[int, float]]:
    """(id of a family, how well it fits), the best first.

    To one decimal an exact name is 1, in whatever spelling; the list decides only between names
    that fit alike, or a likeness would stand before the name that was said.
    """
    asked = search.Asked.read(q)
    if asked.is_empty:
        return []

    def fit(row: tuple) -> tuple[float, bool, float]:
        _pk, score, on_list, _name = row
        if distribution.accepts_walk_ins:
            return -round(score, 1), not on_list, -score
        # Or the rest of the prison would push the listed likenesses off the page.
        return score < search.EXACT, not on_list, -score

    rows = desk_rows.scored(asked.gathers)(
        facility=distribution.facility_id, distribution=distribution.pk, **asked.terms
    )
    # Sorted and cut off here: the database would count the score anew for each.
    fitting = [row for row in rows if row[1] >= search.ENOUGH]
    fitting.sort(key=lambda row: (*fit(row), row[3], row[0]))
    return [(pk, score) for pk, score, *_rest in fitting]


def _cards_of(distribution: Distribution, families: list[int]) -> list[Card]:
    """A card for each, entitled or not, in the order of these ids."""
    cards = {card.family.pk: card for card in _listed_cards(distribution, families)}
    if missing := [pk for pk in families if pk not in cards]:
        others = desk_rows.families(keys=missing)
        inmates = Inmate.objects.annotate(latest_number=desk_rows.latest_number())
        kin = Kinship.objects.live().prefetch_related(Prefetch("inmate", inmates))
        prefetch_related_objects(others, Prefetch("kinships", kin, to_attr="live_kinships"))
        cards |= {family.pk: Card(distribution, family) for family in others}
    return [cards[pk] for pk in families]


def _inmates(distribution: Distribution, q: str) -> list[Inmate]:
    """Whom a visitor may name, those without a family on file first: another wife comes for one who
    has a family, too.
    """
    asked = search.Asked.read(q)
    if asked.is_empty:
        return []
    return desk_rows.inmates(asked.gathers)(facility=distribution.facility_id, **asked.terms)


def _listed_cards(distribution: Distribution, families: list[int]) -> list[Card]:
    if not families:
        return []
    rows = desk_rows.cards_of(distribution=distribution.pk, families=families)
    return _cards(distribution, rows)


def _cards(distribution: Distribution, rows: list[Entitlement]) -> list[Card]:
    if not rows:
        return []
    rights, families = {row.pk: row for row in rows}, {row.family_id: row.family for row in rows}
    for family in families.values():
        family.collectors = []
    for member in desk_rows.collectors_of(families=list(families)):
        member.family = families[member.family_id]
        member.family.collectors.append(member)
    given: dict[int, Handover] = {}
    for fact in desk_rows.given_to(rights=list(rights)):
        fact.distribution, fact.entitlement = distribution, rights[fact.entitlement_id]
        given.setdefault(fact.entitlement_id, fact)
    return [Card(distribution, row.family, row, given.get(row.pk)) for row in rows]
