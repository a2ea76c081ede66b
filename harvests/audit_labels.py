"""What the acts and rows of the garden are called in the audit, and where they open."""

from django.utils.translation import gettext_lazy as _

# The verb of an audit row -> what somebody did.
ACTS = {
    "save_commodity": _("Menyimpan komoditas"),
    "save_site": _("Menyimpan lahan, kolam, atau kandang"),
    "plant": _("Mencatat penanaman atau pemeliharaan"),
    "end_planting": _("Mengakhiri penanaman atau pemeliharaan"),
    "record_harvest": _("Mencatat panen"),
    "take_stock": _("Mencatat penggunaan panen"),
    "finish_lot": _("Menghabiskan sisa panen"),
    "put_back_stock": _("Mengembalikan stok"),
    "reverse_movement": _("Membatalkan mutasi stok"),
    "correct_harvest": _("Membetulkan catatan panen"),
    "count_stock": _("Menghitung stok"),
    "price_sale": _("Melengkapi nilai penjualan"),
    "deposit_sales": _("Mencatat setoran"),
}

# The model of an audit row -> its word on screen, followed by the number of the row.
THINGS = {
    "commodity": _("Komoditas"),
    "productionsite": _("Lahan, kolam, atau kandang"),
    "planting": _("Penanaman atau pemeliharaan"),
    "harvest": _("Panen"),
    "stockmovement": _("Mutasi stok"),
    "stockcount": _("Hitungan stok"),
    "deposit": _("Setoran"),
}

# Called by their name; every other row by its number only.
NAMED = {"commodity", "productionsite", "deposit"}

# The page of a row.
PAGES = {
    "commodity": "commodity_edit",
    "productionsite": "site_edit",
    "harvest": "harvest_detail",
}

# Days, counts and amounts that are worth a look, in the order in which they are shown.
FACTS = {
    "grams": _("berat"),
    "amount": _("nilai"),
    "sales": _("penjualan"),
}

# Of these the figure is read first.
COUNTS = {"sales"}
