"""Answering whoever asks: a form with its page or its refusals, a program with JSON."""

import datetime as dt
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.forms import BaseFormSet, Form, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rutan.refusals import REFUSALS, Refused, Text

# The field in which a page carries the id of the person it was rendered for.
PAGE_OF = "page_of"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks, not a browser."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def today_of(request: HttpRequest) -> dt.date:
    """The calendar day at the facility of whoever is signed in."""
    return request.user.facility.local_day()


def page_of(request: HttpRequest) -> str:
    """The id of the person whose page sent this POST; empty where it does not say.

    Nobody signs it: it catches honest mistakes, such as a tab left open while a colleague signed
    in.
    """
    return request.POST.get(PAGE_OF, "") if request.method == "POST" else ""


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is empty: an empty form is answered with its errors."""
    return request.POST if request.method == "POST" else None


class SeeOther(HttpResponseRedirect):
    """303: the browser fetches the next page with GET, and a reload repeats nothing."""

    status_code = 303


def see_other(name: str, *args: object) -> SeeOther:
    """On to the page of that name."""
    return SeeOther(reverse(name, args=args))


def carried_out(
    form: Form,
    act: Callable[[dict], Any],
    *,
    at: str | None = None,
    beside: BaseFormSet | None = None,
) -> bool:
    """Whether a form, with the lines ``beside`` it, was sent, is valid, and the act went through
    with what it says; what came of it is ``form.made``.

    A refusal of the act stands in the form, at its own field or ``at`` one, and is
    ``form.refused``.
    """
    form.refused = form.made = None
    form.beside = [] if beside is None else [beside]
    # Each part is asked, so that all problems are told at once.
    sound = [part.is_valid() for part in (form, *form.beside)]
    if not all(sound):
        return False
    try:
        form.made = act(form.cleaned_data)
    except Refused as refused:
        form.refused = refused
        refused.show_in(form, at)
    return form.refused is None


def pressed(request: HttpRequest, act: Callable[[], Any]) -> Any:
    """What came of a button without fields; None where it was refused, which the next page says."""
    try:
        return act()
    except Refused as refused:
        messages.error(request, refused.message)
        return None


def status_of(form: Form) -> int:
    """200 for a form that is shown; 422 where something in it is to be mended, 409 where something
    else stands in the way, unless the refusal asks for another.
    """
    if refused := getattr(form, "refused", None):
        in_the_way = not form.errors or form.non_field_errors()
        return refused.status or (409 if in_the_way else 422)
    parts = (form, *getattr(form, "beside", ()))
    return 200 if not form.is_bound or all(part.is_valid() for part in parts) else 422


def form_page(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """The page of a form, new or refused; see ``status_of``."""
    return render(request, template, {"form": form, **context}, status=status_of(form))


def show_also(form: Form, act: Callable[[dict], object], **stand_ins) -> None:
    """Where a form is refused anyway, say too what the verb would say of its other fields: all
    problems at once.

    The verb is asked with a stand-in for whatever is wrong, and what it does is taken back.
    """
    if not form.is_bound or not set(form.errors) <= set(stand_ins):
        return
    with transaction.atomic():
        try:
            act(form.cleaned_data | stand_ins)
        except Refused as refused:
            refused.show_in(form)
        transaction.set_rollback(True)


def show_taken(form: ModelForm) -> None:
    """Where a form is refused anyway, say too what the database would say of its other fields: all
    problems at once.
    """
    if not (form.is_bound and form.errors):
        return
    row, wrong = form.instance, set(form.errors)
    broken = []
    try:
        row.validate_unique(exclude=wrong)
    except ValidationError as error:
        table, columns = row._meta.db_table, error.error_dict
        broken += [f"{table}_{column}_key" for column in columns]
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row, exclude=wrong)
        except ValidationError:
            broken.append(constraint.name)
    for said in (REFUSALS[name] for name in broken if name in REFUSALS):
        if said.field in form.fields and said.field not in form.errors:
            form.add_error(said.field, said.sentence)


def fragment(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, state: Any
) -> HttpResponse:
    """A part of a page that a browser asks for again and again: not drawn, and 304, while its
    ``state`` is the one that the browser has. It names nobody, and its forms are one person's.
    """
    said = repr((request.user.pk, state, get_language())).encode()
    etag = f'"{sha256(said).hexdigest()[:20]}"'
    part = get_conditional_response(request, etag=etag)
    if part is None:
        part = render(request, template, dict(context))
    part["ETag"], part["Cache-Control"] = etag, "private, no-cache"
    return part


def refuse_together(form: Form, checks: Mapping[str, Callable[[Any], object]]) -> None:
    """Where a form is refused anyway, say of its other fields too what the verb would say: all
    problems at once.

    ``checks``: name of a field -> what the verb asks of its value, which raises Refused. They only
    look; a form that is right so far goes to the verb, which asks them under its lock.
    """
    wrong = form.errors.keys() - {NON_FIELD_ERRORS}
    for name, check in checks.items() if wrong else ():
        value = form.cleaned_data.get(name)
        if value in (None, "") or name in form.errors:
            continue
        try:
            check(value)
        except Refused as refused:
            form.add_error(name, ValidationError(refused.message, code=refused.outcome))


def with_links(said: str, *links: tuple[str, str]) -> str:
    """A message that goes on with links, each a label and an address."""
    drawn = format_html_join(
        " · ", '<a href="{}">{}</a>', ((address, label) for label, address in links)
    )
    return format_html("{} {}", said, drawn) if links else said


def in_json(outcome: str, message: Text, *, say: Text = "", status: int, **facts) -> JsonResponse:
    """An outcome as the contract of the desk words it: code, receipt, the officer's line, the
    sentence to say.
    """
    body = {"outcome": outcome, "receipt": None, "message": str(message), "say": str(say)}
    return JsonResponse(body | facts, status=status)


def kept_by_no_browser(get_response: Callable) -> Callable:
    """Middleware: what a signed-in person saw is not on the screen again by Back, after the next
    officer signed in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def no_empty_page(get_response: Callable) -> Callable:
    """Middleware: an address that takes only forms says so, to whoever reloads it or opens it by
    hand.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        if wants_json(request):
            message = _("Alamat ini hanya menerima isian. Belum ada yang tersimpan.")
            page = in_json("invalid", message, status=405)
        else:
            page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return middleware
