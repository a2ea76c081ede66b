"""Where an event stands on its road: its steps, one sentence of state, the next act, and the doors
to its parts.
"""

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions.models import Distribution
from distributions.reports.packages import balance
from rutan.access import verbs_of
from rutan.formats import angka, jam, pukul, rentang, saat, tanggal_hari
from rutan.models import User

Status = Distribution.Status


@dataclass(frozen=True)
class Step:
    """One step of the road: done, or the one where the event stands."""

    label: str
    done: bool
    current: bool


@dataclass(frozen=True)
class Door:
    """A button or a link: what it does, its icon, its address; ``post`` acts at once."""

    label: str
    icon: str
    href: str
    text: str = ""
    post: bool = False


def steps_of(distribution: Distribution) -> list[Step]:
    """The road of an event with a list, or of one without, with the place where it stands."""
    if distribution.status == Status.CANCELLED:
        return []
    begun, opened = (_("Rencana"), distribution.recorded_at), (_("Dibuka"), distribution.opened_at)
    is_closed = distribution.status == Status.CLOSED
    over = (_("Selesai"), distribution.closed_at if is_closed else None)
    approved = distribution.approved_at
    if distribution.has_list or distribution.listed or distribution.reserves:
        proposed = (_("Diajukan"), distribution.proposed_at or approved)
        moments = [begun, proposed, (_("Disetujui"), approved), opened, over]
    else:
        moments = [begun, opened, over, (_("Disahkan"), distribution.ratified_at)]
    reached = max(place for place, (_label, at) in enumerate(moments) if at)
    return [
        Step(label, place < reached or (place == reached == len(moments) - 1), place == reached)
        for place, (label, _at) in enumerate(moments)
    ]


def state_of(distribution: Distribution) -> str:
    """One sentence: where the event stands and how far it is."""
    if distribution.status == Status.DRAFT:
        return _state_of_draft(distribution)
    if distribution.status == Status.APPROVED:
        return _state_of_approved(distribution)
    if distribution.status == Status.OPEN:
        ends = dt.datetime.combine(distribution.final_day, distribution.ends)
        figures = {
            "served": distribution.families_served,
            "all": distribution.listed + distribution.walk_ins,
            "when": pukul(ends, distribution.is_one_day),
        }
        return _("%(served)s dari %(all)s keluarga terlayani, tutup %(when)s.") % figures
    if distribution.status == Status.CANCELLED:
        return _("Dibatalkan: %(reason)s") % {"reason": distribution.cancelled_reason}
    if distribution.awaits_ratification:
        return _("%(n)s keluarga menerima paket. Menunggu pengesahan Kepala Rutan.") % {
            "n": distribution.families_served
        }
    return balance(distribution)


def _state_of_draft(distribution: Distribution) -> str:
    if distribution.is_proposed:
        return _("Diajukan oleh %(by)s, %(at)s.") % {
            "by": distribution.proposed_by,
            "at": saat(distribution.proposed_at),
        }
    if distribution.listed or distribution.reserves:
        return _("%(families)s dan %(reserves)s cadangan dalam rencana, belum diajukan.") % {
            "families": families(distribution.listed),
            "reserves": distribution.reserves,
        }
    return _("Belum ada penerima dalam daftar.")


def _state_of_approved(distribution: Distribution) -> str:
    figures = {"families": families(distribution.listed), "left": distribution.packages_left}
    ready = _("%(families)s disetujui. %(left)s paket siap diserahkan.") % figures
    if distribution.facility.local_day() >= distribution.day:
        return ready
    opens = _("Dibuka pada %(day)s.") % {"day": tanggal_hari(distribution.day)}
    if not is_packed_for_all(distribution):
        return f"{ready} {opens}"
    return f"{ready} {opens} " + _("Sampai hari itu tidak ada yang perlu dikerjakan.")


def is_packed_for_all(distribution: Distribution) -> bool:
    """Whether there is a package for every family on the list."""
    return distribution.packages_left >= max(distribution.listed, 1)


def families(n: int) -> str:
    return ngettext("%(n)s keluarga", "%(n)s keluarga", n) % {"n": n}


