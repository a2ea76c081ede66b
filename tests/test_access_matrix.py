"""Every address for every role, a stranger of another prison, somebody without a prison, and an anonymous visitor."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from rutan.access import ROLES
from tests.factories import (
    DistributionFactory,
    EntitlementFactory,
    HandoverFactory,
    PackageMovementFactory,
    UserFactory,
)
from tests.test_house import addresses

ADDRESSES = {name: view for name, _route, view in addresses()}


def event(facility):
    """An open event for walk-ins, with packages on the table."""
    officer = UserFactory(facility=facility)
    opened = {"status": "open", "opened_at": timezone.now(), "opened_by": officer, "opening_order": "Atas perintah lisan"}
    opened = DistributionFactory(facility=facility, accepts_walk_ins=True, recorded_by=officer, **opened)
    PackageMovementFactory(distribution=opened)
    return opened


def handover(facility):
    return HandoverFactory(entitlement=EntitlementFactory(distribution=event(facility), source="walk_in"))


# Address name -> the kwargs of an address that exists in the facility. An address without arguments needs no line;
# one that has some fails the test below until it has its own.
KWARGS = {
    "desk": lambda facility: {"pk": event(facility).pk},
    "hand_over": lambda facility: {"pk": event(facility).pk},
    "receipt": lambda facility: {"pk": (fact := handover(facility)).distribution_id, "number": fact.number},
    "void": lambda facility: {"pk": handover(facility).pk},
    "walk_ins": lambda facility: {"pk": event(facility).pk},
}
# What an address answers to somebody who may enter and asks with GET.
LET_IN = {200, 301, 302, 303, 405}


def takes_arguments(name):
    return any(arguments for _pattern, arguments in get_resolver().reverse_dict.getlist(name)[0][0])


def address(name, facility):
    return reverse(name, kwargs=KWARGS[name](facility) if takes_arguments(name) else {})


def asked_to_sign_in(response):
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login"))


@pytest.fixture
def client_of(sign_in, facility, other_facility):
    def make(actor):
        if actor == "anonymous":
            return Client()
        if actor == "without a facility":
            return sign_in(UserFactory(facility=None, roles=list(ROLES)))
        place, roles = (other_facility, list(ROLES)) if actor == "stranger" else (facility, [actor])
        return sign_in(UserFactory(facility=place, roles=roles))

    return make


def test_every_address_with_arguments_has_a_row_to_open():
    assert {name for name in ADDRESSES if takes_arguments(name)} == set(KWARGS)


@pytest.mark.parametrize("name", ADDRESSES)
def test_roles_that_have_the_verb_enter_and_others_are_refused(name, facility, client_of):
    path, verbs = address(name, facility), ADDRESSES[name].allowed

    for role, its_verbs in ROLES.items():
        client = client_of(role)
        status = client.get(path).status_code
        if verbs is None or not verbs or verbs & its_verbs:
            assert status in LET_IN, (role, status)
        else:
            assert (status, client.post(path).status_code) == (403, 403), role


@pytest.mark.parametrize("name", [name for name, view in ADDRESSES.items() if view.allowed is not None])
def test_a_visitor_who_did_not_sign_in_is_asked_to(name, facility, client_of):
    path, visitor = address(name, facility), client_of("anonymous")

    assert asked_to_sign_in(visitor.get(path))
    assert asked_to_sign_in(visitor.post(path))


@pytest.mark.parametrize("name", [name for name, view in ADDRESSES.items() if view.allowed is not None])
def test_a_user_without_a_facility_sees_nothing(name, facility, client_of):
    path, nobody = address(name, facility), client_of("without a facility")

    assert (nobody.get(path).status_code, nobody.post(path).status_code) == (403, 403)


@pytest.mark.parametrize("name", [name for name, view in ADDRESSES.items() if view.allowed is not None and takes_arguments(name)])
def test_what_belongs_to_another_prison_is_not_found(name, facility, client_of):
    path, stranger = address(name, facility), client_of("stranger")

    assert stranger.get(path).status_code in {404, 405}
    assert stranger.post(path).status_code in {404, 405}
    assert 404 in {stranger.get(path).status_code, stranger.post(path).status_code}
