"""Pictures drawn as SVG on the server: they print, need no script, and carry their figures as text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH = 1000


@dataclass(frozen=True)
class Segment:
    """One part of a bar: ``value`` decides its width, ``text`` is the figure as people read it.

    ``tone`` is a colour of site.css (1 to 6, "ok", "wait", "bad"); ``rest`` is drawn hatched: not yet accounted for.
    """

    label: str
    value: float
    text: str
    tone: str = "1"
    rest: bool = False


def bar(segments: Sequence[Segment], legend: bool = True) -> SafeString:
    """One horizontal bar, with its legend below or, without one, as a text alternative."""
    total = sum(float(segment.value) for segment in segments if segment.value > 0)
    shown = [segment for segment in segments if segment.value > 0]
    spoken = ", ".join(f"{segment.label} {segment.text}" for segment in segments)
    role = mark_safe('aria-hidden="true"') if legend else format_html('role="img" aria-label="{}"', spoken)
    drawing = format_html(
        '<svg class="bar d-block w-100" viewBox="0 0 {} 24" preserveAspectRatio="none" focusable="false" {}>{}{}</svg>',
        WIDTH,
        role,
        _ground(shown, total),
        format_html_join("", '<rect x="{}" y="0" width="{}" height="24" class="tone-{}"/>', _rects(shown, total)),
    )
    return format_html('<div class="bar-figure">{}{}</div>', drawing, _legend(segments) if legend else "")


def _ground(segments: Sequence[Segment], total: float) -> SafeString:
    # The bar itself is hatched; this keeps the hatching out of the gaps between what is accounted for.
    known = sum(float(segment.value) for segment in segments if not segment.rest)
    return format_html('<rect class="bar-ground" width="{}" height="24"/>', round(WIDTH * known / total, 1) if total else WIDTH)


def _rects(segments: Iterable[Segment], total: float) -> Iterable[tuple]:
    at = 0.0
    for segment in segments:
        width = WIDTH * float(segment.value) / total
        yield round(at, 1), round(max(width - 3, 1), 1), "rest" if segment.rest else segment.tone
        at += width


def _legend(segments: Sequence[Segment]) -> SafeString:
    rows = ((("rest" if segment.rest else segment.tone), segment.label, segment.text) for segment in segments)
    return format_html(
        '<ul class="bar-legend">{}</ul>',
        format_html_join("", '<li><span class="key d-inline-block me-2 tone-{}"></span>{} <strong>{}</strong></li>', rows),
    )
