"""The head's pages: what is laid before him, with exceptions first."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from distributions import event_state
from distributions.forms.planning import ApproveForm, ReasonForm
from distributions.models import Distribution
from distributions.planning import approval, calendar, review
from distributions.views.planning import event_or_404, to_event
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, form_page, posted, pressed, with_links


@allow("propose")
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay the list before the head, as the person saw it on the event's page."""
    return lay_before_the_head(request, event_or_404(request, pk), request.POST.get("seen", ""))


def lay_before_the_head(
    request: HttpRequest, distribution: Distribution, seen: str = ""
) -> HttpResponse:
    """Propose the list, and say on the event's page what came of it."""
    propose = partial(approval.propose, distribution=distribution, by=request.user, seen=seen)
    if pressed(request, propose):
        proposed = _("Daftar %(n)s keluarga dan %(r)s cadangan diajukan kepada Kepala Rutan.")
        messages.success(request, proposed % {"n": distribution.listed, "r": distribution.reserves})
    return to_event(distribution)


@allow("approve", "propose")
@get_or_post
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Numbers and exceptions, the whole list folded, one button. Others than the head read it and
    are told who approves.
    """
    event = event_or_404(request, pk)
    if event.added:
        return _additions(request, event)
    if request.method == "GET" and event.approved_at:
        # Who received since would read as if he had no right to.
        messages.info(request, _("Daftar sudah disetujui dan tidak diajukan lagi."))
        return to_event(event)
    own = event.proposed_by_id == request.user.pk
    form = ApproveForm(posted(request), own=own)
    if carried_out(
        form, lambda data: approval.approve(distribution=event, by=request.user, **data)
    ):
        messages.success(request, _what_follows(request, event_or_404(request, pk)))
        return to_event(event)
    if form.is_bound:
        event = event_or_404(request, pk)
    context = {"event": event, "own": own, "back": ReasonForm()}
    context |= _before_the_head(request, event)
    return form_page(request, "distributions/approve.html", form, **context)


def _additions(request: HttpRequest, distribution: Distribution) -> HttpResponse:
    """Who was added to an approved list since: only these wait."""
    own = review.additions(distribution).are_of(request.user)
    form = ApproveForm(posted(request), own=own)
    act = partial(approval.approve, distribution=distribution, by=request.user)
    if carried_out(form, lambda data: act(**data)):
        messages.success(request, _what_follows(request, event_or_404(request, distribution.pk)))
        return to_event(distribution)
    context = {
        "event": distribution,
        "own": own,
        "headline": event_state.headline(distribution),
        "review": review.additions(distribution),
        "may_act": _is_head(request, distribution),
    }
    return form_page(request, "distributions/approve_added.html", form, **context)


def _what_follows(request: HttpRequest, distribution: Distribution) -> str:
    """What comes after the approval, with the door for whoever may go on with it."""
    said = _("Daftar disetujui. Selanjutnya: beri tahu keluarga (%(n)s belum) dan kemas paket.")
    said %= {"n": distribution.untold}
    if not request.user.has_perm("tell_families"):
        return said
    return with_links(said, (_("Beri tahu keluarga"), reverse("notices", args=[distribution.pk])))


def _before_the_head(request: HttpRequest, distribution: Distribution) -> dict:
    return {
        "review": review.review(distribution),
        "headline": event_state.headline(distribution),
        "may_act": distribution.is_proposed and _is_head(request, distribution),
        "items": distribution.items.select_related("commodity"),
        "warnings": calendar.date_warnings(
            distribution.facility, distribution.day, distribution.last_day, ignoring=distribution
        ),
    }


def _is_head(request: HttpRequest, distribution: Distribution) -> bool:
    return bool(approval.capacity_of(request.user, distribution.facility, timezone.now()))


@allow("approve", "propose")
@get_or_post
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the list back with a note."""
    event, form = event_or_404(request, pk), ReasonForm(posted(request))
    if carried_out(
        form,
        lambda data: approval.send_back(distribution=event, by=request.user, note=data["reason"]),
    ):
        messages.success(request, _("Daftar dikembalikan dengan catatan Anda."))
        return to_event(event)
    return form_page(request, "distributions/approve_send_back.html", form, event=event)


@allow("ratify", "propose")
@get_or_post
def ratify(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was served at an event without a list, the doubtful first; ratifying takes no package
    back.
    """
    event = event_or_404(request, pk)
    own = event.opened_by_id == request.user.pk
    form = ApproveForm(posted(request), own=own)
    if carried_out(form, lambda data: approval.ratify(distribution=event, by=request.user, **data)):
        messages.success(request, _("%(n)s penerima disahkan.") % {"n": event.families_served})
        return to_event(event)
    if form.is_bound:
        event = event_or_404(request, pk)
    context = {
        "event": event,
        "own": own,
        "headline": event_state.headline(event),
        "result": review.ratification(event),
        "may_act": event.awaits_ratification and _is_head(request, event),
    }
    return form_page(request, "distributions/ratify.html", form, **context)
