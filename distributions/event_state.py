"""Where an event stands on its road: its steps, one sentence of state, the next act, and the doors
to its parts.
"""

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions.models import Distribution
from distributions.reports.sentences import balance_of
from rutan.access import verbs_of
from rutan.formats import angka, jam, saat, tanggal_hari
from rutan.models import User

Status = Distribution.Status
# Packages are packed and handed over from the approval to the closing.
_AT_WORK = (Status.APPROVED, Status.OPEN)


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


def steps_of(event: Distribution) -> list[Step]:
    """The road of an event with a list, or of one without, with the place where it stands."""
    if event.status == Status.CANCELLED:
        return []
    if event.has_list or event.listed or event.reserves:
        moments = [
            (_("Rencana"), event.recorded_at),
            (_("Diajukan"), event.proposed_at or event.approved_at),
            (_("Disetujui"), event.approved_at),
            (_("Dibuka"), event.opened_at),
            (_("Selesai"), event.closed_at if event.status == Status.CLOSED else None),
        ]
    else:
        moments = [
            (_("Rencana"), event.recorded_at),
            (_("Dibuka"), event.opened_at),
            (_("Selesai"), event.closed_at if event.status == Status.CLOSED else None),
            (_("Disahkan"), event.ratified_at),
        ]
    reached = max(place for place, (_label, at) in enumerate(moments) if at)
    return [
        Step(label, place < reached or (place == reached == len(moments) - 1), place == reached)
        for place, (label, _at) in enumerate(moments)
    ]


def state_of(event: Distribution) -> str:
    """One sentence: where the event stands and how far it is."""
    if event.status == Status.DRAFT:
        return _state_of_draft(event)
    if event.status == Status.APPROVED:
        return _state_of_approved(event)
    if event.status == Status.OPEN:
        figures = {
            "served": event.handed_over,
            "all": event.listed + event.walk_ins,
            "time": jam(event.ends),
        }
        return _("%(served)s dari %(all)s keluarga terlayani, tutup pukul %(time)s.") % figures
    if event.status == Status.CANCELLED:
        return _("Dibatalkan: %(reason)s") % {"reason": event.cancelled_reason}
    if event.awaits_ratification:
        return _("%(n)s keluarga menerima paket. Menunggu pengesahan Kepala Rutan.") % {
            "n": event.handed_over
        }
    return balance_of(event)


def _state_of_draft(event: Distribution) -> str:
    if event.is_proposed:
        return _("Diajukan oleh %(by)s, %(at)s.") % {
            "by": event.proposed_by,
            "at": saat(event.proposed_at),
        }
    if event.listed or event.reserves:
        return _("%(families)s dan %(reserves)s cadangan dalam rencana, belum diajukan.") % {
            "families": families(event.listed),
            "reserves": event.reserves,
        }
    return _("Belum ada penerima dalam daftar.")


def _state_of_approved(event: Distribution) -> str:
    figures = {"families": families(event.listed), "left": event.packages_left}
    ready = _("%(families)s disetujui. %(left)s paket siap diserahkan.") % figures
    if today_of(event) >= event.day:
        return ready
    opens = _("Dibuka pada %(day)s.") % {"day": tanggal_hari(event.day)}
    if not is_packed_for_all(event):
        return f"{ready} {opens}"
    return f"{ready} {opens} " + _("Sampai hari itu tidak ada yang perlu dikerjakan.")


def is_packed_for_all(event: Distribution) -> bool:
    """Whether there is a package for every family on the list."""
    return event.packages_left >= max(event.listed, 1)


def today_of(event: Distribution) -> dt.date:
    """The day that it is now where the event takes place."""
    return event.facility.local_day(timezone.now())


def families(n: int) -> str:
    return ngettext("%(n)s keluarga", "%(n)s keluarga", n) % {"n": n}


def badge_of(event: Distribution) -> str:
    """The key of the status badge: also what it waits for."""
    if event.is_proposed:
        return "proposed"
    return "await_ratify" if event.awaits_ratification else event.status


def next_step(event: Distribution, user: User) -> Door | None:
    """The one thing that this person can do now to bring the event forward."""
    for verb, door in _next_doors(event):
        if not verb or verb in verbs_of(user):
            return door
    return None


def _next_doors(event: Distribution) -> list[tuple[str, Door]]:
    """(verb, door) pairs, the most pressing first."""
    pack = ("pack", _door(event, _("Catat pengemasan"), "box-seam", "packing"))
    opening = ("open", _open(event))
    # Before its day nobody is led to open an event; the door stands among its parts.
    day_has_come = event.day <= today_of(event)
    listing = ("plan", _door(event, _("Susun daftar penerima"), "list-check", "recipients"))
    if event.status == Status.DRAFT and event.is_proposed:
        return [
            ("approve", _door(event, _("Periksa dan setujui"), "check-lg", "distribution_approve"))
        ]
    if event.status == Status.DRAFT:
        if event.listed:
            return [
                (
                    "propose",
                    _door(
                        event,
                        _("Ajukan kepada Kepala Rutan"),
                        "send",
                        "distribution_propose",
                        post=True,
                    ),
                )
            ]
        unlisted = event.accepts_walk_ins and not event.reserves
        return [opening] if unlisted and day_has_come else [listing]
    if event.status == Status.APPROVED:
        if event.packages_left and day_has_come:
            return [opening]
        return [] if is_packed_for_all(event) else [pack]
    if event.status == Status.OPEN:
        desk = ("search_desk", _door(event, _("Loket penyerahan"), "person-check", "desk"))
        # Whoever stands at a desk goes there; who only packs is led to the packing table.
        if event.packages_left:
            return [desk, pack]
        return [("close", _close(event)), desk] if event.packed else [pack, desk]
    if event.awaits_ratification:
        return [
            ("ratify", _door(event, _("Periksa dan sahkan"), "check-lg", "distribution_ratify"))
        ]
    return []


