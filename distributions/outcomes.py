"""What the desk answers: an outcome code, a line for the officer, and the sentence to say to the
family.
"""

import datetime as dt
from collections.abc import Sequence

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions import coupons
from distributions.models import Coupon, Distribution, Entitlement, Handover, Outcome
from families.models import Family
from rutan.formats import jam, lalu, pukul, rentang, tanggal
from rutan.refusals import Refused, Text, not_saved

STATUS = {
    Outcome.INVALID: 422,
    Outcome.NOT_OPEN: 423,
    **dict.fromkeys(
        [Outcome.NOT_ON_LIST, Outcome.UNKNOWN_COUPON, Outcome.REVOKED_COUPON, Outcome.OTHER_EVENT],
        404,
    ),
}


class DeskRefusal(Refused):
    """A refusal at the desk. ``say`` never names another person, a reason, poverty or the WBP."""

    outcome: str = Outcome.INVALID
    # Whether the services head may serve in spite of it, with a reason.
    may_be_overridden = False
    # The verb of whoever is called to decide; he need not be told to call himself.
    called_for = "override"
    # The exception under which it is kept if it happened all the same; empty where it can't have.
    kept_as = ""
    # The coupon of which it speaks.
    code = ""

    def __init__(
        self, message: Text, say: Text = "", entitlement: Entitlement | None = None, **facts
    ) -> None:
        super().__init__(message, **facts)
        self.say, self.entitlement = say, entitlement

    @property
    def status(self) -> int:
        """That of its outcome code (docs/design.md): 409 where no other is named."""
        return STATUS.get(self.outcome, 409)

    @property
    def reasons(self) -> list[Text]:
        """What is wrong, in as many sentences as there are."""
        return [self.message]

    def tell_who_decides(self) -> None:
        """The line for whoever need not be called: he is there."""
        for call in (_call_the_head(), _call_for_more()):
            self.message = str(self.message).replace(f" {call}", "")


def _call_the_head() -> str:
    return _("Panggil Kasubsi jika perlu.")


def _call_for_more() -> str:
    return _(
        "Jika paketnya masih ada, panggil Kasubsi Pelayanan Tahanan untuk mencatat paket tambahan."
    )


def _needs_checking() -> str:
    return _(
        "Nama Bapak/Ibu perlu kami periksa dahulu. Silakan duduk, petugas pendamping akan membantu."
    )


def not_a_member() -> str:
    return _("Orang ini bukan anggota keluarga tersebut.")


class AlreadyHandedOver(DeskRefusal):
    """The family has its package: says when, to whom, which officer, which desk, which receipt."""

    outcome = Outcome.ALREADY_HANDED_OVER
    kept_as = Handover.RuleBroken.OFFLINE_DOUBLE

    def __init__(self, handover: Handover) -> None:
        self.handover = handover
        when = pukul(handover.handed_over_at, handover.distribution.is_one_day)
        message = _(
            "Sudah diterima %(when)s oleh %(collector)s, petugas %(officer)s, %(ago)s. No. tanda"
            " terima %(receipt)s."
        ) % {
            "when": when,
            "collector": ", ".join(filter(None, [handover.collector, *_where(handover)])),
            "officer": handover.recorded_by.name,
            "ago": lalu(handover.handed_over_at),
            "receipt": handover.receipt,
        }
        say = _(
            "Menurut catatan kami, paket untuk keluarga ini sudah diambil %(when)s. Jika ini"
            " keliru, silakan ke petugas pendamping."
        ) % {"when": when}
        super().__init__(message, say, handover.entitlement, receipt=handover.receipt)


def _where(handover: Handover) -> list[str]:
    """The desk, and the line of its sheet where it was copied from there."""
    line = handover.paper_line and _("baris %(line)s") % {"line": handover.paper_line}
    return [handover.desk, line or ""]


class NoPackageLeft(DeskRefusal):
    """No package on the table, by the record."""

    outcome = Outcome.NO_PACKAGE_LEFT
    kept_as = Handover.RuleBroken.POOL_EXCEEDED
    called_for = "pack"

    def __init__(self, distribution: Distribution, entitlement: Entitlement | None = None) -> None:
        figures = {
            "packed": distribution.packed,
            "out": distribution.packages_out,
            "back": distribution.returned + distribution.lost,
        }
        counted = _("Paket tercatat habis: %(packed)s dikemas, %(out)s diserahkan.")
        if figures["back"]:
            counted = _(
                "Paket tercatat habis: %(packed)s dikemas, %(out)s diserahkan, %(back)s dibongkar"
                " atau hilang."
            )
        message = f"{counted % figures} {_call_for_more()}"
        say = _(
            "Mohon maaf, paket hari ini sudah habis. Nama Bapak/Ibu kami catat untuk kegiatan"
            " berikutnya."
        )
        super().__init__(message, say, entitlement)

    def say_noted(self, family: Family) -> None:
        """Add for the officer that this family was written down, so that nobody registers it a
        second time.
        """
        noted = _("Keluarga %(name)s sudah tercatat; tidak perlu didaftarkan lagi.") % {
            "name": family.name
        }
        self.message = f"{self.message} {noted}"


