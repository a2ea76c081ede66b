"""How figures, dates and times are written: Indonesian style in Indonesian, English style in
English.
"""

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, ngettext

NOTHING = "–"
# Below it one decimal of a kilogram would say "0,0".
LEAST_IN_KILOGRAMS = 100
LEAST_SHARE = Decimal("0.1")
_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def angka(value: int | Decimal | None) -> str:
    """A count with its thousands marked: ``1.284``."""
    return NOTHING if value is None or value == "" else _number(value, 0)


def jumlah(value: Decimal | int | None) -> str:
    """A quantity without needless decimals: ``12``, ``2,5``, ``1.284,75``."""
    if value is None or value == "":
        return NOTHING
    plain = Decimal(str(value)).normalize()
    return _number(plain, max(0, -plain.as_tuple().exponent))


def marks() -> tuple[str, str]:
    """The decimal mark of the person's language, and the mark that groups thousands."""
    return formats.get_format("DECIMAL_SEPARATOR"), formats.get_format("THOUSAND_SEPARATOR")


def typed(value: Decimal | int) -> str:
    """A quantity as it stands in a form, thousands unmarked: ``1284,75`` (``1284.75`` in
    English).
    """
    return jumlah(value).replace(marks()[1], "")


def kg(grams: int | None, estimated: bool = False) -> str:
    """A weight to the gram, for a lot's account, workbooks and papers: ``34,6 kg``, ``0,851 kg``;
    ``± 4 kg`` where some of it is an estimate.
    """
    if grams is None or grams == "":
        return NOTHING
    return roughly(f"{jumlah(Decimal(int(grams)) / 1000)} kg", estimated)


def berat(grams: int | None, estimated: bool = False) -> str:
    """A weight as people read it: ``12,7 kg``, under 100 g in grams; ``± 4 kg`` where it is an
    estimate.
    """
    if grams is None or grams == "":
        return NOTHING
    value = _tenths(grams)
    written = f"{jumlah(value)} kg" if abs(grams) >= LEAST_IN_KILOGRAMS else f"{angka(grams)} g"
    return roughly("0 kg" if not grams else written, estimated and grams)


def perkiraan(grams: int, estimated: int) -> str:
    """How much of a weight is an estimate: ``44% perkiraan``; nothing where all of it was
    weighed.
    """
    estimated = min(estimated, grams)
    if estimated <= 0:
        return ""
    if estimated == grams:
        return gettext("perkiraan")
    return gettext("%(share)s perkiraan") % {"share": persen(estimated, grams)}


def berat_dan_perkiraan(grams: int, estimated: int) -> str:
    """A weight in a sentence, with how much of it is an estimate: ``± 253,2 kg (44%
    perkiraan)``.
    """
    said = perkiraan(grams, estimated)
    return f"{berat(grams, bool(said))} ({said})" if said else berat(grams)


def berat_kolom(grams: int | None, estimated: bool = False) -> str:
    """The same in a column, where every figure has its one decimal: ``18,0 kg``."""
    if not grams or abs(grams) < LEAST_IN_KILOGRAMS:
        return berat(grams, estimated)
    return roughly(f"{_number(_tenths(grams), 1)} kg", estimated)


def kilogram(grams: int | None, estimated: bool = False) -> str:
    """A weight, given in grams, as the bare figure of a column headed kg: ``34,600``, so that
    decimals stand in line; ``0``.
    """
    if grams is None or grams == "":
        return NOTHING
    return roughly(_number(Decimal(int(grams)) / 1000, 3), estimated) if int(grams) else "0"


def rupiah(amount: Decimal | int | None) -> str:
    """Money: ``Rp1.840.000``, with sen only where there are some."""
    if amount is None or amount == "":
        return NOTHING
    exact = Decimal(str(amount))
    sign = "−" if exact < 0 else ""
    return f"{sign}Rp{_number(abs(exact), 0 if exact == exact.to_integral_value() else 2)}"


def persen(part: Decimal | int | None, whole: Decimal | int | None = None) -> str:
    """A share: ``part`` of ``whole``, or ``part`` alone as a fraction of one: ``84%``, ``7,5%``.

    ``100%`` is all of it and ``0%`` nothing: what is short of either never rounds to it.
    """
    if part is None or part == "" or whole == 0:
        return NOTHING
    share = Decimal(str(part)) * 100 / (Decimal(str(whole)) if whole is not None else 1)
    rounded = share.quantize(Decimal("0.1") if abs(share) < 10 else Decimal(1))
    if 0 < share < 100:
        rounded = min(max(rounded, LEAST_SHARE), 100 - LEAST_SHARE)
    return f"{jumlah(rounded)}%"


def telepon(number: str | None) -> str:
    """A telephone, stored as ``+62812…``, as it is read out and dialled here: ``0812 0000
    6821``.
    """
    if not number:
        return NOTHING
    digits = number.replace("+62", "0", 1)
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}".strip()


