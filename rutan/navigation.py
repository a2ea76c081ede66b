"""What stands in the side bar, for whom; an address that does not exist (yet) is left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Place:
    """One entry: address name, icon, label, and the verbs of which one is enough (none:
    everybody).
    """

    name: str
    icon: str
    label: Promise
    verbs: tuple[str, ...] = ()


SECTIONS: tuple[tuple[Promise | str, tuple[Place, ...]], ...] = (
    ("", (Place("home", "house", _("Beranda")),)),
    (
        _("Kebun"),
        (
            Place("harvest_new", "plus-circle", _("Catat panen"), ("record_harvest",)),
            Place("harvest_list", "basket2", pgettext_lazy("menu", "Panen"), ("view_harvests",)),
            Place("harvest_stock", "boxes", _("Stok"), ("view_harvests",)),
        ),
    ),
    (
        _("Penerima"),
        (
            Place("family_search", "people", _("Keluarga"), ("view_families",)),
            Place("inmate_list", "person-badge", _("WBP"), ("view_families",)),
            Place("evidence_queue", "patch-check", _("Bukti kurang mampu"), ("verify_evidence",)),
        ),
    ),
    (
        pgettext_lazy("menu", "Kegiatan"),
        (
            Place("distribution_list", "gift", _("Bakti sosial"), ("view_distributions",)),
            Place("report_home", "bar-chart", _("Laporan"), ("view_reports",)),
        ),
    ),
    (
        _("Kantor"),
        (
            Place(
                "settings_home", "gear", _("Pengaturan Rutan"), ("edit_facility", "manage_users")
            ),
            Place("audit_list", "clock-history", _("Riwayat tindakan"), ("view_audit",)),
        ),
    ),
)


def sections_for(may: Mapping[str, bool], path: str) -> list[dict]:
    """The sections this person sees, each ``{"label", "places"}``; the place with the longest
    matching address is current.
    """
    seen = [(label, [_shown(place, may) for place in places]) for label, places in SECTIONS]
    seen = [
        {"label": label, "places": [place for place in places if place]} for label, places in seen
    ]
    every = [place for section in seen for place in section["places"]]
    matching = [
        place
        for place in every
        if path == place["href"] or (place["href"] != "/" and path.startswith(place["href"]))
    ]
    if matching:
        nearest = max(matching, key=lambda place: len(place["href"]))
        nearest["current"] = "page" if nearest["href"] == path else "true"
    return [section for section in seen if section["places"]]


def place_of(path: str) -> Promise | str:
    """The label of the entry to whose pages an address belongs; empty where there is none."""
    known = [(reverse(place.name), place.label) for _label, places in SECTIONS for place in places]
    matching = [(href, label) for href, label in known if href != "/" and path.startswith(href)]
    return max(matching, key=lambda place: len(place[0]), default=("", ""))[1]


def _shown(place: Place, may: Mapping[str, bool]) -> dict | None:
    if place.verbs and not any(may[verb] for verb in place.verbs):
        return None
    try:
        return {
            "href": reverse(place.name),
            "icon": place.icon,
            "label": place.label,
            "current": "",
        }
    except NoReverseMatch:
        return None
