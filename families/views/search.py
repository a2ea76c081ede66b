"""One search over families, members, WBP, numbers, villages and blocks, and the pickers'
answers.
"""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from families.forms.fields import LABELS
from families.models import EXPIRING_DAYS, Family, Inmate
from families.registry import eligibility
from families.search import (
    areas_matching,
    inmates_matching,
    is_exact,
    is_identity_number,
    matching,
    only_exact,
)
from families.views.lists import NOT_SEARCHED, Listed, asked, carrying
from rutan.access import allow
from rutan.answers import today_of

MOST_CHOICES = 8
# What the list can be narrowed to; the address carries the key.
SHOWN = {
    "eligible": gettext_lazy("Memenuhi syarat"),
    "not_eligible": gettext_lazy("Belum memenuhi syarat"),
    "ending": gettext_lazy("Bukti berakhir dalam 30 hari"),
    "held": gettext_lazy("Bantuan ditunda"),
    "unseen": gettext_lazy("Bantuan ditunda, belum diperiksa"),
    "incomplete": gettext_lazy("Data belum lengkap"),
}


def narrowed(families, show: str, day: dt.date):
    """The families of one of SHOWN; all of them for any other word."""
    narrow = {
        "eligible": lambda: families.eligible_on(day),
        "not_eligible": lambda: families.not_eligible_on(day),
        "ending": lambda: families.evidence_ending_by(day + dt.timedelta(days=EXPIRING_DAYS), day),
        "held": lambda: families.held_on(day),
        "unseen": families.to_look_at,
        "incomplete": families.incomplete,
    }
    return narrow.get(show, families.all)()


@allow("view_families")
@require_safe
@vary_on_headers("HX-Request")
def family_search(request: HttpRequest) -> HttpResponse:
    q, show, day = asked(request), request.GET.get("show", ""), today_of(request)
    if is_identity_number(q):
        messages.warning(request, NOT_SEARCHED)
        return redirect("family_search")
    families = narrowed(Family.objects.visible_to(request.user).active(), show, day)
    listed = Listed.read(
        request,
        families,
        find=matching,
        prepare=lambda rows: rows.with_kin().with_gaps(),
        narrowing=SHOWN.get(show, ""),
    )
    inmates = Inmate.objects.visible_to(request.user).with_families()
    reasons = eligibility.reasons_for(listed.rows, day)
    context = {
        "q": q,
        "show": show if show in SHOWN else "",
        "choices": SHOWN,
        "listed": listed,
        "is_exact": any(is_exact(family) for family in listed.rows) if q else True,
        "rows": [(family, reasons[family.pk]) for family in listed.rows],
        "register_url": carrying(reverse("family_new"), q),
        "inmates": list(inmates_matching(inmates, q)[:MOST_CHOICES]),
    }
    return render(
        request, "families/_results.html" if request.htmx else "families/search.html", context
    )


@allow("view_families", "walk_in")
@require_safe
def area_search(request: HttpRequest) -> HttpResponse:
    """Villages for a picker, those of the own regency first; a fragment of radios."""
    q = request.GET.get("area_q", "")[:80]
    found = [] if is_identity_number(q) else areas_matching(q, request.user.facility.area_code)
    return _choices(request, "area", q, list(found[:MOST_CHOICES]))


@allow("view_families")
@require_safe
def inmate_search(request: HttpRequest) -> HttpResponse:
    """Inmates for a picker, told apart by number and block; a fragment of radios."""
    inmates = Inmate.objects.visible_to(request.user).prefetch_related("register_numbers")
    q = request.GET.get("inmate_q", "")[:80]
    return _choices(request, "inmate", q, list(inmates_matching(inmates, q)[:MOST_CHOICES]))


def _choices(request: HttpRequest, name: str, q: str, found: list) -> HttpResponse:
    told = {"name": name, "label": LABELS[name], "choices": found}
    told |= {"typed_text": q.strip(), "chosen": only_exact(found)}
    return render(request, "families/_choices.html", told)
