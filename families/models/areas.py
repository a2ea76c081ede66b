"""Provinces, regencies, districts and villages, found by a key in which old and new spellings are
one.
"""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _


class FoldedName(models.Func):
    """The folded key of a name, in which old and new spellings are one (see the first
    migration).
    """

    function = "fold_name"
    output_field = models.TextField()


def folded(field: str) -> models.GeneratedField:
    """A stored column that always equals fold_name(field), so search and data can't drift apart."""
    return models.GeneratedField(
        expression=FoldedName(field), output_field=models.TextField(), db_persist=True
    )


class AreaQuerySet(models.QuerySet):
    def villages(self):
        return self.filter(level=Area.Level.VILLAGE)

    def homes(self):
        """What a family's home may be: a village, or the regency while its villages are not
        loaded.
        """
        return self.filter(level__in=(Area.Level.VILLAGE, Area.Level.REGENCY))

    def offered(self):
        """The homes that a picker offers: all villages, and the regencies in which there is none to
        offer.
        """
        villages = Area.objects.filter(parent=OuterRef("pk"))
        return self.filter(
            Q(level=Area.Level.VILLAGE) | Q(level=Area.Level.REGENCY) & ~Exists(villages)
        )

    def count_by_province(self) -> dict[str, dict[str, int]]:
        """Code of a province -> its ``villages``, its ``regencies``, and of these how many are
        ``loaded``.
        """
        counted = {
            "villages": Count("pk", Q(level=Area.Level.VILLAGE)),
            "regencies": Count("pk", Q(level=Area.Level.REGENCY)),
            "loaded": Count(Left("code", 5), Q(level=Area.Level.VILLAGE), distinct=True),
        }
        rows = self.order_by().values(province=Left("code", 2)).annotate(**counted)
        return {row.pop("province"): row for row in rows}

    def within(self, code: str):
        """The area itself and everything below it."""
        return self.filter(Q(code=code) | Q(code__startswith=f"{code}."))

    def knows_district(self, code: str) -> bool:
        """Whether a district exists; of a province that was never loaded nothing is known against
        it.
        """
        known = self.filter(level=Area.Level.DISTRICT)
        return known.filter(code=code).exists() or not known.within(code[:2]).exists()


class Area(models.Model):
    """A province, regency, district or village with its Kemendagri code; shared by all
    facilities.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("Provinsi")
        REGENCY = 2, _("Kabupaten/kota")
        DISTRICT = 3, _("Kecamatan")
        VILLAGE = 4, _("Desa/kelurahan")

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name_key = folded("name")

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "name_key"], name="area_by_level_and_name")]

    def __str__(self):
        # 17 village names repeat inside Blora alone: a village is never named without its district.
        if self.level == Area.Level.VILLAGE and self.parent:
            return f"{self.kind} {self.name}, Kec. {self.parent.name}"
        # The regency as a home, where no village is loaded yet, is told apart by its province.
        if self.level == Area.Level.REGENCY and self.parent:
            return f"{self.name}, {self.parent.name}"
        return self.name

    @property
    def kind(self) -> str:
        """The fourth part of the code says it: 1xxx is a kelurahan, the others are villages."""
        return "Kel." if self.code.split(".")[-1].startswith("1") else "Desa"
