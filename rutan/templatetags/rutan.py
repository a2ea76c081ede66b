"""How figures, dates, icons, statuses and the frame of a page are written in templates."""

import re
from functools import cache

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.defaulttags import CsrfTokenNode
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from rutan import charts, formats, navigation, refusals, sign_in
from rutan.access import ROLE_NAMES, roles_of
from rutan.answers import PAGE_OF
from rutan.apps import brought_words

register = template.Library()

for written in (
    formats.angka,
    formats.jumlah,
    formats.kg,
    formats.berat,
    formats.berat_dan_perkiraan,
    formats.berat_kolom,
    formats.kilogram,
    formats.rupiah,
    formats.persen,
    formats.telepon,
    formats.tanggal,
    formats.tanggal_hari,
    formats.tanggal_pendek,
    formats.bulan,
    formats.jam,
    formats.jam_detik,
    formats.jam_zona,
    formats.pukul,
    formats.pukul_detik,
    formats.saat,
    formats.lalu,
):
    register.filter(written.__name__, written)


class FormMarks(CsrfTokenNode):
    """Django's token of a form, and for whom the page was rendered; see
    ``rutan.answers.page_of``.
    """

    def render(self, context: template.Context) -> SafeString:
        user = getattr(context.get("request"), "user", None)
        if not getattr(user, "is_authenticated", False):
            return super().render(context)
        mark = format_html('<input type="hidden" name="{}" value="{}">', PAGE_OF, user.pk)
        return super().render(context) + mark


@register.tag
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> FormMarks:
    return FormMarks()


ICONS = settings.BASE_DIR / "static" / "vendor" / "bootstrap-icons-1.13.2"


@cache
def _drawing(name: str) -> str:
    svg = (ICONS / f"{name}.svg").read_text()
    return "".join(re.findall(r"<(?:path|circle|rect)\b[^>]*/>", svg))


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """``{% icon "basket2" %}``: an inline drawing that screen readers pass over; the word stands
    beside it.
    """
    opening = format_html(
        '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">',
        f"icon {css}".strip(),
    )
    return mark_safe(f"{opening}{_drawing(name)}</svg>")  # noqa: S308 our own vendored drawing


@register.simple_tag
def badge(tone: str, drawing: str, label: str) -> SafeString:
    """A status as icon, word and colour: tone ``ok``, ``wait``, ``bad``, ``info`` or ``off``."""
    return format_html('<span class="status status-{}">{}{}</span>', tone, icon(drawing), label)


@register.simple_tag
def status(key: str, label: str | None = None) -> SafeString:
    """``{% status "collected" %}``: the badge of a state that an app has in its module statuses,
    with its usual word or one given.
    """
    tone, drawing, usual = brought_words("statuses", "STATUSES")[key]
    return badge(tone, drawing, label or usual)


@register.simple_tag
def bar(segments, legend: bool = True) -> SafeString:
    """``{% bar segments %}``: charts.Segment rows as one horizontal bar with its legend."""
    return charts.bar(segments, legend)


@register.simple_tag
def crumbs(*steps: str) -> SafeString:
    """``{% crumbs _("Pengguna") "user_list" %}``: at most two pairs of label and address (or its
    name) above the heading.
    """
    pairs = list(zip(steps[::2], steps[1::2], strict=True))[:2]
    items = format_html_join(
        "", '<li><a href="{1}">{0}</a></li>', ((label, _address(to)) for label, to in pairs)
    )
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', _("Jejak halaman"), items
    )


def _address(to: str) -> str:
    return to if to.startswith("/") else reverse(to)


@register.simple_tag(takes_context=True)
def sidebar(context) -> list[dict]:
    """The sections of the side bar for whoever is signed in."""
    request = context.get("request")
    return (
        navigation.sections_for(context["may"], request.path)
        if request and "may" in context
        else []
    )


@register.simple_tag(takes_context=True)
def my_roles(context) -> list[str]:
    """The names of the signed-in person's roles, in the order of the office."""
    return [name for role, name in ROLE_NAMES.items() if role in context.get("roles", ())]


@register.filter
def role_words(user) -> str:
    """The roles of any user in words, in the order of the office."""
    return ", ".join(str(name) for role, name in ROLE_NAMES.items() if role in roles_of(user))


@register.simple_tag
def demo_accounts() -> list:
    """Who can be tried out on the sign-in page of a demo."""
    return sign_in.demo_accounts()


@register.simple_tag(takes_context=True)
def typed(context) -> list[tuple[str, str]]:
    """The fields of a POST that was refused for its session or token, to be sent again."""
    return sign_in.typed(context["request"]) if "request" in context else []


@register.simple_tag
def not_saved(form, lines=None) -> str:
    """``{% not_saved form lines %}``: what stands over a form, and over lines below it, that have
    errors; else nothing.
    """
    forms = [each for each in (form, *(lines or ())) if each]
    if not (any(each.errors for each in forms) or (lines and lines.total_error_count())):
        return ""
    # What nobody can fill in asks for no mending, and is marked nowhere.
    wrong = [each[name] for each in forms for name in each.errors if name in each.fields]
    count = sum(not field.is_hidden for field in wrong)
    return refusals.not_saved(count, saves=getattr(form, "saves", True))


@register.filter
def first_input(field: BoundField) -> str:
    """The id that a link in the error summary jumps to: the field's input, or the first of a
    group.
    """
    return field.id_for_label or f"{field.auto_id}_0"
