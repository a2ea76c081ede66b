"""What of the garden stands in the side bar, and what the pages are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rutan.navigation import Place

SECTION = (
    _("Kebun"),
    (
        Place("harvest_new", "plus-circle", _("Catat panen"), ("record_harvest",)),
        Place("harvest_list", "basket2", pgettext_lazy("menu", "Panen"), ("view_harvests",)),
        Place("harvest_stock", "boxes", _("Stok"), ("view_harvests",)),
    ),
)

# Address name -> what its page, or its act, is called.
TITLES = {
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
}
