"""What of the events stands in the side bar, and what the pages are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rutan.navigation import Place

SECTION = (
    pgettext_lazy("menu", "Kegiatan"),
    (
        Place("distribution_list", "gift", _("Bakti sosial"), ("view_distributions",)),
        Place("report_home", "bar-chart", _("Laporan"), ("view_reports",)),
        Place("document_list", "file-earmark-text", _("Dokumen"), ("issue_document",)),
    ),
)

# Address name -> what its page, or its act, is called.
TITLES = {
    "distribution_new": _("Buat kegiatan"),
    "distribution_next": _("Usulan kegiatan berikutnya"),
    "distribution_today": _("Bakti sosial hari ini"),
    "distribution_edit": _("Ubah rencana"),
    "distribution_move": _("Pindahkan kegiatan"),
    "distribution_plan": _("Isi paket dan jumlah"),
    "recipients": _("Daftar penerima"),
    "recipients_suggest": _("Daftar penerima"),
    "recipients_add": _("Tambah keluarga"),
    "notices": _("Beri tahu keluarga"),
    "notice_undo": _("Beri tahu keluarga"),
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
    "coupon": _("Kupon"),
    "papers_print": _("Berkas"),
    "event_paper": _("Berkas"),
    "printed_papers": _("Berkas"),
    "document_draft": _("Dokumen"),
    "document_issue": _("Terbitkan dokumen"),
    "documents_for_signing": _("Dokumen"),
    "document": _("Dokumen"),
    "document_scan": _("Unggah hasil pindai"),
    "document_scan_file": _("Dokumen"),
    "document_pdf": _("Dokumen"),
    "desk": _("Loket penyerahan"),
    "hand_over": _("Loket penyerahan"),
    "receipt": _("Loket penyerahan"),
    "desk_now": _("Loket penyerahan"),
    "call_next": _("Loket penyerahan"),
    "call_again": _("Loket penyerahan"),
    "pass_over": _("Loket penyerahan"),
    "hall_screen": _("Layar aula"),
    "arrivals": _("Kedatangan"),
    "reserves": _("Cadangan"),
    "undo_arrival": _("Kedatangan"),
    "give_coupon": _("Kedatangan"),
    "came_unlisted": _("Loket penyerahan"),
    "walk_ins": _("Keluarga datang langsung"),
    "packing": _("Pengemasan"),
    "harvest_and_pack": _("Catat panen dan kemas"),
    "unpack": _("Bongkar paket"),
    "weigh": _("Timbang contoh"),
    "distribution_close": _("Tutup kegiatan"),
    "distribution_reopen": _("Buka kembali kegiatan"),
    "distribution_report": _("Laporan"),
    "distribution_report_xlsx": _("Laporan"),
    "void": _("Batalkan penyerahan"),
}
