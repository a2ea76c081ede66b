"""Whether a text holds a NIK or KK number, which may stand in no free text, address or log."""

import datetime as dt
import html
import re
import unicodedata

# The 38 provinces of Kepmendagri 300.2.2-2138/2025, each with at least as many regencies as it has;
# its cities count from 71. "5326 ..." is the card of a bank: there is no 26th regency.
_MOST_REGENCIES = """
    11:20 12:27 13:14 14:14 15:11 16:16 17:11 18:15 19:8 21:7 31:1 32:20 33:29 34:5 35:29 36:6 51:9
    52:10 53:23 61:14 62:14 63:13 64:13 65:6 71:13 72:14 73:27 74:18 75:7 76:8 81:12 82:10
    91:30 92:30 93:30 94:30 95:30 96:30
"""
_REGENCIES = {int(pair[:2]): int(pair[3:]) for pair in _MOST_REGENCIES.split()}
PROVINCES = frozenset(str(code) for code in _REGENCIES)
_FIRST_CITY = 71
LENGTH = 16
# On a woman's card the day of birth is written with forty more.
WOMAN = 40

# An area and a date of birth are twelve digits; the last four only make the NIK complete.
_MOST = 12
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
# What a page of the net that was copied as text leaves between digits.
_TAG = re.compile(r"<[^<>]{0,100}>")
# A typewriter had no 1 and no 0.
_LIKE_DIGITS = str.maketrans("OoIl", "0011")
_LETTERS_AMONG_DIGITS = re.compile(r"\b(?=[OoIl]*\d)[\dOoIl]{2,}\b")
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
    a log. Sixteen digits, which other cards have, are taken for one here.
    """
    stretches = re.findall(r"\d(?:[ ./\-]*\d)*", _plain(text))
    return any(_is_most_of_one(stretch) for stretch in stretches) or holds_identity_number(text)


def _is_most_of_one(stretch: str) -> bool:
    rests = (stretch[found.start() :] for found in re.finditer(r"(?<!\d)\d", stretch))
    digits = [re.sub(r"\D", "", rest) for rest in rests]
    return len(digits[0]) == LENGTH or any(
        len(rest) >= _MOST and _begins_a_number(rest) for rest in digits
    )


def holds_identity_number(text: str) -> bool:
    """Whether a whole NIK or KK number stands in a free text, whatever marks stand between its
    digits.

    Two telephones, or a date with an amount, may have sixteen digits too: they are told by their
    shape, and by the area and the date that are in every NIK and KK number.
    """
    plain = _plain(_TAG.sub(" ", html.unescape(text)))
    alike = _LETTERS_AMONG_DIGITS.sub(lambda found: found.group().translate(_LIKE_DIGITS), plain)
    return any(
        _holds(found.group())
        for written in {plain, alike}
        for found in re.finditer(r"\d(?:[\d\W_]*\d)?", written)
    )


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
        if _is_of_an_area(digits) and _is_written_as_one(taken, groups):
            return True
        if len(taken) == 1 and len(digits) > LENGTH:
            if _begins_or_ends_with_number(digits):
                return True
        elif _reads_as_number(digits) and (
            _is_written_as_one(taken, groups) or not _is_something_else(taken, things)
        ):
            return True
    return False


def _is_written_as_one(taken: list[tuple[int, int]], groups: list[tuple[int, int]]) -> bool:
    """Sixteen digits in one piece, or alone and four by four: no two things are, and what begins
    with an area is a NIK were its date mistyped.
    """
    lengths = [end - start for start, end in taken]
    return lengths == [LENGTH] or (lengths == [4, 4, 4, 4] and taken == groups)


def _is_of_an_area(digits: str) -> bool:
    province, regency = int(digits[:2]), int(digits[2:4] or 0)
    return 0 < regency <= _REGENCIES.get(province, 0) or (
        province in _REGENCIES and regency >= _FIRST_CITY
    )


def _reads_as_number(digits: str) -> bool:
    """PP KK CC DDMMYY NNNN: an area, the day of birth or of the card's issue, a serial from
    0001.
    """
    return len(digits) == LENGTH and _begins_a_number(digits) and digits[12:] != "0000"


def _begins_a_number(digits: str) -> bool:
    area = digits[2:4], digits[4:6]
    return digits[:2] in PROVINCES and "00" not in area and _is_date(digits[6:12])


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