def badge_of(distribution: Distribution) -> str:
    """The key of the status badge: also what it waits for."""
    if distribution.is_proposed:
        return "proposed"
    return "await_ratify" if distribution.awaits_ratification else distribution.status


def next_step(distribution: Distribution, user: User) -> Door | None:
    """The one thing that this person can do now to bring the event forward."""
    for verb, door in _next_doors(distribution):
        if not verb or verb in verbs_of(user):
            return door
    return None


def _next_doors(distribution: Distribution) -> list[tuple[str, Door]]:
    """(verb, door) pairs, the most pressing first."""
    door, status = partial(_door, distribution), distribution.status
    pack = ("pack", door(_("Catat pengemasan"), "box-seam", "packing"))
    # Before its day nobody is led to open an event; the door stands among its parts.
    day_has_come = distribution.day <= distribution.facility.local_day()
    if status == Status.DRAFT:
        return [_next_of_draft(distribution, day_has_come)]
    if status == Status.APPROVED and distribution.packages_left and day_has_come:
        return [("open", _open(distribution))]
    if status == Status.APPROVED:
        return [] if is_packed_for_all(distribution) else [pack]
    if status == Status.OPEN:
        desk = ("search_desk", door(_("Loket penyerahan"), "person-check", "desk"))
        # Whoever stands at a desk goes there; who only packs is led to the packing table.
        if distribution.packages_left:
            return [desk, pack]
        return [("close", _close(distribution)), desk] if distribution.packed else [pack, desk]
    if distribution.awaits_ratification:
        return [("ratify", door(_("Periksa dan sahkan"), "check-lg", "distribution_ratify"))]
    return []


def _next_of_draft(distribution: Distribution, day_has_come: bool) -> tuple[str, Door]:
    door = partial(_door, distribution)
    if distribution.is_proposed:
        return "approve", door(_("Periksa dan setujui"), "check-lg", "distribution_approve")
    if distribution.listed:
        said = _("Ajukan kepada Kepala Rutan")
        return "propose", door(said, "send", "distribution_propose", post=True)
    if distribution.accepts_walk_ins and not distribution.reserves and day_has_come:
        return "open", _open(distribution)
    return "plan", door(_("Susun daftar penerima"), "list-check", "recipients")


def parts_of(distribution: Distribution, user: User) -> list[Door]:
    """The doors to the event's parts that this person may open and that make sense now."""
    verbs = verbs_of(user)
    return [
        door
        for stages, needed, door in (
            *_parts_of_planning(distribution),
            *_parts_of_the_day(distribution),
        )
        if distribution.status in stages and not verbs.isdisjoint(needed)
    ]


# (statuses, verbs, door): the stages at which a part makes sense, and any verb that opens it.
Part = tuple[tuple[str, ...], set[str], Door]


def _parts_of_planning(distribution: Distribution) -> list[Part]:
    counts = {"families": families(distribution.listed), "reserves": distribution.reserves}
    recipients = _("%(families)s, %(reserves)s cadangan") % counts
    if distribution.walk_ins:
        recipients += _(", %(n)s datang langsung") % {"n": angka(distribution.walk_ins)}
    items = _("Rencana isi satu paket")
    untold = _("%(n)s belum diberi tahu") % {"n": angka(distribution.untold)}
    counts = {"packed": distribution.packed, "left": distribution.packages_left}
    packed = _("%(packed)s dikemas, %(left)s di meja") % counts
    return [
        (
            tuple(Status),
            {"plan", "approve"},
            _door(distribution, _("Daftar penerima"), "people", "recipients", recipients),
        ),
        (
            Distribution.AT_WORK if distribution.listed else (),
            {"tell_families"},
            _door(distribution, _("Beri tahu keluarga"), "bell", "notices", untold),
        ),
        (
            (Status.DRAFT, *Distribution.AT_WORK, Status.CANCELLED),
            {"plan"},
            _door(distribution, _("Isi paket dan jumlah"), "basket2", "distribution_plan", items),
        ),
        (
            (*Distribution.AT_WORK, Status.CLOSED, Status.CANCELLED),
            {"pack", "view_distributions"},
            _door(distribution, _("Pengemasan"), "box-seam", "packing", packed),
        ),
    ]


