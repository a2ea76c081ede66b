"""One search over families, members, WBP, register numbers, villages and blocks, inside one facility."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Greatest
from django.db.models.lookups import Contains
from django.db.models.sql.compiler import SQLCompiler

from families.models import (
    Area,
    AreaQuerySet,
    Family,
    FamilyMember,
    FamilyQuerySet,
    FoldedName,
    Inmate,
    InmateQuerySet,
    Kinship,
    RegisterNumber,
    Relationship,
)
from rutan.identity_numbers import is_identity_number

# Below this a row is no answer: 99 of 100 misspelt full names stay in (tests/load/search_families.py).
ENOUGH = 0.4
SAME_NAME, LIKE_NAME, WITHIN = 0.8, 0.45, 0.9
LONGEST = 80
MOST_WORDS = 8
SHORT = 5
# "B.I. 12" and "BI 12" are one number: the kind of the register belongs to it.
_KIND_OF_REGISTER = re.compile(r"\b([A-D])[. ]*([IV]+[AB]?)[. ]+(?=\d)", re.IGNORECASE)
_KIND_OF_AREA = re.compile(r"\b(?:desa|ds|kelurahan|kel|kecamatan|kec)\b\.?", re.IGNORECASE)


def matching(families: QuerySet[Family], q: str) -> FamilyQuerySet:
    """The families that fit ``q``, annotated ``score`` (0 to 1), best first, in one query.

    Each word may hit something else: the family's, a member's or a live-kin inmate's name, village, district,
    block ("Blok B", "B") or register number, old ones too ("wahyuni sumberejo", "sutrisno B.I.12/2025").
    ``families`` is already inside one facility. A NIK or an empty text finds nothing.
    """
    members = FamilyMember.objects.filter(family=OuterRef("pk"))
    kin = Kinship.objects.live().filter(family=OuterRef("pk"))
    names = _joined(F("name_key"), _all(members, F("name_key")), _all(kin, F("inmate__name_key")))
    places = _joined(F("area__name_key"), F("area__parent__name_key"))
    numbers = _all(
        kin.filter(inmate__register_numbers__isnull=False),
        _both_spellings("inmate__register_numbers__"),
    )
    return _ranked(
        families,
        q,
        text=_joined(names, places),
        blocks=_all(kin, F("inmate__block")),
        numbers=numbers,
    )


def similar_families(
    families: QuerySet[Family],
    *,
    name: str,
    area: Area,
    inmates: Sequence[Inmate],
    relationship: str = "",
) -> FamilyQuerySet:
    """At most five families that may be the one about to be registered, annotated ``likeness``, the most alike first.

    Nearly the same name of the family or a member anywhere; in the same village or with one of the inmates a like
    name, or one that holds the other ("Kasmini", "Kasmini binti Karto"). Of a wife or husband also whoever is
    that to the same inmate, whatever the name: she may have said another one.
    """
    wanted = FoldedName(Value(name[:LONGEST].replace("\x00", "")))
    kin = Kinship.objects.filter(family=OuterRef("pk"), inmate__in=inmates)
    members = FamilyMember.objects.present().filter(family=OuterRef("pk"))
    alike = Greatest(
        _alike("similarity", wanted, F("name_key")),
        _best(members, _alike("similarity", wanted, F("name_key"))),
    )
    within = [
        _alike("word_similarity", wanted, F("name_key")),
        _alike("word_similarity", F("name_key"), wanted),
    ]
    rows = families.annotate(likeness=alike, within=Greatest(*within))
    near = (Exists(kin) | Q(area=area)) & (Q(likeness__gte=LIKE_NAME) | Q(within__gte=WITHIN))
    fits = Q(likeness__gte=SAME_NAME) | near
    if relationship in (Relationship.WIFE, Relationship.HUSBAND):
        fits |= Exists(kin.live().filter(relationship=relationship))
    return rows.filter(fits).order_by("-likeness", "name", "pk")[:5]


def inmates_matching(inmates: QuerySet[Inmate], q: str) -> InmateQuerySet:
    """The inmates that fit ``q`` by name, register number (old ones too) or block; annotated and ordered as in matching."""
    numbers = RegisterNumber.objects.filter(inmate=OuterRef("pk"))
    return _ranked(
        inmates, q, text=F("name_key"), blocks=F("block"), numbers=_all(numbers, _both_spellings())
    )


def areas_matching(q: str, near: str) -> AreaQuerySet:
    """Villages that fit ``q`` ("sumberejo", "sumberejo japah"), those of the regency ``near`` ("33.16") before others.

    A misspelt name is found inside the regency; elsewhere each word must begin a word of the village or its
    district, for one short word resembles hundreds of the 17,000 villages of two provinces.
    """
    asked = _Asked.read(_KIND_OF_AREA.sub(" ", q[:LONGEST]))
    if not asked.words:
        return Area.objects.none()
    text = _joined(F("name_key"), F("parent__name_key"))
    is_near = Q(code__startswith=f"{near}.")
    begins = Q(
        *(
            Q(
                padded__contains=Concat(
                    Value(" "), FoldedName(Value(word)), output_field=TextField()
                )
            )
            for word in asked.words
        )
    )
    villages = (
        Area.objects.villages()
        .select_related("parent__parent")
        .alias(padded=Concat(Value(" "), text, output_field=TextField()))
    )
    villages = villages.alias(
        begins=ExpressionWrapper(begins, BooleanField()),
        is_near=ExpressionWrapper(is_near, BooleanField()),
    )
    villages = villages.annotate(
        score=_Score(asked, F("name_key"), text, Value(""), Value("")),
        is_exact=_holds_all(asked.words),
    )
    return villages.filter(begins | (is_near & Q(score__gte=ENOUGH))).order_by(
        "-begins", "-is_near", "-score", "name", "code"
    )


def _holds_all(words: tuple[str, ...]) -> ExpressionWrapper:
    """Whether each word stands whole in the text that areas_matching pads."""
    whole = Concat(F("padded"), Value(" "), output_field=TextField())
    wanted = [
        Concat(Value(" "), FoldedName(Value(word)), Value(" "), output_field=TextField())
        for word in words
    ]
    return ExpressionWrapper(Q(*(Contains(whole, word) for word in wanted)), BooleanField())


def only_exact(villages: Iterable[Area]) -> Area | None:
    """The one village of areas_matching whose name was typed in full, if there is just one: it may be chosen beforehand."""
    exact = [village for village in villages if village.is_exact]
    return exact[0] if len(exact) == 1 else None


def _ranked(
    rows: QuerySet, q: str, *, text: Expression, blocks: Expression, numbers: Expression
) -> QuerySet:
    asked = _Asked.read(q)
    if asked.is_empty or is_identity_number(q):
        return rows.annotate(score=Value(0.0)).none()
    score = _Score(
        asked, F("name_key"), text, blocks if asked.may_name_a_block else Value(""), numbers
    )
    return rows.annotate(score=score).filter(score__gte=ENOUGH).order_by("-score", "name", "pk")


def _joined(*texts: Expression) -> Func:
    return Func(Value(" "), *texts, function="concat_ws", output_field=TextField())


def _all(rows: QuerySet, what: Expression) -> Subquery:
    """All values of one column of the rows that belong to the outer row, as one text."""
    # A plain function, not Django's aggregate: that would group, and one outer row has one text.
    return Subquery(
        rows.order_by()
        .annotate(_all=Func(what, Value(" "), function="string_agg", output_field=TextField()))
        .values("_all")
    )


def _alike(function: str, one: Expression, other: Expression) -> Func:
    return Func(one, other, function=function, output_field=FloatField())


def _best(rows: QuerySet, likeness: Expression) -> Coalesce:
    """The highest of the rows that belong to the outer row, 0 without any."""
    highest = Func(likeness, function="max", output_field=FloatField())
    return Coalesce(Subquery(rows.order_by().annotate(_best=highest).values("_best")), 0.0)


def _both_spellings(path: str = "") -> Func:
    return _joined(F(f"{path}normalised"), F(f"{path}written"))


# What one asked word hits in a row, 0 to 1. Parameters are the word as needed in each place.
# Comparing by trigrams costs most, so it is left to texts that share the word's beginning, middle or end.
_WORD_HIT = (
    "CASE WHEN %s = ANY(seen.blocks) OR ' ' || seen.text || ' ' LIKE '%% ' || fold_name(%s) || ' %%' THEN 1"
    " WHEN ' ' || seen.text LIKE '%% ' || fold_name(%s) || '%%' THEN 0.9"
    " WHEN ' ' || seen.text LIKE '%% ' || left(fold_name(%s), 2) || '%%' OR seen.text LIKE '%%' || right(fold_name(%s), 3) || '%%'"
    " OR seen.text LIKE '%%' || substr(fold_name(%s), 3, 3) || '%%' THEN word_similarity(fold_name(%s), seen.text) ELSE 0 END"
)
_BLOCK_HIT = (
    "CASE WHEN %s = ANY(seen.blocks) THEN 1"
    " WHEN ' ' || array_to_string(seen.blocks, ' ') LIKE '%% ' || %s || '%%' THEN 0.7 ELSE 0 END"
)
_NUMBER_HIT = (
    "CASE WHEN seen.numbers ~* %s OR %s = ANY(seen.blocks) THEN 1"
    " WHEN ' ' || seen.numbers LIKE '%% ' || %s || '%%' THEN 0.9 WHEN seen.numbers LIKE '%%' || %s || '%%' THEN 0.6 ELSE 0 END"
)
_SEEN = (
    "SELECT {} AS best, {} AS text, coalesce({}, '') AS numbers,"
    " regexp_split_to_array(upper(regexp_replace({}, 'blok\\s*|[^[:alnum:] ]', '', 'gi')), ' +') AS blocks OFFSET 0"
)
# The mean of all hits, pulled down by the word that hits worst; or all words taken as one name, with and without
# spaces, which finds "Nur'aini" for "nur aeni". A tenth goes to the row's own name: it stands before its neighbours.
# OFFSET 0 keeps a step from being repeated in the next, CASE keeps comparisons from being made for nothing.
_SCORE = (
    "(SELECT CASE WHEN fit < 0.4 OR %s THEN fit ELSE 0.9 * fit + 0.1 * word_similarity(fold_name(%s), seen.best) END"
    " FROM ({seen}) AS seen, LATERAL (SELECT (avg(hit) + min(hit)) / 2 AS mean FROM (VALUES {hits}) AS hits(hit)) AS asked,"
    " LATERAL (SELECT CASE WHEN asked.mean NOT BETWEEN 0.2 AND 0.8 OR %s THEN asked.mean ELSE greatest(asked.mean,"
    " word_similarity(fold_name(%s), seen.text), word_similarity(replace(fold_name(%s), ' ', ''), seen.text)) END AS fit OFFSET 0) AS best)"
)


@dataclass(frozen=True)
class _Asked:
    """A typed text taken apart: words that may be names, blocks that were called so, words with digits."""

    words: tuple[str, ...]
    blocks: tuple[str, ...]
    numbers: tuple[str, ...]

    @classmethod
    def read(cls, q: str) -> "_Asked":
        text = _KIND_OF_REGISTER.sub(r"\1\2", re.sub(r"[\x00-\x1f,;()]+", " ", q[:LONGEST]))
        pending = text.split()[:MOST_WORDS]
        words, blocks, numbers = [], [], []
        while pending:
            word = pending.pop(0)
            if word.lower() == "blok" and pending:
                blocks.append(pending.pop(0))
            elif any(char.isdigit() for char in word):
                numbers.append(word)
            elif any(char.isalpha() for char in word):
                words.append(word)
        return cls(tuple(words), tuple(blocks), tuple(numbers))

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.blocks or self.numbers)

    @property
    def may_name_a_block(self) -> bool:
        """Blocks are called B, A2 or Mawar at most: gathering them for every long name would be for nothing."""
        return bool(self.blocks or self.numbers or any(len(word) <= SHORT for word in self.words))

    def hits(self) -> list[tuple[str, tuple[str, ...]]]:
        """SQL over ``seen`` and its parameters, one for each thing asked."""
        words = [(_WORD_HIT, (_plain(word), *[word] * 6)) for word in self.words]
        blocks = [(_BLOCK_HIT, (_plain(block), _plain(block))) for block in self.blocks]
        numbers = [
            (_NUMBER_HIT, (_spelt(number), *[_plain(number)] * 3)) for number in self.numbers
        ]
        return words + blocks + numbers


def _plain(word: str) -> str:
    return RegisterNumber.normalise(word)


def _spelt(number: str) -> str:
    """A pattern for the number with any marks between its parts: "12/2025" hits "B.I.12/2025", not "B.I.112/2025"."""
    return r"\m" + r"\W*".join(re.findall(r"[^\W_]+", number)) + r"\M"


class _Score(Func):
    """How well a row fits what was asked, as a correlated subquery: a row's texts are gathered once, not once per word."""

    output_field = FloatField()

    def __init__(
        self,
        asked: _Asked,
        best: Expression,
        text: Expression,
        blocks: Expression,
        numbers: Expression,
    ) -> None:
        super().__init__(best, text, numbers, blocks)
        self.asked = asked

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra
    ) -> tuple[str, list]:
        texts = [compiler.compile(text) for text in self.get_source_expressions()]
        hits = self.asked.hits()
        seen = _SEEN.format(*(sql for sql, _values in texts))
        sql = _SCORE.format(seen=seen, hits=", ".join(f"({sql})" for sql, _values in hits))
        name = " ".join(self.asked.words)
        is_one_name = len(self.asked.words) > 1 and not (self.asked.numbers or self.asked.blocks)
        values = [value for _sql, values in texts + hits for value in values]
        return sql, [not name, name, *values, not is_one_name, name, name]
