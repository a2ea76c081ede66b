"""What grows in the demo prison, where, and when it is picked."""

import datetime as dt
from dataclasses import dataclass

from harvests.models import Group, ProductionSite, Sector, Unit

Site = ProductionSite.Kind
MON, TUE, WED, THU, FRI, SAT = range(6)


@dataclass(frozen=True)
class Crop:
    """A commodity of the demo; ``rupiah`` is what a unit sells for."""

    name: str
    sector: str
    group: str
    unit: str
    grams: int
    keeps: int
    rupiah: int


@dataclass(frozen=True)
class Picking:
    """What a site gives: on these weekdays (every ``weeks``-th week) about so much, in the crop's
    unit.
    """

    crop: str
    site: str
    weekdays: tuple[int, ...]
    amount: float
    spread: float
    weeks: int = 1
    workers: int = 4

    def is_due_on(self, day: dt.date) -> bool:
        return day.weekday() in self.weekdays and (day.toordinal() // 7) % self.weeks == 0


CROPS = (
    Crop("Kangkung", Sector.CROPS, Group.LEAF_VEGETABLE, Unit.BUNDLE, 200, 1, 1500),
    Crop("Bayam", Sector.CROPS, Group.LEAF_VEGETABLE, Unit.BUNDLE, 200, 1, 1500),
    Crop("Sawi", Sector.CROPS, Group.LEAF_VEGETABLE, Unit.BUNDLE, 250, 2, 2000),
    Crop("Terong", Sector.CROPS, Group.FRUIT_VEGETABLE, Unit.KG, 1000, 5, 5000),
    Crop("Cabai", Sector.CROPS, Group.FRUIT_VEGETABLE, Unit.KG, 1000, 7, 28_000),
    Crop("Lele", Sector.FISHERIES, Group.FISH, Unit.KG, 1000, 1, 24_000),
    Crop("Telur ayam", Sector.LIVESTOCK, Group.EGG, Unit.EGG, 62, 14, 1900),
)
SITES = (
    ("Bedeng A1", Site.BED, 60),
    ("Bedeng A2", Site.BED, 60),
    ("Bedeng A3", Site.BED, 55),
    ("Bedeng A4", Site.BED, 90),
    ("Bedeng B1", Site.BED, 48),
    ("Bedeng B2", Site.BED, 48),
    ("Bedeng B3", Site.BED, 60),
    ("Hidroponik Timur", Site.HYDROPONIC, 24),
    ("Hidroponik Barat", Site.HYDROPONIC, 30),
    ("Lahan Belakang", Site.FIELD, 220),
    ("Lahan Timur", Site.FIELD, 600),
    ("Kolam Lele 1", Site.POND, 30),
    ("Kolam Lele 2", Site.POND, 30),
    ("Kandang Ayam", Site.COOP, 36),
)
PICKINGS = (
    Picking("Kangkung", "Bedeng A1", (MON,), 46, 9),
    Picking("Kangkung", "Bedeng A2", (WED,), 44, 10, weeks=2),
    Picking("Kangkung", "Bedeng A3", (FRI,), 40, 8, weeks=3),
    Picking("Bayam", "Bedeng B1", (TUE,), 32, 7, weeks=2),
    Picking("Bayam", "Bedeng B2", (THU,), 30, 7, weeks=3),
    Picking("Sawi", "Hidroponik Timur", (TUE,), 26, 5, weeks=2, workers=3),
    Picking("Terong", "Lahan Belakang", (THU,), 9.5, 2.5, weeks=2),
    Picking("Cabai", "Lahan Belakang", (THU,), 2.6, 0.8, weeks=4),
    Picking("Lele", "Kolam Lele 1", (TUE,), 34, 6, weeks=4, workers=6),
    Picking("Lele", "Kolam Lele 2", (TUE,), 31, 6, weeks=6, workers=6),
    Picking("Telur ayam", "Kandang Ayam", (MON, THU), 172, 16, workers=2),
)
ORPHANAGE = "Panti Asuhan di kota"
BUYERS = ("Pedagang Pasar Blora", "Warung Bu Tini", "Koperasi Pegawai", "Pedagang sayur keliling")
