"""What waits for the head or a dated acting head: exceptions first, then decisions, then what to
know.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from distributions import event_state
from distributions.home.events import REPORTED_WITHIN, left_undone
from distributions.home.monthly_recap import to_sign
from distributions.home.told_to_head import TOLD_FOR, told
from distributions.home.workday import Duty, Workday, door
from distributions.models import Distribution, SpotCheckAnswer
from distributions.planning import approval
from distributions.reports import spot_checks
from distributions.reports.counted_handovers import stated
from rutan.formats import angka

Status = Distribution.Status


def waiting_for_the_head(work: Workday) -> list[Duty]:
    """ "Menunggu Anda" of the head or a dated acting head: exceptions first, then decisions, then
    what to know.
    """
    if work.verbs.isdisjoint({"approve", "propose"}) or not approval.capacity_of(
        work.user, work.user.facility, work.at
    ):
        return []
    return [
        *_exceptions(work),
        *_found_by_spot_checks(work),
        *_to_approve(work),
        *_added(work),
        *_to_ratify(work),
        *_to_draw(work),
        *to_sign(work),
        *told(work),
    ]


def _exceptions(work: Workday) -> Iterator[Duty]:
    return left_undone(
        work,
        explain=(_("Lihat laporan"), "exclamation-triangle", "distribution_report"),
        shut=(_("Lihat kegiatan"), "hourglass-split", "distribution_detail"),
    )


def _found_by_spot_checks(work: Workday) -> Iterator[Duty]:
    """What families said on the telephone that somebody has to look into. One statement."""
    answers = SpotCheckAnswer.objects.visible_to(work.user).of_checks_since(work.at - TOLD_FOR)
    for event, found in spot_checks.by_event(answers).items():
        if found.findings:
            text = _("Temuan uji petik, %(event)s: %(found)s.")
            text %= {"event": event, "found": "; ".join(found.findings)}
            address = door("spot_check", event.pk)
            yield Duty(text, _("Lihat uji petik"), "exclamation-triangle", address, presses=True)


def _to_draw(work: Workday) -> Iterator[Duty]:
    """Events that are over and of which nobody was asked yet. One statement."""
    events = Distribution.objects.visible_to(work.user).real()
    for event in events.unchecked(work.today - REPORTED_WITHIN, work.today):
        text = _("Uji petik belum dilakukan: %(event)s.") % {"event": event}
        yield Duty(text, _("Undi keluarga"), "telephone", door("spot_check", event.pk))


def _to_approve(work: Workday) -> Iterator[Duty]:
    for event in work.events:
        if event.status == Status.DRAFT and event.proposed_at:
            text = _(
                "Daftar %(families)s dan %(reserves)s cadangan untuk %(event)s menunggu"
                " persetujuan."
            )
            text %= {
                "families": event_state.families(event.listed),
                "reserves": angka(event.reserves),
                "event": event,
            }
            if event.without_wbp:
                text += " " + _("%(n)s WBP sudah tidak di Rutan.") % {"n": angka(event.without_wbp)}
            if event.by_hand:
                text += " " + _("%(n)s dipilih petugas di luar urutan usulan.") % {
                    "n": angka(event.by_hand)
                }
            if event.of_staff:
                text += " " + _("%(n)s keluarga pegawai Rutan.") % {"n": angka(event.of_staff)}
            yield Duty(
                text,
                _("Periksa dan setujui"),
                "check-lg",
                door("distribution_approve", event.pk),
                presses=True,
            )


def _added(work: Workday) -> Iterator[Duty]:
    for event in work.events:
        if event.added and event.is_at_work:
            text = _("%(families)s ditambahkan setelah daftar disetujui: %(event)s.")
            text %= {"families": event_state.families(event.added), "event": event}
            yield Duty(
                text,
                _("Periksa dan setujui"),
                "check-lg",
                door("distribution_approve", event.pk),
                presses=True,
            )


def _to_ratify(work: Workday) -> Iterator[Duty]:
    waiting = [event for event in work.events if event.awaits_ratification]
    on_a_word = stated(waiting)
    for event in waiting:
        text = _("%(families)s menerima tanpa daftar pada %(event)s, menunggu pengesahan.")
        text %= {"families": event_state.families(event.families_served), "event": event}
        if families := on_a_word.get(event.pk):
            text += " " + _("%(n)s hanya berdasarkan keterangan petugas.") % {
                "n": angka(len(families))
            }
        yield Duty(
            text,
            _("Periksa dan sahkan"),
            "check-lg",
            door("distribution_ratify", event.pk),
            presses=True,
        )
