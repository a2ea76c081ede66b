"""The states of the registry as a badge shows them."""

from django.utils.translation import gettext_lazy as _

# key -> (tone, icon, label). Tones are ok, wait, bad, info and off in site.css.
STATUSES = {
    "hold": ("wait", "pause-circle", _("Bantuan ditunda")),
    "eligible": ("ok", "check-circle", _("Memenuhi syarat")),
    "not_eligible": ("off", "dash-circle", _("Belum memenuhi syarat")),
    "no_longer_eligible": ("off", "dash-circle", _("Tidak lagi memenuhi syarat")),
    "verified": ("ok", "patch-check", _("Diterima")),
    "waiting": ("wait", "hourglass-split", _("Menunggu verifikasi")),
    "rejected": ("bad", "x-circle", _("Ditolak")),
    "expired": ("off", "clock", _("Tidak berlaku lagi")),
    "expiring": ("wait", "clock", _("Segera berakhir")),
    "detainee": ("info", "person", _("Tahanan")),
    "convict": ("info", "person", _("Narapidana")),
}
