"""One boring factory per model; a fact a test is about stands in the test's own lines."""

import datetime as dt
import hashlib
import io
import uuid
from zoneinfo import ZoneInfo

import factory
import pypdf
from django.utils import timezone

from distributions import coupons
from distributions import models as distributions
from families import models as families
from harvests import models as harvests
from rutan import models as rutan

TODAY = dt.date(2026, 3, 10)
ZONE = "Asia/Jakarta"


def today_here():
    """The day in the factories' prison, whatever day it still is in Greenwich."""
    return timezone.now().astimezone(ZoneInfo(ZONE)).date()


def blank_pdf():
    writer, written = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(written)
    return written.getvalue()


BLANK_PDF = blank_pdf()


class FacilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = rutan.Facility

    name = factory.Sequence(lambda n: f"Rutan Kelas IIB Uji {n}")
    short_name = "Rutan Uji"
    city = "Blora"
    area_code = "33.16"
    time_zone = ZONE
    paper_size = "A4"


class FacilityTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = rutan.FacilityText

    facility = factory.SubFactory(FacilityFactory)
    key = "poster-line"
    text = "Bawa KTP atau KK."


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = rutan.User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"petugas{n}")
    name = factory.Sequence(lambda n: f"Petugas {n}")
    facility = factory.SubFactory(FacilityFactory)

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        from django.contrib.auth.models import Group

        for role in extracted or []:
            self.groups.add(Group.objects.get(name=role))


class SentFactory(factory.django.DjangoModelFactory):
    """A row whose form's key a test gives has a sender, too."""

    class Meta:
        abstract = True

    @classmethod
    def _adjust_kwargs(cls, **facts):
        if facts.get("client_id"):
            home = facts.get("facility") or facts["family"].facility
            sender = {"recorded_at": timezone.now(), "recorded_by": UserFactory(facility=home)}
            return sender | facts
        return facts


class SignatoryFactory(SentFactory):
    class Meta:
        model = rutan.Signatory

    facility = factory.SubFactory(FacilityFactory)
    office = "head"
    name = "Sugito"
    starts_on = dt.date(2025, 1, 1)


class CommodityFactory(SentFactory):
    class Meta:
        model = harvests.Commodity

    facility = factory.SubFactory(FacilityFactory)
    name = factory.Sequence(lambda n: f"Kangkung {n}")
    unit = "bundle"
    grams_per_unit = 200
    shelf_life_days = 1


class ProductionSiteFactory(SentFactory):
    class Meta:
        model = harvests.ProductionSite

    facility = factory.SubFactory(FacilityFactory)
    name = factory.Sequence(lambda n: f"Bedeng {n}")


class PlantingFactory(SentFactory):
    class Meta:
        model = harvests.Planting

    facility = factory.SubFactory(FacilityFactory)
    commodity = factory.SubFactory(CommodityFactory, facility=factory.SelfAttribute("..facility"))
    site = factory.SubFactory(ProductionSiteFactory, facility=factory.SelfAttribute("..facility"))
    planted_on = TODAY - dt.timedelta(days=28)


class HarvestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = harvests.Harvest

    facility = factory.SubFactory(FacilityFactory)
    commodity = factory.SubFactory(CommodityFactory, facility=factory.SelfAttribute("..facility"))
    site = factory.SubFactory(ProductionSiteFactory, facility=factory.SelfAttribute("..facility"))
    harvested_on = TODAY
    quantity = 100
    unit = "bundle"
    grams = 20_000
    best_before = factory.LazyAttribute(lambda lot: lot.harvested_on + dt.timedelta(days=1))
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory, facility=factory.SelfAttribute("..facility"))
    client_id = factory.LazyFunction(uuid.uuid4)


class StockMovementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = harvests.StockMovement

    harvest = factory.SubFactory(HarvestFactory)
    quantity = -10
    grams = -2000
    kind = "kitchen"
    occurred_on = factory.LazyAttribute(lambda movement: max(TODAY, movement.harvest.harvested_on))
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SelfAttribute("harvest.recorded_by")
    client_id = factory.LazyFunction(uuid.uuid4)


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = families.Area
        django_get_or_create = ("code",)

    code = "33.16.16.2001"
    name = "Sumberejo"
    level = 4
    parent = factory.LazyFunction(
        lambda: families.Area.objects.get_or_create(
            code="33.16.16", defaults={"name": "Japah", "level": 3}
        )[0]
    )


