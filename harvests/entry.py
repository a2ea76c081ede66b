"""What the harvest form offers to whom, and when it asks to look twice before it saves."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from harvests.models import Commodity, Harvest, ProductionSite
from harvests.second_looks import SecondLook, is_far, looks_answered, unit_far_from_usual
from harvests.stock.intake import Line, line_key
from rutan.formats import berat, jam, tanggal
from rutan.models import User

ENOUGH_TO_JUDGE = 3
# Where too few are there to tell what is usual, half a ton in one line is looked at twice.
MUCH_GRAMS = 500_000


@dataclass(frozen=True)
class Garden:
    """What may be chosen, by id as text: sites and commodities (latest harvested first).

    ``remembered``: site -> the commodity and unit that were harvested there last.
    """

    sites: dict[str, ProductionSite]
    commodities: dict[str, Commodity]
    remembered: dict[str, tuple[str, str]]


def garden_of(user: User) -> Garden:
    """The active sites and commodities of the user's prison, and what each site gave last: three
    statements.
    """
    sites = {str(site.pk): site for site in ProductionSite.objects.visible_to(user).active()}
    commodities = {
        str(commodity.pk): commodity for commodity in Commodity.objects.visible_to(user).active()
    }
    remembered: dict[str, tuple[str, str]] = {}
    order: dict[str, Commodity] = {}
    for site, commodity, unit in Harvest.objects.visible_to(user).last_of_each_site_and_commodity():
        if str(commodity) in commodities:
            order[str(commodity)] = commodities[str(commodity)]
            remembered.setdefault(str(site), (str(commodity), unit))
    return Garden(sites, order | commodities, remembered)


def everything_of(user: User) -> Garden:
    """All sites and commodities, those no longer used too: what a list may be narrowed to."""
    sites = {str(site.pk): site for site in ProductionSite.objects.visible_to(user)}
    return Garden(
        sites,
        {str(commodity.pk): commodity for commodity in Commodity.objects.visible_to(user)},
        {},
    )


def second_looks(
    *,
    harvested_on: dt.date,
    lines: Sequence[Line],
    client_id: UUID,
    today: dt.date,
    site: ProductionSite | None = None,
) -> list[SecondLook]:
    """What looks typed twice or in the wrong unit; two statements for each place, however many
    lines.

    Rows that this same form made don't count: sending a form again is no second harvest.
    """
    placed: dict[ProductionSite, dict[int, Line]] = {}
    for index, line in enumerate(lines):
        placed.setdefault(line.site or site, {})[index] = line
    keys = [line_key(client_id, index) for index in range(len(lines))]
    looks = []
    for place, here in placed.items():
        lots = Harvest.objects.of(site=place).filter(
            commodity__in=[line.commodity for line in here.values()]
        )
        there = lots.filter(harvested_on=harvested_on).exclude(client_id__in=keys)
        same = {
            lot.commodity_id: _same(lot, today)
            for lot in there.standing().for_display().order_by("pk")
        }
        looks += _looks_at(place, here, same, _usual(lots))
    return sorted(looks, key=lambda look: look.index)


def _looks_at(
    site: ProductionSite, lines: dict[int, Line], same: dict[int, str], usual: dict[int, Harvest]
) -> list[SecondLook]:
    """The questions about the lines of one place, by their index in the form."""
    looks, written = [], set()
    for index, line in lines.items():
        if text := same.get(line.commodity.pk):
            looks.append(SecondLook(index, text, said_twice=True))
        elif line.commodity in written:
            text = _("%(commodity)s ditulis dua kali. Jika memang dua panen, simpan sekali lagi.")
            text %= {"commodity": line.commodity}
            looks.append(SecondLook(index, text, said_twice=True))
        written.add(line.commodity)
        if text := _far_from_usual(line, site, usual.get(line.commodity.pk)):
            looks.append(SecondLook(index, text))
    return looks


def _same(lot: Harvest, today: dt.date) -> str:
    facts = {
        "quantity": lot.said(lot.quantity),
        "commodity": lot.commodity.name.lower(),
        "site": lot.site,
        "date": tanggal(lot.harvested_on),
        "by": lot.recorded_by,
        "time": jam(lot.recorded_at),
    }
    if lot.harvested_on != today:
        return (
            _(
                "Sudah ada %(quantity)s %(commodity)s dari %(site)s pada %(date)s, dicatat %(by)s."
                " Catat lagi sebagai panen lain?"
            )
            % facts
        )
    return (
        _(
            "Sudah ada %(quantity)s %(commodity)s dari %(site)s hari ini, dicatat %(by)s pukul"
            " %(time)s. Catat lagi sebagai panen lain?"
        )
        % facts
    )


def _far_from_usual(line: Line, site: ProductionSite, middle: Harvest | None) -> str:
    """The question about a line that is far from the middle one, or from what the commodity says;
    else empty.
    """
    grams = line.weight()[0]
    if middle and is_far(grams, middle.grams):
        return _unusual(site, middle)
    if text := unit_far_from_usual(line.unit, line.quantity, grams, _unit_weighs(line, middle)):
        return text
    if middle is None and grams > MUCH_GRAMS:
        text = _(
            "%(weight)s sekali panen jauh dari biasanya. Periksa jumlah dan satuannya. Jika benar,"
            " simpan sekali lagi."
        )
        return text % {"weight": berat(grams)}
    return ""


def _unit_weighs(line: Line, middle: Harvest | None) -> Decimal | None:
    """Grams of one unit of the line, as the middle one or else the commodity says; None where
    neither counts so.
    """
    if middle and middle.unit == line.unit:
        return middle.grams / middle.quantity
    return Decimal(line.commodity.grams_per_unit) if line.unit == line.commodity.unit else None


def _unusual(site: ProductionSite, middle: Harvest) -> str:
    text = _(
        "Jumlah ini jauh dari biasanya untuk %(site)s (%(usual)s). Periksa satuannya. Jika benar,"
        " simpan sekali lagi."
    )
    return text % {"site": site, "usual": middle.taken_in}


def _usual(lots: Iterable[Harvest]) -> dict[int, Harvest]:
    """Commodity id -> the middle one, by weight, of its latest lots on that site, where there are
    enough to judge.
    """
    found: dict[int, list[Harvest]] = {}
    for lot in lots.standing().order_by("-pk")[:200]:
        found.setdefault(lot.commodity_id, []).append(lot)
    return {
        commodity: sorted(some[:15], key=lambda lot: lot.grams)[len(some[:15]) // 2]
        for commodity, some in found.items()
        if len(some) >= ENOUGH_TO_JUDGE
    }


def answer_to(looks: Sequence[SecondLook], lines: Sequence[Line]) -> str:
    """What the form sends back to say "yes, I looked": it fits these lines and these questions
    only.
    """
    return looks_answered(looks, [f"{line.quantity} {line.unit} {line.grams}" for line in lines])
