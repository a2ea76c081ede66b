"""What grows here and where: commodities, sites and what was sown on them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, npgettext
from django.utils.translation import gettext_lazy as _

from rutan.constraints import (
    Check,
    Frozen,
    SameFacility,
    Unique,
    one_row_per_form,
    paired,
    sent_by_somebody,
)
from rutan.fields import act_at, act_by, form_key
from rutan.formats import berat, jumlah, tanggal, tanggal_pendek
from rutan.models import EDITED, MADE, Facility, FacilityQuerySet, track
from rutan.refusals import ENDS_BEFORE_START


class Sector(models.TextChoices):
    CROPS = "crops", _("Pertanian")
    LIVESTOCK = "livestock", _("Peternakan")
    FISHERIES = "fisheries", _("Perikanan")


class Group(models.TextChoices):
    LEAF_VEGETABLE = "leaf_vegetable", _("Sayur daun")
    FRUIT_VEGETABLE = "fruit_vegetable", _("Sayur buah")
    TUBER = "tuber", _("Umbi")
    GRAIN = "grain", _("Palawija/Padi")
    FRUIT = "fruit", _("Buah")
    FISH = "fish", _("Ikan")
    EGG = "egg", _("Telur")
    POULTRY = "poultry", _("Unggas")
    LIVESTOCK = "livestock", _("Ternak")


class Unit(models.TextChoices):
    KG = "kg", "kg"
    G = "g", "g"
    BUNDLE = "bundle", _("ikat")
    PIECE = "piece", _("buah")
    EGG = "egg", _("butir")
    HEAD = "head", _("ekor")


def unit_word(unit: str, quantity) -> str:
    """The unit beside an amount of it: English, unlike Indonesian, has two words for one bunch and
    for more.
    """
    n = 1 if quantity == 1 else 2
    words = {
        Unit.BUNDLE: npgettext("satuan", "ikat", "ikat", n),
        Unit.PIECE: npgettext("satuan", "buah", "buah", n),
        Unit.EGG: npgettext("satuan", "butir", "butir", n),
        Unit.HEAD: npgettext("satuan", "ekor", "ekor", n),
    }
    return words.get(unit, unit)


# How much one unit of a weight weighs; counted units weigh what the commodity or the lot says.
GRAMS_OF = {Unit.KG: 1000, Unit.G: 1}


def exactly(quantity, unit: str) -> str:
    """So much in a unit as it was written down: ``12 ikat``, ``7,153 kg``."""
    return f"{jumlah(quantity)} {unit_word(unit, quantity)}"


def amount(quantity, unit: str) -> str:
    """The same as people read it: ``12 ikat``, ``7,2 kg``, ``80 g``."""
    if unit in GRAMS_OF:
        return berat(int(quantity * GRAMS_OF[unit]))
    return exactly(quantity, unit)


class ActiveQuerySet(FacilityQuerySet):
    def active(self):
        """What is still used; the rest stays for the years it stands in."""
        return self.filter(is_active=True)


@track(exclude=[*MADE, *EDITED])
class Commodity(models.Model):
    """Something that grows here, how it is counted, and how long it keeps."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="commodities")
    name = models.CharField(_("Nama"), max_length=60)
    sector = models.CharField(_("Sektor"), max_length=12, choices=Sector, default=Sector.CROPS)
    group = models.CharField(
        _("Kelompok"), max_length=20, choices=Group, default=Group.LEAF_VEGETABLE
    )
    unit = models.CharField(_("Satuan"), max_length=8, choices=Unit, default=Unit.KG)
    grams_per_unit = models.PositiveIntegerField(
        _("Berat satu satuan (gram)"),
        default=1000,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
    )
    shelf_life_days = models.PositiveSmallIntegerField(
        _("Daya simpan (hari)"), default=1, validators=[MaxValueValidator(730)]
    )
    is_active = models.BooleanField(_("Masih dipanen"), default=True)
    client_id = form_key()
    recorded_at, recorded_by = act_at(), act_by()
    edited_at, edited_by = act_at(), act_by()

    objects = ActiveQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            Unique(
                "facility",
                models.functions.Lower("name"),
                name="one_commodity_per_name",
                violation_error_message=_("Komoditas dengan nama ini sudah ada."),
                form_field="name",
            ),
            Check(
                condition=Q(grams_per_unit__gte=1),
                name="a_unit_weighs_something",
                violation_error_message=_("Isi berat satu satuan."),
                form_field="grams_per_unit",
            ),
            one_row_per_form("a_form_makes_one_commodity"),
            sent_by_somebody("commodity"),
            paired("commodity", "recorded"),
            paired("commodity", "edited"),
        ]
        triggers = [Frozen("facility"), SameFacility("facility")]

    def __str__(self):
        return self.name

    @property
    def begun(self) -> str:
        """What its planting begins with, for a ``day``: only what has roots is planted."""
        if self.sector == Sector.FISHERIES:
            return gettext("ditebar %(day)s")
        if self.sector == Sector.LIVESTOCK:
            return gettext("dipelihara sejak %(day)s")
        return gettext("ditanam %(day)s")

    @property
    def tending(self) -> str:
        """What the time from then to the last harvest is called."""
        return gettext("Penanaman") if self.sector == Sector.CROPS else gettext("Pemeliharaan")

    @property
    def is_weighed(self) -> bool:
        """Counted in kilograms or grams, so that its quantity is its weight."""
        return self.unit in GRAMS_OF