class TooSoon(DeskRefusal):
    """The event's minimum_days since the last package of its purpose have not passed, or a package
    was given on this day already.
    """

    outcome = Outcome.TOO_SOON
    kept_as = Handover.RuleBroken.AGAINST_RULE

    def __init__(
        self,
        before: Sequence[Handover],
        distribution: Distribution,
        entitlement: Entitlement | None = None,
        *,
        on: dt.date,
    ) -> None:
        # Of two purposes each waits for its own days: what is said holds for both.
        longest = max(before, key=lambda fact: fact.free_from(distribution))
        free_from, last_day = longest.free_from(distribution), longest.given_on
        self.may_be_overridden = on not in [fact.given_on for fact in before]
        values = {
            "date": tanggal(last_day),
            "days": (free_from - last_day).days,
            "next": tanggal(free_from),
        }
        message = (
            _(
                "Keluarga ini menerima paket pada %(date)s. Jarak paling sedikit %(days)s hari,"
                " boleh lagi mulai %(next)s."
            )
            % values
        )
        if not self.may_be_overridden:
            message += " " + _("Paket kedua pada hari yang sama tidak pernah diizinkan.")
        say = _("Bapak/Ibu sudah menerima pada %(date)s. Paket berikutnya mulai %(next)s.") % values
        super().__init__(message, say, entitlement)


class InmateAlreadyServed(DeskRefusal):
    """One package per inmate, and another family of his has it or is listed for it."""

    outcome = Outcome.INMATE_ALREADY_SERVED
    may_be_overridden = True

    def __init__(self, other: Entitlement, handover: Handover | None) -> None:
        if handover:
            message = _(
                "Satu paket untuk satu WBP: paket untuk WBP ini sudah diserahkan %(when)s. "
                "Jangan sebutkan kepada siapa."
            ) % {"when": pukul(handover.handed_over_at, handover.distribution.is_one_day)}
        else:
            message = _(
                "Satu paket untuk satu WBP: keluarga lain dari WBP ini sudah terdaftar, nomor"
                " %(number)s. Jangan sebutkan siapa."
            ) % {"number": other.number}
        say = _(
            "Mohon maaf, hari ini kami belum dapat menyerahkan paket. Silakan ke petugas"
            " pendamping, kami bantu."
        )
        super().__init__(f"{message} {_call_the_head()}", say, other)


class Withdrawn(DeskRefusal):
    """Taken off the list; the reason stays with the services head."""

    outcome = Outcome.WITHDRAWN
    kept_as = Handover.RuleBroken.AGAINST_RULE

    def __init__(self, entitlement: Entitlement) -> None:
        message = _(
            "Keluarga ini dikeluarkan dari daftar pada %(date)s. Alasan ada pada Kasubsi."
        ) % {"date": tanggal(timezone.localtime(entitlement.withdrawn_at))}
        super().__init__(message, _needs_checking(), entitlement)


class OnHold(DeskRefusal):
    """No aid for now; the desk shows no reason."""

    outcome = Outcome.ON_HOLD
    kept_as = Handover.RuleBroken.AGAINST_RULE

    def __init__(self, entitlement: Entitlement | None = None) -> None:
        message = _("Bantuan untuk keluarga ini sedang ditunda. Hubungi Kasubsi Pelayanan Tahanan.")
        super().__init__(message, _needs_checking(), entitlement)


class ReserveWaiting(DeskRefusal):
    """A reserve that was not promoted."""

    outcome = Outcome.RESERVE_WAITING
    kept_as = Handover.RuleBroken.AGAINST_RULE

    def __init__(self, entitlement: Entitlement) -> None:
        hour = entitlement.distribution.facility.reserve_hour
        message = _(
            "Cadangan ke-%(rank)s. Paket diserahkan setelah ia dijadikan penerima: %(who)s."
        )
        if hour:
            who = _("oleh Kasubsi, mulai pukul %(time)s juga oleh loket") % {"time": jam(hour)}
        else:
            who = _("oleh Kasubsi")
        say = _(
            "Nama Bapak/Ibu ada dalam daftar cadangan. Silakan menunggu; kami panggil jika ada"
            " paket."
        )
        message %= {"rank": entitlement.rank or "–", "who": who}
        super().__init__(message, say, entitlement)


