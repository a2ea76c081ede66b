"""A long table stands on a page in parts, each by a name of its own in the address."""

import pytest

from rutan.paging import ROWS, part_of


@pytest.mark.parametrize(
    ("asked", "start", "shown", "previous", "following"),
    [
        ({}, 1, ROWS, "", "?q=sri&served=2#served"),
        ({"served": "2"}, ROWS + 1, ROWS, "?q=sri&served=1#served", "?q=sri&served=3#served"),
        ({"served": "3"}, 2 * ROWS + 1, 7, "?q=sri&served=2#served", ""),
        ({"served": "x"}, 1, ROWS, "", "?q=sri&served=2#served"),
        ({"served": "99"}, 2 * ROWS + 1, 7, "?q=sri&served=2#served", ""),
        ({"waiting": "3"}, 1, ROWS, "", "?q=sri&waiting=3&served=2#served"),
    ],
)
def test_a_part_is_found_by_its_name(rf, asked, start, shown, previous, following):
    rows = range(1, 2 * ROWS + 8)

    part = part_of(rf.get("/", {"q": "sri"} | asked), rows, "served")

    assert (part.rows[0], part.start, len(part.rows), part.total) == (
        start,
        start,
        shown,
        len(rows),
    )
    assert (part.previous_url, part.next_url, part.is_whole) == (previous, following, False)


def test_a_short_table_is_whole(rf):
    assert part_of(rf.get("/"), [], "served").is_whole
    assert part_of(rf.get("/", {"served": "2"}), [1, 2], "served").is_whole
