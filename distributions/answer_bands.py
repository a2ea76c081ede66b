"""The five answers of the desk that are read from a metre away: a word, a drawing and a colour
each.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from distributions.models import Outcome
from rutan.refusals import Text


@dataclass(frozen=True)
class Band:
    """``key`` names the colour in desk.css. The words give no reason: whoever stands at the desk
    reads them too.
    """

    key: str
    word: Text
    icon: str


SERVED = Band("served", _("Diserahkan"), "check-circle")
ALREADY = Band("already", _("Sudah diterima"), "clock-history")
EMPTY = Band("empty", _("Paket habis"), "x-circle")
ABSENT = Band("absent", _("Tidak ada di sini"), "question-circle")
WAIT = Band("wait", _("Tunggu dahulu"), "hourglass-split")

BAND_OF = {
    Outcome.HANDED_OVER: SERVED,
    Outcome.REPLAYED: SERVED,
    Outcome.ALREADY_HANDED_OVER: ALREADY,
    Outcome.NO_PACKAGE_LEFT: EMPTY,
    **dict.fromkeys(
        [Outcome.NOT_ON_LIST, Outcome.UNKNOWN_COUPON, Outcome.REVOKED_COUPON, Outcome.OTHER_EVENT],
        ABSENT,
    ),
}


def band_of(outcome: str) -> Band:
    """The band of an outcome code (docs/design.md): whatever gives no package for now says to
    wait.
    """
    return BAND_OF.get(Outcome(outcome), WAIT)
