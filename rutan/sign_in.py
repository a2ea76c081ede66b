"""Signing in: the form, demo accounts, a locked name, and what was typed when a session ended."""

import datetime as dt
from ipaddress import ip_address

from allauth.account.forms import ChangePasswordForm, LoginForm
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rutan import audit
from rutan.access import ROLE_NAMES
from rutan.answers import PAGE_OF
from rutan.models import Facility, User

DEMO_PASSWORD = "rutan-demo"  # noqa: S105 printed by the demo and shown on its sign-in page


class SignInForm(LoginForm):
    """allauth's form with our words and without placeholders, which vanish while one types."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("login", _("Nama pengguna")), ("password", _("Kata sandi"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }


class NewPasswordForm(ChangePasswordForm):
    """allauth's form for a new password, without placeholders."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_oldpassword(self) -> str:
        """A second tap asks for what the first one changed already."""
        if self.user.check_password(self.data.get("password1", "")):
            return self.data.get("oldpassword", "")
        return super().clean_oldpassword()


def demo_accounts() -> list[User]:
    """Users of demo facilities in the order of the office, each with ``role_labels``; none where
    there is no demo.
    """
    users = User.objects.filter(facility__is_demo=True, is_active=True).select_related("facility")
    users = list(users.with_roles().order_by("facility_id", "username"))
    roles = list(ROLE_NAMES)
    for user in users:
        user.role_labels = [ROLE_NAMES[role] for role in roles if role in user.role_names]
    return sorted(
        users,
        key=lambda user: (
            user.facility_id,
            min((roles.index(r) for r in user.role_names if r in roles), default=99),
        ),
    )


def tried_name(request: HttpRequest, credentials: dict | None) -> str:
    """The name that axes counts tries under: sign-in reads names without their case, so the count
    must too.
    """
    credentials = credentials or {}
    name = credentials.get("username") or credentials.get("login") or request.POST.get("login", "")
    # One sign may become eighteen in small letters; axes keeps 255, and no user has more than 150.
    return User.normalize_username(name).strip().casefold()[:255]


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from, as the first of the office's own ``PROXIES`` saw it.

    What stands further left in X-Forwarded-For was typed by the visitor, who could lock anybody out
    with it.
    """
    passed = request.headers.get("X-Forwarded-For", "").split(",")[-settings.PROXIES :]
    try:
        return (
            str(ip_address(passed[0].strip()))
            if settings.PROXIES
            else request.META.get("REMOTE_ADDR")
        )
    except ValueError:
        return request.META.get("REMOTE_ADDR")


def unlocks_at(request: HttpRequest, credentials: dict | None) -> dt.datetime:
    """The full minute from which a locked name may try again at this address, in the zone of its
    facility (else of the first).
    """
    attempts = AxesDatabaseHandler().get_user_attempts(request, credentials)
    last = max(
        (attempt.attempt_time for rows in attempts for attempt in rows), default=timezone.now()
    )
    user = (
        User.objects.filter(username__iexact=tried_name(request, credentials))
        .select_related("facility")
        .first()
    )
    facility = (user and user.facility) or Facility.objects.order_by("pk").first()
    free = last + get_cool_off(request) + dt.timedelta(minutes=1)
    return timezone.localtime(free, facility and facility.tzinfo).replace(second=0, microsecond=0)


def is_locked(user: User) -> bool:
    """Whether failed tries keep this user out at some address right now."""
    since = timezone.now() - dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(username=user.username.casefold(), attempt_time__gte=since)
    return tries.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()


@transaction.atomic
def unlock(*, user: User, by: User) -> int:
    """Forget the failed sign-ins of a locked user, at every address; returns how many rows of
    attempts there were.
    """
    count = reset(username=user.username.casefold())
    if count:
        audit.record(by=by, verb="unlock_user", thing=user, attempts=count)
    return count


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a refused POST of our own pages held, to be sent again after signing in; never a
    password.

    Only a request that names this host as its origin, or carried a token of ours: another site must
    not get its fields into a form of ours.
    """
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if request.method != "POST" or not (own or getattr(request, "csrf_processing_done", False)):
        return []
    # Signed in, the page that sends it again is marked anew; else the person who typed it stays
    # named.
    renewed = {"csrfmiddlewaretoken"} | ({PAGE_OF} if request.user.is_authenticated else set())
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in renewed and "password" not in name
        for value in values
    ]
