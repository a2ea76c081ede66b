"""What of the registry stands in the side bar, and what the pages are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rutan.navigation import Place

SECTION = (
    _("Penerima"),
    (
        Place("family_search", "people", _("Keluarga"), ("view_families",)),
        Place("inmate_list", "person-badge", _("WBP"), ("view_families",)),
        Place("evidence_queue", "patch-check", _("Bukti kurang mampu"), ("verify_evidence",)),
    ),
)

# Address name -> what its page, or its act, is called.
TITLES = {
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
}
