"""A rule stands in the room named for it; whoever needs it asks there."""

import pytest

from tests.test_house import app_files, lines_with, shown

# What the code of a rule looks like, and where it may stand.
ROOMS = {
    "months and years": (r"\.replace\(day=|monthrange|divmod\(.* 12\)", {"rutan/days.py"}),
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
