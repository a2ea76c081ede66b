"""The fixed texts of an event's papers and messages that an office may put in its own words; what
stands between two asterisks is bold.
"""

from django.utils.translation import gettext_lazy as _

from rutan.fixed_texts import FixedText

_PLACES = {
    "waktu": "Selasa, 24 November 2026",
    "pukul": "08.30–11.30 WIB",
    "tempat": "Aula",
}
_OF_A_FAMILY = {
    "nama": "Sri Wahyuni",
    "rutan": "Rutan Blora",
    "kegiatan": "hasil panen",
    **_PLACES,
    "nomor": "12",
    "surat": "Surat lain dan fotokopi tidak perlu dibawa.",
}

TEXTS = {
    "assignment-reasons": FixedText(
        _("Surat tugas: Menimbang"),
        "bahwa dalam rangka bakti sosial hasil pembinaan kemandirian perlu menugaskan pegawai;\n"
        "bahwa pegawai yang namanya tercantum dalam surat tugas ini dipandang mampu"
        " melaksanakannya.",
    ),
    "assignment-tasks": FixedText(
        _("Surat tugas: Untuk"),
        "melaksanakan bakti sosial hasil panen pada {waktu}, pukul {pukul}, di {tempat};\n"
        "mencatat setiap penyerahan dan menjaga kerahasiaan data keluarga;\n"
        "*tidak menerima imbalan dalam bentuk apa pun*;\n"
        "melaporkan pelaksanaannya kepada Kepala Rutan.",
        _PLACES,
        ("waktu", "tempat"),
    ),
    "record-closing": FixedText(
        _("Berita acara serah terima: penutup"),
        "Demikian Berita Acara ini dibuat dengan sebenarnya dalam rangkap 2 (dua) untuk"
        " dipergunakan sebagaimana mestinya.",
    ),
    "report-general": FixedText(
        _("Laporan kegiatan: Umum"),
        "{rutan} membina kemandirian warga binaan dengan menanam sayur, memelihara ikan dan"
        " ternak. Sebagian hasilnya dibagikan kepada keluarga kurang mampu dari warga binaan.",
        {"rutan": "Rumah Tahanan Negara Kelas IIB Blora"},
    ),
    "poster-line": FixedText(
        _("Pengumuman: apa yang dibawa"),
        "Mohon membawa KTP atau KK. Paket dapat diambil tanpa membesuk.",
    ),
    "family-notice": FixedText(
        _("Pesan untuk keluarga"),
        "Yth. Bapak/Ibu {nama}. {rutan} mengadakan bakti sosial {kegiatan} pada {waktu}, pukul"
        " {pukul}, di {tempat}. Keluarga Bapak/Ibu terdaftar menerima satu paket (nomor {nomor})."
        " Mohon membawa KTP atau KK; kupon diberikan di loket kunjungan. {surat} Paket tetap dapat"
        " diambil meskipun tidak membesuk. Jika berhalangan, balas pesan ini. Tidak dipungut biaya"
        " apa pun.",
        _OF_A_FAMILY,
        ("waktu", "nomor"),
    ),
}
