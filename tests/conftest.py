"""The cast: one facility with somebody in every role, and a stranger from another."""

import pytest
from django.test import Client

from rutan.access import ROLES
from tests.factories import FacilityFactory, UserFactory


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def facility(db):
    return FacilityFactory()


@pytest.fixture
def other_facility(db):
    return FacilityFactory(time_zone="Asia/Jayapura")


def _user_of(role):
    @pytest.fixture(name=role)
    def user(facility):
        return UserFactory(username=role, facility=facility, roles=[role])

    return user


harvest_recorder, registrar, handover_officer, services_head, head, administrator = (
    _user_of(role) for role in ("harvest_recorder", "registrar", "handover_officer", "services_head", "head", "administrator")
)


@pytest.fixture
def stranger(other_facility):
    """Somebody of another prison who may do everything there."""
    return UserFactory(username="stranger", facility=other_facility, roles=list(ROLES))


@pytest.fixture
def sign_in():
    """A client signed in as the given user."""

    def client_of(user):
        client = Client()
        client.force_login(user, backend="rutan.access.RoleBackend")
        return client

    return client_of
