"""Why a family can't be listed on a day, and what mends it: the words to
``Family.objects.eligible_on``.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from families.models import CustodyStatus, Family, Kinship, PovertyEvidence
from rutan.formats import tanggal

_GONE = {
    CustodyStatus.RELEASED: _("WBP sudah bebas"),
    CustodyStatus.TRANSFERRED: _("WBP sudah pindah"),
    CustodyStatus.CONDITIONAL_RELEASE: _("WBP sudah menjalani integrasi (PB/CB/CMB)"),
    CustodyStatus.DECEASED: _("WBP sudah meninggal"),
    CustodyStatus.ESCAPED: _("WBP melarikan diri"),
}


@dataclass(frozen=True)
class Reason:
    """One thing in the way: a code, why, and what mends it. People decide; nothing scores a family.

    ``is_over``: help has ended with it rather than not begun.
    """

    code: str
    why: str | Promise
    mend: str | Promise
    is_over: bool = False

    @property
    def sentence(self) -> str:
        """As the family's own page says it."""
        if self.is_over:
            return _("Bantuan berakhir karena %(why)s.") % {"why": self.why}
        said = {"why": capfirst(str(self.why)), "mend": self.mend}
        return _("%(why)s. Yang diperlukan: %(mend)s.") % said

    def __str__(self) -> str:
        return str(
            _("Belum dapat masuk daftar: %(why)s. Yang diperlukan: %(mend)s.")
            % {
                "why": self.why,
                "mend": self.mend,
            }
        )


# By family id its evidence, and its kinships with their inmates.
OnFile = tuple[Mapping[int, list[PovertyEvidence]], Mapping[int, list[Kinship]]]


def why_not_eligible(family: Family, day: dt.date) -> list[Reason]:
    """The reasons why the family isn't eligible on ``day`` (the facility's calendar); empty exactly
    when it is.
    """
    return reasons_for([family], day)[family.pk]


def reasons_for(families: Iterable[Family], day: dt.date) -> dict[int, list[Reason]]:
    """``why_not_eligible`` of many families by id, in two queries."""
    families = list(families)
    # Not through the families' own caches: whoever asks has often just changed something.
    evidence, kinships = _read_on_file(families)
    return {
        family.pk: [
            *_of_the_family(family, day),
            # Papers mend nothing where nobody is left to visit.
            *_of_kinship(kinships[family.pk], evidence[family.pk], day),
            *_of_evidence(evidence[family.pk], day),
        ]
        for family in families
    }


def _read_on_file(families: Collection[Family]) -> OnFile:
    """The papers and ties of many families: thousands are read so in a tenth of the time that
    prefetching takes, which makes a queryset for each.
    """
    evidence, kinships = defaultdict(list), defaultdict(list)
    papers = PovertyEvidence.objects.defer("recorded_by", "verified_by", "rejected_by")
    for paper in papers.filter(family__in=families):
        evidence[paper.family_id].append(paper)
    for tie in Kinship.objects.filter(family__in=families).select_related("inmate"):
        kinships[tie.family_id].append(tie)
    return evidence, kinships


def _of_the_family(family: Family, day: dt.date) -> list[Reason]:
    reasons = []
    if family.merged_into_id:
        reasons.append(
            Reason("merged", _("datanya sudah digabungkan"), _("pakai data keluarga gabungannya"))
        )
    if family.erased_at:
        reasons.append(
            Reason("erased", _("datanya sudah dihapus"), _("daftarkan keluarga lagi jika diminta"))
        )
    if family.restricted_at:
        reasons.append(
            Reason(
                "restricted",
                _("pemakaian datanya dibatasi atas permintaan"),
                _("permintaan baru dari keluarga"),
            )
        )
    if family.is_held_on(day):
        until = _("tunggu sampai %(day)s atau lanjutkan bantuan") % {
            "day": tanggal(family.hold_until)
        }
        reasons.append(
            Reason(
                "on_hold",
                _("bantuan sedang ditunda"),
                until if family.hold_until else _("lanjutkan bantuan"),
            )
        )
    return reasons


def _accepted(every: list[PovertyEvidence]) -> list[PovertyEvidence]:
    return [row for row in every if row.is_accepted]


def _of_evidence(every: list[PovertyEvidence], day: dt.date) -> list[Reason]:
    accepted = _accepted(every)
    if any(row.is_valid_on(day) for row in accepted):
        return []
    if any(row.is_waiting for row in every):
        return [
            Reason(
                "evidence_waiting",
                _("bukti kurang mampu belum diverifikasi"),
                _("verifikasi bukti yang menunggu"),
            )
        ]
    if accepted:
        return [_expired(max(accepted, key=lambda row: row.valid_until), day)]
    if every:
        return [
            Reason(
                "evidence_rejected",
                _("bukti kurang mampu ditolak"),
                _("bukti lain, misalnya SKTM dari desa"),
            )
        ]
    return [
        Reason(
            "no_evidence",
            _("belum ada bukti kurang mampu"),
            _("SKTM, KKS, KIS PBI, atau survei rumah"),
        )
    ]


def _expired(last: PovertyEvidence, day: dt.date) -> Reason:
    said = {
        "kind": last.get_kind_display(),
        "day": tanggal(last.valid_until if last.valid_until < day else last.issued_on),
    }
    if last.valid_until < day:
        return Reason(
            "evidence_expired",
            _("masa berlaku %(kind)s habis pada %(day)s") % said,
            _("bukti baru yang masih berlaku"),
        )
    return Reason(
        "evidence_early",
        _("%(kind)s baru berlaku mulai %(day)s") % said,
        _("bukti yang sudah berlaku pada hari itu"),
    )


def _of_kinship(every: list[Kinship], papers: list[PovertyEvidence], day: dt.date) -> list[Reason]:
    if any(kinship.counts_on(day) for kinship in every):
        return []
    live = [kinship for kinship in every if kinship.is_live_on(day)]
    if live:
        last = max((kinship.inmate for kinship in live), key=lambda inmate: inmate.custody_since)
        return [
            Reason(
                "inmate_gone",
                _GONE[last.custody_status],
                _("hubungan dengan WBP yang ada di sini"),
                # Without a paper that ever counted no help had begun that could end.
                is_over=bool(_accepted(papers)),
            )
        ]
    if every:
        return [
            Reason(
                "kinship_ended",
                _("hubungan dengan WBP sudah berakhir"),
                _("hubungan dengan WBP yang ada di sini"),
            )
        ]
    return [
        Reason("no_kinship", _("belum ada hubungan dengan WBP"), _("pilih WBP dan hubungannya"))
    ]
