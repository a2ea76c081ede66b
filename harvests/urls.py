"""Addresses of the garden."""

from django.urls import path

from harvests.views import entry, lots, money, papers, places, reports, uses

urlpatterns = [
    path("harvests/", lots.harvest_list, name="harvest_list"),
    path("harvests/new/", entry.new, name="harvest_new"),
    path("harvests/slip.pdf", papers.slip, name="garden_slip"),
    path("harvests/stock/", lots.stock, name="harvest_stock"),
    path("harvests/report/", reports.month, name="harvest_report"),
    path("harvests/deposits/", money.deposits, name="deposits"),
    path("harvests/plantings/", places.plantings, name="plantings"),
    path("harvests/plantings/new/", places.planting_new, name="planting_new"),
    path("harvests/plantings/<int:pk>/end/", places.planting_end, name="planting_end"),
    path("harvests/movements/<int:pk>/reverse/", uses.reverse_movement, name="harvest_reverse"),
    path("harvests/movements/<int:pk>/undo/", uses.undo, name="harvest_undo"),
    path("harvests/movements/<int:pk>/price/", uses.price, name="sale_price"),
    path("harvests/<int:pk>/", lots.detail, name="harvest_detail"),
    path("harvests/<int:pk>/use/", uses.use, name="harvest_use"),
    path("harvests/<int:pk>/finish/", uses.finish, name="harvest_finish"),
    path("harvests/<int:pk>/count/", uses.count, name="harvest_count"),
    path("harvests/<int:pk>/correct/", uses.correct, name="harvest_correct"),
    path("harvests/<int:pk>/anew/", uses.anew, name="harvest_anew"),
    path("settings/commodities/", places.commodity_list, name="commodity_list"),
    path("settings/commodities/new/", places.commodity_new, name="commodity_new"),
    path("settings/commodities/<int:pk>/", places.commodity_edit, name="commodity_edit"),
    path("settings/sites/", places.site_list, name="site_list"),
    path("settings/sites/new/", places.site_new, name="site_new"),
    path("settings/sites/<int:pk>/", places.site_edit, name="site_edit"),
]
