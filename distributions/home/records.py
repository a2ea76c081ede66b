"""What the records ask for: the garden's harvests and sales, the registry's families, the office's
accounts.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from distributions import event_state
from distributions.home.workday import Duty, Workday, door
from families.models import EXPIRING_DAYS, Family, Inmate, PovertyEvidence
from harvests.models import Harvest, StockMovement
from rutan import administration
from rutan.formats import angka, berat_dan_perkiraan, rupiah
from rutan.models import AuditEntry, Signatory, User


def spoiling(work: Workday) -> Iterator[Duty]:
    lots = Harvest.objects.visible_to(work.user).on_hand().filter(best_before__lte=work.today)
    left = lots.totals()
    if left["left"]:
        rows = lots.order_by().values_list("commodity__name").annotate(grams=Sum("on_hand_grams"))
        rows = list(rows.order_by("-grams"))
        names = ", ".join(name for name, _grams in rows[:3])
        if len(rows) > 3:
            names = _("%(names)s, dan %(n)s lainnya") % {"names": names, "n": len(rows) - 3}
        text = _("%(kg)s harus dipakai hari ini: %(names)s.") % {
            "kg": berat_dan_perkiraan(left["left"], left["left_estimated"]),
            "names": names,
        }
        yield Duty(text, _("Lihat stok"), "boxes", door("harvest_stock"), presses=True)


def garden(work: Workday) -> Iterator[Duty]:
    today = Harvest.objects.visible_to(work.user).between(work.today, work.today).totals()
    text = _("Belum ada panen yang dicatat hari ini.")
    if today["lots"]:
        text = _("Hari ini dicatat %(n)s panen, %(kg)s.") % {
            "n": angka(today["lots"]),
            "kg": berat_dan_perkiraan(today["harvested"], today["estimated"]),
        }
    yield Duty(text, _("Catat panen"), "plus-circle", door("harvest_new"))
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
        yield Duty(text, _("Catat setoran"), "cash-coin", door("deposits"))


def evidence(work: Workday) -> Iterator[Duty]:
    waiting = PovertyEvidence.objects.visible_to(work.user).of_active_families().waiting().count()
    if waiting:
        yield Duty(
            _("%(n)s bukti menunggu diperiksa.") % {"n": angka(waiting)},
            _("Periksa bukti"),
            "patch-check",
            door("evidence_queue"),
        )


def registry(work: Workday) -> Iterator[Duty]:
    if not Inmate.objects.visible_to(work.user).exists():
        yield Duty(
            _("Belum ada data WBP."),
            _("Daftarkan WBP"),
            "person-plus",
            door("inmate_new"),
            presses=True,
        )
        return
    families = Family.objects.visible_to(work.user).active()
    soon = work.today + dt.timedelta(days=EXPIRING_DAYS)
    asks = (
        (
            families.to_look_at(),
            _("Bantuan untuk %(families)s ditunda dan belum diperiksa."),
            (_("Periksa keluarga"), "pause-circle", "unseen"),
        ),
        (
            families.incomplete(),
            _("Data %(families)s belum lengkap."),
            (_("Lengkapi data"), "pencil", "incomplete"),
        ),
        (
            families.evidence_ending_by(soon, work.today),
            _("%(families)s memiliki bukti yang berakhir dalam 30 hari."),
            (_("Lihat keluarga"), "clock", "ending"),
        ),
    )
    for rows, text, (action, icon, show) in asks:
        if n := rows.count():
            text %= {"families": event_state.families(n)}
            address = door("family_search", query=f"?show={show}")
            yield Duty(text, action, icon, address, presses=show == "unseen")


def accounts(work: Workday) -> Iterator[Duty]:
    away = User.objects.visible_to(work.user).away_since(work.at - administration.LONG_AWAY).count()
    if away:
        text = _("%(n)s pengguna tidak masuk 60 hari. Nonaktifkan yang sudah pindah.") % {
            "n": angka(away)
        }
        yield Duty(text, _("Periksa pengguna"), "person-x", door("user_list", query="?show=away"))
    start = work.user.facility.start_of(work.today)
    acts = AuditEntry.objects.visible_to(work.user).filter(at__gte=start).count()
    text = _("%(n)s tindakan tercatat hari ini.") % {"n": angka(acts)}
    yield Duty(text, _("Lihat riwayat"), "clock-history", door("audit_list"))
    signing = Signatory.objects.visible_to(work.user).signing_on(work.today)
    if not signing.filter(office=Signatory.Office.HEAD).exists():
        text = _("Belum ada pejabat penandatangan untuk Kepala Rutan hari ini.")
        yield Duty(text, _("Atur pejabat"), "pen", door("signatory_list"), presses=True)
