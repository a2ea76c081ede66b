"""What waits for whom today: the lines of the home page, each with the door to its work."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from distributions import planning, road
from distributions.models import Distribution, Handover
from distributions.reports.facts import counted
from distributions.reports.words import weight
from families.models import Family, Inmate, Kinship, PovertyEvidence
from harvests.models import Harvest, StockMovement
from rutan import office
from rutan.access import verbs_of
from rutan.formats import angka, berat, rupiah, tanggal
from rutan.models import AuditEntry, Signatory, User

Status = Distribution.Status
# For so long the head is told what an acting head decided.
TOLD_FOR = dt.timedelta(days=30)


@dataclass(frozen=True)
class Duty:
    """One line: what there is to do, in words with its number, and the door; ``presses`` is shown in the colour that asks."""

    text: str
    action: str
    icon: str
    href: str
    presses: bool = False
    # The desk is opened by somebody who stands.
    big: bool = False


@dataclass(frozen=True)
class Workday:
    """What a user's day is made of, loaded once: the events in hand and the moment."""

    user: User
    at: dt.datetime
    events: tuple[Distribution, ...]
    verbs: frozenset[str] = field(default_factory=frozenset)

    @property
    def today(self) -> dt.date:
        return self.user.facility.local_day(self.at)

    @property
    def todays(self) -> list[Distribution]:
        """Events that run today: opened, or approved for it."""
        return [
            event
            for event in self.events
            if event.is_open or (event.status == Status.APPROVED and self._is_today(event))
        ]

    def _is_today(self, event: Distribution) -> bool:
        return event.takes_place_on(self.today)

    @property
    def next_event(self) -> Distribution | None:
        """The event that the page shows as a line of steps: an open one, else the nearest that is coming."""
        coming = [event for event in self.events if event.status != Status.CLOSED]
        return min(
            coming,
            key=lambda event: (not event.is_open, event.is_rehearsal, event.day, event.pk),
            default=None,
        )


def workday_of(user: User, at: dt.datetime) -> Workday:
    """The events in hand of the user's prison, real ones first; none for who may not see events. One statement."""
    verbs = verbs_of(user)
    if "view_distributions" not in verbs:
        return Workday(user, at, (), verbs)
    events = (
        Distribution.objects.visible_to(user)
        .in_hand(user.facility.local_day(at))
        .with_list_counts()
    )
    standing = Q(entitlements__withdrawn_at=None)
    by_hand = Count("entitlements", filter=standing & ~Q(entitlements__reason=""))
    visits = Kinship.objects.live_on(OuterRef("day")).filter(
        family=OuterRef("entitlements__family")
    )
    without_wbp = Count(
        "entitlements",
        filter=standing & ~Exists(visits.filter(inmate__in=Inmate.objects.in_custody())),
    )
    loaded = events.annotate(by_hand=by_hand, without_wbp=without_wbp).select_related(
        "facility", "proposed_by", "moved_by"
    )
    ordered = sorted(loaded, key=lambda event: (event.is_rehearsal, event.day, event.pk))
    return Workday(user, at, tuple(ordered), verbs)


def waiting_for_the_head(work: Workday) -> list[Duty]:
    """ "Menunggu Anda" of the head or a dated acting head: exceptions first, then decisions, then what to know."""
    if work.verbs.isdisjoint({"approve", "propose"}) or not planning.capacity_of(
        work.user, work.user.facility, work.at
    ):
        return []
    return [*_exceptions(work), *_to_approve(work), *_to_ratify(work), *_to_know(work)]


def duties(work: Workday) -> list[Duty]:
    """ "Pekerjaan hari ini": what the user's roles have to do, the pressing first."""
    parts = (
        ({"hand_over"}, _at_the_desk),
        ({"close"}, _to_close),
        ({"pack"}, _to_pack),
        ({"record_harvest"}, _spoiling),
        ({"plan"}, _next_step),
        ({"verify_evidence"}, _evidence),
        ({"register_family"}, _registry),
        ({"record_harvest"}, _garden),
        ({"propose"}, _with_the_head),
        ({"manage_users"}, _accounts),
    )
    lines = [duty for needed, part in parts if needed & work.verbs for duty in part(work)]
    return sorted(lines, key=lambda duty: not duty.presses)


