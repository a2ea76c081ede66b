"""The look, computed: contrast from the tokens, files of others as they came, pages light
enough.
"""

import datetime as dt
import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from whitenoise.compress import Compressor

from distributions.models import Distribution
from rutan import charts, navigation
from rutan.access import may
from rutan.apps import brought_words
from rutan.models import User
from rutan.templatetags import rutan as tags

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
SITE_CSS = (STATIC / "css" / "site.css").read_text()
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", SITE_CSS))
VENDORED = tomllib.loads((STATIC / "vendor" / "VENDOR.toml").read_text())["package"]

SOFT = ("leaf-soft", "gold-soft", "brick-soft", "sky-soft")
TEXT_ON_GROUND = [
    *(
        (text, ground)
        for text in ("ink", "ink-soft")
        for ground in ("paper", "card", "quiet", *SOFT)
    ),
    *((text, ground) for text in ("leaf", "leaf-deep", "brick") for ground in ("paper", "card")),
    *((tone, f"{tone}-soft") for tone in ("leaf", "gold", "brick", "sky")),
    ("leaf-deep", "leaf-soft"),
    *(("card", ground) for ground in ("leaf", "leaf-deep", "brick", "ink-soft")),
]
# Borders of inputs, the focus ring and marks that carry meaning need three to one (WCAG 1.4.11).
MARK_ON_GROUND = [
    *((mark, ground) for mark in ("edge", "focus") for ground in ("paper", "card")),
    ("gold-bright", "leaf-deep"),
    *(("focus", ground) for ground in ("quiet", "leaf-soft", "gold-soft", "brick-soft")),
    *((tone, "card") for tone in ("leaf", "gold", "brick", "sky")),
]


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_is_legible_on_its_ground(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARK_ON_GROUND)
def test_marks_stand_out_from_their_ground(mark, ground):
    assert contrast(TOKENS[mark], TOKENS[ground]) >= 3


def test_a_box_has_the_border_of_a_field_wherever_it_stands():
    [of_all] = re.findall(r"^\.form-check-input \{([^{}]*)", SITE_CSS, re.MULTILINE)

    assert "border-color: var(--edge);" in of_all


def test_bars_stand_out_from_the_card():
    tones = re.findall(r"--fill: (#[0-9a-f]{6})", SITE_CSS)

    assert [tone for tone in tones if contrast(tone, TOKENS["card"]) < 2] == []


def test_our_style_sheet_stays_small():
    # Without the blanks that make it readable: a browser gets it packed.
    assert len(re.sub(r"\s*([{};:,>])\s*", r"\1", SITE_CSS).encode()) <= 12_000


@pytest.mark.parametrize("package", VENDORED, ids=lambda package: package["name"])
def test_files_of_others_are_as_they_came(package):
    folder = STATIC / "vendor" / package["folder"]

    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}

    assert found == package["sha256"]
    assert package["folder"] == f"{package['name']}-{package['version']}"


def test_no_vendored_file_names_a_source_map():
    files = [path for path in (STATIC / "vendor").rglob("*") if path.suffix in (".css", ".js")]

    assert [path.name for path in files if b"sourceMappingURL" in path.read_bytes()] == []


def test_every_icon_of_templates_and_statuses_is_vendored():
    pages = "".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r'{% icon "([a-z0-9-]+)"', pages)) | {
        drawing for _, drawing, _ in brought_words("statuses", "STATUSES").values()
    }
    named |= {place.icon for _, places in navigation.SECTIONS for place in places}

    assert sorted(name for name in named if not (tags.ICONS / f"{name}.svg").exists()) == []


def test_an_icon_is_drawn_in_the_page_and_passed_over_by_screen_readers():
    drawn = tags.icon("gift")

    assert drawn.startswith(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path '
    )


def test_a_status_is_an_icon_a_word_and_a_colour():
    badge = Template('{% status "collected" %}').render(Context())

    assert badge.startswith('<span class="status status-ok"><svg')
    assert badge.endswith("Sudah diterima</span>")


def test_a_bar_shows_its_parts_in_proportion_and_says_them():
    drawn = charts.bar(
        [
            charts.Segment("Dijual", 60, "60 kg", "2"),
            charts.Segment("Sisa <b>", 30, "30 kg", rest=True),
        ]
    )

    assert re.findall(
        r'<rect x="([\d.]+)" y="0" width="([\d.]+)" height="24" class="tone-(\w+)"', drawn
    ) == [
        ("0.0", "663.7", "2"),
        ("666.7", "330.3", "rest"),
    ]
    assert "Sisa &lt;b&gt; <strong>30 kg</strong>" in drawn


