"""What stands in the side bar, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import ResolverMatch, reverse
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


# Address name -> what its page, or its act, is called: for whoever may not see the page itself.
TITLES: dict[str, Promise] = {
    "harvest_report": _("Rekap bulanan"),
    "deposits": _("Setoran"),
    "plantings": _("Penanaman dan pemeliharaan"),
    "planting_new": _("Catat penanaman atau pemeliharaan"),
    "planting_end": _("Penanaman dan pemeliharaan"),
    "harvest_new": _("Catat panen"),
    "harvest_reverse": _("Batalkan catatan"),
    "harvest_undo": _("Urungkan"),
    "sale_price": _("Nilai penjualan"),
    "harvest_use": _("Bagi hasil panen"),
    "harvest_finish": _("Habiskan sisa"),
    "harvest_count": _("Hitung stok"),
    "harvest_correct": _("Betulkan catatan"),
    "harvest_anew": _("Betulkan catatan"),
    "commodity_list": pgettext_lazy("banyak", "Komoditas"),
    "commodity_new": _("Tambah komoditas"),
    "commodity_edit": pgettext_lazy("banyak", "Komoditas"),
    "site_list": _("Lahan, kolam, dan kandang"),
    "site_new": _("Tambah tempat"),
    "site_edit": _("Lahan, kolam, dan kandang"),
    "area_list": pgettext_lazy("banyak", "Wilayah"),
    "family_new": _("Daftarkan keluarga"),
    "family_history": _("Riwayat"),
    "family_hold": _("Tunda bantuan"),
    "family_resume": _("Lanjutkan bantuan"),
    "member_new": _("Tambah anggota"),
    "kinship_new": _("Tambah hubungan dengan WBP"),
    "evidence_new": _("Tambah bukti"),
    "evidence_queue": _("Bukti menunggu verifikasi"),
    "evidence_decide": _("Periksa bukti"),
    "inmate_new": _("Daftarkan WBP"),
    "inmate_move": _("Catat bebas, pindah, atau keluar"),
    "distribution_new": _("Buat kegiatan"),
    "distribution_today": _("Bakti sosial hari ini"),
    "distribution_edit": _("Ubah rencana"),
    "distribution_move": _("Pindahkan kegiatan"),
    "distribution_plan": _("Isi paket dan jumlah"),
    "recipients": _("Daftar penerima"),
    "recipients_suggest": _("Daftar penerima"),
    "distribution_propose": _("Ajukan kepada Kepala Rutan"),
    "distribution_approve": _("Persetujuan daftar penerima"),
    "distribution_send_back": _("Kembalikan dengan catatan"),
    "distribution_back_to_draft": _("Kembalikan ke rencana"),
    "distribution_cancel": _("Batalkan kegiatan"),
    "distribution_open": _("Buka kegiatan"),
    "distribution_ratify": _("Pengesahan penerima"),
    "entitlement_withdraw": _("Keluarkan dari daftar"),
    "entitlement_reinstate": _("Kembalikan ke daftar"),
    "entitlement_promote": _("Jadikan penerima"),
    "desk": _("Loket penyerahan"),
    "hand_over": _("Loket penyerahan"),
    "receipt": _("Loket penyerahan"),
    "came_unlisted": _("Loket penyerahan"),
    "walk_ins": _("Keluarga datang langsung"),
    "packing": _("Pengemasan"),
    "harvest_and_pack": _("Catat panen dan kemas"),
    "unpack": _("Bongkar paket"),
    "distribution_close": _("Tutup kegiatan"),
    "distribution_reopen": _("Buka kembali kegiatan"),
    "distribution_report": _("Laporan"),
    "distribution_report_xlsx": _("Laporan"),
    "void": _("Batalkan penyerahan"),
    "facility_edit": _("Ubah pengaturan"),
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
    return TITLES.get(match.view_name, "") if match else ""


def _shown(place: Place, may: Mapping[str, bool]) -> dict | None:
    if place.verbs and not any(may[verb] for verb in place.verbs):
        return None
    href = reverse(place.name)
    return {"href": href, "icon": place.icon, "label": place.label, "current": ""}