def _to(name: str, *args: object, query: str = "") -> str:
    return reverse(name, args=args) + query


# The head


def _exceptions(work: Workday) -> Iterator[Duty]:
    for event in work.events:
        if event.exceptions:
            text = _("%(n)s penyerahan perlu dijelaskan: %(event)s.") % {
                "n": angka(event.exceptions),
                "event": event,
            }
            yield Duty(
                text,
                _("Lihat laporan"),
                "exclamation-triangle",
                _to("distribution_report", event.pk),
                presses=True,
            )
        elif event.is_open and event.final_day < work.today:
            text = _("Belum ditutup sejak %(day)s: %(event)s; %(n)s paket masih di meja.")
            text %= {
                "day": tanggal(event.final_day),
                "event": event,
                "n": angka(event.packages_left),
            }
            yield Duty(
                text,
                _("Lihat kegiatan"),
                "hourglass-split",
                _to("distribution_detail", event.pk),
                presses=True,
            )


def _to_approve(work: Workday) -> Iterator[Duty]:
    for event in work.events:
        if event.status == Status.DRAFT and event.proposed_at:
            text = _(
                "Daftar %(families)s dan %(reserves)s cadangan untuk %(event)s menunggu persetujuan."
            )
            text %= {
                "families": road.families(event.listed),
                "reserves": angka(event.reserves),
                "event": event,
            }
            if event.without_wbp:
                text += " " + _("%(n)s WBP sudah tidak di Rutan.") % {"n": angka(event.without_wbp)}
            if event.by_hand:
                text += " " + _("%(n)s dipilih petugas di luar urutan usulan.") % {
                    "n": angka(event.by_hand)
                }
            yield Duty(
                text,
                _("Periksa dan setujui"),
                "check-lg",
                _to("distribution_approve", event.pk),
                presses=True,
            )


def _to_ratify(work: Workday) -> Iterator[Duty]:
    waiting = [event for event in work.events if event.awaits_ratification]
    counts = counted(Handover.objects.filter(distribution__in=waiting)) if waiting else {}
    for event in waiting:
        text = _("%(families)s menerima tanpa daftar pada %(event)s, menunggu pengesahan.")
        text %= {"families": road.families(event.handed_over), "event": event}
        if stated := counts.get(event.pk, {}).get("statement_only"):
            text += " " + _("%(n)s hanya berdasarkan keterangan petugas.") % {"n": angka(stated)}
        yield Duty(
            text,
            _("Periksa dan sahkan"),
            "check-lg",
            _to("distribution_ratify", event.pk),
            presses=True,
        )


def _to_know(work: Workday) -> Iterator[Duty]:
    """What was moved after he approved it, and what an acting head decided lately; the head reads it when he is back."""
    if "approve" not in work.verbs:
        return
    for event in work.events:
        if event.moved_at:
            text = _("Untuk diketahui: %(event)s dipindahkan oleh %(by)s, semula %(before)s.") % {
                "event": event,
                "by": event.moved_by,
                "before": road.headline(event.as_planned),
            }
            if event.moved_reason:
                text += " " + _("Alasan: %(reason)s") % {"reason": event.moved_reason}
            yield Duty(
                text, _("Lihat kegiatan"), "info-circle", _to("distribution_detail", event.pk)
            )
        if event.out_of_turn:
            text = _("Untuk diketahui: %(n)s cadangan didahulukan dari gilirannya, %(event)s.")
            text %= {"n": angka(event.out_of_turn), "event": event}
            yield Duty(text, _("Lihat daftar"), "list-ol", _to("recipients", event.pk))
    for event in Distribution.objects.visible_to(work.user).decided_by_another(work.at - TOLD_FOR):
        by = event.approved_by or event.ratified_by
        text = _("Untuk diketahui: %(event)s diputuskan oleh %(by)s sebagai Plh. Kepala Rutan.") % {
            "event": event,
            "by": by,
        }
        if reason := event.approved_reason or event.ratified_reason:
            text += " " + _("Alasan: %(reason)s") % {"reason": reason}
        yield Duty(text, _("Lihat kegiatan"), "info-circle", _to("distribution_detail", event.pk))


# The day itself


