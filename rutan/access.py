"""Who may do what: the one table of roles and verbs, and the seams that read it."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from urllib.parse import unquote, unquote_plus

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rutan import audit
from rutan.answers import in_json, page_of, wants_json
from rutan.compiled import Compiled
from rutan.fields import plain_number
from rutan.identity_numbers import is_identity_number

# A page with a form: shown, and sent back to the same address.
get_or_post = require_http_methods(["GET", "POST"])

_HARVESTS = frozenset({"view_harvests", "record_harvest", "pack"})
# Whoever keeps the registry also tells the families: he has their phones.
_REGISTRY = frozenset({"view_families", "register_family", "reveal_nik", "tell_families"})
DESK = frozenset({"search_desk", "arrive", "hand_over", "walk_in", "void_own"})
# Whoever sees events may be named to phone after one; the verb asks whether he was.
_EVENTS = frozenset({"view_distributions", "answer_spot_check"})
# Whoever meets a family may ask why it did not come the last time.
_MEETS = frozenset({"tell_absence"})
# Whoever works at an event also prints what lies on its tables.
_PAPERS = _EVENTS | {"print_papers"}
_SERVICES = frozenset(
    {
        "verify_evidence",
        "hold_family",
        "split_card",
        "plan",
        "propose",
        "open",
        "close",
        "void",
        "settle",
        "override",
        "view_reports",
        "export",
        "edit_facility",
        # He puts the papers before the head, whose act is the signature.
        "issue_document",
        "spot_check",
    }
)

# Role (= group name) -> verbs. Groups carry membership only; nothing else says who may do what.
ROLES: dict[str, frozenset[str]] = {
    "harvest_recorder": _HARVESTS | _EVENTS,
    "registrar": _REGISTRY | _PAPERS | _MEETS,
    "handover_officer": DESK | _PAPERS | _MEETS,
    "services_head": _HARVESTS | _REGISTRY | DESK | _SERVICES | _PAPERS | _MEETS,
    "head": _PAPERS
    | frozenset(
        {
            "view_harvests",
            "view_families",
            "approve",
            "ratify",
            "reopen",
            "view_reports",
            "export",
            "issue_document",
            "spot_check",
        }
    ),
    "administrator": frozenset({"manage_users", "edit_facility", "view_audit"}),
}
ROLE_NAMES = {
    "head": _("Kepala Rutan"),
    "services_head": _("Kasubsi Pelayanan Tahanan"),
    "harvest_recorder": _("Petugas Pembinaan"),
    "registrar": _("Petugas Registrasi"),
    "handover_officer": _("Petugas Penyerahan"),
    "administrator": _("Administrator"),
}
VERBS: frozenset[str] = frozenset().union(*ROLES.values())

Visitor = AbstractBaseUser | AnonymousUser

DESK_SESSION = dt.timedelta(hours=12)
IDLE_SESSION = dt.timedelta(minutes=60)
_TOUCH_EVERY = dt.timedelta(minutes=1)


class RoleBackend(AuthenticationBackend):
    """Loads the user with facility and roles in one query and answers has_perm from ROLES."""

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        users = _signed_in(pk=user_id)
        return users[0] if users and self.user_can_authenticate(users[0]) else None

    def has_perm(self, user_obj: AbstractBaseUser, perm: str, obj: object = None) -> bool:
        return user_obj.is_active and perm in verbs_of(user_obj)


@Compiled
def _signed_in(pk: int) -> QuerySet[AbstractBaseUser]:
    return get_user_model().objects.select_related("facility").with_roles().filter(pk=pk)


def roles_of(user: Visitor) -> frozenset[str]:
    """The role ids a user holds; roles add up."""
    if not hasattr(user, "role_names"):
        user.role_names = list(user.groups.values_list("name", flat=True)) if user.pk else []
    return frozenset(name for name in user.role_names if name in ROLES)


def verbs_of(user: Visitor) -> frozenset[str]:
    """Every verb the user's roles allow."""
    return frozenset().union(*(ROLES[role] for role in roles_of(user)))