@track(exclude=[*MADE, *EDITED])
class ProductionSite(models.Model):
    """A bed, field, pond or coop."""

    class Kind(models.TextChoices):
        BED = "bed", _("Bedeng")
        FIELD = "field", _("Lahan")
        HYDROPONIC = "hydroponic", _("Hidroponik")
        POND = "pond", _("Kolam")
        COOP = "coop", _("Kandang")
        GREENHOUSE = "greenhouse", _("Rumah tanam")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="sites")
    name = models.CharField(_("Nama"), max_length=60)
    kind = models.CharField(_("Jenis"), max_length=12, choices=Kind, default=Kind.BED)
    area_m2 = models.PositiveIntegerField(
        _("Luas (m²)"), null=True, blank=True, validators=[MaxValueValidator(10_000_000)]
    )
    is_active = models.BooleanField(_("Masih dipakai"), default=True)
    client_id = form_key()
    recorded_at, recorded_by = act_at(), act_by()
    edited_at, edited_by = act_at(), act_by()

    objects = ActiveQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            Unique(
                "facility",
                models.functions.Lower("name"),
                name="one_site_per_name",
                violation_error_message=_("Lahan, kolam, atau kandang dengan nama ini sudah ada."),
                form_field="name",
            ),
            one_row_per_form("a_form_makes_one_site"),
            sent_by_somebody("productionsite"),
            paired("productionsite", "recorded"),
            paired("productionsite", "edited"),
        ]
        triggers = [Frozen("facility"), SameFacility("facility")]

    def __str__(self):
        return self.name


class PlantingQuerySet(FacilityQuerySet):
    def on(self, day):
        """Plantings that stand on their site that day."""
        return self.filter(planted_on__lte=day).filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=day)
        )

    def with_harvests(self):
        """With ``picked``, how often it was harvested, and ``grams``, of them ``estimated``,
        corrections included; what still stands comes first.
        """
        lots = Planting.harvests.rel.related_model.objects.filter(planting=OuterRef("pk"))
        of_planting = lots.standing().with_estimated().order_by().values("planting")

        def total(figure):
            return Coalesce(Subquery(of_planting.annotate(n=figure).values("n")), 0)

        return (
            self.select_related("commodity", "site")
            .annotate(
                picked=total(models.Count("pk")),
                grams=total(models.Sum("intake_grams")),
                estimated=total(models.Sum("estimated_grams")),
            )
            .order_by(F("ended_on").desc(nulls_first=True), "-planted_on", "-pk")
        )


@track(exclude=MADE)
class Planting(models.Model):
    """What was sown on a site, and when it should be ready."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="plantings")
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, related_name="plantings", verbose_name=_("Komoditas")
    )
    site = models.ForeignKey(
        ProductionSite,
        models.PROTECT,
        related_name="plantings",
        verbose_name=_("Lahan/Kolam/Kandang"),
    )
    planted_on = models.DateField(_("Tanggal tanam"))
    expected_on = models.DateField(_("Perkiraan panen"), null=True, blank=True)
    ended_on = models.DateField(_("Selesai tanggal"), null=True, blank=True)
    note = models.CharField(_("Catatan"), max_length=200, blank=True)
    client_id = form_key()
    recorded_at, recorded_by = act_at(), act_by()

    objects = PlantingQuerySet.as_manager()

    class Meta:
        ordering = ["-planted_on"]
        constraints = [
            Check(
                condition=Q(expected_on__isnull=True) | Q(expected_on__gte=F("planted_on")),
                name="planting_ripens_after_sowing",
                violation_error_message=_("Perkiraan panen mendahului tanggal mulai."),
                form_field="expected_on",
            ),
            Check(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("planted_on")),
                name="planting_ends_after_sowing",
                violation_error_message=ENDS_BEFORE_START,
                form_field="ended_on",
            ),
            one_row_per_form("a_form_makes_one_planting"),
            sent_by_somebody("planting"),
            paired("planting", "recorded"),
            # What the planting of a harvest is compared with.
            models.UniqueConstraint(
                fields=["id", "commodity", "site"], name="planting_with_commodity_and_site"
            ),
        ]
        triggers = [
            Frozen("facility"),
            SameFacility("facility", "commodity.facility", "site.facility"),
        ]

    def __str__(self):
        return f"{self.commodity} · {self.site}"

    @property
    def begun(self) -> str:
        """What was done on the first day, as it is said of its kind: fish are put into a pond, hens
        are kept.
        """
        return self.commodity.begun % {"day": tanggal(self.planted_on)}

    @property
    def begun_shortly(self) -> str:
        """The same for a narrow column."""
        return self.commodity.begun % {"day": tanggal_pendek(self.planted_on)}
