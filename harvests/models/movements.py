"""What left each lot and came back to it, and the money of sales."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pgtrigger import After, Insert

from harvests.models.lots import (
    BEFORE_THE_HARVEST,
    MENDING_UNEXPLAINED,
    MOST_GRAMS,
    MOST_UNITS,
    Harvest,
    quantity_field,
)
from rutan.constraints import (
    Check,
    Frozen,
    Refuse,
    SameFacility,
    Touches,
    Unique,
    speaking,
)
from rutan.model_bases import Fact
from rutan.models import Facility, FacilityQuerySet, User
from rutan.refusals import TOO_MUCH


class DepositQuerySet(FacilityQuerySet):
    def latest_first(self):
        """With ``struck``: the money of its sales that were struck after they were deposited."""
        struck = Q(sales__reversed_by__isnull=False)
        figures = {
            "count": models.Count("sales"),
            "struck": models.Sum("sales__amount", filter=struck, default=0),
        }
        return (
            self.select_related("recorded_by").annotate(**figures).order_by("-deposited_on", "-pk")
        )


class Deposit(models.Model):
    """Money of sales that was paid to the treasury."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="deposits")
    reference = models.CharField(_("Nomor bukti setor (NTPN)"), max_length=40)
    deposited_on = models.DateField(_("Tanggal setor"))
    amount = models.PositiveBigIntegerField(_("Jumlah (Rp)"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = DepositQuerySet.as_manager()

    class Meta:
        constraints = [
            Unique(
                fields=["facility", "reference"],
                name="one_deposit_per_reference",
                violation_error_message=_("Nomor bukti setor ini sudah dicatat."),
                form_field="reference",
            )
        ]
        triggers = [Frozen(), SameFacility("facility")]

    def __str__(self):
        return self.reference


class StockMovementQuerySet(FacilityQuerySet):
    def in_order(self):
        return self.order_by("pk")

    def between(self, first, last):
        """Movements that happened from ``first`` to ``last``, both included."""
        return self.filter(occurred_on__range=(first, last))

    def moved_by_day(self):
        """(lot id, day, units, grams), one row per lot and day, the latest day first."""
        sums = (models.Sum("quantity"), models.Sum("grams"))
        return (
            self.order_by()
            .values_list("harvest", "occurred_on")
            .annotate(*sums)
            .order_by("-occurred_on")
        )

    def written_by(self, user):
        return self.filter(recorded_by=user)

    def since(self, moment):
        """Written after a moment."""
        return self.filter(recorded_at__gt=moment)

    def may_be_struck(self):
        """Neither struck nor a reversal, and not of packages, which are unpacked."""
        return self.filter(reverses=None, reversed_by=None).exclude(kind="packed")

    def with_lot(self):
        return self.select_related("harvest__commodity", "harvest__site", "harvest__facility")

    def sales_of(self, reference: str):
        """Sales whose money was deposited with this proof."""
        return self.filter(deposit__reference=reference)

    def sales_without_deposit(self):
        """Sales that stand (not reversed) and whose money has no proof of deposit."""
        return self.filter(
            kind=StockMovement.Kind.SALE, reverses=None, reversed_by=None, deposit=None
        )


# Looked at after the row is in and after touches_harvest has locked the lot: of two unpackings at
# once the second sees the first.
_UNPACKS_TOO_MUCH = """
NEW.unpacks_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM "harvests_stockmovement" m
    WHERE m.id = NEW.unpacks_id AND m.harvest_id = NEW.harvest_id
    AND m.kind = 'packed' AND m.quantity < 0 AND (
        SELECT sum(b.quantity) <= -m.quantity AND sum(b.grams) <= -m.grams
        FROM "harvests_stockmovement" b WHERE b.unpacks_id = m.id))
"""


class Kind(models.TextChoices):
    """Where it went, or why the books changed: the colour of its part of a bar (site.css), the
    heading of its column, its word.
    """

    PACKED = "packed", "1", _("Dikemas"), _("Dikemas (bakti sosial)")
    KITCHEN = "kitchen", "2", _("Dapur"), _("Dapur (BAMA)")
    SALE = "sale", "3", _("Dijual"), _("Dijual (PNBP)")
    STAFF = "staff", "6", _("Pegawai"), _("Dibeli pegawai")
    DONATION = "donation", "5", _("Sumbangan"), _("Sumbangan")
    SEED = "seed", "9", _("Bibit"), _("Bibit")
    LOSS = "loss", "4", _("Susut"), _("Susut/rusak")
    COUNT = "count", "8", _("Kurang saat dihitung"), _("Opname")
    CORRECTION = "correction", "", "", _("Pembetulan")

    def __new__(cls, value, tone, heading):
        kind = str.__new__(cls, value)
        kind._value_, kind.tone, kind.heading = value, tone, heading
        return kind

    @property
    def said(self):
        """Its word in a bar, where a count only takes away."""
        return self.heading if self == "count" else self.label


class StockMovement(Fact):
    """What left a lot or came back to it, and why; signed, in the lot's unit and in grams."""

    Kind = Kind

    class Reason(models.TextChoices):
        WILTED = "wilted", _("Layu")
        ROTTEN = "rotten", _("Busuk")
        PEST = "pest", _("Hama")
        SHRINKAGE = "shrinkage", _("Susut timbang")
        MISSING = "missing", _("Hilang")
        EXPIRED = "expired", _("Lewat masa simpan")

    # What somebody may do with a lot, and where goods go that do not spoil; in the order in which
    # they are shown.
    USES = tuple(kind for kind in Kind if kind not in ("packed", "count", "correction"))
    DESTINATIONS = tuple(kind for kind in Kind if kind not in ("loss", "count", "correction"))

    harvest = models.ForeignKey(Harvest, models.PROTECT, related_name="movements")
    quantity = quantity_field(_("Jumlah"))
    grams = models.IntegerField(_("Berat (gram)"))
    kind = models.CharField(_("Penggunaan"), max_length=12, choices=Kind)
    reason = models.CharField(_("Sebab"), max_length=12, choices=Reason, blank=True)
    occurred_on = models.DateField(_("Tanggal"))
    note = models.CharField(_("Catatan"), max_length=200, blank=True)
    reverses = speaking(
        models.OneToOneField(
            "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
        ),
        _("Catatan ini sudah dibetulkan."),
        violation_error_code="already_reversed",
    )
    # Of a positive "packed": the packing it takes back, in part or whole.
    unpacks = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="unpackings"
    )
    buyer = models.CharField(_("Pembeli"), max_length=120, blank=True)
    amount = models.PositiveBigIntegerField(
        _("Nilai (Rp)"), null=True, blank=True, validators=[MaxValueValidator(10**11)]
    )
    deposit = models.ForeignKey(
        Deposit, models.PROTECT, null=True, blank=True, related_name="sales"
    )
    # Of a donation: who was given it.
    receiver = models.CharField(_("Penerima"), max_length=120, blank=True)

    objects = StockMovementQuerySet.as_manager()
    facility_path = "harvest__facility"
    sealed = {
        "recorded_at": (
            *("harvest_id", "kind", "reason", "quantity", "grams", "amount", "occurred_on"),
            *("reverses_id", "unpacks_id", "recorded_by_id"),
        )
    }

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["occurred_on"], name="movement_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="a_movement_has_a_known_kind",
            ),
            Check(
                condition=Q(
                    reason__in=["", "wilted", "rotten", "pest", "shrinkage", "missing", "expired"]
                ),
                name="a_movement_has_a_known_reason",
                violation_error_message=_("Pilih sebab dari daftar."),
                form_field="reason",
            ),
            # The upper bounds refuse NaN too, which PostgreSQL takes for more than every number.
            Check(
                condition=Q(
                    quantity__range=(-MOST_UNITS, MOST_UNITS),
                    grams__range=(-MOST_GRAMS, MOST_GRAMS),
                ),
                name="a_movement_is_no_more_than_a_harvest_can_be",
                violation_error_message=TOO_MUCH,
                violation_error_code="too_much",
                form_field="quantity",
            ),
            # Units too light to show may move without a gram, as a weighing moves grams without
            # units.
            models.CheckConstraint(
                condition=Q(quantity__gt=0, grams__gte=0)
                | Q(quantity__lt=0, grams__lte=0)
                | Q(quantity=0) & ~Q(grams=0),
                name="a_movement_moves_one_way",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["packed", "count", "correction"])
                | Q(reverses__isnull=True, quantity__lt=0)
                | Q(reverses__isnull=False, quantity__gt=0),
                name="a_use_leaves_and_its_reversal_returns",
            ),
            Check(
                condition=~Q(kind="loss") | ~Q(reason=""),
                name="a_loss_has_a_reason",
                violation_error_message=_("Pilih sebab susut atau rusak."),
                form_field="reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="sale") | Q(buyer="", amount=None, deposit=None),
                name="only_a_sale_has_a_buyer",
            ),
            models.CheckConstraint(
                condition=Q(kind="donation") | Q(receiver=""),
                name="only_a_donation_has_a_receiver",
            ),
            models.CheckConstraint(
                condition=Q(unpacks__isnull=False, kind="packed", quantity__gt=0)
                | Q(unpacks__isnull=True) & (~Q(kind="packed") | Q(quantity__lt=0)),
                name="an_unpacking_names_its_packing",
            ),
            # Both would return the same goods twice.
            Check(
                condition=~Q(kind="packed") | Q(reverses=None),
                name="packages_are_unpacked_not_reversed",
                violation_error_message=_(
                    "Catatan ini milik kegiatan bakti sosial. Bongkar paketnya pada halaman"
                    " Pengemasan kegiatan itu."
                ),
                violation_error_code="packed",
            ),
            Check(
                condition=Q(reverses=None) | Q(amount=None, deposit=None),
                name="only_the_sale_itself_has_an_amount",
                violation_error_message=_(
                    "Hanya penjualan yang masih berlaku yang diberi nilai. Muat ulang halaman."
                ),
            ),
        ]
        triggers = [
            Frozen(once=("amount", "deposit"), erasable=("buyer", "receiver", "note")),
            # Asked of a new row only: names and words may be erased later.
            Refuse(
                constraint="a_sale_has_a_buyer",
                operation=Insert,
                condition_sql="NEW.kind = 'sale' AND NEW.reverses_id IS NULL AND NEW.buyer = ''",
                violation_error_message=_("Isi nama pembeli."),
                form_field="buyer",
            ),
            Refuse(
                constraint="a_donation_has_a_receiver",
                operation=Insert,
                condition_sql=(
                    "NEW.kind = 'donation' AND NEW.reverses_id IS NULL AND NEW.receiver = ''"
                ),
                violation_error_message=_("Isi kepada siapa disumbangkan."),
                form_field="receiver",
            ),
            Refuse(
                constraint="a_mended_figure_says_why",
                operation=Insert,
                condition_sql="(NEW.kind IN ('correction', 'count') OR NEW.reverses_id "
                "IS NOT NULL) AND NEW.note = ''",
                violation_error_message=MENDING_UNEXPLAINED,
                form_field="note",
            ),
            # Otherwise a month would open below zero; both days never change afterwards.
            Refuse(
                constraint="a_movement_follows_its_harvest",
                operation=Insert,
                condition_sql="NEW.occurred_on < (SELECT h.harvested_on "
                'FROM "harvests_harvest" h WHERE h.id = NEW.harvest_id)',
                violation_error_message=BEFORE_THE_HARVEST,
            ),
            Touches("harvest"),
            SameFacility("harvest.facility", "deposit.facility"),
            Refuse(
                constraint="a_reversal_is_the_exact_opposite",
                operation=Insert,
                condition_sql=(
                    "NEW.reverses_id IS NOT NULL AND NOT EXISTS ("
                    'SELECT 1 FROM "harvests_stockmovement" m WHERE m.id = NEW.reverses_id '
                    "AND m.harvest_id = NEW.harvest_id "
                    "AND m.kind = NEW.kind AND m.quantity = -NEW.quantity AND m.grams "
                    "= -NEW.grams AND m.reverses_id IS NULL)"
                ),
            ),
            Refuse(
                constraint="unpacking_stays_within_its_packing",
                operation=Insert,
                when=After,
                condition_sql=_UNPACKS_TOO_MUCH.strip(),
                violation_error_message=_("Yang dibongkar lebih banyak daripada yang dikemas."),
                violation_error_code="not_enough",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.grams} g"

    @property
    def said(self) -> str:
        """How much it moved, without its sign: ``12 ikat (2,4 kg)``."""
        return self.harvest.said(abs(self.quantity), abs(self.grams))

    @property
    def read(self) -> str:
        """The same as people read it, a weight with one decimal."""
        return self.harvest.read(abs(self.quantity), abs(self.grams))
