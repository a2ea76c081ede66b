"""Addresses of the day itself."""

from django.urls import path

from distributions.views import arrivals, closing, desk, packing

urlpatterns = [
    path("distributions/<int:pk>/desk/", desk.find, name="desk"),
    path("distributions/<int:pk>/hand-over/", desk.hand_over, name="hand_over"),
    path("distributions/<int:pk>/receipts/<int:number>/", desk.receipt, name="receipt"),
    path("distributions/<int:pk>/walk-ins/", arrivals.walk_ins, name="walk_ins"),
    path("distributions/<int:pk>/packing/", packing.pack, name="packing"),
    path("distributions/<int:pk>/packing/harvest/", packing.harvest_and_pack, name="harvest_and_pack"),
    path("distributions/<int:pk>/close/", closing.close, name="distribution_close"),
    path("distributions/<int:pk>/reopen/", closing.reopen, name="distribution_reopen"),
    path("distributions/hand-overs/<int:pk>/void/", desk.void, name="void"),
]
