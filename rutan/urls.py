"""Every address of the product; the apps hold their own."""

from django.urls import include, path

from rutan import views

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
handler403 = "rutan.views.forbidden"
handler404 = "rutan.views.not_found"
handler500 = "rutan.views.failed"
