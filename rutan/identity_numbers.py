"""Whether a text holds a NIK or KK number, which may stand in no free text, address or log."""

import datetime as dt
import re
import unicodedata

# The 38 provinces of Kepmendagri 300.2.2-2138/2025.
_CODES = [
    *range(11, 20),
    21,
    *range(31, 37),
    *range(51, 54),
    *range(61, 66),
    *range(71, 77),
    81,
    82,
    *range(91, 97),
]
PROVINCES = frozenset(str(code) for code in _CODES)
LENGTH = 16
# On a woman's card the day of birth is written with forty more.
WOMAN = 40

# Twelve digits are already an area and a date of birth; the last four only make the NIK complete.
_MOST_OF_A_NUMBER = re.compile(r"(?:\d[ .\-]?){12}")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
# What else people write with many digits, each as a whole: it neither begins nor goes on within
# another number.
_OTHER_THINGS = [
    re.compile(rf"(?<!\d)(?<!\d[{marks}])(?:{pattern})(?![{marks}]?\d)")
    for marks, pattern in (
        (r".,:/\-", rf"{_DAY}([-./]){_MONTH}\1{_YEAR}"),
        (r".,:/\-", rf"{_YEAR}([-./]){_MONTH}\1{_DAY}"),
        (r".,:", r"(?:[01]?\d|2[0-3])[.:][0-5]\d"),
        (r".,:/\-", r"[1-9]\d{0,2}(?:[.,]\d{3}){1,3}|[1-9]\d{1,9}00"),
        (r"/", r"(?:\+?62[ .\-]?|0)8[1-9]\d([ .\-]?)\d{3,4}\1\d{2,5}"),
        (r"/", r"0[2-9]\d{1,2}\)?[ .\-]?\d{5,8}"),
    )
]


def is_identity_number(text: str) -> bool:
    """Whether the text holds a NIK or KK number, or most of one: it may not stand in an address or
    a log.
    """
    return bool(_MOST_OF_A_NUMBER.search(_plain(text))) or holds_identity_number(text)


def holds_identity_number(text: str) -> bool:
    """Whether a whole NIK or KK number stands in a free text, whatever marks stand between its
    digits.

    Two telephones, or a date with an amount, may have sixteen digits too: they are told by their
    shape, and by the area and the date that are in every NIK and KK number.
    """
    return any(_holds(found.group()) for found in re.finditer(r"\d(?:[\d\W_]*\d)?", _plain(text)))


def _plain(text: str) -> str:
    """The text with plain digits and hyphens, without the signs that nobody sees."""
    signs = []
    for sign in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(sign)
        if kind == "Nd":
            signs.append(str(unicodedata.digit(sign)))
        elif kind == "Pd":
            signs.append("-")
        elif kind not in ("Cf", "Mn", "Me"):
            signs.append(sign)
    return "".join(signs)


def _holds(stretch: str) -> bool:
    """Whether whole groups of digits in a stretch without letters make up one number."""
    groups = [found.span() for found in re.finditer(r"\d+", stretch)]
    things = [found.span() for thing in _OTHER_THINGS for found in thing.finditer(stretch)]
    for place in range(len(groups)):
        digits, taken = "", []
        for group in groups[place : place + LENGTH]:
            digits, taken = digits + stretch[slice(*group)], [*taken, group]
            if len(digits) >= LENGTH:
                break
        if digits[:2] in PROVINCES and _is_written_as_one(taken, groups):
            return True
        if len(taken) == 1 and len(digits) > LENGTH:
            if _begins_or_ends_with_number(digits):
                return True
        elif _reads_as_number(digits) and not _is_something_else(taken, things):
            return True
    return False


def _is_written_as_one(taken: list[tuple[int, int]], groups: list[tuple[int, int]]) -> bool:
    """Sixteen digits in one piece, or alone and four by four: nothing else is, were its date
    mistyped.
    """
    lengths = [end - start for start, end in taken]
    return lengths == [LENGTH] or (lengths == [4, 4, 4, 4] and taken == groups)


def _reads_as_number(digits: str) -> bool:
    """PP KK CC DDMMYY NNNN: an area, the day of birth or of the card's issue, a serial from
    0001.
    """
    area, serial = (digits[2:4], digits[4:6]), digits[12:]
    return (
        len(digits) == LENGTH
        and digits[:2] in PROVINCES
        and "00" not in area
        and serial != "0000"
        and _is_date(digits[6:12])
    )


def _is_date(digits: str) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    try:
        # A leap year: which century is meant does not matter here.
        return bool(dt.date(2000 if not year % 4 else 2001, month, day - WOMAN * (day > WOMAN)))
    except ValueError:
        return False


def _begins_or_ends_with_number(digits: str) -> bool:
    """A digit too many before or behind; the NIP of an official, of eighteen digits, is none."""
    if re.fullmatch(rf"{_YEAR}(?:0[1-9]|1[0-2])\d\d{_YEAR}(?:0[1-9]|1[0-2])[12]\d\d\d", digits):
        return False
    return _reads_as_number(digits[:LENGTH]) or _reads_as_number(digits[-LENGTH:])


def _is_something_else(groups: list[tuple[int, int]], things: list[tuple[int, int]]) -> bool:
    """Whether the groups cut another thing in two, or are nothing but whole other things."""
    start, end = groups[0][0], groups[-1][1]
    if any(first < start < last or first < end < last for first, last in things):
        return True
    return all(
        any(first <= begin and stop <= last for first, last in things) for begin, stop in groups
    )
