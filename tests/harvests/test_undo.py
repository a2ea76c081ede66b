"""One press sends a whole lot to the kitchen; for ten minutes one press takes it back."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from harvests.models import StockMovement
from harvests.stock import mending, uses
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import today_here


@pytest.fixture
def client(sign_in, harvest_recorder):
    return sign_in(harvest_recorder)


@pytest.fixture
def sent(client, lot):
    """The answer to "Semua ke dapur" on the shelf."""
    fields = {"client_id": uuid.uuid4(), "kind": "kitchen", "from_stock": "1"}
    fields["on"] = today_here().isoformat()
    return client.post(reverse("harvest_finish", args=[lot.pk]), fields)


def left_of(lot):
    lot.refresh_from_db()
    return lot.on_hand_quantity


def finish(lot, *, by, at):
    use = uses.Use("kitchen", lot.facility.local_day(at))
    return uses.finish(lot=lot, use=use, by=by, client_id=uuid.uuid4(), at=at)


def test_the_shelf_names_the_amount_on_the_button(client, lot):
    assert "Semua ke dapur: 92 ikat" in client.get(reverse("harvest_stock")).content.decode()


def test_the_page_after_it_offers_to_take_it_back(client, lot, sent):
    content = client.get(sent.url).content.decode()
    movement = StockMovement.objects.get()

    assert "92 ikat kangkung (17,4 kg) dikirim ke dapur. Panen ini habis." in content
    assert f'action="{reverse("harvest_undo", args=[movement.pk])}"' in content


def test_taking_back_reverses_once_however_often_it_is_pressed(client, lot, sent):
    address = reverse("harvest_undo", args=[StockMovement.objects.get().pk])

    for _press in range(2):
        response = client.post(address, {"from_stock": "1"})

    assert (response.url, left_of(lot)) == (reverse("harvest_stock"), 92)
    assert list(StockMovement.objects.order_by("pk").values_list("note", flat=True)) == [
        "",
        "Diurungkan",
    ]
    assert AuditEntry.objects.filter(verb="reverse_movement").count() == 1
    assert "Urungkan" not in client.get(sent.url).content.decode()


def test_after_ten_minutes_it_is_refused_in_words(client, lot, harvest_recorder):
    movement = finish(lot, by=harvest_recorder, at=timezone.now() - dt.timedelta(minutes=11))

    response = client.post(reverse("harvest_undo", args=[movement.pk]), follow=True)

    assert "Sudah lewat 10 menit." in response.content.decode()
    assert left_of(lot) == 0


def test_only_the_person_who_wrote_it_takes_it_back(sign_in, lot, harvest_recorder, services_head):
    movement = finish(lot, by=harvest_recorder, at=timezone.now())

    with pytest.raises(Refused, match="Hanya petugas yang mencatatnya"):
        mending.undo(movement=movement, by=services_head)

    page = sign_in(services_head).get(f"{reverse('harvest_stock')}?done={movement.pk}")
    assert "Urungkan" not in page.content.decode()


@pytest.mark.parametrize("key", ["", "x", "²", "9" * 30, "-1", "0"])
def test_an_address_that_names_nothing_offers_nothing(client, lot, key):
    response = client.get(reverse("harvest_stock"), {"done": key})

    assert (response.status_code, "Urungkan" in response.content.decode()) == (200, False)