def test_an_empty_bar_is_no_error():
    assert "<rect x=" not in charts.bar([charts.Segment("Dapur", 0, "0 kg")])


def places_of(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    sections = tags.sidebar(Context({"request": request, **may(request)}))
    return "".join(
        f"{place['label']}={place['current']};"
        for section in sections
        for place in section["places"]
    )


def test_the_nearest_place_in_the_side_bar_is_current(monkeypatch, head):
    monkeypatch.setattr(navigation, "reverse", {"all": "/x/", "part": "/x/part/"}.get)
    monkeypatch.setattr(
        navigation,
        "SECTIONS",
        (("", (navigation.Place("all", "", "All"), navigation.Place("part", "", "Part"))),),
    )

    assert [places_of(head, path) for path in ("/x/", "/x/7/", "/x/part/")] == [
        "All=page;Part=;",
        "All=true;Part=;",
        "All=;Part=page;",
    ]


def test_the_side_bar_shows_only_what_a_role_may_do(monkeypatch, head, registrar):
    monkeypatch.setattr(navigation, "reverse", {"seen": "/seen/", "everybody": "/"}.get)
    places = (
        navigation.Place("everybody", "", "Beranda"),
        navigation.Place("seen", "", "Laporan", ("view_reports",)),
    )
    monkeypatch.setattr(navigation, "SECTIONS", (("", places),))

    assert [places_of(user) for user in (head, registrar)] == [
        "Beranda=page;Laporan=;",
        "Beranda=page;",
    ]


# A page with everything it loads, as it travels to a browser that takes gzip and no better.
FIRST_LOAD = 110_000


def sent(client, address):
    """What one page puts on the wire: itself as the server sends it, its files as WhiteNoise holds
    them.
    """
    page = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert (page["Content-Encoding"], page["Content-Length"]) == ("gzip", str(len(page.content)))
    names = set(
        re.findall(r'(?:href|src)="/static/([^"]+)"', gzip.decompress(page.content).decode())
    )
    files = {name: Path(finders.find(name)).read_bytes() for name in names}
    assert len(files) >= 4
    return len(page.content) + sum(
        min(len(file), len(Compressor.compress_gzip(file))) for file in files.values()
    )


def test_the_first_load_of_the_sign_in_page_is_light(db):
    assert sent(Client(), "/accounts/login/") <= FIRST_LOAD


def test_the_first_load_of_the_heaviest_pages_is_light(demo, sign_in):
    chief, head = (sign_in(User.objects.get(username=name)) for name in ("services_head", "head"))
    today = demo.local_day(timezone.now())
    year = f"{reverse('report_home')}?from={today - dt.timedelta(days=365)}&to={today}"
    draft, largest = (
        Distribution.objects.filter(facility=demo, status=status).latest("packed")
        for status in ("draft", "closed")
    )
    pages = [
        (head, year),
        *((chief, reverse("recipients", args=[event.pk])) for event in (draft, largest)),
    ]
    pages += [
        (chief, reverse(page, args=[largest.pk]))
        for page in ("distribution_detail", "distribution_report")
    ]

    weights = {address: sent(client, address) for client, address in pages}

    assert {address: weight for address, weight in weights.items() if weight > FIRST_LOAD} == {}


def test_a_compressed_page_keeps_its_guards(db):
    pages = [
        Client().get("/accounts/login/", headers={"Accept-Encoding": accepted})
        for accepted in ("gzip", "identity")
    ]

    guards = (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "X-Frame-Options",
        "Cache-Control",
        "Vary",
    )
    assert len({tuple(page[name] for name in guards) for page in pages}) == 1
    assert "Accept-Encoding" in pages[1]["Vary"]
    assert pages[1].content.startswith(b"<!doctype html>")


def test_every_page_says_in_its_head_what_it_is_part_of():
    whole = [path for path in TEMPLATES.rglob("*.html") if "<html" in path.read_text()]

    told = r'<meta\s+name="description"\s+content="[^"]{50,}"\s*>'
    silent = [path.name for path in whole if not re.search(told, path.read_text())]
    assert (len(whole) > 0, silent) == (True, [])


def test_nothing_comes_from_another_host_or_stands_inline(db):
    page = Client().get("/accounts/login/").content.decode()

    assert re.findall(r'(?:href|src|action)="(?:https?:)?//', page) == []
    assert re.findall(r'<style|\sstyle="|\son[a-z]+="|<script>', page) == []