def parts_of(event: Distribution, user: User) -> list[Door]:
    """The doors to the event's parts that this person may open and that make sense now."""
    verbs = verbs_of(user)
    return [
        door
        for stages, needed, door in (*_parts_of_planning(event), *_parts_of_the_day(event))
        if event.status in stages and not verbs.isdisjoint(needed)
    ]


# (statuses, verbs, door): the stages at which a part makes sense, and any verb that opens it.
Part = tuple[tuple[str, ...], set[str], Door]


def _parts_of_planning(event: Distribution) -> list[Part]:
    counts = {"families": families(event.listed), "reserves": event.reserves}
    recipients = _("%(families)s, %(reserves)s cadangan") % counts
    if event.walk_ins:
        recipients += _(", %(n)s datang langsung") % {"n": angka(event.walk_ins)}
    items = _("Rencana isi satu paket")
    counts = {"packed": event.packed, "left": event.packages_left}
    packed = _("%(packed)s dikemas, %(left)s di meja") % counts
    return [
        (
            tuple(Status),
            {"plan", "approve"},
            _door(event, _("Daftar penerima"), "people", "recipients", recipients),
        ),
        (
            (Status.DRAFT, *_AT_WORK, Status.CANCELLED),
            {"plan"},
            _door(event, _("Isi paket dan jumlah"), "basket2", "distribution_plan", items),
        ),
        (
            (*_AT_WORK, Status.CLOSED, Status.CANCELLED),
            {"pack", "view_distributions"},
            _door(event, _("Pengemasan"), "box-seam", "packing", packed),
        ),
    ]


def _parts_of_the_day(event: Distribution) -> list[Part]:
    gave, why = _("Serahkan paket"), _("Hanya dengan alasan")
    # A rehearsal is in no report.
    told = () if event.is_rehearsal else (Status.OPEN, Status.CLOSED)
    early = _("Juga sebelum harinya, jika perlu")
    can_open = event.status == Status.APPROVED or (event.accepts_walk_ins and not event.listed)
    return [
        (
            (Status.DRAFT, Status.APPROVED) if can_open and not event.is_proposed else (),
            {"open"},
            replace(_open(event), text=early),
        ),
        (
            (Status.OPEN,),
            {"search_desk"},
            _door(event, _("Loket penyerahan"), "gift", "desk", gave),
        ),
        ((Status.OPEN,), {"close"}, _close(event)),
        (
            (Status.CLOSED,),
            {"reopen"},
            _door(event, _("Buka kembali"), "unlock", "distribution_reopen", why),
        ),
        (
            told,
            {"view_reports"},
            _door(
                event,
                _("Laporan kegiatan"),
                "bar-chart",
                "distribution_report",
                _("Siapa menerima apa"),
            ),
        ),
    ]


def _open(event: Distribution) -> Door:
    return _door(event, _("Buka kegiatan"), "door-open", "distribution_open")


def _close(event: Distribution) -> Door:
    return _door(
        event, _("Tutup kegiatan"), "flag", "distribution_close", _("Sisa paket dijelaskan dahulu")
    )


def _door(
    event: Distribution, label: str, icon: str, name: str, text: str = "", *, post: bool = False
) -> Door:
    return Door(label, icon, reverse(name, args=[event.pk]), text, post)


def headline(event: Distribution) -> str:
    """Day, hours and place in one line, and whether the event goes without a list."""
    day = tanggal_hari(event.day)
    if event.last_day and event.last_day != event.day:
        day = _("%(first)s s.d. %(last)s") % {"first": day, "last": tanggal_hari(event.last_day)}
    place = {"day": day, "hours": hours(event), "venue": event.venue}
    if event.goes_without_list:
        return _("%(day)s, pukul %(hours)s, %(venue)s, tanpa daftar") % place
    return _("%(day)s, pukul %(hours)s, %(venue)s") % place


def hours(event: Distribution) -> str:
    """From when to when."""
    return f"{jam(event.starts)}–{jam(event.ends)}"


def day_of(event: Distribution, today: dt.date) -> str:
    """The event's day and hours; of several days the one that is today, or the nearest to it, with
    its place among them.
    """
    day = min(max(today, event.day), event.final_day)
    said = {"day": tanggal_hari(day), "hours": hours(event)}
    if event.final_day == event.day:
        return _("%(day)s, pukul %(hours)s") % said
    said |= {"n": (day - event.day).days + 1, "all": (event.final_day - event.day).days + 1}
    return _("%(day)s, hari ke-%(n)s dari %(all)s, pukul %(hours)s") % said


@dataclass(frozen=True)
class Message:
    """A text to send by WhatsApp, and the address that opens it there."""

    text: str

    @property
    def address(self) -> str:
        return f"https://wa.me/?text={quote(self.text)}"


def message_for_head(event: Distribution, exceptions: int) -> Message:
    """What the services head sends: no name of a family, no WBP, no reason."""
    text = _(
        "Izin, Bapak/Ibu. Daftar penerima bakti sosial %(day)s pukul %(time)s sudah diusulkan:"
        " %(n)s keluarga dan %(r)s cadangan, %(e)s hal perlu perhatian. Mohon persetujuan di"
        " Beranda, bagian Menunggu Anda."
    )
    return Message(
        text
        % {
            "day": tanggal_hari(event.day),
            "time": jam(event.starts),
            "n": event.listed,
            "r": event.reserves,
            "e": exceptions,
        }
    )
