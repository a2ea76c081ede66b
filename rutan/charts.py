"""Pictures drawn as SVG on the server: they print, need no script, and carry their figures as
text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH = 1000


@dataclass(frozen=True)
class Segment:
    """One part of a bar: ``value`` decides its width, ``text`` is the figure as people read it.

    ``tone`` is a colour of site.css (1 to 9, "ok", "wait", "bad"); ``rest`` is drawn hatched: not
    yet accounted for.
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
    role = (
        mark_safe('aria-hidden="true"')
        if legend
        else format_html('role="img" aria-label="{}"', spoken)
    )
    drawing = format_html(
        '<svg class="bar d-block w-100" viewBox="0 0 {} 24" preserveAspectRatio="none"'
        ' focusable="false" {}>{}{}</svg>',
        WIDTH,
        role,
        _ground(shown, total),
        format_html_join(
            "", '<rect x="{}" y="0" width="{}" height="24" class="tone-{}"/>', _rects(shown, total)
        ),
    )
    return format_html(
        '<div class="bar-figure">{}{}</div>', drawing, _legend(segments) if legend else ""
    )


def _ground(segments: Sequence[Segment], total: float) -> SafeString:
    # The bar itself is hatched; this keeps the hatching out of the gaps between what is accounted
    # for.
    known = sum(float(segment.value) for segment in segments if not segment.rest)
    return format_html(
        '<rect class="bar-ground" width="{}" height="24"/>',
        round(WIDTH * known / total, 1) if total else WIDTH,
    )


def _rects(segments: Iterable[Segment], total: float) -> Iterable[tuple]:
    at = 0.0
    for segment in segments:
        width = WIDTH * float(segment.value) / total
        yield round(at, 1), round(max(width - 3, 1), 1), "rest" if segment.rest else segment.tone
        at += width


def _legend(segments: Sequence[Segment]) -> SafeString:
    rows = (
        (("rest" if segment.rest else segment.tone), segment.label, segment.text)
        for segment in segments
    )
    return format_html(
        '<ul class="bar-legend">{}</ul>',
        format_html_join(
            "",
            '<li><span class="key d-inline-block me-2 tone-{}"></span>{} <strong>{}</strong></li>',
            rows,
        ),
    )


# The flow picture, in units of its view box: bars at FROM and TO, labels beside them, what was
# reached at the right edge.
FLOW_WIDTH, FROM, TO, BAR, SLOT, FLOW_HEIGHT = 640, 142, 308, 14, 27, 190
# What lies in stock, before or after, is neither gain nor use.
STOCK = SafeString('fill="#82877f"')


def flow(
    sources: Sequence[Segment], mouths: Sequence[Segment], reached: Sequence[str] = ()
) -> SafeString:
    """What came in (left) running to where it went (right), each as wide as its value; both sides
    have one sum.

    The first mouth runs on to ``reached``: one or two short lines, what became of it. Mouths and
    sources without a value are left out. Empty where nothing came in.
    """
    sources, mouths = ([row for row in rows if row.value > 0] for rows in (sources, mouths))
    total = sum(float(row.value) for row in mouths)
    if not total:
        return SafeString("")
    scale = FLOW_HEIGHT / total
    slots = [max(float(row.value) * scale + 5, SLOT) for row in mouths]
    height = round(max(sum(slots), FLOW_HEIGHT, SLOT * len(sources)) + 4)
    top, slot_top = (height - FLOW_HEIGHT) / 2, (height - sum(slots)) / 2
    spoken = "; ".join([*(f"{row.label} {row.text}" for row in (*sources, *mouths)), *reached])
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="flow d-block w-100" viewBox="0 0 {} {}"'
        ' role="img" aria-label="{}">{}{}{}</svg>',
        FLOW_WIDTH,
        height,
        spoken,
        _sources(sources, top, scale),
        _mouths(mouths, slots, (top, slot_top), scale),
        _reached(reached, slot_top + slots[0] / 2) if reached else "",
    )


def _sources(sources: Sequence[Segment], at: float, scale: float) -> SafeString:
    drawn = []
    for row in sources:
        size = float(row.value) * scale
        middle = at + size / 2
        drawn.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" {}/>'
                '<text x="{x}" y="{}" text-anchor="end" font-size="13">{}</text>'
                '<text x="{x}" y="{}" text-anchor="end" font-size="13" font-weight="700">{}</text>',
                FROM,
                round(at, 1),
                BAR,
                round(max(size - 1, 1), 1),
                _fill(row),
                round(middle - 3, 1),
                row.label,
                round(middle + 13, 1),
                row.text,
                x=FROM - 8,
            )
        )
        at += size
    return SafeString("".join(drawn))


