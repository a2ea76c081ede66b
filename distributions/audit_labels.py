"""What the acts and rows of the events are called in the audit, and where they open."""

from django.utils.translation import gettext_lazy as _

# The verb of an audit row -> what somebody did.
ACTS = {
    "fill_demo": _("Mengisi data contoh"),
    "create_event": _("Membuat kegiatan"),
    "edit_event": _("Mengubah kegiatan"),
    "move_event": _("Memindahkan kegiatan"),
    "set_items": _("Mengubah isi paket"),
    "choose": _("Menyusun daftar penerima"),
    "propose": _("Mengajukan daftar penerima"),
    "send_back": _("Mengembalikan daftar penerima"),
    "approve": _("Menyetujui daftar penerima"),
    "add_family": _("Menambahkan keluarga setelah daftar disetujui"),
    "promote": _("Menjadikan cadangan penerima"),
    "reinstate": _("Mengembalikan keluarga ke daftar"),
    "withdraw": _("Mengeluarkan dari daftar"),
    "tell_families": _("Menandai keluarga sudah diberi tahu"),
    "untell_family": _("Membatalkan tanda sudah diberi tahu"),
    "back_to_draft": _("Membuka kembali rencana"),
    "cancel_event": _("Membatalkan kegiatan"),
    "open_event": _("Membuka kegiatan"),
    "print_coupons": _("Mencetak kupon"),
    "replace_coupon": _("Mengganti kupon"),
    "add_photo": _("Menambahkan foto kegiatan"),
    "remove_photo": _("Menghapus foto kegiatan"),
    "attach_scan": _("Mengunggah hasil pindai"),
    "issue_document": _("Menerbitkan dokumen"),
    "print_document": _("Mencetak dokumen"),
    "pack": _("Mencatat pengemasan"),
    "weigh": _("Menimbang paket contoh"),
    "take_back": _("Membongkar atau mencatat paket rusak"),
    "give_coupon": _("Memberikan kupon"),
    "arrive": _("Mencatat kedatangan"),
    "undo_arrival": _("Membatalkan kedatangan"),
    "call_number": _("Memanggil nomor"),
    "pass_over": _("Melewati nomor"),
    "make_hall_screen": _("Membuat tautan layar aula"),
    "walk_in": _("Mendaftarkan keluarga yang datang langsung"),
    "hand_over": _("Menyerahkan paket"),
    "answer_refusal": _("Menjawab penolakan di loket"),
    "override": _("Mengizinkan penyerahan di luar aturan"),
    "void": _("Membatalkan penyerahan"),
    "accept_exception": _("Menerima penyerahan dengan penjelasan"),
    "close": _("Menutup kegiatan"),
    "explain_absences": _("Mencatat sebab tidak hadir"),
    "follow_up": _("Membuat kegiatan susulan"),
    "draw_spot_check": _("Mengundi uji petik"),
    "assign_spot_check": _("Menugaskan uji petik"),
    "answer_spot_check": _("Mencatat jawaban uji petik"),
    "reopen": _("Membuka kembali kegiatan"),
    "ratify": _("Mengesahkan penerima"),
    "print_summary": _("Mencetak ringkasan"),
    "export_pack": _("Mengunduh berkas pemeriksa"),
    "export_report": _("Mengunduh laporan"),
}

# The model of an audit row -> its word on screen, followed by the number of the row.
THINGS = {
    "distribution": _("Kegiatan"),
    "packageitem": _("Isi paket"),
    "packagemovement": _("Pengemasan"),
    "packedlot": _("Asal isi"),
    "weighing": _("Penimbangan contoh"),
    "entitlement": _("Daftar penerima"),
    "coupon": _("Kupon"),
    "hallscreen": _("Layar aula"),
    "paperprint": _("Cetakan kupon"),
    "handover": _("Penyerahan"),
    "deskattempt": _("Percobaan di loket"),
    "issueddocument": _("Dokumen"),
    "eventphoto": _("Foto kegiatan"),
    "signedscan": _("Hasil pindai"),
    "absence": _("Sebab tidak hadir"),
    "signaturecount": _("Jumlah tanda tangan"),
    "followup": _("Kegiatan susulan"),
    "spotcheck": _("Uji petik"),
    "drawnfamily": _("Keluarga yang diundi"),
    "spotchecksheet": _("Lembar uji petik"),
    "spotcheckanswer": _("Jawaban uji petik"),
}

# Called by their name; every other row by its number only.
NAMED = {"distribution"}

# The page of a row.
PAGES = {
    "distribution": "distribution_detail",
    "issueddocument": "document",
}

# Days, counts and amounts that are worth a look, in the order in which they are shown.
FACTS = {
    "packages": _("paket"),
    "packed": _("dikemas"),
    "handed_over": _("diserahkan"),
    "accepted": _("diterima dengan penjelasan"),
    "receipt": _("tanda terima"),
    "coupons": _("kupon"),
    "chosen": _("dipilih"),
    "dropped": _("dikeluarkan"),
    "lots": _("asal panen"),
}

# Of these the figure is read first.
COUNTS = {"packages", "packed", "handed_over", "accepted", "coupons", "chosen", "dropped", "lots"}
