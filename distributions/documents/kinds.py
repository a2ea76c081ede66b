"""Which papers there are, who prints them, when they make sense, and in which order they are handed
out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from distributions.documents import (
    coupon_sheet,
    delivery,
    gate_list,
    labels,
    letters,
    numbers,
    packing_sheet,
    pick_list,
    poster,
    roster,
    slips,
)
from distributions.documents.paper import Job, Paper
from distributions.models import Distribution, Entitlement
from rutan.refusals import Text

_WITH_NAMES = frozenset({"print_papers"})
# Helpers at the beds and at the packing table read these: no name stands on them.
_WITHOUT_NAMES = frozenset({"print_papers", "pack"})
# The address of everything together, and of what is counted: a second print says that it is one.
ALL, COUNTED = "all", "coupons"
# How many families one desk serves in a morning without a queue, and how many desks a hall holds.
FOR_ONE_DESK, MOST_DESKS = 30, 4


@dataclass(frozen=True)
class Kind:
    """One paper: ``key`` stands in its address, ``make`` draws it, ``length`` counts its pages
    without drawing, ``fits`` says whether an event has use for it now.
    """

    key: str
    label: Text
    text: Text
    make: Callable[[Job], Paper]
    length: Callable[[Job], int]
    fits: Callable[[Job], bool]
    verbs: frozenset[str] = _WITH_NAMES
    # One of the papers of the morning, which are printed together.
    together: bool = True
    # Another one for each desk.
    divided: bool = False


def _one(_job: Job) -> int:
    return 1


def _is_ahead(job: Job) -> bool:
    return job.is_ahead


def _to_be_picked(job: Job) -> bool:
    return job.is_ahead and (not job.packages or job.to_pack > 0)


def _has_names(job: Job) -> bool:
    return job.is_ahead and (bool(job.numbers) or job.serves_anybody)


def _is_without_list(job: Job) -> bool:
    return job.serves_anybody and not coupon_sheet.fits(job)


def _is_signed(job: Job) -> bool:
    """Before the event for the desk, after it as the record of who received."""
    return _has_names(job) or (bool(job.numbers) and job.distribution.status == "closed")


# In the order in which they are handed out: to the head, the garden, the packing table, the gate,
# the hall, the visit counter, the desks.
_IN_ORDER = (
    Kind(
        "assignment",
        _("Surat tugas"),
        _("Untuk ditandatangani Kepala Rutan"),
        letters.assignment_letter,
        _one,
        _is_ahead,
    ),
    Kind(
        "picking",
        _("Rencana panen"),
        _("Untuk petugas kebun, tanpa nama keluarga"),
        pick_list.pick_list,
        _one,
        _to_be_picked,
        _WITHOUT_NAMES,
    ),
    Kind(
        "packing",
        _("Lembar pengemasan"),
        _("Untuk meja pengemasan, tanpa nama keluarga"),
        packing_sheet.packing_sheet,
        _one,
        _is_ahead,
        _WITHOUT_NAMES,
    ),
    Kind(
        "gate",
        _("Daftar untuk petugas pintu"),
        _("Nama dan desa saja"),
        gate_list.gate_list,
        gate_list.length,
        _has_names,
    ),
    Kind(
        "poster",
        _("Pengumuman"),
        _("Isi paket dan bahwa tidak dipungut biaya"),
        poster.poster,
        _one,
        _is_ahead,
    ),
    Kind(
        COUNTED,
        _("Kupon"),
        _("8 sehalaman, dengan potongan yang tinggal di Rutan"),
        coupon_sheet.coupon_sheet,
        coupon_sheet.length,
        coupon_sheet.fits,
    ),
    Kind(
        "numbers",
        _("Lembar nomor 1–60"),
        _("Dipakai lagi pada kegiatan berikutnya"),
        numbers.number_sheet,
        numbers.length,
        _is_without_list,
    ),
    Kind(
        "proxy",
        _("Surat kuasa"),
        _("Dua sehalaman, untuk keluarga yang tidak dapat datang"),
        letters.proxy_letter,
        _one,
        _is_ahead,
    ),
    Kind(
        "roster",
        _("Daftar tanda terima"),
        _("Untuk loket, ditandatangani keluarga"),
        roster.roster,
        roster.length,
        _is_signed,
        divided=True,
    ),
    Kind(
        "delivery",
        _("Daftar antar ke rumah"),
        _("Alamat keluarga yang belum mengambil, untuk pengantar"),
        delivery.delivery_list,
        delivery.length,
        delivery.fits,
        frozenset({"close"}),
        together=False,
    ),
    Kind(
        "slips",
        _("Slip untuk WBP"),
        _("Menurut blok, hanya dari keluarga yang setuju"),
        slips.slips,
        slips.length,
        slips.fits,
        frozenset({"tell_families"}),
        together=False,
    ),
    Kind(
        "labels",
        _("Label paket"),
        _("24 sehalaman, tanpa nama Rutan"),
        labels.labels,
        labels.length,
        _is_ahead,
        _WITHOUT_NAMES,
        together=False,
    ),
)
KINDS = {kind.key: kind for kind in _IN_ORDER}


def fitting(job: Job) -> list[Kind]:
    """The papers that the event has use for now."""
    return [kind for kind in KINDS.values() if kind.fits(job)]


def together(job: Job) -> list[Kind]:
    """Those of them that one button prints: of the morning, so none once the event is over."""
    return [kind for kind in fitting(job) if kind.together] if job.is_ahead else []


def desks(distribution: Distribution, asked: int | None = None) -> int:
    """For how many desks the papers are divided: as asked, else as the length of the list wants."""
    if asked:
        return asked
    listed = Entitlement.objects.on(distribution).entitled().count()
    return max(1, min(MOST_DESKS, -(-listed // FOR_ONE_DESK)))
