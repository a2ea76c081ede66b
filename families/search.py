"""One search over families, members, WBP, register numbers, villages and blocks, inside one
facility.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Lower

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

# Below this a row is no answer: 99 of 100 misspelt full names stay in
# (tests/load/search_families.py).
ENOUGH = 0.36
# From here a row is what was asked, below it only like it (search_score in the migrations).
EXACT = 0.95
SAME_NAME, LIKE_NAME, WITHIN = 0.8, 0.45, 0.9
LONGEST = 80
MOST_WORDS = 8
SHORT = 5
Texts = ArrayField(TextField())
# "B.I. 12" and "BI 12" are one number: the kind of the register belongs to it, and so does what
# follows a mark.
_KIND_OF_REGISTER = re.compile(r"\b([A-Z])[. ]*([IVX]+)[. ]*([A-Z]?)[. ]*(?=\d)", re.IGNORECASE)
_MARK_IN_NUMBER = re.compile(r"(?<=\d)\s*[/\\.‐-―-]\s*(?=\d)|(?<=\d)\s+(?=(?:19|20)\d\d\b)")
# "No. Reg. B.I.12/2025": what a number is called is no part of it. Of two digits after the last
# stroke a month can't be more than 12, so "25" is a year.
_CALLED_A_NUMBER = re.compile(
    r"\b(?:(?:nomor|nomer|no|register|registrasi|reg)\b[.:\s]*)+(?=(?:[A-Z][. ]*){0,6}\d)",
    re.IGNORECASE,
)
_REGISTERS = "inmate__register_numbers"
_SHORT_YEAR, _FULL_YEAR = r"/(1[5-9]|[2-4]\d)$", r"/20\1"
_KIND_OF_AREA = re.compile(
    r"\b(?:desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab)\b\.?", re.IGNORECASE
)


def matching(families: QuerySet[Family], q: str) -> FamilyQuerySet:
    """The families that fit ``q``, annotated ``score`` (0 to 1), best first, in one query.

    Each word may hit something else: the family's, a member's or a live-kin inmate's name, village,
    district, block ("Blok B", "B") or register number, old ones too ("wahyuni sumberejo", "sutrisno
    B.I.12/2025"). A family is_exact by a whole register number, or when one person bears all words
    but for a place with its whole name and a block that was called so: a part of anything only
    finds. ``families`` is already inside one facility. A NIK or an empty text finds nothing.
    """
    return _ranked(scored, families, q)


def scored(
    families: QuerySet[Family], terms: Mapping[str, Value], gathers: "Gathers"
) -> FamilyQuerySet:
    """All these families, annotated ``score`` as in ``matching``: what fits has at least ENOUGH.

    ``terms`` are those of Asked, as values.
    """
    members = FamilyMember.objects.present().filter(family=OuterRef("pk"))
    kin = Kinship.objects.live().filter(family=OuterRef("pk"))
    people = _people(
        _person("name"), _all(members, _person("full_name")), _all(kin, _person("inmate__name"))
    )
    # Of each row by its key: a join would read the districts of whole provinces at each search.
    district = Area.objects.filter(pk=OuterRef("area__parent")).values("name_key")
    places = _parted(F("area__name_key"), Subquery(district))
    numbers = kin.filter(**{f"{_REGISTERS}__isnull": False})
    score = _score(
        terms,
        people,
        places,
        _all(kin, F("inmate__block")) if gathers.blocks else None,
        _all(numbers, _with_year(f"{_REGISTERS}__normalised")) if gathers.registers else None,
    )
    return families.annotate(score=score)


def similar_families(
    families: QuerySet[Family],
    *,
    name: str,
    area: Area,
    inmates: Sequence[Inmate],
    relationship: str = "",
) -> FamilyQuerySet:
    """At most five families that may be the one about to be registered, annotated ``likeness``, the
    most alike first.

    Nearly the same name of the family or a member anywhere; in the same village or with one of the
    inmates a like name, one that holds the other ("Kasmini", "Kasmini binti Karto"), or one that is
    spoken alike or shortened ("H. M. Jusuf", "Abd. Rohman", "Bu Tini" and Sutini). Of a wife or
    husband also whoever is that to the same inmate, whatever the name: she may have said another.
    """
    wanted = FoldedName(Value(name[:LONGEST].replace("\x00", "")))
    kin = Kinship.objects.filter(family=OuterRef("pk"), inmate__in=inmates)
    members = FamilyMember.objects.present().filter(family=OuterRef("pk"))
    alike = Greatest(
        _alike("name_likeness", wanted, F("name_key")),
        _best(members, _alike("name_likeness", wanted, F("name_key"))),
    )
    within = [
        _alike("word_similarity", wanted, F("name_key")),
        _alike("word_similarity", F("name_key"), wanted),
    ]
    spoken = Q(_may_be(wanted)) | Q(_any(members, _may_be(wanted)))
    rows = families.annotate(likeness=alike, within=Greatest(*within))
    like = Q(likeness__gte=LIKE_NAME) | Q(within__gte=WITHIN)
    near = (Exists(kin) | Q(area=area)) & (like | spoken)
    fits = Q(likeness__gte=SAME_NAME) | near
    if relationship in (Relationship.WIFE, Relationship.HUSBAND):
        fits |= Exists(kin.live().filter(relationship=relationship))
    return rows.filter(fits).order_by("-likeness", "name", "pk")[:5]


def inmates_matching(inmates: QuerySet[Inmate], q: str) -> InmateQuerySet:
    """The inmates that fit ``q`` by name, register number (old ones too) or block; annotated and
    ordered as in matching.
    """
    return _ranked(scored_inmates, inmates, q)


def scored_inmates(
    inmates: QuerySet[Inmate], terms: Mapping[str, Value], gathers: "Gathers"
) -> InmateQuerySet:
    """As ``scored``, of inmates."""
    numbers = RegisterNumber.objects.filter(inmate=OuterRef("pk"))
    registers = _all(numbers, _with_year("normalised")) if gathers.registers else None
    blocks = _array(F("block")) if gathers.blocks else None
    score = _score(terms, _people(_person("name")), Value(""), blocks, registers)
    return inmates.annotate(score=score)


def areas_matching(q: str, near: str) -> AreaQuerySet:
    """Villages that fit ``q`` ("sumberejo", "sumberejo japah"): exact ones first, then those of the
    regency ``near``.

    A misspelt name is found inside the regency ("33.16"); elsewhere each word must begin a word of
    the village, its district or regency, for one short word resembles hundreds of the 17,000
    villages of two provinces. Where no village is loaded the regency is found in their place, ahead
    of villages elsewhere if it was named in full, and also behind a village that nobody can find
    ("Menteng, Jakarta Pusat").
    """
    asked = Asked.read(_KIND_OF_AREA.sub(" ", q[:LONGEST]))
    if not asked.words:
        return Area.objects.none()
    places = _parted(F("parent__name_key"), F("parent__parent__name_key"))
    words = [FoldedName(Value(word)) for word in asked.words]
    begins = Q(*(Q(text__contains=_joined(Value(""), word)) for word in words))
    whole = Q(*(Q(text__contains=_padded(word)) for word in words))
    named = Q(*(Q(own_text__contains=_padded(word)) for word in words), _connector=Q.OR)
    villages = Area.objects.offered().select_related("parent__parent")
    villages = villages.alias(text=_padded(F("name_key"), places), own_text=_padded(F("name_key")))
    villages = villages.alias(
        begins=_whether(begins),
        is_near=_whether(Q(code__startswith=f"{near}.")),
        is_exact=_whether(whole & named),
        is_regency=_whether(whole & Q(level=Area.Level.REGENCY)),
    ).annotate(score=_score(_values(asked), _people(_person("name")), places))
    own = _without_kind(F("name_key"))
    villages = villages.alias(typed=_padded(*words), regency=_padded(own))
    behind = Q(level=Area.Level.REGENCY, typed__contains=F("regency"))
    fitting = villages.filter(Q(begins=True) | Q(is_near=True, score__gte=ENOUGH) | behind)
    return fitting.order_by(
        "-is_exact", "-begins", "-is_near", "-is_regency", "-score", "name", "code"
    )


def is_exact(row: Model) -> bool:
    """Whether a row of a search here is what was asked, and not only like it."""
    return row.score >= EXACT


def only_exact(rows: Iterable[Model]) -> Model | None:
    """The one row of a search that is what was asked, if there is just one: it may be taken without
    being picked.
    """
    exact = [row for row in rows if is_exact(row)]
    return exact[0] if len(exact) == 1 else None


def _ranked(scored_of: Callable[..., QuerySet], rows: QuerySet, q: str) -> QuerySet:
    asked = Asked.read(q)
    if asked.is_empty or is_identity_number(q):
        return rows.annotate(score=Value(0.0)).none()
    fitting = scored_of(rows, _values(asked), asked.gathers).filter(score__gte=ENOUGH)
    return fitting.order_by("-score", "name", "pk")


def _values(asked: "Asked") -> dict[str, Value]:
    return {name: Value(term) for name, term in asked.terms.items()}


def _score(
    terms: Mapping[str, Value],
    people: Expression,
    places: Expression,
    blocks: Expression | None = None,
    registers: Expression | None = None,
) -> Func:
    """How well a row fits: search_score of the migrations."""
    # Of a plan that is kept the folded text is no constant; selected, it is made once all the same.
    folded = FoldedName(terms["text"], template="(SELECT %(function)s(%(expressions)s))")
    return Func(
        Func(folded, Value(" "), function="string_to_array"),
        *(Cast(terms[name], Texts) for name in ("typed", "called", "numbers")),
        terms["whole"],
        people,
        places,
        _names_of(blocks) if blocks else _array(),
        registers or _array(),
        function="search_score",
        output_field=FloatField(),
    )


def _whether(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, BooleanField())


def _joined(*texts: Expression) -> Func:
    return Func(Value(" "), *texts, function="concat_ws", output_field=TextField())


def _parted(*names: Expression) -> Func:
    """Names of places as search_score tells where each ends: no folded name holds a stroke."""
    return Func(Value(" | "), *names, function="concat_ws", output_field=TextField())


def _padded(*texts: Expression) -> Func:
    """The texts with a blank before and behind each word, so that whole words are found by their
    blanks.
    """
    return _joined(Value(""), *texts, Value(""))


def _without_kind(name_key: Expression) -> Func:
    """A regency as people say it: of "kota administrasi jakarta pusat" only the place."""
    kind = Value("^(kota|kabupaten) (administrasi )?"), Value("")
    return Func(name_key, *kind, function="regexp_replace", output_field=TextField())


def _array(*values: Expression) -> Func:
    return Func(*values, template="ARRAY[%(expressions)s]::text[]", output_field=Texts)


def _person(name: str) -> Func:
    """A name as search_score reads it: folded, and in small letters."""
    key = re.sub("(full_)?name$", "name_key", name)
    return _array(F(key), Lower(F(name)))


def _people(own: Func, *others: Expression) -> Func:
    """All whose names count, the row itself first."""
    parts = {"template": "(%(expressions)s)", "arg_joiner": " || ", "output_field": Texts}
    return Func(_array(own), *others, **parts)


def _all(rows: QuerySet, what: Expression) -> Subquery:
    """All values of one column of the rows that belong to the outer row, as one array."""
    # A plain function, not Django's aggregate: that would group, and one outer row has one array.
    gathered = Func(what, function="array_agg", output_field=Texts)
    return Subquery(rows.order_by().annotate(_all=gathered).values("_all"))


def _with_year(number: str) -> Func:
    pattern = Value(_SHORT_YEAR), Value(_FULL_YEAR)
    return Func(F(number), *pattern, function="regexp_replace", output_field=TextField())


def _names_of(blocks: Expression) -> Func:
    """By what the blocks are called as a whole: "Blok B-1" is B1."""
    called = "upper(array_to_string(%(expressions)s, '|'))"
    plain = f"regexp_replace({called}, 'BLOK|[^[:alnum:]|]', '', 'g')"
    return Func(blocks, template=f"string_to_array({plain}, '|')", output_field=Texts)


def _alike(function: str, one: Expression, other: Expression) -> Func:
    return Func(one, other, function=function, output_field=FloatField())


def _may_be(wanted: Expression) -> Func:
    """Whether a name may be the wanted one, both as they are spoken: shortened, without titles."""
    spoken = [Func(name, function="spoken_name") for name in (wanted, F("name_key"))]
    return Func(*spoken, function="names_may_be_one", output_field=BooleanField())


def _any(rows: QuerySet, condition: Expression) -> Coalesce:
    """Whether it holds for one of the rows that belong to the outer row."""
    # No EXISTS: the planner would ask it once of every row of every prison, and the look is slow.
    found = Func(condition, function="bool_or", output_field=BooleanField())
    return Coalesce(Subquery(rows.order_by().annotate(_any=found).values("_any")), Value(False))


def _best(rows: QuerySet, likeness: Expression) -> Coalesce:
    """The highest of the rows that belong to the outer row, 0 without any."""
    highest = Func(likeness, function="max", output_field=FloatField())
    return Coalesce(Subquery(rows.order_by().annotate(_best=highest).values("_best")), 0.0)


class Gathers(NamedTuple):
    """What is read of each row for the words of a search besides its people and places."""

    blocks: bool = False
    registers: bool = False


@dataclass(frozen=True)
class Asked:
    """A typed text taken apart: words that may be names, blocks that were called so, words with
    digits.

    ``whole`` is the text as one register number, in whatever writing.
    """

    words: tuple[str, ...]
    blocks: tuple[str, ...]
    numbers: tuple[str, ...]
    whole: str

    @classmethod
    def read(cls, q: str) -> "Asked":
        text = _CALLED_A_NUMBER.sub("", re.sub(r"[\x00-\x1f,;()]+", " ", q[:LONGEST]))
        joined = _MARK_IN_NUMBER.sub("/", _KIND_OF_REGISTER.sub(r"\1\2\3", text))
        pending = joined.split()[:MOST_WORDS]
        words, blocks, numbers = [], [], []
        while pending:
            word = pending.pop(0)
            if word.lower() == "blok" and pending:
                blocks.append(_plain(pending.pop(0)))
            elif any(char.isdigit() for char in word):
                numbers.append(_number(word))
            elif any(char.isalpha() for char in word):
                words.append(word)
        blocks = filter(None, blocks)
        return cls(tuple(words), tuple(blocks), tuple(numbers), _number(text) if numbers else "")

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.blocks or self.numbers)

    @property
    def may_name_a_block(self) -> bool:
        """Blocks are called B, A2 or Mawar at most: gathering them for every long name would be for
        nothing.
        """
        return bool(self.blocks or self.numbers or any(len(word) <= SHORT for word in self.words))

    @property
    def terms(self) -> dict[str, str | list[str]]:
        """The parts as ``scored`` takes them."""
        return {
            "text": " ".join(self.words),
            "typed": [word.lower() for word in self.words],
            "called": list(self.blocks),
            "numbers": list(self.numbers),
            "whole": self.whole,
        }

    @property
    def gathers(self) -> Gathers:
        return Gathers(self.may_name_a_block, bool(self.numbers))


def _plain(word: str) -> str:
    return RegisterNumber.normalise(word)


def _number(word: str) -> str:
    return re.sub(_SHORT_YEAR, _FULL_YEAR, _plain(word))
