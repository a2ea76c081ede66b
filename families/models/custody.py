"""Where an inmate is, and whether that is here."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CustodyStatus(models.TextChoices):
    IN_CUSTODY = "in_custody", _("Di dalam")
    RELEASED = "released", _("Bebas")
    TRANSFERRED = "transferred", pgettext_lazy("WBP", "Pindah")
    CONDITIONAL_RELEASE = "conditional_release", _("Integrasi (PB/CB/CMB)")
    OUT_TEMPORARILY = "out_temporarily", _("Keluar sementara (sidang, sakit, cuti)")
    DECEASED = "deceased", _("Meninggal")
    ESCAPED = "escaped", _("Melarikan diri")


# Who is out for a hearing or a hospital is still held here.
_HERE = (CustodyStatus.IN_CUSTODY, CustodyStatus.OUT_TEMPORARILY)


def is_here(status: str) -> bool:
    return status in _HERE


def here(through: str = "") -> Q:
    """The same of an inmate's row, or through a relation: ``here("inmate__")``."""
    return Q(**{f"{through}custody_status__in": _HERE})


def was_here_on(day: dt.date, through: str = "") -> Q:
    """Held here on a past day: still here, or here until later."""
    return here(through) | Q(**{f"{through}custody_since__gt": day})
