"""Figures and days in words, as a record that is signed spells them."""

import datetime as dt

from django.utils import formats
from lokal import terbilang

from rutan.formats import angka, kilogram


def counted(n: int) -> str:
    """``38 (tiga puluh delapan)``."""
    return f"{angka(n)} ({terbilang(n)})"


def weighed(grams: int) -> str:
    """``12,700 kg (dua belas koma tujuh ratus kilogram)``: grams are read as a whole number."""
    whole, rest = divmod(grams, 1000)
    words = terbilang(whole) + (f" kilogram {terbilang(rest)} gram" if rest else " kilogram")
    return f"{kilogram(grams)} kg ({words})"


def dated(day: dt.date) -> dict[str, str]:
    """``weekday``, ``day``, ``month`` and ``year`` in words, and ``figures`` (27-10-2025)."""
    return {
        "weekday": formats.date_format(day, "l"),
        "day": terbilang(day.day),
        "month": formats.date_format(day, "F"),
        "year": terbilang(day.year),
        "figures": f"{day:%d-%m-%Y}",
    }
