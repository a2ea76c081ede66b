"""Packed packages are told as one sum: the sentence, the bar and the figures agree to the last
one.
"""

import re
from itertools import product

import pytest

from distributions.models import Distribution
from distributions.reports import packages
from distributions.reports.period import Figures

WAYS = list(product((0, 3), (0, 2, 7), (0, 2), (0, 1), (0, 4)))


def figures(handed_over, returned, to_kitchen, lost, left):
    to_kitchen = min(to_kitchen, returned)
    out = handed_over + returned + lost
    return Figures(
        packed=out + left,
        handed_over=handed_over,
        returned=returned,
        to_kitchen=to_kitchen,
        lost=lost,
    )


@pytest.mark.parametrize("way", WAYS)
def test_the_bar_and_the_sentence_add_up_to_what_was_packed(way):
    of = figures(*way)
    said = packages.balance(of)
    outer = [int(n) for n in re.findall(r"\d+", re.sub(r"\(.*\)", "", said))]
    inner = [int(n) for n in re.findall(r"\d+", "".join(re.findall(r"\(.*\)", said)))]
    bar = [part.value for part in packages.segments(of)]

    assert outer[0] == sum(outer[1:]) == sum(bar) == of.packed
    assert sum(inner) == of.returned
    assert sorted(n for n in bar if n) == sorted(
        n for n in (of.handed_over, of.lost, of.packages_left, *inner) if n
    )


def test_an_event_is_told_by_the_same_sentence(facility, open_event, serve, services_head):
    event = open_event(facility, families=2, packages=5)
    serve(event, event.entitlements.first(), services_head)
    event = Distribution.objects.get(pk=event.pk)

    assert packages.balance(event) == packages.balance(figures(1, 0, 0, 0, 4))
    assert packages.segments(event) == packages.segments(figures(1, 0, 0, 0, 4))
