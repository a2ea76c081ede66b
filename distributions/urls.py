"""Addresses of the day itself."""

from django.urls import path

from distributions.views import arrivals, desk

urlpatterns = [
    path("distributions/<int:pk>/desk/", desk.find, name="desk"),
    path("distributions/<int:pk>/hand-over/", desk.hand_over, name="hand_over"),
    path("distributions/<int:pk>/receipts/<int:number>/", desk.receipt, name="receipt"),
    path("distributions/<int:pk>/walk-ins/", arrivals.walk_ins, name="walk_ins"),
    path("distributions/hand-overs/<int:pk>/void/", desk.void, name="void"),
]
