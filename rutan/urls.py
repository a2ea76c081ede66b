"""Every address of the product; the apps hold their own."""

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

from rutan import views
from rutan.access import allow, public

urlpatterns = [
    # Of allauth only what an office without e-mail needs; sign-up is shut and accounts are made
    # under /settings/.
    path("accounts/login/", public(account.login), name="account_login"),
    path("accounts/logout/", public(account.logout), name="account_logout"),
    path("accounts/inactive/", public(account.account_inactive), name="account_inactive"),
    path(
        "accounts/password/change/",
        allow()(account.password_change),
        name="account_change_password",
    ),
    path("language/", public(set_language), name="set_language"),
    path("", include("distributions.urls")),
    path("", include("families.urls")),
    path("", include("harvests.urls")),
    path("settings/", views.settings_home, name="settings_home"),
    path("settings/facility/", views.facility_edit, name="facility_edit"),
    path("settings/logo/", views.logo, name="logo"),
    path("settings/letterhead.pdf", views.letterhead, name="letterhead"),
    path("settings/texts/", views.text_list, name="text_list"),
    path("settings/texts/edit/", views.text_edit, name="text_edit"),
    path("settings/signatories/", views.signatory_list, name="signatory_list"),
    path("settings/signatories/new/", views.signatory_new, name="signatory_new"),
    path("settings/signatories/<int:pk>/", views.signatory_edit, name="signatory_edit"),
    path("settings/users/", views.user_list, name="user_list"),
    path("settings/users/new/", views.user_new, name="user_new"),
    path("settings/users/<int:pk>/", views.user_edit, name="user_edit"),
    path(
        "settings/users/<int:pk>/reset-password/",
        views.user_reset_password,
        name="user_reset_password",
    ),
    path("settings/users/<int:pk>/switch-off/", views.user_switch_off, name="user_switch_off"),
    path("settings/users/<int:pk>/switch-on/", views.user_switch_on, name="user_switch_on"),
    path("settings/users/<int:pk>/unlock/", views.user_unlock, name="user_unlock"),
    path("audit/", views.audit_list, name="audit_list"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
handler400 = "rutan.views.unreadable"
handler403 = "rutan.views.forbidden"
handler404 = "rutan.views.not_found"
handler500 = "rutan.views.failed"
