"""What stands in the side bar, for whom, and what pages are called."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import ResolverMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from rutan.apps import brought, brought_words


@dataclass(frozen=True)
class Place:
    """One entry: address name, icon, label, and the verbs of which one is enough (none:
    everybody).
    """

    name: str
    icon: str
    label: Promise
    verbs: tuple[str, ...] = ()


# The ground's own: where everybody begins, and the office.
HOME = ("", (Place("home", "house", _("Beranda")),))
OFFICE = (
    _("Kantor"),
    (
        Place("settings_home", "gear", _("Pengaturan Rutan"), ("edit_facility", "manage_users")),
        Place("audit_list", "clock-history", _("Riwayat tindakan"), ("view_audit",)),
    ),
)


def _sections() -> list[tuple[Promise | str, tuple[Place, ...]]]:
    return [HOME, *brought("navigation", "SECTION"), OFFICE]


# The side bar: the ground's two, and between them what each app has as SECTION in its module of
# this name.
SECTIONS = SimpleLazyObject(_sections)
# Address name -> what its page, or its act, is called: for whoever may not see the page itself.
# Each app names its own.
TITLES = {
    "facility_edit": _("Ubah pengaturan"),
    "logo": _("Logo pada kop"),
    "letterhead": _("Logo pada kop"),
    "text_list": _("Teks tetap"),
    "text_edit": _("Teks tetap"),
    "signatory_list": _("Pejabat penandatangan"),
    "signatory_new": _("Tambah pejabat"),
    "signatory_edit": _("Ubah data pejabat"),
    "user_list": _("Pengguna"),
    "user_new": _("Buat akun"),
    "user_edit": _("Pengguna"),
    "user_reset_password": _("Buat kata sandi baru"),
    "user_switch_off": _("Nonaktifkan akun"),
    "user_switch_on": _("Pengguna"),
    "user_unlock": _("Pengguna"),
}


def titles() -> dict[str, Promise]:
    """Those of all apps."""
    return brought_words("navigation", "TITLES")


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


def title_of(match: ResolverMatch | None) -> Promise | str:
    """What the page at an address is called, or the act that it is for; empty where it has no name
    of its own.
    """
    return titles().get(match.view_name, "") if match else ""


def _shown(place: Place, may: Mapping[str, bool]) -> dict | None:
    if place.verbs and not any(may[verb] for verb in place.verbs):
        return None
    href = reverse(place.name)
    return {"href": href, "icon": place.icon, "label": place.label, "current": ""}
