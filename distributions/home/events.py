"""What an event asks of those who serve, close, pack and plan."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from distributions import attempts, event_state, spot_check
from distributions.home.workday import Duty, Workday, door
from distributions.models import Distribution, Entitlement, SpotCheck
from rutan.formats import angka, tanggal

Status = Distribution.Status
# Nobody is asked for the report of an event that was over longer ago.
REPORTED_WITHIN = dt.timedelta(days=14)


def at_the_desk(work: Workday) -> Iterator[Duty]:
    for event in work.todays:
        if event.is_open:
            text = _("%(event)s: %(served)s dari %(all)s keluarga terlayani, sisa paket %(left)s.")
            text %= {
                "event": event,
                "served": angka(event.families_served),
                "all": angka(event.listed + event.walk_ins),
                "left": angka(event.packages_left),
            }
            yield Duty(
                text, _("Buka loket"), "gift", door("desk", event.pk), presses=True, big=True
            )
        else:
            text = _("Hari ini: %(event)s. Kegiatan belum dibuka.") % {"event": event}
            yield Duty(text, _("Lihat kegiatan"), "gift", door("distribution_detail", event.pk))


def at_the_counter(work: Workday) -> Iterator[Duty]:
    """The door to the visit counter, also on the morning before the event is opened. One statement
    for each event of today.
    """
    for event in work.todays:
        here = Entitlement.objects.on(event).here().count()
        text = _("%(event)s: belum ada keluarga yang tercatat datang dan menunggu.")
        if here:
            text = _("%(event)s: %(families)s sudah datang dan menunggu paket.")
        text %= {"event": event, "families": event_state.families(here)}
        yield Duty(
            text,
            _("Catat kedatangan"),
            "person-check",
            door("arrivals", event.pk),
            presses=event.is_open,
            big=True,
        )


def guessed_codes(work: Workday) -> Iterator[Duty]:
    """Who tried codes of coupons that nobody here bears: he is slowed, and somebody should ask. One
    statement.
    """
    titles = {event.pk: event for event in work.events}
    since = work.user.facility.start_of(work.today)
    for found in attempts.guessed(work.user, since):
        text = _("%(codes)s kode kupon yang tidak dikenal dicoba oleh %(officer)s, %(event)s.")
        text %= {
            "codes": angka(found["codes"]),
            "officer": found["officer"],
            "event": titles.get(found["distribution"], _("kegiatan lain")),
        }
        address = door("distribution_detail", found["distribution"], query="#refusals")
        yield Duty(text, _("Lihat yang ditolak"), "exclamation-triangle", address, presses=True)


def ready_for_tomorrow(work: Workday) -> Iterator[Duty]:
    """What an event of tomorrow still lacks. One statement for each."""
    for event in work.events:
        is_coming = event.status == Status.APPROVED or (
            event.status == Status.DRAFT and event.proposed_at
        )
        is_tomorrow = event.day == work.today + dt.timedelta(days=1)
        if is_coming and is_tomorrow and (lacks := list(_lacks(event))):
            text = _("Siap untuk besok? %(event)s: %(lacks)s.")
            text %= {"event": event, "lacks": "; ".join(lacks)}
            address = door("distribution_detail", event.pk)
            yield Duty(text, _("Lihat kegiatan"), "clock", address, presses=True)


def _lacks(distribution: Distribution) -> Iterator[str]:
    if distribution.status == Status.DRAFT:
        yield _("daftar belum disetujui")
    elif not distribution.prints.filter(entitlement=None).exists():
        yield _("berkas belum dicetak")
    if distribution.status == Status.APPROVED and distribution.untold:
        families = event_state.families(distribution.untold)
        yield _("%(families)s belum diberi tahu") % {"families": families}


def to_close(work: Workday) -> Iterator[Duty]:
    close = "distribution_close"
    return left_undone(
        work,
        explain=(_("Jelaskan"), "exclamation-triangle", close),
        shut=(_("Tutup kegiatan"), "flag", close),
    )


def left_undone(
    work: Workday, *, explain: tuple[str, str, str], shut: tuple[str, str, str]
) -> Iterator[Duty]:
    """Events with hand-overs to explain, and events left open after their day; ``explain`` and
    ``shut`` are label, icon and address of the door for who is told.
    """
    for event in work.events:
        if event.exceptions:
            text = _("%(n)s penyerahan perlu dijelaskan: %(event)s.")
            text %= {"n": angka(event.exceptions), "event": event}
            label, icon, address = explain
        elif event.is_open and event.final_day < work.today:
            text = _("Belum ditutup sejak %(day)s: %(event)s; %(n)s paket masih di meja.")
            left = {"event": event, "n": angka(event.packages_left)}
            text %= left | {"day": tanggal(event.final_day)}
            label, icon, address = shut
        else:
            continue
        yield Duty(text, label, icon, door(address, event.pk), presses=True)


def to_pack(work: Workday) -> Iterator[Duty]:
    for event in work.todays:
        wanted, packed = event.listed or event.walk_ins, event.packages_out + event.packages_left
        if packed < max(wanted, 1):
            text = _("Kemas paket untuk %(event)s: belum ada yang dikemas.") % {"event": event}
            if wanted:
                text = _("Kemas paket untuk %(event)s: %(packed)s dari %(wanted)s sudah dikemas.")
                text %= {"event": event, "packed": angka(packed), "wanted": angka(wanted)}
            yield Duty(
                text, _("Catat pengemasan"), "box-seam", door("packing", event.pk), presses=True
            )


def to_tell(work: Workday) -> Iterator[Duty]:
    for event in work.events:
        if event.status == Status.APPROVED and event.untold and event.final_day >= work.today:
            text = _("%(event)s: %(families)s belum diberi tahu.")
            text %= {"event": event, "families": event_state.families(event.untold)}
            yield Duty(text, _("Beri tahu keluarga"), "bell", door("notices", event.pk))


def to_report(work: Workday) -> Iterator[Duty]:
    """The day after: what is over and has no report that stands. One statement."""
    lately = work.today - REPORTED_WITHIN
    for event in Distribution.objects.visible_to(work.user).real().unreported(lately, work.today):
        text = _("Laporan kegiatan belum diterbitkan: %(event)s.") % {"event": event}
        address = door("document_issue", event.pk, "activity-report")
        yield Duty(text, _("Terbitkan laporan"), "file-earmark-text", address)


def to_phone(work: Workday) -> Iterator[Duty]:
    """Whose lines the head handed to this person, until each family has an answer. One statement,
    and one for each that waits: who took part since is asked no more.
    """
    for check in SpotCheck.objects.visible_to(work.user).unanswered_by(work.user):
        if spot_check.is_apart(spot_check=check, user=work.user):
            text = _("Uji petik %(event)s: %(families)s belum Anda telepon.")
            families = event_state.families(check.unasked)
            text %= {"event": check.distribution, "families": families}
            address = door("spot_check", check.distribution_id)
            yield Duty(text, _("Catat jawaban"), "telephone", address, presses=True)


def next_step(work: Workday) -> Iterator[Duty]:
    """The services head's road: the next event's next act, or an event for today where there is
    none.
    """
    planned = (one for one in work.events if one.is_planned and not one.is_rehearsal)
    event = next(planned, None)
    if event is None and not work.todays:
        text = _(
            "Tidak ada kegiatan hari ini. Jika ada perintah membagi hasil panen, buka tanpa daftar."
        )
        yield Duty(text, _("Bakti sosial hari ini"), "gift", door("distribution_today"))
        yield Duty(
            _("Belum ada kegiatan berikutnya."),
            _("Salin kegiatan terakhir"),
            "copy",
            door("distribution_new", query="?copy=1"),
        )
    elif event and (step := event_state.next_step(event, work.user)):
        text = _("%(event)s. %(state)s") % {"event": event, "state": event_state.state_of(event)}
        href = door("distribution_detail", event.pk) if step.post else step.href
        presses = event.day <= work.today + dt.timedelta(days=3)
        yield Duty(text, step.label, step.icon, href, presses=presses)


def with_the_head(work: Workday) -> Iterator[Duty]:
    """What lies with the head: it is his to act, and the services head's to remind him."""
    if "approve" in work.verbs:
        return
    for event in work.events:
        if event.status == Status.DRAFT and event.proposed_at:
            text = _("Menunggu persetujuan Kepala Rutan: %(event)s.") % {"event": event}
            yield Duty(text, _("Ingatkan"), "send", door("distribution_detail", event.pk))
        elif event.awaits_ratification:
            text = _("Menunggu pengesahan Kepala Rutan: %(event)s.") % {"event": event}
            yield Duty(
                text, _("Lihat kegiatan"), "hourglass-split", door("distribution_detail", event.pk)
            )