class InmateFactory(SentFactory):
    class Meta:
        model = families.Inmate

    facility = factory.SubFactory(FacilityFactory)
    name = factory.Sequence(lambda n: f"Sutrisno {n}")
    legal_status = "convict"
    block = "B"
    custody_since = dt.date(2025, 1, 1)


class RegisterNumberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = families.RegisterNumber

    inmate = factory.SubFactory(InmateFactory)
    facility = factory.SelfAttribute("inmate.facility")
    written = factory.Sequence(lambda n: f"B.I.{n}/2025")
    since = dt.date(2025, 1, 1)


class FamilyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = families.Family

    facility = factory.SubFactory(FacilityFactory)
    name = factory.Sequence(lambda n: f"Sri Wahyuni {n}")
    area = factory.SubFactory(AreaFactory)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory, facility=factory.SelfAttribute("..facility"))


class FamilyMemberFactory(SentFactory):
    class Meta:
        model = families.FamilyMember

    family = factory.SubFactory(FamilyFactory)
    facility = factory.SelfAttribute("family.facility")
    full_name = factory.SelfAttribute("family.name")
    card_relationship = "wife"
    # The first who bears the family's name, as a registered family has it.
    names_family = factory.LazyAttribute(
        lambda member: (
            member.full_name == member.family.name
            and not member.family.members.filter(names_family=True).exists()
        )
    )


class KinshipFactory(SentFactory):
    class Meta:
        model = families.Kinship

    family = factory.SubFactory(FamilyFactory)
    inmate = factory.SubFactory(InmateFactory, facility=factory.SelfAttribute("..family.facility"))
    relationship = "wife"


class PovertyEvidenceFactory(factory.django.DjangoModelFactory):
    """Evidence that was accepted; pass verified_at=None, verified_by=None for a waiting one."""

    class Meta:
        model = families.PovertyEvidence

    family = factory.SubFactory(FamilyFactory)
    kind = "sktm"
    issued_on = dt.date(2026, 1, 1)
    valid_until = dt.date(2026, 12, 31)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SelfAttribute("family.recorded_by")
    verified_at = factory.LazyFunction(timezone.now)
    verified_by = factory.SelfAttribute("family.recorded_by")


class DistributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.Distribution

    facility = factory.SubFactory(FacilityFactory)
    title = "Bakti Sosial Hasil Panen"
    venue = "Aula"
    day = TODAY
    starts = dt.time(8, 30)
    ends = dt.time(12, 0)
    recorded_by = factory.SubFactory(UserFactory, facility=factory.SelfAttribute("..facility"))


class EntitlementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.Entitlement

    distribution = factory.SubFactory(DistributionFactory)
    family = factory.SubFactory(
        FamilyFactory, facility=factory.SelfAttribute("..distribution.facility")
    )
    inmate = factory.SubFactory(
        InmateFactory, facility=factory.SelfAttribute("..distribution.facility")
    )
    source = "list"
    number = factory.Sequence(lambda n: n + 1)


class CouponFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.Coupon

    entitlement = factory.SubFactory(EntitlementFactory)
    code = factory.Sequence(lambda n: f"AAAA-{n:04d}".translate(str.maketrans("01", "XY")))
    issued_at = factory.LazyFunction(timezone.now)
    issued_by = factory.SelfAttribute("entitlement.distribution.recorded_by")


class HallScreenFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.HallScreen

    distribution = factory.SubFactory(DistributionFactory)
    secret = factory.Sequence(lambda n: f"{n:032}")
    issued_at = factory.LazyFunction(timezone.now)
    issued_by = factory.SelfAttribute("distribution.recorded_by")


class PackageMovementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.PackageMovement

    distribution = factory.SubFactory(DistributionFactory)
    kind = "packed"
    packages = 10
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SelfAttribute("distribution.recorded_by")
    client_id = factory.LazyFunction(uuid.uuid4)


class IssuedDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.IssuedDocument

    distribution = factory.SubFactory(DistributionFactory)
    facility = factory.LazyAttribute(lambda row: row.distribution.facility)
    kind = "handover_record"
    code = factory.LazyFunction(coupons.new_code)
    payload = factory.LazyFunction(lambda: {"totals": {"families": 1, "packages": 1, "grams": 400}})
    pdf = BLANK_PDF
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.pdf).hexdigest())
    issued_at = factory.LazyFunction(timezone.now)
    issued_by = factory.SelfAttribute("distribution.recorded_by")
    client_id = factory.LazyFunction(uuid.uuid4)


class SignedScanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.SignedScan

    document = factory.SubFactory(IssuedDocumentFactory)
    file = factory.django.FileField(filename="scan.pdf", data=BLANK_PDF)
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SelfAttribute("document.issued_by")
    client_id = factory.LazyFunction(uuid.uuid4)


class SpotCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.SpotCheck

    distribution = factory.SubFactory(
        DistributionFactory,
        status="closed",
        opened_at=factory.LazyFunction(timezone.now),
        opened_by=factory.SelfAttribute("recorded_by"),
        opening_order="Atas perintah lisan",
        closed_at=factory.LazyFunction(timezone.now),
        closed_by=factory.SelfAttribute("recorded_by"),
    )
    drawn_at = factory.LazyFunction(timezone.now)
    drawn_by = factory.SelfAttribute("distribution.recorded_by")


class DrawnFamilyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.DrawnFamily

    spot_check = factory.SubFactory(SpotCheckFactory)
    was_absent = False


def drawn_family(facility):
    """A family that was drawn in an event of this prison, which is over."""
    opened = {"opened_at": timezone.now(), "opening_order": "Atas perintah lisan"}
    event = DistributionFactory(
        facility=facility,
        accepts_walk_ins=True,
        status="open",
        opened_by=UserFactory(facility=facility),
        **opened,
    )
    row = EntitlementFactory(distribution=event, source="walk_in")
    event.status, event.closed_at, event.closed_by = "closed", timezone.now(), event.opened_by
    event.save()
    return DrawnFamilyFactory(spot_check=SpotCheckFactory(distribution=event), entitlement=row)


class SpotCheckSheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.SpotCheckSheet

    spot_check = factory.SubFactory(SpotCheckFactory)
    caller_name = "Bu Tini"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SelfAttribute("spot_check.drawn_by")
    client_id = factory.LazyFunction(uuid.uuid4)


class EventPhotoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.EventPhoto

    distribution = factory.SubFactory(DistributionFactory)
    place = 1
    file = factory.django.FileField(filename="foto.jpg", data=b"\xff\xd8\xff")
    caption = "Penyerahan di Aula"
    agreed = True
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SelfAttribute("distribution.recorded_by")
    client_id = factory.LazyFunction(uuid.uuid4)


class DeskAttemptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.DeskAttempt

    distribution = factory.SubFactory(DistributionFactory)
    outcome = "no_package_left"
    recorded_at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SelfAttribute("distribution.recorded_by")


class HandoverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = distributions.Handover

    client_id = factory.LazyFunction(uuid.uuid4)
    entitlement = factory.SubFactory(EntitlementFactory)
    distribution = factory.SelfAttribute("entitlement.distribution")
    family = factory.SelfAttribute("entitlement.family")
    purpose = factory.SelfAttribute("distribution.purpose")
    served_window = factory.LazyAttribute(
        lambda fact: (fact.distribution.day, fact.distribution.day + dt.timedelta(days=1))
    )
    number = factory.Sequence(lambda n: n + 1)
    collector_name = factory.SelfAttribute("family.name")
    collector_relationship = "wife"
    verified_by_method = "ktp"
    recorded_by = factory.SelfAttribute("distribution.recorded_by")
    handed_over_at = factory.SelfAttribute("recorded_at")

    @factory.lazy_attribute
    def recorded_at(self):
        """On the last day of the window, as the desk would have written it."""
        facility, now = self.distribution.facility, timezone.now()
        day = (
            self.served_window[1] - dt.timedelta(days=1)
            if self.served_window
            else facility.local_day(now)
        )
        return (
            now
            if day == facility.local_day(now)
            else facility.start_of(day) + dt.timedelta(hours=10)
        )
