"""Home and reports in a browser: for every role, at a PC and on a phone, nothing axe or the console
objects to.
"""

import datetime as dt

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from rutan.access import ROLES
from tests.distributions.conftest import day_of_aid, open_event, serve  # noqa: F401
from tests.factories import DistributionFactory, FacilityFactory, InmateFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(day_of_aid, open_event):  # noqa: F811
    """Yesterday's closed event, one open today, and a list laid before the head."""
    facility = FacilityFactory(name="Rutan Kelas IIB Blora", short_name="Rutan Blora")
    for role in ROLES:
        UserFactory(
            username=role, facility=facility, roles=[role], password=make_password("rutan-demo")
        )
    today = facility.local_day(timezone.now())
    closed = day_of_aid(facility, today - dt.timedelta(days=1))
    open_event(facility, families=2)
    DistributionFactory(
        facility=facility, day=today, proposed_at=timezone.now(), proposed_by=closed.recorded_by
    )
    InmateFactory(facility=facility)
    return closed


@pytest.mark.parametrize(
    ("role", "width"), [*((role, 360) for role in ROLES), ("head", 1280), ("services_head", 1280)]
)
def test_everybody_comes_home(role, width, event, visitor):
    screen = visitor(width)
    screen.sign_in(role)

    assert (
        screen.page.get_by_role("heading", level=1).inner_text().count(str(timezone.now().year))
        == 1
    )
    assert screen.page.locator(".btn-primary").count() == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_the_head_reads_from_the_month_to_one_family(width, event, visitor):
    head = visitor(width)
    head.sign_in("head")

    head.press("Lihat laporan lengkap", role="link")
    head.open(f"/distributions/{event.pk}/report/")

    assert head.page.get_by_role("heading", name="Siapa menerima").is_visible()
    assert head.page.get_by_text("Sri Wahyuni (istri)").count() == 3


def test_a_copied_table_keeps_each_figure_under_its_heading(event, visitor):
    head = visitor(1280)
    head.sign_in("head")
    head.open("/reports/")
    head.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    head.page.locator('[data-copy="#events-table"]').click()

    copied = head.page.evaluate("navigator.clipboard.readText()")
    headings, *_events, total = (line.split("\t") for line in copied.split("\n"))
    assert headings[:4] == ["Kegiatan", "Status", "Dikemas", "Diserahkan"]
    assert (len(total), total[:2], total[3]) == (len(headings), ["Jumlah", ""], "3")


def test_a_wrong_day_is_told_beside_its_field(event, visitor):
    head = visitor(360)
    head.sign_in("head")

    head.open("/reports/?from=2026-02-31&to=2026-03-01")

    field = head.page.get_by_label("Dari tanggal")
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("2026-02-31", "true")


@pytest.mark.parametrize(
    "path",
    ["/reports/", "/harvests/report/", "/distributions/{pk}/report/", "/distributions/{pk}/list/"],
)
def test_paper_shows_every_column_and_says_what_it_is(path, event, visitor):
    head = visitor(700)
    head.sign_in("head")
    head.open(path.format(pk=event.pk))

    head.page.emulate_media(media="print")

    cut = (
        "[...document.querySelectorAll('.table-wrap')].filter(wrap =>"
        " getComputedStyle(wrap).overflowX != 'visible').length"
    )
    assert (head.page.evaluate(cut), head.page.get_by_role("banner").is_visible()) == (0, False)
    assert head.page.get_by_text("Rutan Kelas IIB Blora", exact=True).last.is_visible()
    if "{pk}" in path:
        assert head.page.get_by_text(event.title).last.is_visible()
