"""The states of the events as a badge shows them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# key -> (tone, icon, label). Tones are ok, wait, bad, info and off in site.css.
STATUSES = {
    "draft": ("off", "pencil", _("Rencana")),
    "approved": ("info", "check-lg", _("Disetujui")),
    "open": ("ok", "door-open", _("Dibuka")),
    "closed": ("off", "flag", _("Selesai")),
    "cancelled": ("bad", "x-lg", _("Dibatalkan")),
    "proposed": ("wait", "hourglass-split", _("Menunggu persetujuan")),
    "await_ratify": ("wait", "hourglass-split", _("Menunggu pengesahan")),
    "ratified": ("ok", "check-lg", _("Disahkan")),
    "feast_day": ("info", "calendar-event", _("Hari raya")),
    "rehearsal": ("info", "play-circle", _("Latihan")),
    "planned": ("off", "circle", _("Belum diambil")),
    "arrived": ("info", "person-check", _("Sudah datang")),
    "collected": ("ok", "check-circle", _("Sudah diterima")),
    "reserve": ("info", "list-ol", _("Cadangan")),
    "no_show": ("off", "slash-circle", _("Tidak hadir")),
    "stays_away": ("wait", "truck", _("Perlu diantar?")),
    "never_served": ("wait", "gift", _("Belum pernah menerima")),
    "empty_handed": ("off", "person-x", _("Datang, tidak menerima")),
    "withdrawn": ("bad", "dash-circle", _("Dikeluarkan")),
    "awaits_approval": ("wait", "hourglass-split", _("Menunggu persetujuan")),
    "voided": ("bad", "x-circle", pgettext_lazy("penyerahan", "Dibatalkan")),
    "exception": ("wait", "exclamation-triangle", _("Perlu dijelaskan")),
    "revoked": ("off", "arrow-repeat", _("Sudah diganti")),
    "issued": ("ok", "file-earmark-text", _("Terbit")),
    "corrected": ("off", "arrow-repeat", _("Sudah dibetulkan")),
    "superseded": ("wait", "exclamation-triangle", _("Tidak berlaku lagi")),
    "signed": ("ok", "pen", _("Ditandatangani")),
}
