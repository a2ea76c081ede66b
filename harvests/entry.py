"""What the harvest form offers to whom, and when it asks to look twice before it saves."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from harvests.looks import SecondLook, is_far, looks_answered, unit_far_from_usual
from harvests.models import Commodity, Harvest, ProductionSite
from harvests.stock import Line, line_key
from rutan.formats import jam, kg, tanggal
from rutan.models import User

LATEST = 5
ENOUGH_TO_JUDGE = 3
# Where too few are there to tell what is usual, half a ton in one line is looked at twice.
MUCH_GRAMS = 500_000


@dataclass(frozen=True)
class Garden:
    """What may be chosen, by id as text: sites, commodities (latest harvested first), and each site's last five."""

    sites: dict[str, ProductionSite]
    commodities: dict[str, Commodity]
    latest: dict[str, list[str]]
    last_site: str


def garden_of(user: User) -> Garden:
    """The active sites and commodities of the user's prison, and what was harvested where last: three statements."""
    sites = {str(site.pk): site for site in ProductionSite.objects.visible_to(user).active()}
    commodities = {
        str(commodity.pk): commodity for commodity in Commodity.objects.visible_to(user).active()
    }
    latest: dict[str, list[str]] = {}
    order: dict[str, None] = {}
    mine, last_site = 0, next(iter(sites), "")
    for site, commodity, _last, last_by_user in Harvest.objects.visible_to(user).latest_first(user):
        site, commodity = str(site), str(commodity)
        if site in sites and commodity in commodities:
            latest.setdefault(site, []).append(commodity)
            order[commodity] = None
            if (last_by_user or 0) > mine:
                mine, last_site = last_by_user, site
    first = {key: commodities[key] for key in order}
    return Garden(
        sites,
        first | commodities,
        {site: keys[:LATEST] for site, keys in latest.items()},
        last_site,
    )


def everything_of(user: User) -> Garden:
    """All sites and commodities, those no longer used too: what a list may be narrowed to."""
    sites = {str(site.pk): site for site in ProductionSite.objects.visible_to(user)}
    return Garden(
        sites,
        {str(commodity.pk): commodity for commodity in Commodity.objects.visible_to(user)},
        {},
        "",
    )


def second_looks(
    *,
    site: ProductionSite,
    harvested_on: dt.date,
    lines: Sequence[Line],
    client_id: UUID,
    today: dt.date,
) -> list[SecondLook]:
    """What looks typed twice or in the wrong unit; two statements, however many lines.

    Rows that this same form made don't count: sending a form again is no second harvest.
    """
    lots = Harvest.objects.filter(site=site, commodity__in=[line.commodity for line in lines])
    keys = [line_key(client_id, index) for index in range(len(lines))]
    there = (
        lots.filter(harvested_on=harvested_on)
        .exclude(client_id__in=keys)
        .standing()
        .for_display()
        .order_by("pk")
    )
    same = {lot.commodity_id: _same(lot, today) for lot in there}
    usual = _usual(lots)
    looks = []
    for index, line in enumerate(lines):
        if line.commodity.pk in same:
            looks.append(SecondLook(index, same[line.commodity.pk], said_twice=True))
        elif any(line.commodity == earlier.commodity for earlier in lines[:index]):
            looks.append(
                SecondLook(
                    index,
                    _("%(commodity)s ditulis dua kali. Jika memang dua panen, simpan sekali lagi.")
                    % {"commodity": line.commodity},
                )
            )
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
                "Sudah ada %(quantity)s %(commodity)s dari %(site)s pada %(date)s, dicatat %(by)s. Catat lagi sebagai panen lain?"
            )
            % facts
        )
    return (
        _(
            "Sudah ada %(quantity)s %(commodity)s dari %(site)s hari ini, dicatat %(by)s pukul %(time)s. Catat lagi sebagai panen lain?"
        )
        % facts
    )


def _far_from_usual(line: Line, site: ProductionSite, middle: Harvest | None) -> str:
    """The question about a line that is far from the middle one, or from what the commodity says; else empty."""
    grams = line.weight()[0]
    if middle and is_far(grams, middle.grams):
        return _unusual(site, middle)
    if text := unit_far_from_usual(line.unit, line.quantity, grams, _unit_weighs(line, middle)):
        return text
    if middle is None and grams > MUCH_GRAMS:
        text = _(
            "%(weight)s sekali panen jauh dari biasanya. Periksa jumlah dan satuannya. Jika benar, simpan sekali lagi."
        )
        return text % {"weight": kg(grams)}
    return ""


def _unit_weighs(line: Line, middle: Harvest | None) -> Decimal | None:
    """Grams of one unit of the line, as the middle one or else the commodity says; None where neither counts so."""
    if middle and middle.unit == line.unit:
        return middle.grams / middle.quantity
    return Decimal(line.commodity.grams_per_unit) if line.unit == line.commodity.unit else None


def _unusual(site: ProductionSite, middle: Harvest) -> str:
    text = _(
        "Jumlah ini jauh dari biasanya untuk %(site)s (%(usual)s). Periksa satuannya. Jika benar, simpan sekali lagi."
    )
    return text % {"site": site, "usual": middle.said(middle.quantity, middle.grams)}


def _usual(lots: Iterable[Harvest]) -> dict[int, Harvest]:
    """Commodity id -> the middle one, by weight, of its latest lots on that site, where there are enough to judge."""
    found: dict[int, list[Harvest]] = {}
    for lot in lots.standing().order_by("-pk")[:200]:
        found.setdefault(lot.commodity_id, []).append(lot)
    return {
        commodity: sorted(some[:15], key=lambda lot: lot.grams)[len(some[:15]) // 2]
        for commodity, some in found.items()
        if len(some) >= ENOUGH_TO_JUDGE
    }


def answer_to(looks: Sequence[SecondLook], lines: Sequence[Line]) -> str:
    """What the form sends back to say "yes, I looked": it fits these lines and these questions only."""
    return looks_answered(looks, [f"{line.quantity} {line.unit} {line.grams}" for line in lines])
