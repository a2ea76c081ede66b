"""The keyboard page for sheets that desks signed while the screens were dark."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from distributions import outcomes, paper_entry
from distributions.desk import Served
from distributions.forms.paper import LINES_SHOWN, LineFormSet, SheetForm
from distributions.models import Distribution, Entitlement, IdentityMethod
from distributions.views.desk import event_at_desk
from distributions.views.desk_place import USUAL, desk_of
from rutan.access import allow, get_or_post
from rutan.answers import SeeOther, carried_out, form_page, posted
from rutan.fields import plain_number

# What the next block of a sheet has in common with the last.
_STAYS = ("desk", "day", "time", "verified_by_method", "total")
PAGE = "distributions/paper_entry.html"


@allow("hand_over")
@get_or_post
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines of list numbers; what can't be stored stays at its line with the reason, the others are
    kept.
    """
    event = event_at_desk(request, pk)
    if not event.is_open:
        refusal = outcomes.NotOpen(event)
        return render(request, PAGE, {"event": event, "refusal": refusal}, status=refusal.status)
    sheet = SheetForm(posted(request), distribution=event, initial=_usual(request, event))
    lines = LineFormSet(posted(request), prefix="line", initial=[{}] * LINES_SHOWN)
    copied = carried_out(sheet, partial(_copy, request, event, lines))
    first = sheet.cleaned_data.get("first") if sheet.is_bound else sheet.initial.get("first")
    lines.number_from(first or 1)
    if copied:
        _say(request, event, sheet.cleaned_data, lines)
        if not lines.open:
            return SeeOther(_next_block(event, sheet.cleaned_data, lines))
    sheet.beside = [lines]
    return form_page(request, PAGE, sheet, **_context(event, sheet, lines))


def _usual(request: HttpRequest, distribution: Distribution) -> dict:
    """As the block before, else as the desk that stands at this PC."""
    said = {name: request.GET.get(name, "").replace("\x00", "") for name in _STAYS}
    asked: dict[str, str | int] = {name: value[:30] for name, value in said.items() if value}
    if first := plain_number(request.GET.get("first", "")):
        asked["first"] = min(first, 30_000)
    usual = {"desk": desk_of(request) or "", "first": 1}
    if distribution.facility.ktp_at_desk:
        usual["verified_by_method"] = IdentityMethod.KTP
    return usual | asked


def _copy(
    request: HttpRequest, distribution: Distribution, lines: LineFormSet, data: dict
) -> list[Served]:
    """Store what can be, and let every line know what became of it."""
    lines.number_from(data["first"])
    told = lines.told if lines.may_be_copied else []
    answers = paper_entry.copy(
        distribution=distribution,
        lines=[line.said for line in told],
        place=data["desk"],
        method=data["verified_by_method"],
        handed_over_at=data["at"],
        by=request.user,
    )
    for line, answer in zip(told, answers, strict=True):
        if isinstance(answer, Served):
            line.served = answer.handover
        else:
            line.refusal = answer
            line.add_error("number", " ".join(map(str, answer.reasons)))
    for place in paper_entry.skipped([line.is_filled for line in lines]):
        lines[place].is_skipped = True
    return [answer for answer in answers if isinstance(answer, Served)]


def _say(request: HttpRequest, distribution: Distribution, data: dict, lines: LineFormSet) -> None:
    if not lines.stored:
        return
    last = lines.stored[-1]
    said = _(
        "Baris %(line)s: nomor %(number)s tercatat. Jumlah di layar %(n)s, di lembar %(m)s."
    ) % {
        "line": last.line,
        "number": last.cleaned_data["number"],
        "n": paper_entry.written(distribution, data["desk"]),
        "m": data["total"],
    }
    if kept := sum(bool(line.served.exception) for line in lines.stored):
        said += " " + _("%(n)s disimpan sebagai kejadian yang perlu dijelaskan.") % {"n": kept}
    messages.success(request, said)


def _next_block(distribution: Distribution, data: dict, lines: LineFormSet) -> str:
    filled = [line.line for line in lines if line.is_filled]
    stays = {name: data[name] for name in _STAYS}
    stays |= {"time": f"{data['time']:%H.%M}", "first": max(filled, default=data["first"] - 1) + 1}
    return f"{reverse('paper_entry', args=[distribution.pk])}?{urlencode(stays)}"


def _context(distribution: Distribution, sheet: SheetForm, lines: LineFormSet) -> dict:
    place = (sheet.cleaned_data if sheet.is_bound else sheet.initial).get("desk", "")
    rows = Entitlement.objects.on(distribution).exclude(number=None).with_served()
    return {
        "event": distribution,
        "lines": lines,
        "desks": USUAL,
        "written": paper_entry.written(distribution, place) if place else 0,
        "rows": rows.select_related("family").by_number(),
    }
