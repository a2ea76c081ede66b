"""Figures and days in words, as a record that is signed spells them."""

import datetime as dt

from django.utils import formats
from lokal import terbilang

from rutan.formats import angka, kilogram


def counted(n: int) -> str:
    """``38 (tiga puluh delapan)``."""
    return f"{angka(n)} ({terbilang(n)})"


def counted_if_any(n: int) -> str:
    """The same; empty where there is none."""
    return counted(n) if n else ""


def weighed(grams: int) -> str:
    """``12,700 kg (dua belas kilogram tujuh ratus gram)``: grams are read as a whole number."""
    whole, rest = divmod(grams, 1000)
    words = [f"{terbilang(whole)} kilogram"] if whole or not rest else []
    words += [f"{terbilang(rest)} gram"] if rest else []
    return f"{kilogram(grams)} kg ({' '.join(words)})"


def dated(day: dt.date) -> dict[str, str]:
    """``weekday``, ``day``, ``month`` and ``year`` in words, and ``figures`` (27-10-2025)."""
    return {
        "weekday": formats.date_format(day, "l"),
        "day": terbilang(day.day),
        "month": formats.date_format(day, "F"),
        "year": terbilang(day.year),
        "figures": f"{day:%d-%m-%Y}",
    }