class NotEligible(DeskRefusal):
    """A walk-in that can't be entitled: says what is missing."""

    outcome = Outcome.NOT_ELIGIBLE

    def __init__(self, why: Text) -> None:
        message = _("Belum dapat didaftarkan: %(why)s") % {"why": why}
        super().__init__(
            message,
            _(
                "Nama Bapak/Ibu belum dapat kami daftarkan hari ini. Silakan ke petugas pendamping,"
                " kami bantu."
            ),
        )


class NotOnList(DeskRefusal):
    """No such entitlement in this event (or it is of another event or facility)."""

    outcome = Outcome.NOT_ON_LIST

    def __init__(self, distribution: Distribution | None = None) -> None:
        message = _("Tidak ada dalam daftar kegiatan ini.")
        say = ""
        if distribution and distribution.accepts_walk_ins:
            message = _(
                "Tidak ada dalam daftar kegiatan ini. Cari WBP-nya, lalu daftarkan keluarganya."
            )
            say = _(
                "Nama Bapak/Ibu belum ada di daftar. Kami daftarkan sekarang, mohon tunggu"
                " sebentar."
            )
        super().__init__(message, say)


class NoSuchNumber(NotOnList):
    """A number that this list does not have, most likely typed wrong: nobody is told anything."""

    def __init__(self, number: int, last: int) -> None:
        DeskRefusal.__init__(
            self,
            (
                _("Nomor %(number)s tidak ada; daftar ini sampai nomor %(last)s.")
                % {
                    "number": number,
                    "last": last,
                }
                if last
                else _("Nomor %(number)s tidak ada; belum ada nomor di kegiatan ini.")
                % {"number": number}
            ),
        )


class AwaitsApproval(NotOnList):
    """A family that was put on an approved list and that the head has not approved yet."""

    kept_as = Handover.RuleBroken.AGAINST_RULE

    def __init__(self, entitlement: Entitlement) -> None:
        message = _(
            "Keluarga ini ditambahkan setelah daftar disetujui dan masih menunggu persetujuan"
            " Kepala Rutan."
        )
        DeskRefusal.__init__(self, message, _needs_checking(), entitlement)


class ListedNowhere(NotOnList):
    """A family on file that stands on no list of this event, which takes nobody else today."""

    def __init__(self, family: Family) -> None:
        DeskRefusal.__init__(
            self,
            _("Keluarga ini terdata, tetapi tidak dalam daftar kegiatan ini."),
            _("Nama Bapak/Ibu belum ada di daftar hari ini. Kami catat untuk kegiatan berikutnya."),
        )
        self.family = family


class UnknownCoupon(DeskRefusal):
    outcome = Outcome.UNKNOWN_COUPON

    def __init__(self, typed: str) -> None:
        # A code whose check sign is right was printed somewhere; anything else is a slip of the
        # finger.
        self.code = coupons.normalise(typed) if coupons.is_code(typed) else ""
        message = (
            _("Kode %(code)s tidak dikenal. Periksa huruf demi huruf atau cari dengan nama.")
            if self.code
            else _("Kode %(code)s salah ketik. Periksa huruf demi huruf atau cari dengan nama.")
        )
        code = typed.strip().upper()[:12]
        super().__init__(message % {"code": code}, _("Kami cari dengan nama saja, ya."))


class TooManyCodes(DeskRefusal):
    """Of one officer so many codes were unknown that the next is not looked up: whoever guesses
    learns nothing until ``until``.
    """

    outcome = Outcome.UNKNOWN_COUPON

    def __init__(self, until: dt.datetime) -> None:
        message = _(
            "Terlalu banyak kode yang tidak dikenal. Kode dapat dicoba lagi pukul %(time)s; cari"
            " dengan nama atau nomor."
        )
        super().__init__(message % {"time": jam(until)}, _("Kami cari dengan nama saja, ya."))


class RevokedCoupon(DeskRefusal):
    outcome = Outcome.REVOKED_COUPON

    def __init__(self, coupon: Coupon) -> None:
        self.code = coupon.code
        date = tanggal(timezone.localtime(coupon.revoked_at))
        message = _(
            "Kupon ini sudah diganti pada %(date)s. Pakai kupon yang baru atau cari dengan nama."
        ) % {"date": date}
        super().__init__(
            message, _("Kupon ini sudah diganti. Kami cari dengan nama."), coupon.entitlement
        )