def _parts_of_the_day(distribution: Distribution) -> list[Part]:
    door = partial(_door, distribution)
    waits = _("Menunggu: %(n)s cadangan") % {"n": distribution.reserves}
    sheets = _("Lembar loket setelah listrik atau jaringan putus")
    return [
        _opening(distribution),
        (
            Distribution.AT_WORK,
            {"arrive"},
            door(_("Kedatangan"), "person-check", "arrivals", _("Kupon dan antrean")),
        ),
        (
            (Status.OPEN,),
            {"search_desk"},
            door(_("Loket penyerahan"), "gift", "desk", _("Serahkan paket")),
        ),
        (
            (Status.OPEN,) if distribution.reserves else (),
            {"plan", "hand_over"},
            door(_("Alihkan ke cadangan"), "list-ol", "reserves", waits),
        ),
        (
            Distribution.AT_WORK,
            {"open"},
            door(_("Layar aula"), "bullseye", "hall_screen", _("Nomor saja")),
        ),
        (
            (Status.OPEN,),
            {"hand_over"},
            door(_("Catatan susulan dari kertas"), "pencil", "paper_entry", sheets),
        ),
        ((Status.OPEN,), {"close"}, _close(distribution)),
        *_parts_afterwards(distribution),
    ]


def _opening(distribution: Distribution) -> Part:
    early = replace(_open(distribution), text=_("Juga sebelum harinya, jika perlu"))
    can_open = distribution.status == Status.APPROVED or (
        distribution.accepts_walk_ins and not distribution.listed
    )
    when = Distribution.PLANNED if can_open and not distribution.is_proposed else ()
    return when, {"open"}, early


def _parts_afterwards(distribution: Distribution) -> list[Part]:
    door = partial(_door, distribution)
    # A rehearsal is in no report.
    told = () if distribution.is_rehearsal else Distribution.BEGUN
    again, who = _("Hanya dengan alasan"), _("Siapa menerima apa")
    return [
        (
            (Status.CLOSED,),
            {"reopen"},
            door(_("Buka kembali"), "unlock", "distribution_reopen", again),
        ),
        (
            told,
            {"view_reports"},
            door(_("Laporan kegiatan"), "bar-chart", "distribution_report", who),
        ),
    ]


def _open(distribution: Distribution) -> Door:
    return _door(distribution, _("Buka kegiatan"), "door-open", "distribution_open")


def _close(distribution: Distribution) -> Door:
    return _door(
        distribution,
        _("Tutup kegiatan"),
        "flag",
        "distribution_close",
        _("Sisa paket dijelaskan dahulu"),
    )


def _door(
    distribution: Distribution,
    label: str,
    icon: str,
    name: str,
    text: str = "",
    *,
    post: bool = False,
) -> Door:
    return Door(label, icon, reverse(name, args=[distribution.pk]), text, post)


def headline(distribution: Distribution) -> str:
    """Day, hours and place in one line, and whether the event goes without a list."""
    place = {
        "day": days_of(distribution),
        "hours": hours(distribution),
        "venue": distribution.venue,
    }
    if distribution.goes_without_list:
        return _("%(day)s, pukul %(hours)s, %(venue)s, tanpa daftar") % place
    return _("%(day)s, pukul %(hours)s, %(venue)s") % place


def days_of(distribution: Distribution) -> str:
    """The day, or the first and the last one."""
    return rentang(distribution.day, distribution.final_day, tanggal_hari)


def hours(distribution: Distribution) -> str:
    """From when to when."""
    return f"{jam(distribution.starts)}–{jam(distribution.ends)}"


def day_of(distribution: Distribution, today: dt.date) -> str:
    """The event's day and hours; of several days the one that is today, or the nearest to it, with
    its place among them.
    """
    day = min(max(today, distribution.day), distribution.final_day)
    said = {"day": tanggal_hari(day), "hours": hours(distribution)}
    if distribution.final_day == distribution.day:
        return _("%(day)s, pukul %(hours)s") % said
    said |= {
        "n": (day - distribution.day).days + 1,
        "all": (distribution.final_day - distribution.day).days + 1,
    }
    return _("%(day)s, hari ke-%(n)s dari %(all)s, pukul %(hours)s") % said
