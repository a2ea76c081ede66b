"""The end of an event: the balance, what is left, and the way back that only the head has."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from distributions import absences, closing
from distributions.forms.closing import AbsenceForm, AbsencesForm, CloseForm, ReopenForm
from distributions.models import Distribution, Entitlement
from distributions.packing import left_overs
from distributions.paper_entry import HOME
from distributions.planning import follow_up as planned
from distributions.reports.packages import balance, segments
from distributions.views.counter import counter_address
from distributions.views.planning import to_event
from harvests.models import StockMovement
from rutan.access import allow, get_or_post, verbs_of
from rutan.answers import SeeOther, carried_out, form_page, posted, pressed, show_also
from rutan.fields import plain_number
from rutan.formats import angka


@allow("close")
@get_or_post
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What hinders, left-overs by destination, the signatures, who did not come and why."""
    event = get_object_or_404(Distribution.objects.visible_to(request.user), pk=pk)
    rows = left_overs.left_overs(event) if event.is_open else left_overs.were_packed(event)
    usual = {left_overs.proposed(rows): event.packages_left}
    form = CloseForm(posted(request), initial=usual, distribution=event, rows=rows)
    absent = _absences(request, event)
    shut = partial(_shut, request, event, form, absent)
    if carried_out(form, shut, beside=absent):
        return _closed(request, form.made)
    if absent.is_valid():
        show_also(form, shut, reason=StockMovement.Reason.WILTED, receiver="–")
    if form.refused:
        event.refresh_from_db()
    waiting = Entitlement.objects.on(event).waiting().with_came().filter(came=True)
    context = {
        "event": event,
        "absent": absent,
        "home": [] if event.is_rehearsal else _at_home(absent),
        "home_desk": HOME,
        "came": waiting.select_related("family__area__parent").by_number(),
        "segments": segments(event),
        "balance": balance(event),
    }
    return form_page(request, "distributions/close.html", form, **context)


def _at_home(absent: AbsencesForm) -> list[Entitlement]:
    """To whom a package may still be driven."""
    return [row for row in absent.rows.values() if not row.family.do_not_contact]


def _absences(request: HttpRequest, distribution: Distribution) -> AbsencesForm:
    rows = absences.expected(distribution)
    return AbsencesForm(posted(request), rows=rows, known=absences.said(distribution))


def _shut(
    request: HttpRequest,
    distribution: Distribution,
    form: CloseForm,
    absent: AbsencesForm,
    data: dict,
) -> Distribution:
    return closing.close(
        distribution=distribution,
        left_overs=form.left_overs,
        by=request.user,
        client_id=data["client_id"],
        reason=data["reason"],
        receiver=data["receiver"],
        places=form.places,
        signatures=data["signatures"],
        signatures_note=data["signatures_note"],
        absent=absent.reasons,
    )


@allow("close")
@get_or_post
def explain_absences(request: HttpRequest, pk: int) -> HttpResponse:
    """Why families did not come, learnt after the event or put right."""
    event = get_object_or_404(Distribution.objects.visible_to(request.user), pk=pk)
    form = _absences(request, event)

    def explain(_data: dict) -> list:
        return absences.explain(distribution=event, reasons=form.reasons, by=request.user)

    if carried_out(form, explain):
        messages.success(request, _("Sebab tidak hadir tersimpan."))
        return to_event(event)
    return form_page(request, "distributions/absences.html", form, event=event)


@allow("tell_absence")
@require_POST
def tell_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """What a family said that was met again, at the counter or on its page; and back there."""
    rows = Entitlement.objects.visible_to(request.user).select_related("distribution")
    away, known = get_object_or_404(rows, pk=pk), plain_number(request.POST.get("here", ""))
    here = rows.filter(family=away.family_id, pk=known).first()
    form = AbsenceForm(request.POST, right=away.pk, is_here=bool(here))
    if not form.is_valid():
        messages.error(request, form.errors["reason"][0])
    elif pressed(request, partial(_tell, request, away, form.cleaned_data["reason"])) is not None:
        messages.success(request, _("Sebab tidak hadir tersimpan."))
    return SeeOther(_met_at(request, away, here))


def _tell(request: HttpRequest, entitlement: Entitlement, reason: str) -> list:
    return absences.tell(entitlement=entitlement, reason=reason, by=request.user)


def _met_at(request: HttpRequest, away: Entitlement, here: Entitlement | None) -> str:
    verbs = verbs_of(request.user)
    if here and "arrive" in verbs:
        return counter_address(here)
    if "view_families" in verbs:
        return reverse("family_detail", args=[away.family_id])
    return reverse("distribution_detail", args=[away.distribution_id])


@allow("plan")
@require_POST
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: a draft with those who missed the event."""
    event = get_object_or_404(Distribution.objects.visible_to(request.user), pk=pk)
    made = pressed(request, lambda: planned.follow_up(distribution=event, by=request.user))
    if made:
        messages.success(request, _taken_over(event, made))
    return to_event(made or event)


def _taken_over(missed: Distribution, made: Distribution) -> str:
    """Whoever may not be listed now is left out, which nobody should find out at the desk."""
    said = _("Kegiatan susulan direncanakan untuk %(n)s dari %(all)s keluarga yang belum menerima.")
    listed, everybody = made.entitlements.standing().count(), planned.missed(missed).count()
    if listed < everybody:
        said += " " + _("Yang lain belum memenuhi syarat; lihat Daftar penerima.")
    return said % {"n": angka(listed), "all": angka(everybody)}


def _closed(request: HttpRequest, distribution: Distribution) -> HttpResponse:
    said = _("Kegiatan ditutup. %(balance)s") % {"balance": balance(distribution)}
    messages.success(request, said)
    return to_event(distribution)


@allow("reopen")
@get_or_post
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(Distribution.objects.visible_to(request.user), pk=pk)
    form = ReopenForm(posted(request))
    if carried_out(form, lambda data: closing.reopen(distribution=event, by=request.user, **data)):
        messages.success(request, _("Kegiatan dibuka kembali."))
        return to_event(event)
    issued = event.documents.standing().count()
    return form_page(request, "distributions/reopen.html", form, event=event, issued=issued)