def _at_the_desk(work: Workday) -> Iterator[Duty]:
    for event in work.todays:
        if event.is_open:
            text = _("%(event)s: %(served)s dari %(all)s keluarga terlayani, sisa paket %(left)s.")
            text %= {
                "event": event,
                "served": angka(event.handed_over),
                "all": angka(event.listed + event.walk_ins),
                "left": angka(event.packages_left),
            }
            yield Duty(text, _("Buka loket"), "gift", _to("desk", event.pk), presses=True, big=True)
        else:
            text = _("Hari ini: %(event)s. Kegiatan belum dibuka.") % {"event": event}
            yield Duty(text, _("Lihat kegiatan"), "gift", _to("distribution_detail", event.pk))


def _to_close(work: Workday) -> Iterator[Duty]:
    for event in work.events:
        if event.exceptions:
            text = _("%(n)s penyerahan perlu dijelaskan sebelum ditutup: %(event)s.") % {
                "n": angka(event.exceptions),
                "event": event,
            }
            yield Duty(
                text,
                _("Jelaskan"),
                "exclamation-triangle",
                _to("distribution_close", event.pk),
                presses=True,
            )
        elif event.is_open and event.final_day < work.today:
            text = _("%(event)s belum ditutup, %(n)s paket masih di meja.") % {
                "event": event,
                "n": angka(event.packages_left),
            }
            yield Duty(
                text, _("Tutup kegiatan"), "flag", _to("distribution_close", event.pk), presses=True
            )


def _to_pack(work: Workday) -> Iterator[Duty]:
    for event in work.todays:
        wanted, packed = event.listed or event.walk_ins, event.handed_over + event.packages_left
        if packed < max(wanted, 1):
            text = _("Kemas paket untuk %(event)s: belum ada yang dikemas.") % {"event": event}
            if wanted:
                text = _("Kemas paket untuk %(event)s: %(packed)s dari %(wanted)s sudah dikemas.")
                text %= {"event": event, "packed": angka(packed), "wanted": angka(wanted)}
            yield Duty(
                text, _("Catat pengemasan"), "box-seam", _to("packing", event.pk), presses=True
            )


def _next_step(work: Workday) -> Iterator[Duty]:
    """The services head's road: the next event's next act, or an event for today where there is none."""
    event = next(
        (
            event
            for event in work.events
            if event.status in (Status.DRAFT, Status.APPROVED) and not event.is_rehearsal
        ),
        None,
    )
    if event is None and not work.todays:
        text = _(
            "Tidak ada kegiatan hari ini. Jika ada perintah membagi hasil panen, buka tanpa daftar."
        )
        yield Duty(text, _("Bakti sosial hari ini"), "gift", _to("distribution_today"))
        yield Duty(
            _("Belum ada kegiatan berikutnya."),
            _("Salin kegiatan terakhir"),
            "copy",
            _to("distribution_new", query="?copy=1"),
        )
    elif event and (step := road.next_step(event, work.user)):
        text = _("%(event)s. %(state)s") % {"event": event, "state": road.state_of(event)}
        door = _to("distribution_detail", event.pk) if step.post else step.href
        yield Duty(
            text,
            step.label,
            step.icon,
            door,
            presses=event.day <= work.today + dt.timedelta(days=3),
        )


def _with_the_head(work: Workday) -> Iterator[Duty]:
    """What lies with the head: it is his to act, and the services head's to remind him."""
    if "approve" in work.verbs:
        return
    for event in work.events:
        if event.status == Status.DRAFT and event.proposed_at:
            text = _("Menunggu persetujuan Kepala Rutan: %(event)s.") % {"event": event}
            yield Duty(text, _("Ingatkan"), "send", _to("distribution_detail", event.pk))
        elif event.awaits_ratification:
            text = _("Menunggu pengesahan Kepala Rutan: %(event)s.") % {"event": event}
            yield Duty(
                text, _("Lihat kegiatan"), "hourglass-split", _to("distribution_detail", event.pk)
            )


# The garden and the registry


