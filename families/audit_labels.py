"""What the acts and rows of the registry are called in the audit, and where they open."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The verb of an audit row -> what somebody did.
ACTS = {
    "load_areas": _("Memuat desa dan kelurahan"),
    "register_families": _("Mendaftarkan keluarga"),
    "edit_family": _("Mengubah data keluarga"),
    "split_card": _("Memisahkan keluarga dalam satu KK"),
    "hold_family": _("Menunda bantuan"),
    "resume_family": _("Melanjutkan bantuan"),
    "add_member": _("Menambah anggota keluarga"),
    "edit_member": _("Mengubah anggota keluarga"),
    "member_left": _("Mencatat anggota keluar"),
    "add_kinship": _("Menambah hubungan dengan WBP"),
    "end_kinship": _("Mengakhiri hubungan dengan WBP"),
    "add_evidence": _("Menambah bukti"),
    "accept_evidence": _("Menerima bukti"),
    "reject_evidence": _("Menolak bukti"),
    "take_back_acceptance": _("Menolak bukti yang sudah diterima"),
    "reveal_nik": _("Menampilkan NIK"),
    "register_inmates": _("Mendaftarkan WBP"),
    "edit_inmate": _("Mengubah data WBP"),
    "renumber_inmate": _("Menambah nomor register"),
    "correct_register_number": _("Membetulkan nomor register"),
    "move_inmate": _("Mengubah keberadaan WBP"),
}

# The model of an audit row -> its word on screen, followed by the number of the row.
THINGS = {
    "inmate": pgettext_lazy("satu", "WBP"),
    "registernumber": _("Nomor register"),
    "family": pgettext_lazy("satu", "Keluarga"),
    "familymember": _("Anggota keluarga"),
    "kinship": _("Hubungan dengan WBP"),
    "povertyevidence": _("Bukti"),
    "area": _("Wilayah"),
}

# The page of a row.
PAGES = {
    "inmate": "inmate_detail",
    "family": "family_detail",
}

# Days, counts and amounts that are worth a look, in the order in which they are shown.
FACTS = {
    "families": _("keluarga"),
    "inmates": _("WBP"),
    "seen": _("keluarga mirip yang diperiksa"),
    "villages": _("desa/kelurahan"),
}

# Of these the figure is read first.
COUNTS = {"families", "inmates", "villages"}
