"""Error pages, health, settings, users and the audit page."""

from copy import copy
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from rutan import (
    access,
    administration,
    audit,
    audit_labels,
    fixed_texts,
    health,
    navigation,
    papers,
    sign_in,
)
from rutan.access import ROLE_NAMES, ROLES, allow, get_or_post, public
from rutan.answers import (
    carried_out,
    form_page,
    in_json,
    page_of,
    posted,
    pressed,
    show_also,
    show_taken,
    today_of,
    wants_json,
)
from rutan.editing import fingerprint
from rutan.forms import (
    AccountForm,
    AuditFilterForm,
    FacilityForm,
    LogoForm,
    ResetForm,
    SignatoryForm,
    TextForm,
)
from rutan.models import AuditEntry, Signatory, User

_NO_SAMPLE = gettext_lazy("Pratinjau belum jadi. Coba lagi sebentar.")


def _verbs_asked_for(request: HttpRequest) -> frozenset[str]:
    view = request.resolver_match and request.resolver_match.func
    return getattr(view, "allowed", None) or frozenset()


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    verbs = _verbs_asked_for(request)
    if wants_json(request):
        message = _("Anda tidak berhak membuka halaman ini. Belum ada yang tersimpan.")
        return in_json("not_allowed", message, status=403)
    context = {
        "page": navigation.place_of(request.path),
        "title": navigation.title_of(request.resolver_match),
        "who_may": [name for role, name in ROLE_NAMES.items() if ROLES[role].intersection(verbs)],
    }
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """Of the desk a program reads that nobody of another prison or event is on this list."""
    if wants_json(request):
        at_desk = access.DESK & _verbs_asked_for(request)
        message = _("Halaman atau data ini tidak ada.")
        return in_json("not_on_list" if at_desk else "not_found", message, status=404)
    return render(request, "404.html", status=404)


def unreadable(request: HttpRequest, exception=None) -> HttpResponse:
    """What can't be taken for a form: in another charset, with too many fields, or too much at
    once.
    """
    if wants_json(request):
        message = _("Kiriman ini tidak dapat dibaca. Belum ada yang tersimpan.")
        return in_json("invalid", message, status=400)
    # Without the request: whatever its context would read may be what can't be read.
    return HttpResponse(render_to_string("400.html"), status=400)


def failed(request: HttpRequest) -> HttpResponse:
    # Without the request: its context would ask the database, which may be what failed.
    return HttpResponse(render_to_string("500.html"), status=500)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not request.user.is_authenticated:
        # A lost cookie took the form's token along with the session.
        if wants_json(request):
            return access.not_signed_in()
        if page_of(request):
            return access.sign_in_first(request)
    elif access.is_page_of_another(request):
        return access.page_of_another(request)
    if wants_json(request):
        message = _("Formulir ini sudah kedaluwarsa. Belum ada yang tersimpan. Muat ulang halaman.")
        return in_json("expired_form", message, status=403)
    page = render(request, "expired_form.html", status=403)
    # What was typed stands in the page, a NIK too.
    page["Cache-Control"] = "no-store"
    return page


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict | None
) -> HttpResponse:
    until = sign_in.unlocks_at(request, credentials)
    with timezone.override(until.tzinfo):
        return render(request, "account/locked_out.html", {"until": until}, status=429)


@public
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    missing = health.what_is_missing()
    return HttpResponse(
        missing or "ready", content_type="text/plain", status=503 if missing else 200
    )


@allow("edit_facility", "manage_users")
@require_GET
def settings_home(request: HttpRequest) -> HttpResponse:
    today = today_of(request)
    signing = Signatory.objects.visible_to(request.user).signing_on(today)
    users = User.objects.visible_to(request.user)
    context = {
        "signing": signing,
        "active": users.active().count(),
        "away": users.away_since(timezone.now() - administration.LONG_AWAY).count(),
    }
    return render(request, "rutan/settings_home.html", context)


@allow("edit_facility")
@get_or_post
def facility_edit(request: HttpRequest) -> HttpResponse:
    facility = request.user.facility
    form = FacilityForm(posted(request), instance=copy(facility))
    if "preview" in request.POST and form.is_valid():
        return _letterhead(request, form)
    change = partial(administration.change_facility, facility=facility, by=request.user)
    if carried_out(form, lambda data: change(changes=form.facts(), seen=data["seen"])):
        messages.success(request, _("Pengaturan Rutan tersimpan."))
        return redirect("settings_home")
    show_taken(form)
    return form_page(request, "rutan/facility_edit.html", form)


