"""The states of an account as a badge shows them; the apps bring theirs."""

from django.utils.translation import gettext_lazy as _

# key -> (tone, icon, label). Tones are ok, wait, bad, info and off in site.css.
STATUSES = {
    "active": ("ok", "check-circle", _("Aktif")),
    "inactive": ("off", "slash-circle", _("Nonaktif")),
}
