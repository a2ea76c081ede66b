"""The garden of a demo prison: what is sown and picked, and where it goes, day after day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from distributions.demo.crops import BUYERS, FRI, ORPHANAGE, THU, TUE, Crop, Picking
from distributions.demo.lot_uses import OLD_EGGS, SALE, TENTH, eggs_on, oldest_first, shares_of
from distributions.demo.office import Office
from harvests import places
from harvests.models import (
    Commodity,
    Group,
    Harvest,
    Planting,
    ProductionSite,
    Sector,
    StockMovement,
    Unit,
)
from harvests.stock import intake, mending, money, uses

Kind = StockMovement.Kind
# What is picked on Monday and Wednesday is shared out the morning after; on Friday nothing is left
# over the weekend.
SHARED_OUT_ON = (TUE, THU, FRI)


class Garden:
    """Records pickings at six in the morning and what became of them before noon."""

    def __init__(
        self, office: Office, crops: Sequence[Crop], sites: Sequence[tuple[str, str, int]]
    ) -> None:
        self.office, self.dice = office, office.dice("garden")
        self.recorder = office.by("harvest_recorder")
        self.crops = {crop.name: crop for crop in crops}
        self._sites_to_be = sites
        self.commodities: dict[str, Commodity] = {}
        self.sites: dict[str, ProductionSite] = {}
        self._sales = 0

    def lay_out(self, at: dt.datetime) -> None:
        """Say what grows here and where."""
        chief = self.office.by("services_head")
        for crop in self.crops.values():
            columns = {
                "name": crop.name,
                "sector": crop.sector,
                "group": crop.group,
                "unit": crop.unit,
            }
            row = Commodity(
                facility=self.office.facility,
                grams_per_unit=crop.grams,
                shelf_life_days=crop.keeps,
                **columns,
            )
            self.commodities[crop.name] = places.save_commodity(commodity=row, by=chief)
        for name, kind, area in self._sites_to_be:
            row = ProductionSite(facility=self.office.facility, name=name, kind=kind, area_m2=area)
            self.sites[name] = places.save_site(site=row, by=chief)

    def plan(self, first: dt.date, pickings: Sequence[Picking]) -> None:
        """From ``first`` to today: pickings each morning, uses on the day and the days after,
        money, counts and mends.
        """
        office, span = self.office, (self.office.today - first).days
        days = [first + dt.timedelta(days=n) for n in range(span + 1)]
        for site in dict.fromkeys(picking.site for picking in pickings):
            for day in days:
                due = [one for one in pickings if one.site == site and one.is_due_on(day)]
                if due:
                    at = office.moment(day, 6, self.dice.randrange(5, 50))
                    office.plan(at, self._pick, due=due)
        for day in days[:-1]:
            self._plan_day(day)
        for number, picking in enumerate(pickings):
            self._plan_sowing(first, picking, number)

    def _plan_day(self, day: dt.date) -> None:
        office = self.office
        if day.weekday() in SHARED_OUT_ON:
            office.plan(office.moment(day, 10, 30), self._use)
        if day.weekday() == THU and day.day <= 14:
            office.plan(office.moment(day, 11), self._deposit)
        if (day + dt.timedelta(days=1)).day == 1:
            office.plan(office.moment(day, 16), self._count)
        if day.day == 9:
            office.plan(office.moment(day, 13, 10), self._give_away)
        # A slip of the pen is noticed the same afternoon.
        if day.toordinal() % 61 == 0:
            office.plan(office.moment(day, 14), self._correct)
        if day.toordinal() % 83 == 0:
            office.plan(office.moment(day, 14, 20), self._reverse)

    def _plan_sowing(self, first: dt.date, picking: Picking, number: int) -> None:
        """Leaves are sown anew every few weeks; ponds and bushes bear for long."""
        office, crop = self.office, self.crops[picking.crop]
        every = 56 if crop.keeps <= 2 and crop.sector == Sector.CROPS else 180
        day = first - dt.timedelta(days=30 + number)
        while day <= office.today:
            # What is sown before the books begin is written down on their first day.
            at = office.moment(max(day, first), 5, 30 + number)
            until = day + dt.timedelta(days=every - 1)
            office.plan(at, self._sow, picking=picking, day=day, until=until)
            day = until + dt.timedelta(days=1)

    def _sow(self, at: dt.datetime, *, picking: Picking, day: dt.date, until: dt.date) -> None:
        for standing in Planting.objects.filter(
            site=self.sites[picking.site], commodity=self.commodities[picking.crop], ended_on=None
        ):
            places.end_planting(planting=standing, on=day - dt.timedelta(days=1), by=self.recorder)
        row = Planting(
            facility=self.office.facility,
            commodity=self.commodities[picking.crop],
            site=self.sites[picking.site],
            planted_on=day,
            expected_on=min(until, day + dt.timedelta(days=28)),
        )
        places.plant(planting=row, by=self.recorder)

    def amount(self, crop: str, about: float, spread: float) -> Decimal:
        """A picked amount: whole bundles and eggs, kilograms to 100 g."""
        step = TENTH if self.crops[crop].unit == Unit.KG else Decimal(1)
        return max(Decimal(self.dice.gauss(about, spread)).quantize(step), step * 5)

    def line(
        self,
        crop: str,
        quantity: Decimal,
        *,
        workers: int = 4,
        grams: int | None = None,
        note: str = "",
    ) -> intake.Line:
        """A line of the harvest form; three in five are put on the scales, the others weigh what
        the commodity says.
        """
        kind = self.crops[crop]
        if grams is None and kind.unit != Unit.KG and self.dice.random() < 0.6:
            grams = round(int(quantity) * kind.grams * self.dice.uniform(0.92, 1.06) / 100) * 100
        return intake.Line(
            commodity=self.commodities[crop],
            quantity=quantity,
            unit=kind.unit,
            grams=grams,
            worker_count=workers,
            note=note,
        )

    def record(self, at: dt.datetime, site: str, lines: Sequence[intake.Line]) -> list[Harvest]:
        day = self.office.facility.local_day(at)
        form = {"harvested_on": day, "by": self.recorder, "client_id": self.office.key(), "at": at}
        return intake.record(
            facility=self.office.facility, site=self.sites[site], lines=lines, **form
        )

    def _pick(self, at: dt.datetime, *, due: Sequence[Picking]) -> None:
        if self.dice.random() < 0.06:
            return  # rain, or nothing ripe
        lines = [
            self.line(one.crop, self.amount(one.crop, one.amount, one.spread), workers=one.workers)
            for one in due
        ]
        self.record(at, due[0].site, lines)

    def on_hand(self) -> list[Harvest]:
        return list(
            Harvest.objects.filter(facility=self.office.facility)
            .on_hand()
            .oldest_first()
            .select_related("commodity")
        )

    def _use(self, at: dt.datetime) -> None:
        """Share out what lies there: kitchen first, some sold, a little for the staff; what has
        wilted is written off.
        """
        day, used = self.office.facility.local_day(at), defaultdict(list)
        eggs = []
        for lot in self.on_hand():
            age = (day - lot.harvested_on).days
            for use, quantity in shares_of(lot, age, day.weekday(), self.dice).items():
                used[use].append((lot, quantity))
            if lot.commodity.group == Group.EGG and age < OLD_EGGS:
                eggs.append(lot)
        for use, quantity in eggs_on(day.weekday()).items():
            used[use] += oldest_first(eggs, quantity)
        sales = used.pop(SALE, [])
        for (kind, reason), taken in used.items():
            if taken:
                self.take(at, taken, kind, reason=reason)
        for lot, quantity in sales:
            self._sell(at, lot, quantity)

    def take(
        self, at: dt.datetime, lots: Sequence[tuple[Harvest, Decimal]], kind: str, **facts
    ) -> list[StockMovement]:
        day = self.office.facility.local_day(at)
        return uses.take(
            lots=lots,
            use=uses.Use(kind, day, **facts),
            by=self.recorder,
            client_id=self.office.key(),
            at=at,
        )

    def sell(
        self, at: dt.datetime, lot: Harvest, quantity: Decimal, *, buyer: str, amount: int | None
    ) -> StockMovement:
        [sale] = self.take(at, [(lot, quantity)], Kind.SALE, buyer=buyer, amount=amount)
        return sale

    def _sell(self, at: dt.datetime, lot: Harvest, quantity: Decimal) -> None:
        self._sales += 1
        amount = round(quantity * self.crops[lot.commodity.name].rupiah / 500) * 500
        # Now and then the price is settled later.
        late = self._sales % 7 == 0
        sale = self.sell(
            at, lot, quantity, buyer=self.dice.choice(BUYERS), amount=None if late else amount
        )
        if late:
            later = at + dt.timedelta(days=2)
            self.office.plan(
                later,
                lambda _at: money.price(
                    movement=sale, amount=amount, by=self.office.by("services_head")
                ),
            )

    def _deposit(self, at: dt.datetime) -> None:
        """What was sold until the day before yesterday is paid to the treasury."""
        day = self.office.facility.local_day(at)
        open_sales = (
            StockMovement.objects.filter(harvest__facility=self.office.facility)
            .sales_without_deposit()
            .exclude(amount=None)
        )
        sales = list(
            open_sales.filter(occurred_on__lt=day - dt.timedelta(days=1)).select_related("harvest")
        )
        if sales:
            reference = f"DEMO{self.dice.randrange(10**12):012}"
            facts = {
                "reference": reference,
                "deposited_on": day,
                "by": self.office.by("services_head"),
                "at": at,
            }
            money.deposit(facility=self.office.facility, sales=sales, **facts)

    def _count(self, at: dt.datetime) -> None:
        """At the end of the month what is left is counted; a few eggs are fewer than the book
        says.
        """
        for lot in self.on_hand()[:3]:
            step = TENTH if lot.unit == Unit.KG else Decimal(1)
            found = max(lot.on_hand_quantity - step * self.dice.choice((0, 0, 1, 2)), Decimal(0))
            mending.count(
                lot=lot,
                quantity=found,
                note="Opname akhir bulan",
                by=self.recorder,
                client_id=self.office.key(),
                at=at,
            )

    def _give_away(self, at: dt.datetime) -> None:
        lots = [lot for lot in self.on_hand() if lot.commodity.group == Group.EGG]
        if lots:
            quantity = min(lots[0].on_hand_quantity, Decimal(30))
            self.take(at, [(lots[0], quantity)], Kind.DONATION, receiver=ORPHANAGE)

    def _correct(self, at: dt.datetime) -> None:
        """The slip of this week's last lot said less than the notebook; what a scale said would
        stay as it is.
        """
        lots = Harvest.objects.filter(facility=self.office.facility, unit=Unit.BUNDLE)
        lot = lots.filter(weight_is_estimated=True).order_by("-pk").first()
        if lot:
            facts = {
                "by": self.office.by("services_head"),
                "client_id": self.office.key(),
                "at": at,
            }
            weighed = (
                None if lot.weight_is_estimated else lot.grams + round(3 * lot.grams / lot.quantity)
            )
            mending.correct(
                lot=lot,
                quantity=lot.quantity + 3,
                grams=weighed,
                note="Salah baca buku: 3 ikat belum tercatat",
                **facts,
            )

    def _reverse(self, at: dt.datetime) -> None:
        """This morning's last kitchen note was meant for the staff."""
        notes = StockMovement.objects.filter(
            harvest__facility=self.office.facility,
            kind=Kind.KITCHEN,
            reverses=None,
            reversed_by=None,
        )
        wrong = (
            notes.select_related("harvest__facility", "harvest__commodity").order_by("-pk").first()
        )
        if wrong:
            note = "Salah pilih: ini dibeli pegawai"
            mending.reverse(
                movement=wrong, by=self.recorder, note=note, client_id=self.office.key(), at=at
            )
            self.take(at, [(wrong.harvest, -wrong.quantity)], Kind.STAFF)