def _spoiling(work: Workday) -> Iterator[Duty]:
    lots = (
        Harvest.objects.visible_to(work.user)
        .on_hand()
        .filter(best_before__lte=work.today)
        .order_by()
    )
    rows = list(
        lots.values_list("commodity__name").annotate(grams=Sum("on_hand_grams")).order_by("-grams")
    )
    if rows:
        names = ", ".join(name for name, _grams in rows[:3])
        if len(rows) > 3:
            names = _("%(names)s, dan %(n)s lainnya") % {"names": names, "n": len(rows) - 3}
        text = _("%(kg)s harus dipakai hari ini: %(names)s.") % {
            "kg": berat(sum(grams for _name, grams in rows)),
            "names": names,
        }
        yield Duty(text, _("Lihat stok"), "boxes", _to("harvest_stock"), presses=True)


def _garden(work: Workday) -> Iterator[Duty]:
    today = (
        Harvest.objects.visible_to(work.user)
        .between(work.today, work.today)
        .aggregate(
            lots=Count("pk"),
            harvested=Sum("grams"),
            estimated=Sum("grams", filter=Q(weight_is_estimated=True), default=0),
        )
    )
    text = _("Belum ada panen yang dicatat hari ini.")
    if today["lots"]:
        text = _("Hari ini dicatat %(n)s panen, %(kg)s.") % {
            "n": angka(today["lots"]),
            "kg": weight(today["harvested"], today["estimated"]),
        }
    yield Duty(text, _("Catat panen"), "plus-circle", _to("harvest_new"))
    sales = (
        StockMovement.objects.visible_to(work.user)
        .sales_without_deposit()
        .aggregate(n=Count("pk"), amount=Sum("amount", default=0))
    )
    if sales["n"]:
        text = _("%(n)s penjualan (%(amount)s) belum ada bukti setornya.") % {
            "n": angka(sales["n"]),
            "amount": rupiah(sales["amount"]),
        }
        yield Duty(text, _("Catat setoran"), "cash-coin", _to("deposits"))


def _evidence(work: Workday) -> Iterator[Duty]:
    waiting = PovertyEvidence.objects.visible_to(work.user).of_active_families().waiting().count()
    if waiting:
        yield Duty(
            _("%(n)s bukti menunggu diperiksa.") % {"n": angka(waiting)},
            _("Periksa bukti"),
            "patch-check",
            _to("evidence_queue"),
        )


def _registry(work: Workday) -> Iterator[Duty]:
    if not Inmate.objects.visible_to(work.user).exists():
        yield Duty(
            _("Belum ada data WBP."),
            _("Daftarkan WBP"),
            "person-plus",
            _to("inmate_new"),
            presses=True,
        )
        return
    families = Family.objects.visible_to(work.user).active()
    if incomplete := families.incomplete().count():
        text = _("Data %(families)s belum lengkap.") % {"families": road.families(incomplete)}
        yield Duty(
            text, _("Lengkapi data"), "pencil", _to("family_search", query="?show=incomplete")
        )
    if ending := families.evidence_ending_by(
        work.today + dt.timedelta(days=30), work.today
    ).count():
        text = _("%(families)s memiliki bukti yang berakhir dalam 30 hari.") % {
            "families": road.families(ending)
        }
        yield Duty(text, _("Lihat keluarga"), "clock", _to("family_search", query="?show=ending"))


# The office


def _accounts(work: Workday) -> Iterator[Duty]:
    away = User.objects.visible_to(work.user).away_since(work.at - office.LONG_AWAY).count()
    if away:
        text = _("%(n)s pengguna tidak masuk 60 hari. Nonaktifkan yang sudah pindah.") % {
            "n": angka(away)
        }
        yield Duty(text, _("Periksa pengguna"), "person-x", _to("user_list", query="?show=away"))
    start = work.user.facility.start_of(work.today)
    acts = AuditEntry.objects.visible_to(work.user).filter(at__gte=start).count()
    text = _("%(n)s tindakan tercatat hari ini.") % {"n": angka(acts)}
    yield Duty(text, _("Lihat riwayat"), "clock-history", _to("audit_list"))
    if (
        not Signatory.objects.visible_to(work.user)
        .signing_on(work.today)
        .filter(office=Signatory.Office.HEAD)
        .exists()
    ):
        text = _("Belum ada pejabat penandatangan untuk Kepala Rutan hari ini.")
        yield Duty(text, _("Atur pejabat"), "pen", _to("signatory_list"), presses=True)
