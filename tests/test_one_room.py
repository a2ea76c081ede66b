"""A rule stands in the room named for it; whoever needs it asks there."""

import ast
from collections import Counter

import pytest

from tests.test_house import app_files, lines_with, shown, tree

# What the code of a rule looks like, and where it may stand.
ROOMS = {
    "months and years": (r"\.replace\(day=|monthrange|divmod\(.* 12\)", {"rutan/days.py"}),
    "evidence that counts": (
        r"issued_on__lte|issued_on <= |valid_until >= |verified_at(=None|__isnull)"
        r"|\bverified_at and|not \w+\.verified_at",
        {"families/models/evidence.py", "families/registry/evidence.py", "families/checks.py"},
    ),
    "a tie that counts": (r"\bended_on >|ended_on__gt\b", {"families/models/people.py"}),
    "an inmate who is here": (
        r"custody_status(__in| in )",
        {"families/models/custody.py"},
    ),
    "a right that stands, a reserve": (
        r"withdrawn_at(=None(?!, withdrawn_by)|__isnull|\": None| is )|promoted_at(=None| is )",
        {"distributions/models/conditions.py", "distributions/models/entitlement.py"},
    ),
    "a hand-over that counts": (
        r"voided_at(=None|__isnull=True), ?exception|voided_at\": None",
        {"distributions/models/conditions.py"},
    ),
    "who may void": (r"\.void_minutes", {"distributions/settling.py"}),
    "the sum of the packages": (r"Dikemas %\(", {"distributions/reports/packages.py"}),
    "who signs": (r"ends_on__gte|\bends_on <|capacity__in", {"rutan/models.py"}),
    "which day it is here": (
        r"local_day\((at or )?timezone\.now\(\)|timezone\.now\(\)\)\.astimezone|localdate\(",
        {"rutan/models.py"},
    ),
    "help on hold": (r"hold_until(__gte| >=)", {"families/models/families.py"}),
    "an id in an address": (r"\{1,18\}\"|\.isdecimal\(\) and|< 19\b", {"rutan/fields.py"}),
    "the key of a form": (r"forms\.UUIDField\(", {"rutan/fields.py"}),
    "what a form made": (r"\.(filter|get)\(client_id=", {"rutan/once.py"}),
}


def astray(pattern, rooms):
    return [place for place in lines_with(pattern, app_files()) if place.split(":")[0] not in rooms]


@pytest.mark.parametrize("rule", ROOMS)
def test_a_rule_stands_in_its_room_alone(rule):
    assert astray(*ROOMS[rule]) == []


@pytest.mark.parametrize("rule", ROOMS)
def test_a_rule_without_its_room_would_be_found(rule):
    pattern, rooms = ROOMS[rule]

    assert {place.split(":")[0] for place in astray(pattern, set())} == rooms
    assert rooms <= {shown(path) for path in app_files()}


def sentences(trees):
    """Every whole sentence of more than forty letters that the code says, as often as it stands."""
    for node in (node for one in trees for node in ast.walk(one)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith(("_", "gettext")):
            said = [one.value for one in node.args if isinstance(one, ast.Constant)]
            yield from (one for one in said if len(str(one)) > 40 and one.endswith("."))


def twice(trees):
    return [said for said, times in Counter(sentences(trees)).items() if times > 1]


def test_a_sentence_stands_in_one_place_of_the_code():
    assert twice(map(tree, app_files())) == []


def test_a_sentence_that_stands_twice_would_be_found():
    said = "Kegiatan belum dibuka atau sudah ditutup."
    module = f"NOT_HELD = _({said!r})\n\n\ndef refuse():\n    raise Refused(gettext({said!r}))"

    assert twice([ast.parse(module)]) == [said]
