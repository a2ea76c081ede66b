"""Why an act on a lot is refused; each says the figures that stand in its way."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from harvests.models import Harvest
from harvests.weights import Weighing
from rutan.formats import tanggal
from rutan.refusals import Refused


class NotEnough(Refused):
    """More was asked of a lot than it has left; ``asked`` and ``left`` are in the lot's unit."""

    outcome = "not_enough"
    field = "quantity"

    def __init__(self, lot: Harvest, asked: Decimal, left: Decimal) -> None:
        self.lot, self.asked, self.left = lot, asked, left
        if not left and not lot.on_hand_quantity:
            super().__init__(_("Panen ini sudah habis."))
            return
        message = _(
            "Sisa panen ini %(left)s. Yang diminta %(asked)s. Kurangi jumlahnya atau ambil dari"
            " panen lain."
        )
        super().__init__(
            message % {"left": lot.said(left, lot.on_hand_grams), "asked": lot.said(asked)}
        )


class NotThereYet(Refused):
    """More was taken on a day than a lot held on it, or on a later one; enough is there from
    ``day`` on.
    """

    outcome = "not_enough"
    field = "quantity"

    def __init__(self, lot: Harvest, asked: Weighing, left: Weighing, day: dt.date) -> None:
        self.lot, self.asked, self.left, self.day = lot, asked, left, day
        message = _(
            "Sebelum %(day)s sisa panen ini %(left)s. Yang diminta %(asked)s. Kurangi jumlahnya,"
            " atau isi tanggal %(day)s atau sesudahnya."
        )
        super().__init__(
            message % {"day": tanggal(day), "left": lot.said(*left), "asked": lot.said(*asked)}
        )