def _letterhead(request: HttpRequest, form: FacilityForm) -> HttpResponse:
    """A sample sheet of the settings as they are typed; nothing is stored."""
    pdf = papers.sample(form.instance, at=timezone.now())
    if pdf is None:
        form.add_error(None, _NO_SAMPLE)
        return form_page(request, "rutan/facility_edit.html", form)
    return _sample(pdf)


def _sample(pdf: bytes) -> HttpResponse:
    headers = {"Content-Disposition": 'inline; filename="kop.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@allow("edit_facility")
@get_or_post
def logo(request: HttpRequest) -> HttpResponse:
    """The picture beside the letterhead: another one, or none."""
    facility = request.user.facility
    form = LogoForm(posted(request), request.FILES or None)
    set_logo = partial(administration.set_logo, facility=facility, by=request.user)
    if "remove" in request.POST:
        set_logo(file=None)
        messages.success(request, _("Logo dihapus."))
        return redirect("logo")
    if carried_out(form, lambda data: set_logo(file=data["file"])):
        messages.success(request, _("Logo tersimpan. Lihat pratinjaunya."))
        return redirect("logo")
    return form_page(request, "rutan/logo.html", form, facility=facility)


@allow("edit_facility")
@require_GET
def text_list(request: HttpRequest) -> HttpResponse:
    """The fixed texts, each as the office has it."""
    own = dict(request.user.facility.texts.values_list("key", "text"))
    texts = [
        (key, told, own.get(key, told.default), key in own)
        for key, told in fixed_texts.known().items()
    ]
    return render(request, "rutan/text_list.html", {"texts": texts})


@allow("edit_facility")
@get_or_post
def text_edit(request: HttpRequest) -> HttpResponse:
    """One of them, with what fills its places; or back to the built-in one."""
    key, facility = request.POST.get("key") or request.GET.get("text", ""), request.user.facility
    told = fixed_texts.known().get(key)
    if told is None:
        return redirect("text_list")
    stored, sent = fixed_texts.stored(facility, key), posted(request)
    if sent and "reset" in sent:
        sent = sent.copy()
        sent["text"], sent["seen"] = told.default, fingerprint(stored, ["text"])
    form = TextForm(sent, instance=copy(stored))
    change = partial(fixed_texts.change_text, facility=facility, key=key, by=request.user)
    if carried_out(form, lambda data: change(text=data["text"], seen=data["seen"])):
        messages.success(request, _("Teks tersimpan."))
        return redirect("text_list")
    shown = form.cleaned_data.get("text", stored.text) if form.is_bound else stored.text
    context = {"key": key, "told": told, "own": stored.pk is not None}
    context["preview"] = fixed_texts.fill(shown, told.places)
    return form_page(request, "rutan/text_edit.html", form, **context)


@allow("edit_facility")
@require_GET
def letterhead(request: HttpRequest) -> HttpResponse:
    """A sample sheet of the settings as they are stored."""
    pdf = papers.sample(request.user.facility, at=timezone.now())
    if pdf is None:
        messages.error(request, _NO_SAMPLE)
        return redirect("logo")
    return _sample(pdf)


@allow("edit_facility")
@require_GET
def signatory_list(request: HttpRequest) -> HttpResponse:
    today = today_of(request)
    signatories = Signatory.objects.visible_to(request.user).select_related("user")
    terms = [(row, row.term_on(today)) for row in signatories]
    return render(request, "rutan/signatory_list.html", {"signatories": terms})


@allow("edit_facility")
@get_or_post
def signatory_new(request: HttpRequest) -> HttpResponse:
    facility, users = request.user.facility, User.objects.visible_to(request.user).active()
    form = SignatoryForm(posted(request), instance=Signatory(facility=facility), users=users)
    appoint = partial(administration.appoint, facility=facility, by=request.user)
    if carried_out(form, lambda data: appoint(facts=form.facts(), client_id=data["client_id"])):
        said = _("%(name)s tercatat sebagai pejabat penandatangan.")
        messages.success(request, said % {"name": form.made.name})
        return redirect("signatory_list")
    show_taken(form)
    return form_page(request, "rutan/signatory_form.html", form)


@allow("edit_facility")
@get_or_post
def signatory_edit(request: HttpRequest, pk: int) -> HttpResponse:
    signatory = get_object_or_404(Signatory.objects.visible_to(request.user), pk=pk)
    users = User.objects.visible_to(request.user)
    form = SignatoryForm(posted(request), instance=copy(signatory), users=users)
    change = partial(administration.change_appointment, signatory=signatory, by=request.user)
    if carried_out(form, lambda data: change(changes=form.facts(), seen=data["seen"])):
        messages.success(request, _("Data pejabat tersimpan."))
        return redirect("signatory_list")
    show_taken(form)
    return form_page(request, "rutan/signatory_form.html", form, signatory=signatory)


@allow("manage_users")
@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    everybody = User.objects.visible_to(request.user)
    shown = {
        "": everybody,
        "away": everybody.away_since(timezone.now() - administration.LONG_AWAY),
        "off": everybody.switched_off(),
    }
    show = request.GET.get("show", "")
    users = shown.get(show, everybody).with_roles().order_by("name", "pk")
    context = {
        "users": users,
        "show": show,
        "total": everybody.count(),
        "away": shown["away"].count(),
        "off": shown["off"].count(),
    }
    return render(request, "rutan/user_list.html", context)


@never_cache
@allow("manage_users")
@get_or_post
def user_new(request: HttpRequest) -> HttpResponse:
    form = AccountForm(posted(request))
    if carried_out(form, partial(_open_account, request, form)):
        return _password_page(request, *form.made)
    show_taken(form)
    return form_page(request, "rutan/user_new.html", form)


def _open_account(request: HttpRequest, form: AccountForm, data: dict) -> tuple[User, str]:
    told = {name: data[name] for name in ("roles", "client_id")} | form.facts()
    return administration.open_account(facility=request.user.facility, by=request.user, **told)


@allow("manage_users")
@get_or_post
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = _user(request, pk)
    form = AccountForm(posted(request), instance=copy(user), own=user == request.user)
    change = partial(_change_account, request, user)
    if carried_out(form, change):
        messages.success(request, _("Akun %(name)s tersimpan.") % {"name": form.instance.name})
        return redirect("user_list")
    show_taken(form)
    as_it_is = {"name": user.name, "username": user.username, "roles": form.initial["roles"]}
    show_also(form, change, **{name: as_it_is[name] for name in as_it_is if name in form.errors})
    context = {"person": user, "is_locked": sign_in.is_locked(user)}
    return form_page(request, "rutan/user_edit.html", form, **context)


def _change_account(request: HttpRequest, user: User, data: dict) -> User:
    told = {name: data[name] for name in ("username", "name", "roles", "seen")}
    return administration.change_account(user=user, by=request.user, **told)


@never_cache
@allow("manage_users")
@get_or_post
def user_reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then show the new password in the answer itself: it is stored nowhere, so there is
    nothing to redirect to.
    """
    user = _user(request, pk)
    form = ResetForm(posted(request))
    if carried_out(
        form, lambda data: administration.reset_password(user=user, by=request.user, **data)
    ):
        return _password_page(request, user, form.made)
    return form_page(request, "rutan/user_reset_password.html", form, person=user)


@allow("manage_users")
@get_or_post
def user_switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    user = _user(request, pk)
    if request.method == "POST":
        if pressed(request, partial(administration.switch_off, user=user, by=request.user)):
            messages.success(request, _("Akun %(name)s dinonaktifkan.") % {"name": user})
        return redirect("user_edit", pk)
    return render(request, "rutan/user_switch_off.html", {"person": user})


@allow("manage_users")
@require_POST
def user_switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    user = administration.switch_on(user=_user(request, pk), by=request.user)
    messages.success(request, _("Akun %(name)s aktif lagi.") % {"name": user})
    return redirect("user_edit", pk)


@allow("manage_users")
@require_POST
def user_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    user = _user(request, pk)
    sign_in.unlock(user=user, by=request.user)
    messages.success(request, _("%(name)s dapat mencoba masuk lagi sekarang.") % {"name": user})
    return redirect("user_edit", pk)


@allow("view_audit")
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what and when, newest first; ids and counts, never what was typed."""
    users = User.objects.visible_to(request.user).order_by("name")
    form = AuditFilterForm(request.GET or None, users=users, acts=audit.acts_by_label())
    filters = form.cleaned_data if form.is_valid() else {}
    page = audit.page_of(
        AuditEntry.objects.visible_to(request.user),
        filters,
        called=partial(audit_labels.called, reader=request.user),
        before=request.GET.get("before", ""),
    )
    here, query = (
        reverse("audit_list"),
        {name: value for name, value in request.GET.items() if value and name in form.fields},
    )
    context = {
        "form": form,
        "page": page,
        "clear_url": here if query else "",
        "older_url": f"{here}?{urlencode(query | {'before': page.older})}" if page.older else "",
        "newest_url": f"{here}?{urlencode(query)}" if "before" in request.GET else "",
    }
    return render(request, "rutan/audit_list.html", context)


def _user(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(
        User.objects.visible_to(request.user).select_related("facility").with_roles(), pk=pk
    )


def _password_page(request: HttpRequest, user: User, password: str) -> HttpResponse:
    page = render(request, "rutan/user_password.html", {"person": user, "password": password})
    # There is nothing to redirect to; see rutan.same_again.
    page.made = reverse("user_edit", args=[user.pk])
    return page