class OtherEvent(DeskRefusal):
    outcome = Outcome.OTHER_EVENT

    def __init__(self, coupon: Coupon) -> None:
        self.code, event = coupon.code, coupon.entitlement.distribution
        values = {"event": event, "date": rentang(event.day, event.final_day)}
        if event.status == Distribution.Status.CANCELLED:
            said = (
                _("Kupon ini untuk kegiatan %(date)s yang dibatalkan. Cari dengan nama.") % values
            )
            say = _("Kegiatan itu dibatalkan. Kami cari nama Bapak/Ibu untuk hari ini.")
            super().__init__(said, say)
            return
        message = _("Kupon ini untuk %(event)s.") % values
        say = _("Kupon ini untuk tanggal %(date)s.") % values
        # Of two events of one day the date tells nobody apart.
        is_today = event.takes_place_on(event.facility.local_day())
        super().__init__(message, message if is_today else say)


class NotOpen(DeskRefusal):
    """The event is not open yet, or already closed."""

    outcome = Outcome.NOT_OPEN

    def __init__(self, distribution: Distribution, at: dt.datetime | None = None) -> None:
        super().__init__(*_not_open(distribution, distribution.facility.local_day(at)))
        # Nobody waits for what is over.
        over = {Distribution.Status.CLOSED: _("Sudah selesai")}
        over[Distribution.Status.CANCELLED] = _("Dibatalkan")
        self.word = over.get(distribution.status, "")


def _not_open(distribution: Distribution, today: dt.date) -> tuple[str, str]:
    if distribution.status == Distribution.Status.CLOSED:
        closed = {
            "time": jam(distribution.closed_at),
            "date": tanggal(distribution.facility.local_day(distribution.closed_at)),
        }
        if distribution.facility.local_day(distribution.closed_at) == today:
            return _("Kegiatan sudah ditutup pukul %(time)s.") % closed, _(
                "Penyerahan hari ini sudah selesai."
            )
        return _("Kegiatan sudah ditutup pada %(date)s pukul %(time)s.") % closed, _(
            "Penyerahan kegiatan itu sudah selesai."
        )
    if distribution.status == Distribution.Status.CANCELLED:
        say = (
            _("Kegiatan hari ini dibatalkan. Mohon maaf.")
            if distribution.takes_place_on(today)
            else _("Kegiatan itu dibatalkan. Mohon maaf.")
        )
        return _("Kegiatan ini dibatalkan."), say
    begins = {"time": jam(distribution.starts), "date": tanggal(distribution.day)}
    if distribution.takes_place_on(today):
        return (
            _("Kegiatan belum dibuka (mulai pukul %(time)s).") % begins,
            _("Penyerahan mulai pukul %(time)s.") % begins,
        )
    message, say = (
        _("Kegiatan belum dibuka (%(date)s, mulai pukul %(time)s)."),
        _("Penyerahan pada %(date)s, mulai pukul %(time)s."),
    )
    return message % begins, say % begins


class Invalid(DeskRefusal):
    """The form needs mending; ``errors`` maps field to sentence."""

    outcome = Outcome.INVALID

    def __init__(self, errors: dict[str, Text], entitlement: Entitlement | None = None) -> None:
        self.errors = errors
        super().__init__(not_saved(len(errors)), "", entitlement)

    @property
    def reasons(self) -> list[Text]:
        return list(self.errors.values()) or [self.message]

    def show_in(self, form: Form, at: str | None = None) -> None:
        """Each at its own field."""
        for name, error in self.errors.items():
            if name not in form.errors:
                form.add_error(name if name in form.fields else None, error)


def used_before(entitlement: Entitlement | None = None) -> Invalid:
    """The key of the form belongs to another act."""
    said = _("Formulir ini sudah dipakai untuk penyerahan lain. Muat ulang halaman loket.")
    return Invalid({"client_id": said}, entitlement)


class LooksLike(Invalid):
    """A new family that may be one on file: the ``families``, the most alike first, are to be
    looked at.

    The same form goes through once their ids stand in its ``seen``. ``served`` is what one of them
    received today.
    """

    def __init__(self, families: list[Family], served: Handover | None) -> None:
        super().__init__({})
        self.families, self.served = families, served
        self.message = ngettext(
            "Ada %(n)s keluarga yang mirip. Periksa dahulu supaya tidak terdaftar dua kali.",
            "Ada %(n)s keluarga yang mirip. Periksa dahulu supaya tidak terdaftar dua kali.",
            len(families),
        ) % {"n": len(families)}
        self.say = _("Sebentar, kami periksa nama Bapak/Ibu.")
        if served:
            like = next(family for family in families if family.pk == served.family_id)
            self.message = _(
                "Mirip dengan %(name)s, %(village)s, yang sudah menerima %(time)s. Periksa KTP."
            ) % {
                "name": like.name,
                "village": like.area,
                "time": pukul(served.handed_over_at, served.distribution.last_day is None),
            }

    @property
    def ids(self) -> list[int]:
        return [family.pk for family in self.families]
