"""What a scale said of packages, beside what their lots say: one sentence for page, sheet and
paper.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions.models import PackageMovement, Weighing
from rutan.formats import angka, kg, persen, roughly


@dataclass(frozen=True)
class Weighed:
    """One weighing of a run: ``grams`` of each package on the scale, how many of them lie
    ``outside`` the tolerance (in per cent), and what the lots say that one package weighs, 0 where
    they say nothing (a rehearsal).
    """

    at: dt.datetime
    officer: str
    grams: tuple[int, ...]
    tolerance: int
    expected: int
    estimated: bool
    outside: int

    @property
    def lightest(self) -> int:
        return min(self.grams)

    @property
    def mean(self) -> int:
        return _mean(self.grams)

    @property
    def heaviest(self) -> int:
        return max(self.grams)

    @property
    def limit(self) -> str:
        """``10%``."""
        return persen(self.tolerance, 100)

    @property
    def said(self) -> str:
        return said([self])


def of_run(run: PackageMovement) -> tuple[Weighed, ...]:
    """Its weighings, the newest first, which counts: a figure typed wrong is mended by weighing
    again, and what stood before stays beside it. The run is read ``with_lots`` and
    ``with_weighings``.
    """
    grams, estimated = by_lots(run)
    return tuple(_weighed(row, grams, run.packages, estimated) for row in run.weighings.all())


def expected(run: PackageMovement, tolerance: int) -> str:
    """What the lots say before anybody weighs: ``Menurut catatan panen satu paket ± 0,87 kg;
    batasnya 10%.`` Empty where they say nothing. The run is read ``with_lots``.
    """
    grams, estimated = by_lots(run)
    if not grams:
        return ""
    weight = roughly(kg(round(grams / run.packages)), estimated)
    said = _("Menurut catatan panen satu paket %(weight)s; batasnya %(limit)s.")
    return said % {"weight": weight, "limit": persen(tolerance, 100)}


def by_lots(run: PackageMovement) -> tuple[int, bool]:
    """What all of its packages weigh, in grams, and whether some of that is an estimate."""
    moved = [packed.stock_movement for packed in run.packed_lots.all()]
    grams = sum(abs(movement.grams) for movement in moved)
    return grams, any(movement.harvest.is_estimated for movement in moved)


def _weighed(row: Weighing, grams: int, packages: int, estimated: bool) -> Weighed:
    # In whole numbers: a package at the very edge is within.
    far = [abs(one * packages - grams) * 100 > grams * row.tolerance_percent for one in row.grams]
    return Weighed(
        at=row.recorded_at,
        officer=row.recorded_by.name,
        grams=tuple(row.grams),
        tolerance=row.tolerance_percent,
        expected=round(grams / packages),
        estimated=estimated,
        outside=sum(far) if grams else 0,
    )


def said(samples: Sequence[Weighed]) -> str:
    """``Ditimbang 5 paket contoh: 0,82 kg sampai 0,91 kg, rata-rata 0,856 kg; 1 di luar batas 10%
    dari ± 0,87 kg.`` Empty where no scale said anything.
    """
    grams = [one for sample in samples for one in sample.grams]
    if not grams:
        return ""
    text = ngettext(
        "Ditimbang %(n)s paket contoh: %(weights)s%(limit)s.",
        "Ditimbang %(n)s paket contoh: %(weights)s%(limit)s.",
        len(grams),
    )
    weights = kg(grams[0])
    if len(set(grams)) > 1:
        weights = _("%(least)s sampai %(most)s, rata-rata %(mean)s") % {
            "least": kg(min(grams)),
            "most": kg(max(grams)),
            "mean": kg(_mean(grams)),
        }
    return text % {"n": angka(len(grams)), "weights": weights, "limit": _beside(samples)}


def _beside(samples: Sequence[Weighed]) -> str:
    """``; 1 di luar batas 10% dari 0,87 kg``; nothing where no lot says what to expect."""
    known = [sample for sample in samples if sample.expected]
    if not known:
        return ""
    limit = _(" atau ").join(dict.fromkeys(sample.limit for sample in known))
    if len(expected := {roughly(kg(row.expected), row.estimated) for row in known}) == 1:
        limit = _("%(limit)s dari %(expected)s") % {"limit": limit, "expected": expected.pop()}
    outside = sum(sample.outside for sample in known)
    text = _("; %(n)s di luar batas %(limit)s") if outside else _("; semua dalam batas %(limit)s")
    return text % {"n": angka(outside), "limit": limit}


def _mean(grams: Sequence[int]) -> int:
    """To the gram, the half upwards as people round."""
    return (2 * sum(grams) + len(grams)) // (2 * len(grams))