def allow(*verbs: str) -> Callable:
    """Stamp a view with the verbs of which its user needs one; without a verb any signed-in user
    may enter.

    Anonymous visitors are sent to sign-in (a fragment and a program get 401); a POST from the page
    of another person is 409; a missing verb, or a user without a facility, is PermissionDenied
    (403).
    """
    if unknown := set(verbs) - VERBS:
        raise ValueError(f"No role has these verbs: {sorted(unknown)}")

    def stamp(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return not_signed_in() if wants_json(request) else sign_in_first(request)
            if is_page_of_another(request):
                return page_of_another(request)
            if request.user.facility_id is None or (
                verbs and verbs_of(request.user).isdisjoint(verbs)
            ):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed = frozenset(verbs)
        return guarded

    return stamp


def not_signed_in() -> JsonResponse:
    """What a program without a session is told, in the words of the desk."""
    message = _("Anda belum masuk. Belum ada yang tersimpan.")
    return in_json("not_signed_in", message, status=401)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Where a browser without a session goes on; what it sent is stored nowhere but stands in the
    answer.
    """
    over = getattr(request, "session_is_over", False)
    if request.htmx:
        # The page around the fragment stays, with whatever is typed in it.
        return render(request, "account/_session_over.html", status=401)
    if request.method == "POST" and (over or page_of(request)):
        return _with_what_was_typed(request, "account/session_over.html", status=401, over=over)
    came_from = request.get_full_path() if request.method == "GET" else "/"
    to_sign_in = redirect_to_login(_without_numbers(came_from))
    if over:
        to_sign_in["Location"] += "&expired=1"
    return to_sign_in


def is_page_of_another(request: HttpRequest) -> bool:
    """Whether a POST comes from a page that was rendered for somebody else than who is signed
    in.
    """
    return page_of(request) not in {"", str(request.user.pk)}


def page_of_another(request: HttpRequest) -> HttpResponse:
    """Stop a POST of another's page and name both: acts are recorded under whoever meant them."""
    colleagues = get_user_model().objects.visible_to(request.user)
    one = colleagues.filter(pk=plain_number(page_of(request))).first() or _("petugas lain")
    message = _(
        "Halaman ini dibuka oleh %(one)s, Anda masuk sebagai %(other)s. Belum ada yang tersimpan."
    ) % {"one": one, "other": request.user}
    if wants_json(request):
        return in_json("invalid", message, status=409)
    return _with_what_was_typed(
        request, "account/page_of_another.html", status=409, message=message
    )


def _with_what_was_typed(
    request: HttpRequest, template: str, *, status: int, **context
) -> HttpResponse:
    page = render(request, template, context, status=status)
    # What was typed stands in the page, a NIK too.
    page["Cache-Control"] = "no-store"
    return page


def _without_numbers(address: str) -> str:
    """The address without a part that reads as a NIK or KK number, which would be written down once
    more as ``next``.
    """
    path, _mark, query = address.partition("?")
    if is_identity_number(unquote(path)):
        return "/"
    kept = "&".join(part for part in query.split("&") if not is_identity_number(unquote_plus(part)))
    return f"{path}?{kept}" if kept else path


def public(view: Callable) -> Callable:
    """Stamp a view that anybody may open, signed in or not."""
    view.allowed = None
    return view


def asked_by_itself(view: Callable) -> Callable:
    """Mark a view that an open page asks for by itself: nobody's hand, so no sign that somebody is
    still there.
    """
    view.asked_by_itself = True
    return view


def _is_asked_by_itself(request: HttpRequest) -> bool:
    # The view is not known before the middleware has run; it is looked up where it matters only.
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "asked_by_itself", False)


class _May:
    def __init__(self, user: Visitor) -> None:
        self._verbs = verbs_of(user)

    def __getitem__(self, verb: str) -> bool:
        if verb not in VERBS:
            raise KeyError(verb)
        return verb in self._verbs


def may(request: HttpRequest) -> dict:
    """Template context: ``{% if may.hand_over %}`` and the user's role ids."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"may": _May(user), "roles": roles_of(user)}


def local_time_and_idle_sessions(get_response: Callable) -> Callable:
    """Middleware: show times in the facility's zone; a desk lasts 12 h from sign-in, others 60 idle
    minutes.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and _session_is_over(request):
            # Whoever comes back is told that the time is over, and not by a page that asked.
            if not _is_asked_by_itself(request):
                request.session.flush()
            request.session_is_over = True
            request.user = request._cached_user = user = AnonymousUser()
        with timezone.override(user.facility.tzinfo if getattr(user, "facility", None) else None):
            return get_response(request)

    return middleware


def _session_is_over(request: HttpRequest) -> bool:
    # The end stands in the session and not in the cookie, whose silent disappearance nobody could
    # explain to a clerk. It is moved once a minute at most, so that a page seldom costs an UPDATE.
    now, session = timezone.now(), request.session
    until = dt.datetime.fromisoformat(session["until"]) if "until" in session else None
    if until and until <= now:
        return True
    if "handover_officer" in roles_of(request.user):
        session.setdefault("until", (now + DESK_SESSION).isoformat())
    elif (until is None or until - now < IDLE_SESSION - _TOUCH_EVERY) and not (
        _is_asked_by_itself(request)
    ):
        session["until"] = (now + IDLE_SESSION).isoformat()
    return False


class AccountAdapter(DefaultAccountAdapter):
    """allauth without sign-up: users are made by the administrator under /settings/."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Nama pengguna atau kata sandi tidak cocok.")
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Called where somebody changes his own password; the administrator's reset is
        office.reset_password.
        """
        if user.check_password(password):
            return
        super().set_password(user, password)
        audit.record(by=user, verb="change_own_password", thing=user)
