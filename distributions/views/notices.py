"""Telling the families of an approved list: the text of each, its phone, and the tick."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from distributions.forms.notices import NoticesForm
from distributions.messages import for_family
from distributions.models import Distribution, Entitlement
from distributions.planning import notices
from distributions.views.planning import event_or_404
from rutan import fixed_texts
from rutan.access import allow, get_or_post
from rutan.answers import SeeOther, carried_out, form_page, posted, pressed, see_other


@allow("tell_families")
@get_or_post
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom nobody told yet, with the text to copy; ``?show=told`` who was told, by whom and how."""
    event = event_or_404(request, pk)
    everybody = (
        Entitlement.objects.on(event)
        .to_be_told()
        .select_related("family__area__parent", "inmate", "notified_by")
        .by_number()
    )
    form = NoticesForm(posted(request), rows=everybody)
    act = partial(notices.tell, distribution=event, by=request.user)
    if carried_out(form, lambda data: act(entitlements=data["told"], channel=data["channel"])):
        said = _("%(n)s keluarga ditandai sudah diberi tahu.") % {"n": len(form.made)}
        messages.success(request, said)
        return SeeOther(request.get_full_path())
    told = request.GET.get("show") == "told"
    rows = [row for row in everybody if (row.notified_at is not None) == told]
    words = fixed_texts.text_of(event.facility, "family-notice")
    context = {
        "event": event,
        "rows": [(row, for_family(event, row, words)) for row in rows],
        "told": told,
        "told_count": event.listed - event.untold,
        "ticked": (form["told"].value() or []) if everybody else [],
        "can_tell": event.is_at_work,
        "slips": _slips(event),
    }
    return form_page(request, "distributions/notices.html", form, **context)


def _slips(distribution: Distribution) -> int:
    return Entitlement.objects.on(distribution).with_slip().values("inmate").distinct().count()


@allow("tell_families")
@require_POST
def untell(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrong tick back."""
    rows = Entitlement.objects.visible_to(request.user).select_related("distribution")
    row = get_object_or_404(rows, pk=pk)
    if pressed(request, lambda: notices.untell(entitlement=row, by=request.user)):
        said = _("Tanda untuk keluarga nomor %(number)s dibatalkan.")
        messages.success(request, said % {"number": row.number})
    return see_other("notices", row.distribution_id)