def tanggal(day: dt.date | dt.datetime | None) -> str:
    """A day: ``27 Oktober 2025``; a moment counts as the day it falls on here."""
    return formats.date_format(_day(day), "j F Y") if day else NOTHING


def rentang(first: dt.date, last: dt.date, write: Callable[[dt.date], str] = tanggal) -> str:
    """A day, or the first and the last one: ``8 Desember 2026 s.d. 9 Desember 2026``."""
    if first == last:
        return write(first)
    return gettext("%(first)s s.d. %(last)s") % {"first": write(first), "last": write(last)}


def tanggal_hari(day: dt.date | dt.datetime | None) -> str:
    """A day with its name: ``Senin, 27 Oktober 2025``."""
    return formats.date_format(_day(day), "l, j F Y") if day else NOTHING


def tanggal_pendek(day: dt.date | dt.datetime | None) -> str:
    """A day for narrow columns: ``27 Okt 2025``."""
    return formats.date_format(_day(day), "j M Y") if day else NOTHING


def bulan(day: dt.date | None) -> str:
    """A month: ``Oktober 2025``."""
    return formats.date_format(_day(day), "F Y") if day else NOTHING


def jam(at: dt.datetime | dt.time | None) -> str:
    """A time of day here: ``09.41`` (``09:41`` in English)."""
    if at is None or at == "":
        return NOTHING
    local = _local(at) if isinstance(at, dt.datetime) else at
    return local.strftime("%H.%M" if _indonesian() else "%H:%M")


def jam_detik(at: dt.datetime | None) -> str:
    """A time of day to the second, which two desks can tell apart: ``09.41.07`` (``09:41:07`` in
    English).
    """
    return (
        NOTHING
        if not at
        else f"{_local(at):%H.%M.%S}"
        if _indonesian()
        else f"{_local(at):%H:%M:%S}"
    )


def pukul(
    at: dt.datetime | None,
    one_day: bool,
    now: dt.datetime | None = None,
    write: Callable[[dt.datetime], str] = jam,
) -> str:
    """An hour in a sentence: ``pukul 09.41``; with its day unless that is today in an event of
    ``one_day``.
    """
    if not at:
        return NOTHING
    if one_day and _day(at) == _day(now or timezone.now()):
        return gettext("pukul %(time)s") % {"time": write(at)}
    return gettext("%(day)s pukul %(time)s") % {"day": tanggal(at), "time": write(at)}


def pukul_detik(at: dt.datetime | None, one_day: bool) -> str:
    """The same to the second, for a receipt: ``pukul 09.41.07``."""
    return pukul(at, one_day, write=jam_detik)


def jam_zona(at: dt.datetime | dt.time | None) -> str:
    """A time of day with its zone: ``09.41 WIB``."""
    return (
        NOTHING
        if at is None or at == ""
        else f"{jam(at)} {zona(at if isinstance(at, dt.datetime) else None)}"
    )


def saat(at: dt.datetime | None) -> str:
    """A moment in full: ``27 Oktober 2025 pukul 09.41 WIB``."""
    if not at:
        return NOTHING
    return gettext("%(day)s pukul %(time)s") % {"day": tanggal(at), "time": jam_zona(at)}


def lalu(at: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """How long ago: ``baru saja``, ``29 menit lalu``, ``3 hari lalu``; after a week the date
    itself.
    """
    if not at:
        return NOTHING
    minutes = int(((now or timezone.now()) - at).total_seconds() // 60)
    if minutes < 1:
        return gettext("baru saja")
    if minutes < 60:
        return ngettext("%(n)s menit lalu", "%(n)s menit lalu", minutes) % {"n": minutes}
    if (hours := minutes // 60) < 24:
        return ngettext("%(n)s jam lalu", "%(n)s jam lalu", hours) % {"n": hours}
    if (days := hours // 24) < 7:
        return ngettext("%(n)s hari lalu", "%(n)s hari lalu", days) % {"n": days}
    return tanggal(at)


def zona(at: dt.datetime | None = None) -> str:
    """The name of the current time zone: WIB, WITA or WIT, else what the zone calls itself."""
    local = _local(at or timezone.now())
    hours = local.utcoffset().total_seconds() / 3600
    return _ZONES.get(hours) or local.tzname()


def _tenths(grams: int) -> Decimal:
    """Kilograms to 100 g, the half upwards as people round."""
    return (Decimal(int(grams)) / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP)


def roughly(written: str, estimated: bool | int = True) -> str:
    """A figure that nobody measured: ``± 20 ikat``."""
    # Held together: a line that ends in the sign alone says nothing.
    return f"±\N{NO-BREAK SPACE}{written}" if estimated else written


def _number(value: Decimal | int, decimals: int) -> str:
    # A true minus is as wide as a digit, so columns of signed figures stay in line.
    return formats.number_format(value, decimals, force_grouping=True).replace("-", "−")


def _indonesian() -> bool:
    return (get_language() or "id").startswith("id")


def _local(at: dt.datetime) -> dt.datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else timezone.make_aware(at)


def _day(value: dt.date | dt.datetime) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value
