"""The two fixed days: the news of 27 October 2025 that this project started from, and ninety
kilograms of kangkung.
"""

import datetime as dt
from decimal import Decimal
from functools import partial

from distributions.demo.events import MINUTE, Events, Happening
from distributions.demo.households import Household
from distributions.demo.listed import ListedEvent
from distributions.demo.same_day import SameDayEvent
from distributions.documents import issuing, months
from distributions.packing import runs
from distributions.packing.contents import Content
from distributions.planning import contents
from families.models import Area, PovertyEvidence
from harvests.models import Harvest, StockMovement, Unit
from harvests.stock import intake
from rutan.days import month_of

STORY = dt.date(2025, 10, 27)
NINETY = dt.date(2025, 12, 11)
FAMILIES, PACKAGES = 38, 45
# So that the report names nine of them.
DISTRICTS = (
    "33.16.01",
    "33.16.04",
    "33.16.05",
    "33.16.08",
    "33.16.09",
    "33.16.10",
    "33.16.12",
    "33.16.13",
    "33.16.16",
)
STATED_ONLY = 4
NEXT = STORY + dt.timedelta(days=1)
# The first working day of the month that follows.
MONDAY = STORY + dt.timedelta(days=7)
REPORTED = {
    "obstacles": "Sebagian keluarga baru mengetahui kegiatan ini setibanya di ruang kunjungan.",
    "advice": "Kegiatan berikutnya diumumkan seminggu sebelumnya kepada keluarga.",
}


class Story(SameDayEvent):
    """Monday 27 October 2025, Aula: no family is on file yet, and 38 of that day's visitors take
    home a package.
    """

    def __init__(self, events: Events) -> None:
        happening = Happening(STORY, title="Bakti Sosial Hasil Panen", listed=0, packages=PACKAGES)
        super().__init__(events, happening, strangers=FAMILIES, complete=16)

    def _harvest(self, at: dt.datetime) -> None:
        """Ninety-two bundles of kangkung weigh 17.4 kg: 189 g each, whatever the commodity says."""
        self.lots: list[Harvest] = []
        for crop, site, quantity, grams in (
            ("Kangkung", "Bedeng A4", 92, 17_400),
            ("Bayam", "Bedeng B3", 47, 9_300),
            ("Sawi", "Hidroponik Barat", 46, 11_200),
        ):
            line = self.events.garden.line(crop, Decimal(quantity), workers=6, grams=grams)
            self.lots += self.events.garden.record(at, site, [line])

    def _pack(self, at: dt.datetime) -> None:
        self.events.pack(at, self.event, self.what.packages, lots=self.lots)
        self.office.plan(at + 10 * MINUTE, self.events.weigh, distribution=self.event)

    def plan(self) -> None:
        super().plan()
        for at, key, number, words in (
            (self.office.moment(STORY, 13, 40), "handover-record", "W.13.PAS.9-PK.05.04-1142", {}),
            (self.office.moment(STORY, 15, 10), "activity-report", "", REPORTED),
            # The number of the letter came a day later.
            (
                self.office.moment(NEXT, 8, 5),
                "activity-report",
                "W.13.PAS.9-PK.05.04-1145",
                REPORTED,
            ),
        ):
            self.office.plan(at, partial(self._issue, key, number, words))
        self.office.plan(self.office.moment(MONDAY, 9, 20), self._recap)

    def _issue(self, key: str, number: str, words: dict[str, str], at: dt.datetime) -> None:
        issuing.issue(
            distribution=self.event,
            paper=issuing.ISSUABLE[key],
            number=number,
            words=words,
            by=self.events.chief,
            client_id=self.office.key(),
            at=at,
        )

    def _recap(self, at: dt.datetime) -> None:
        months.issue_month(
            facility=self.office.facility,
            first=month_of(STORY)[0],
            number="W.13.PAS.9-PK.05.04-1163",
            by=self.events.head,
            client_id=self.office.key(),
            at=at,
        )

    def strangers(self) -> list[Household]:
        villages = [
            Area.objects.villages().within(code).select_related("parent")[7] for code in DISTRICTS
        ]
        grounds = [
            kind for kind in PovertyEvidence.Kind if kind != PovertyEvidence.Kind.OFFICER_STATEMENT
        ]
        homes = []
        for number in range(self.new):
            ground = (
                PovertyEvidence.Kind.OFFICER_STATEMENT
                if number >= self.new - STATED_ONLY
                else grounds[number * 3 % len(grounds)]
            )
            homes += self.events.strangers(1, area=villages[number % len(villages)], ground=ground)
        return homes


class NinetyKilograms(ListedEvent):
    """90 kg of kangkung from one field: 60 kg sold, 10 kg to the kitchen, 10 kg to the staff, 10 kg
    in twenty packages.
    """

    def __init__(self, events: Events) -> None:
        happening = Happening(
            NINETY,
            title="Bakti Sosial Panen Kangkung",
            listed=20,
            reserves=0,
            packages=20,
            absent=0,
        )
        super().__init__(events, happening)
        self.lot: Harvest

    def hold(self, dawn: dt.datetime, noon: dt.datetime) -> None:
        super().hold(dawn, noon)
        self.office.plan(dawn + dt.timedelta(minutes=100), self._share_out)

    def _draft(self, at: dt.datetime) -> None:
        super()._draft(at)
        kangkung = self.events.garden.commodities["Kangkung"]
        contents.set_items(
            distribution=self.event, items=[(kangkung, Decimal(2))], by=self.events.chief
        )

    def _harvest(self, at: dt.datetime) -> None:
        garden = self.events.garden
        line = intake.Line(
            commodity=garden.commodities["Kangkung"],
            quantity=Decimal(90),
            unit=Unit.KG,
            worker_count=9,
        )
        [self.lot] = garden.record(at, "Lahan Timur", [line])

    def _pack(self, at: dt.datetime) -> None:
        content = Content(self.lot.commodity, Decimal("0.5"), unit=Unit.KG, lots=(self.lot,))
        facts = {"by": self.events.garden.recorder, "client_id": self.office.key(), "at": at}
        runs.pack(distribution=self.event, packages=self.what.packages, contents=[content], **facts)

    def _share_out(self, at: dt.datetime) -> None:
        garden, kind = self.events.garden, StockMovement.Kind
        garden.sell(at, self.lot, Decimal(60), buyer="Pedagang Pasar Blora", amount=360_000)
        garden.take(at, [(self.lot, Decimal(10))], kind.KITCHEN)
        garden.take(at, [(self.lot, Decimal(10))], kind.STAFF, note="Dibeli ibu-ibu pegawai")
