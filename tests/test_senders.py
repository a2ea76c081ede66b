"""Who made a row and who changed it last stand in its own columns."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from distributions.models import Entitlement
from rutan import editing, once
from rutan.checks import our_models
from rutan.model_bases import History
from rutan.models import EDITED, Facility
from rutan.refusals import constraint_of
from tests import factories
from tests.races import without

GUARD = "_of_a_form_has_its_sender"
# What a form makes, with the guard that knows its sender.
MADE = {
    model: constraint.name
    for model in our_models()
    for constraint in model._meta.constraints
    if constraint.name.endswith(GUARD)
}
CHANGED = [
    model
    for model in our_models()
    if set(EDITED) <= {field.name for field in model._meta.local_fields}
]


def row_of(model):
    row = getattr(factories, f"{model.__name__}Factory")()
    if model is Entitlement:
        # Its sender is whoever saw the family arrive, which nobody does before the approval.
        event = row.distribution
        event.status, event.approved_at = "approved", timezone.now()
        event.approved_by = event.recorded_by
        event.save()
    return row


@pytest.mark.django_db
@pytest.mark.parametrize("model", MADE)
def test_the_key_of_a_form_stands_beside_its_sender(model):
    row = row_of(model)
    rows = model.objects.filter(pk=row.pk)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.update(client_id=uuid.uuid4())
    assert constraint_of(refused.value) == MADE[model]
    with without(model, constraint=MADE[model]):
        assert rows.update(client_id=uuid.uuid4()) == 1


def test_every_row_that_a_form_makes_has_its_sender():
    keyed = {
        model
        for model in our_models()
        if not issubclass(model, History)
        and any(field.name == "client_id" and field.null for field in model._meta.local_fields)
        and not any(field.name == "recorded_by" and not field.null for field in model._meta.fields)
    }

    assert keyed == set(MADE)


@pytest.mark.django_db
@pytest.mark.parametrize("model", MADE)
def test_a_form_is_known_again_only_by_its_sender(model):
    row, key = row_of(model), uuid.uuid4()
    home = getattr(row, getattr(model, "facility_path", "facility").partition("__")[0])
    senders = {"facility": home if isinstance(home, Facility) else home.facility}
    sender, other = factories.UserFactory.create_batch(2, **senders)
    act = getattr(model, "made_by", "recorded_by")
    facts = {act: sender, act.replace("_by", "_at"): timezone.now(), "client_id": key}
    model.objects.filter(pk=row.pk).update(**facts)
    asked = model(client_id=key)

    assert once.made_before([asked], by=sender, says=()) == [row]
    with pytest.raises(once.FormUsedBefore):
        once.made_before([asked], by=other, says=())


@pytest.mark.django_db
@pytest.mark.parametrize("model", CHANGED)
def test_a_late_editor_is_told_who_changed_the_row(model):
    row, history = row_of(model), getattr(model, "pgh_event_model", None)
    facility = row.facility if hasattr(row, "facility") else row
    by = factories.UserFactory(name="Sumarni", facility=facility)
    before = history and history.objects.count()

    editing.save(row, [], by=by)

    assert "Sumarni" in editing.Stale(model.objects.get(pk=row.pk)).message
    # The history keeps what changed; by whom, its audit row tells.
    assert (history and history.objects.count()) == before


def test_nobody_is_named_before_the_first_change(db):
    assert "petugas lain" in editing.Stale(row_of(factories.families.Family)).message
