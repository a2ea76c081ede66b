"""A form that is sent again after what it made was taken back says that it was."""

import uuid

import pytest

from distributions import settling
from distributions.models import Handover
from harvests.models import StockMovement
from harvests.stock import mending
from rutan.access import ROLES
from tests.factories import UserFactory
from tests.samples import SAMPLES, filled

JSON = {"Accept": "application/json"}


@pytest.fixture
def rini(facility):
    return UserFactory(facility=facility, name="Rini Astuti", roles=list(ROLES))


@pytest.fixture
def client(sign_in, rini):
    return sign_in(rini)


@pytest.mark.parametrize("kind", Handover.VoidKind.values)
@pytest.mark.parametrize("name", ["hand_over", "walk_ins"])
def test_a_replayed_hand_over_that_was_voided_since_is_no_receipt(name, kind, client, rini):
    sample = SAMPLES[name](rini)
    sent = filled(client, sample)
    client.post(sample.path, sent)
    settling.void(handover=Handover.objects.get(), by=rini, reason="Salah baris", kind=kind)

    read = client.post(sample.path, sent, headers=JSON)
    page = client.post(sample.path, sent, follow=True).content.decode()

    said = "lalu dibatalkan. Belum ada paket yang diserahkan."
    assert (read.status_code, read.json()["outcome"], read.json()["say"]) == (200, "replayed", "")
    assert (said in read.json()["message"], said in page) == (True, True)
    assert Handover.objects.live().count() == 0


@pytest.mark.parametrize("name", ["harvest_use", "harvest_finish"])
def test_a_replayed_use_that_was_struck_since_is_told_as_struck(name, client, rini):
    sample = SAMPLES[name](rini)
    sent = filled(client, sample)
    client.post(sample.path, sent)
    use = StockMovement.objects.get()
    mending.reverse(movement=use, note="Salah catat", by=rini, client_id=uuid.uuid4())

    page = client.post(sample.path, sent, follow=True).content.decode()

    assert "lalu dibatalkan" in page
    assert StockMovement.objects.count() == 2
