"""A double click: the same form sent again by the same person is success, and shows the same
page.
"""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from distributions.planning import lifecycle
from rutan.access import ROLES
from rutan.models import AuditEntry, User
from tests.distributions.conftest import eligible  # noqa: F401
from tests.factories import (
    DistributionFactory,
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


PASSWORDS = {
    "new account": (
        lambda _user: reverse("user_new"),
        {"username": "rini", "name": "Rini Astuti", "roles": ["registrar"]},
    ),
    "new password": (lambda user: reverse("user_reset_password", args=[user.pk]), {}),
}


@pytest.fixture
def registrar(facility):
    return UserFactory(facility=facility, username="endah", roles=["registrar"])


@pytest.mark.parametrize(("address", "typed"), PASSWORDS.values(), ids=PASSWORDS)
def test_a_password_is_shown_again_while_nobody_used_it(address, typed, client, registrar):
    path = address(registrar)
    sent = fields_of(client.get(path), **typed)

    first, second = (client.post(path, sent) for _time in range(2))

    user = first.context["person"]
    assert first.context["password"] == second.context["password"]
    assert User.objects.get(pk=user.pk).check_password(second.context["password"])
    assert AuditEntry.objects.about(user).count() == 1


@pytest.mark.parametrize("ends", ["signed in", "ten minutes"])
@pytest.mark.parametrize(("address", "typed"), PASSWORDS.values(), ids=PASSWORDS)
def test_a_password_is_not_shown_again_later(address, typed, ends, client, registrar, monkeypatch):
    path = address(registrar)
    sent = fields_of(client.get(path), **typed)
    made = client.post(path, sent).context
    if ends == "signed in":
        given = {"login": made["person"].username, "password": made["password"]}
        Client().post(reverse("account_login"), given)
    else:
        later = timezone.now() + dt.timedelta(minutes=11)
        monkeypatch.setattr("rutan.administration.timezone.now", lambda: later)

    answer = client.post(path, sent)

    assert "tidak ditampilkan lagi" in answer.content.decode()
    assert made["password"] not in answer.content.decode()
    assert User.objects.get(pk=made["person"].pk).check_password(made["password"])


def test_a_password_is_shown_to_nobody_else(client, sign_in, facility, registrar):
    path = reverse("user_reset_password", args=[registrar.pk])
    sent = fields_of(client.get(path))
    made = client.post(path, sent).context
    other = sign_in(UserFactory(facility=facility, roles=["administrator"]))

    answer = other.post(path, {"client_id": sent["client_id"]})

    assert answer.context["password"] != made["password"]


def test_somebody_else_is_told_that_it_is_called_off_already(sign_in, facility, services_head):
    event = DistributionFactory(facility=facility)
    lifecycle.cancel(distribution=event, reason="Hujan", by=UserFactory(facility=facility))

    answer = sign_in(services_head).post(
        reverse("distribution_cancel", args=[event.pk]), {"reason": "Hujan"}
    )

    assert answer.status_code in {409, 422}
