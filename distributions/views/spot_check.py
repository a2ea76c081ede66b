"""The spot check of an event that is over: the lot, the sheet for whoever phones, the answers."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from distributions import absences, spot_check
from distributions.documents import spot_check_sheet
from distributions.forms.packing import ClientIdForm
from distributions.forms.spot_check import AnswerForm, CallerForm
from distributions.models import Absence, Distribution, DrawnFamily, SpotCheck, SpotCheckSheet
from distributions.planning.approval import capacity_of
from distributions.reports import spot_checks
from distributions.views.planning import event_or_404, to_event
from rutan.access import allow, verbs_of
from rutan.answers import carried_out, form_page, posted, pressed, see_other
from rutan.printing import drawn


@allow("answer_spot_check")
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was drawn, for whoever may read it, and what was found, for everybody whose page it
    is.
    """
    event = event_or_404(request, pk)
    if not _is_asked(request, _checks(request).filter(distribution=event).first()):
        messages.warning(request, spot_check.NOT_ASKED)
        return to_event(event)
    return _page(request, event)


@allow("spot_check")
@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_or_404(request, pk)
    pressed(request, lambda: spot_check.draw(distribution=event, by=request.user))
    return _back(event)


@allow("spot_check")
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """The head hands the lines to whoever phones; then they are printed."""
    event = event_or_404(request, pk)
    check = get_object_or_404(_checks(request), distribution=event)
    form = CallerForm(posted(request), callers=spot_check.callers(check))

    def hand_out(data: dict) -> SpotCheckSheet:
        return spot_check.assign(spot_check=check, by=request.user, **data)

    if carried_out(form, hand_out):
        return see_other("spot_check_sheet", form.made.pk)
    return _page(request, event, caller=form)


@allow("spot_check")
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines as they were handed out; each print is written down."""
    sheets = SpotCheckSheet.objects.visible_to(request.user).with_people()
    printed = get_object_or_404(sheets, pk=pk)
    if not spot_check.sees_lines(spot_check=printed.spot_check, user=request.user):
        raise PermissionDenied
    event = printed.spot_check.distribution
    draw = partial(spot_check_sheet.print_sheet, sheet=printed, by=request.user, at=timezone.now())
    back = reverse("spot_check", args=[event.pk])
    return drawn(request, draw, label=_("Lembar uji petik"), when=event.day, back=back)


@allow("answer_spot_check")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What one family said, or that nobody reached it."""
    rows = DrawnFamily.objects.visible_to(request.user).with_family()
    drawn = get_object_or_404(rows, pk=pk)
    event = drawn.spot_check.distribution
    if not _is_asked(request, drawn.spot_check):
        raise PermissionDenied
    form = _form(drawn, {}, posted(request))

    def keep(_data: dict) -> object:
        return spot_check.answer(drawn=drawn, by=request.user, **form.facts)

    if carried_out(form, keep):
        said = _("Jawaban nomor %(number)s tersimpan.") % {"number": drawn.entitlement.number}
        messages.success(request, said)
        return _back(event)
    return _page(request, event, answered=form)


def _page(
    request: HttpRequest,
    distribution: Distribution,
    *,
    caller: CallerForm | None = None,
    answered: AnswerForm | None = None,
) -> HttpResponse:
    """The page, with the one form that was refused among its own."""
    check = _checks(request).filter(distribution=distribution).first()
    context = {
        "event": distribution,
        "check": check,
        "is_head": bool(capacity_of(request.user, distribution.facility, timezone.now())),
        "result": spot_checks.of_event(distribution),
    }
    if check:
        caller = caller or CallerForm(callers=spot_check.callers(check))
        context |= {"caller": caller, "sheets": check.sheets.with_people()}
        if spot_check.sees_lines(spot_check=check, user=request.user):
            context["families"] = _lines(request, check, answered)
    form: Form = answered or caller or ClientIdForm()
    return form_page(request, "distributions/spot_check.html", form, **context)


def _lines(
    request: HttpRequest, check: SpotCheck, answered: AnswerForm | None
) -> list[tuple[DrawnFamily, object, AnswerForm | None]]:
    """(family, its last answer, its form) of all that were drawn; the forms of whoever may write
    an answer down.
    """
    said = {row.drawn_id: row for row in spot_checks.latest(check)}
    known, labels = absences.said(check.distribution), dict(Absence.Reason.choices)
    writes = spot_check.is_apart(spot_check=check, user=request.user) and check.sheets.exists()
    forms = {answered.drawn.pk: answered} if answered else {}
    rows = list(check.drawn.with_family())
    for row in rows:
        row.why = labels.get(known.get(row.entitlement_id), "")
    return [
        (row, said.get(row.pk), (forms.get(row.pk) or _form(row, known)) if writes else None)
        for row in rows
    ]


def _is_asked(request: HttpRequest, check: SpotCheck | None) -> bool:
    if check is None:
        return "spot_check" in verbs_of(request.user)
    return spot_check.is_asked(spot_check=check, user=request.user)


def _form(drawn: DrawnFamily, known: dict[int, str], sent: QueryDict | None = None) -> AnswerForm:
    return AnswerForm(sent, drawn=drawn, known=known.get(drawn.entitlement_id, ""))


def _checks(request: HttpRequest):
    rows = SpotCheck.objects.visible_to(request.user)
    return rows.select_related("distribution__facility", "drawn_by")


def _back(distribution: Distribution) -> HttpResponse:
    return see_other("spot_check", distribution.pk)
