"""A double click: the same form sent again by the same person is success, and shows the same
page.
"""

import pytest
from django.urls import reverse

from distributions import planning
from rutan.access import ROLES
from rutan.models import AuditEntry
from tests.distributions.conftest import eligible  # noqa: F401
from tests.factories import (
    CommodityFactory,
    DistributionFactory,
    ProductionSiteFactory,
    SignatoryFactory,
    UserFactory,
)
from tests.pages import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(facility):
    return UserFactory(facility=facility, name="Siti Aminah", roles=list(ROLES))


@pytest.fixture
def client(sign_in, everybody):
    return sign_in(everybody)


@pytest.fixture
def proposed(facility, eligible, services_head, head):  # noqa: F811
    event = DistributionFactory(facility=facility)
    planning.choose(distribution=event, families=[eligible("Ani")], by=services_head)
    return planning.propose(distribution=event, by=services_head)


def both(client, path, **typed):
    """The form on ``path`` with something typed over it, sent twice as it stands; where each answer
    leads.
    """
    sent = fields_of(client.get(path), **typed)
    answers = [client.post(path, sent) for _time in range(2)]
    return [(answer.status_code, answer.get("Location")) for answer in answers]


EDITS = {
    "facility": ("facility_edit", lambda facility: None, {"short_name": "Rutan Blora Baru"}),
    "user": (
        "user_edit",
        lambda facility: UserFactory(facility=facility, roles=["registrar"]),
        {"name": "Rini Astuti"},
    ),
    "signatory": (
        "signatory_edit",
        lambda facility: SignatoryFactory(facility=facility),
        {"name": "Sugito, S.H."},
    ),
    "commodity": (
        "commodity_edit",
        lambda facility: CommodityFactory(facility=facility),
        {"name": "Bayam merah"},
    ),
    "site": (
        "site_edit",
        lambda facility: ProductionSiteFactory(facility=facility),
        {"name": "B 9"},
    ),
    "event": (
        "distribution_edit",
        lambda facility: DistributionFactory(facility=facility),
        {"title": "Bakti Sosial Maulid"},
    ),
}


@pytest.mark.parametrize(("name", "make", "typed"), EDITS.values(), ids=EDITS)
def test_an_edit_sent_twice_is_saved_once(name, make, typed, client, facility):
    row = make(facility)
    first, second = both(client, reverse(name, args=[row.pk] if row else []), **typed)
    edits = AuditEntry.objects.exclude(verb__in=["sign_in", "sign_out"]).count()

    assert first[0] in {302, 303}
    assert (second, edits) == (first, 1)


def test_an_event_called_off_twice_is_called_off(client, facility):
    event = DistributionFactory(facility=facility)

    first, second = both(client, reverse("distribution_cancel", args=[event.pk]), reason="Hujan")

    assert first[0] in {302, 303}
    assert second == first
    assert AuditEntry.objects.filter(verb="cancel_event").count() == 1


def test_a_list_sent_back_twice_is_sent_back(sign_in, head, proposed):
    path = reverse("distribution_send_back", args=[proposed.pk])

    first, second = both(sign_in(head), path, reason="Tambah dua keluarga dari Japah")

    assert first[0] in {302, 303}
    assert second == first
    assert AuditEntry.objects.filter(verb="send_back").count() == 1


def test_an_approved_list_taken_back_twice_is_a_plan(client, head, proposed):
    seen = planning.review(proposed).seen
    approved = planning.approve(distribution=proposed, by=head, seen=seen)
    path = reverse("distribution_back_to_draft", args=[approved.pk])

    first, second = both(client, path, reason="Aula dipakai")

    assert first[0] in {302, 303}
    assert second == first
    assert AuditEntry.objects.filter(verb="back_to_draft").count() == 1


def test_somebody_else_is_told_that_it_is_called_off_already(sign_in, facility, services_head):
    event = DistributionFactory(facility=facility)
    planning.cancel(distribution=event, reason="Hujan", by=UserFactory(facility=facility))

    answer = sign_in(services_head).post(
        reverse("distribution_cancel", args=[event.pk]), {"reason": "Hujan"}
    )

    assert answer.status_code in {409, 422}
