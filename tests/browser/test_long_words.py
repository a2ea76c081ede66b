"""A title or a name without blanks, as long as its field takes it, widens no page of a phone."""

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from tests.distributions.conftest import open_event  # noqa: F401
from tests.factories import FacilityFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OF_THE_DAY = ("distribution_detail", "recipients", "packing", "paper_entry", "distribution_close")
SEARCHED = ("desk", "arrivals")


def test_a_word_longer_than_its_line_widens_no_page(visitor, open_event):  # noqa: F811
    prison = FacilityFactory()
    password = make_password("rutan-demo")
    UserFactory(username="kasubsi", facility=prison, roles=["services_head"], password=password)
    event = open_event(prison, names=["W" * 118], title="x" * 118)
    family = event.entitlements.get().family_id
    screen = visitor(360)
    screen.sign_in("kasubsi")
    paths = ["/", *(reverse(name, args=[event.pk]) for name in OF_THE_DAY)]
    paths += [f"{reverse(name, args=[event.pk])}?q={q}" for name in SEARCHED for q in (1, "y" * 80)]
    paths += [reverse(name, args=[family]) for name in ("family_detail", "family_edit")]

    wide = []
    for path in paths:
        screen.page.goto(screen.address + path)
        wide += [path] * (screen.page.evaluate("document.documentElement.scrollWidth") > 360)

    assert wide == []
