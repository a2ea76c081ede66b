"""Every address of the product; the apps hold their own."""

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

from rutan import views
from rutan.access import allow, public

urlpatterns = [
    # Of allauth only what an office without e-mail needs; sign-up is shut and accounts are made under /settings/.
    path("accounts/login/", public(account.login), name="account_login"),
    path("accounts/logout/", public(account.logout), name="account_logout"),
    path("accounts/inactive/", public(account.account_inactive), name="account_inactive"),
    path("accounts/password/change/", allow()(account.password_change), name="account_change_password"),
    path("language/", public(set_language), name="set_language"),
    path("", include("distributions.urls")),
    path("", include("harvests.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
handler403 = "rutan.views.forbidden"
handler404 = "rutan.views.not_found"
handler500 = "rutan.views.failed"