def _mouths(
    mouths: Sequence[Segment], slots: Sequence[float], tops: tuple[float, float], scale: float
) -> SafeString:
    (left, slot_top), drawn = tops, []
    for row, slot in zip(mouths, slots, strict=True):
        size = float(row.value) * scale
        right = slot_top + (slot - size) / 2
        middle = round(slot_top + slot / 2 + 4.5, 1)
        drawn.append(
            format_html(
                '<path d="{}" {fill} fill-opacity="0.28"/><rect x="{}" y="{}" width="{}"'
                ' height="{}" {fill}/><text x="{}" y="{middle}" font-size="13">{}</text><text'
                ' x="{}" y="{middle}" text-anchor="end" font-size="13" font-weight="700">{}</text>',
                _ribbon(left, right, size),
                TO,
                round(right, 1),
                BAR,
                round(max(size, 1), 1),
                TO + BAR + 8,
                row.label,
                FLOW_WIDTH - 128,
                row.text,
                fill=_fill(row),
                middle=middle,
            )
        )
        left, slot_top = left + size, slot_top + slot
    return SafeString("".join(drawn))


def _fill(row: Segment) -> SafeString:
    return STOCK if row.rest else format_html('class="tone-{}"', row.tone)


def _ribbon(left: float, right: float, size: float) -> str:
    """The outline of a band of one width from the left bar to the right one."""
    begin, end = FROM + BAR, TO
    bend = (begin + end) / 2
    a, b, c, d = (round(value, 1) for value in (left, right, right + size, left + size))
    return f"M{begin} {a}C{bend} {a} {bend} {b} {end} {b}V{c}C{bend} {c} {bend} {d} {begin} {d}Z"


def _reached(lines: Sequence[str], middle: float) -> SafeString:
    start = FLOW_WIDTH - 120
    arrow = format_html(
        '<path d="M{} {y}h18m-5 -4l5 4l-5 4" fill="none" stroke="currentColor"'
        ' stroke-width="1.5"/>',
        start,
        y=round(middle, 1),
    )
    first = middle + 4.5 - 8 * (len(lines) - 1)
    rows = (
        (start + 26, round(first + 16 * place, 1), "400" if place else "700", line)
        for place, line in enumerate(lines)
    )
    return format_html(
        "{}{}",
        arrow,
        format_html_join("", '<text x="{}" y="{}" font-size="13" font-weight="{}">{}</text>', rows),
    )


COLUMN, COLUMN_HEIGHT = 27, 58


def columns(bars: Sequence[Segment], spoken: str) -> SafeString:
    """Small upright bars, each with its figure above and its label below: a year at a glance."""
    most = max((float(bar.value) for bar in bars), default=0) or 1
    drawn = [
        _column(place, row, COLUMN_HEIGHT * max(float(row.value), 0) / most)
        for place, row in enumerate(bars)
    ]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="flow d-block w-100" viewBox="0 0 {} {}"'
        ' role="img" aria-label="{}">{}</svg>',
        COLUMN * len(bars),
        COLUMN_HEIGHT + 26,
        f"{spoken}: " + "; ".join(f"{row.label} {row.text}" for row in bars),
        SafeString("".join(drawn)),
    )


def _column(place: int, row: Segment, size: float) -> SafeString:
    left, base = place * COLUMN, COLUMN_HEIGHT + 13
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="tone-{}"{}/>'
        '<text x="{x}" y="{}" text-anchor="middle" font-size="8">{}</text>'
        '<text x="{x}" y="{}" text-anchor="middle" font-size="8.5">{}</text>',
        left + 4,
        round(base - max(size, 0.5), 1),
        COLUMN - 8,
        round(max(size, 0.5), 1),
        row.tone,
        # Not complete yet.
        SafeString(' fill-opacity="0.4"') if row.rest else "",
        round(base - size - 3, 1),
        row.text,
        base + 10,
        row.label,
        x=left + COLUMN / 2,
    )


# The fills of site.css, for a picture that stands on paper (a test compares them).
TONES = {
    "1": "#1b6b45",
    "ok": "#1b6b45",
    "2": "#c98a0c",
    "wait": "#c98a0c",
    "3": "#2f7ba3",
    "4": "#b4432f",
    "bad": "#b4432f",
}
TONES |= {"5": "#8fb55c", "6": "#77708f", "7": "#5c7f2a", "8": "#3d3d46", "9": "#7a4a21"}


def on_paper(picture: str, font: str) -> str:
    """The same picture with its colours and its font inside, for a PDF."""
    fills = "".join(f".tone-{tone}{{fill:{fill}}}" for tone, fill in TONES.items())
    return picture.replace(">", f'><style>{fills}text{{font-family:"{font}"}}</style>', 1)
