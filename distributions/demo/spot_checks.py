"""Families that were phoned after an event of the demo."""

import datetime as dt

from distributions import absences, spot_check
from distributions.demo.events import MINUTE, Events
from distributions.models import Absence, Distribution, DrawnFamily, SpotCheckAnswer
from distributions.models.spot_check import OF_ABSENT, OF_SERVED

GOOD = {"asked_payment": False}
# What the second family that was served says; of the third nobody picks up.
NOT_WHOLE = {"was_whole": False, "knows_complaints": False}


def check(at: dt.datetime, *, events: Events, distribution: Distribution) -> None:
    """The head draws, lets the garden's clerk phone, and writes down what he heard: one package
    was not whole, one family was not reached.
    """
    office = events.office
    seed = f"{office.dice(f'spot check {distribution.pk}').getrandbits(64):016x}"
    made = spot_check.draw(distribution=distribution, by=events.head, seed=seed, at=at)
    facts = {"caller": events.garden.recorder, "caller_name": "", "client_id": office.key()}
    spot_check.assign(spot_check=made, by=events.head, at=at + 5 * MINUTE, **facts)
    for place, drawn in enumerate(made.drawn.with_family()):
        _answer(at + 90 * MINUTE, events, drawn, place)


def _answer(at: dt.datetime, events: Events, drawn: DrawnFamily, place: int) -> SpotCheckAnswer:
    asked = OF_ABSENT if drawn.was_absent else OF_SERVED
    said = dict.fromkeys(asked, True) | GOOD
    if drawn.was_absent:
        said["received"] = False
    known = absences.said(drawn.spot_check.distribution).get(drawn.entitlement_id)
    return spot_check.answer(
        drawn=drawn,
        reached=drawn.was_absent or place != 2,
        answers=said | NOT_WHOLE if place == 1 and not drawn.was_absent else said,
        reason=known or Absence.Reason.NO_FARE,
        by=events.head,
        client_id=events.office.key(),
        at=at,
    )
