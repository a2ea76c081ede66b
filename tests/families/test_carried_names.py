"""A name that was searched in vain is not typed again in the form that registers its bearer; a
number never travels.
"""

import re

import pytest
from django.urls import reverse

from tests.families.conftest import NIK
from tests.pages import fields_of

pytestmark = pytest.mark.django_db
LISTS = [("family_search", "family_new"), ("inmate_list", "inmate_new")]
HTMX = {"HTTP_HX_REQUEST": "true"}


def ways_to(form, html):
    """The addresses of every link to the form, as a browser reads them."""
    found = re.findall(rf'href="({re.escape(reverse(form))}(?:\?[^"]*)?)"', html)
    return [address.replace("&amp;", "&") for address in found]


@pytest.mark.parametrize(("searched", "form"), LISTS)
@pytest.mark.parametrize("options", [{}, HTMX])
def test_every_way_from_a_search_to_the_form_carries_the_name(clerk, searched, form, options):
    html = clerk.get(reverse(searched), {"q": "Mak Yem"}, **options).content.decode()

    ways = ways_to(form, html)
    assert (len(ways), set(ways)) == (2, {reverse(form) + "?name=Mak+Yem"})
    assert ("hx-swap-oob" in html) == bool(options)
    assert fields_of(clerk.get(ways[0]))["name"] == ["Mak Yem"]


@pytest.mark.parametrize(("searched", "form"), LISTS)
def test_the_form_opens_with_its_first_field_in_focus(clerk, searched, form):
    html = clerk.get(reverse(form), {"name": "Mak Yem"}).content.decode()

    [focused] = re.findall(r"<input[^>]* autofocus[^>]*>", html)
    assert 'name="name"' in focused


@pytest.mark.parametrize(("searched", "form"), LISTS)
@pytest.mark.parametrize("typed", ["B.I.12/2025", "Mak 33", NIK.digits[:9], "٣٣"])
def test_no_digit_is_carried(clerk, searched, form, typed):
    html = clerk.get(reverse(searched), {"q": typed}).content.decode()

    assert set(ways_to(form, html)) == {reverse(form)}
    assert fields_of(clerk.get(reverse(form), {"name": typed}))["name"] == [""]


@pytest.mark.parametrize(("searched", "form"), LISTS)
@pytest.mark.parametrize("odd", ["\0", "x" * 5000, '"><script>'])
def test_an_odd_name_in_the_address_is_no_error(clerk, searched, form, odd):
    assert clerk.get(reverse(form), {"name": odd}).status_code == 200
    assert (
        "<script>"
        not in clerk.get(reverse(searched), {"q": odd}).content.decode().split("main")[-1]
    )


def test_who_may_only_read_is_offered_no_form(sign_in, head):
    html = sign_in(head).get(reverse("family_search"), {"q": "Mak Yem"}).content.decode()

    assert ways_to("family_new", html) == []
