"""Every guard of the database says what is wrong in a sentence, or nobody can meet it and here
stands why.
"""

import re

import pgtrigger
import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.management import call_command
from django.db import models
from django.utils import translation

from rutan.checks import our_models
from rutan.constraints import Check, CompositeForeignKey, Exclusion, Unique, one_row_per_form
from rutan.model_bases import History
from rutan.refusals import REFUSALS, Refused, refused_by_database, sentence
from tests.factories import FacilityFactory

# Of one make, and why no person meets them.
_MADE_ALIKE = {
    r"_(at|by)_and_(at|by)_together$": "a verb writes the moment and the actor in one save",
    r"_of_a_form_has_its_sender$": "the verb writes the form's key and its sender in one save",
    r"_ties_one_facility$": "a row of another prison is offered by no form and found by no address",
    r"_facility_never_changes$": "no form has the prison of a row",
    r"_is_append_only$": "no page edits or deletes a fact",
    r"_(stays_with_its|keeps_both|parties_never|intake_never)_\w+$": "no form has the column",
    r"_(with_event_and_family|with_commodity_and_site)$": "the row's own key is part of it",
}
# Whoever reads this asks of each: by which page could a person do that?
_MET_BY_NOBODY = {
    "a_closed_event_says_who_closed_it": "the one verb that closes writes it",
    "an_open_event_says_who_opened_it": "the one verb that opens writes it",
    "an_event_has_a_known_status": "verbs write it, from Distribution.Status",
    "only_an_addition_is_approved_by_itself": "the verb approves rows that were added",
    "an_addition_has_no_number_before_its_approval": "the verb that approves numbers them",
    "an_addition_stands_after_draft": "the verbs write each of it once, under the event's lock",
    "a_lottery_has_its_seed": "it is drawn with the draft, by no form",
    "the_seed_of_a_lottery_never_changes": "no form and no verb has the column",
    "an_event_has_a_known_purpose": "forms offer Distribution.Purpose, and refuse another",
    "a_seal_says_what_it_is_about": "verbs write it, for a day or an event",
    "one_first_seal_per_facility": "seals are written one at a time, under the facility's lock",
    "rutan_seal_previous_id_key": "seals are written one at a time, under the facility's lock",
    "a_movement_has_a_known_kind": "forms and verbs take it from StockMovement.Kind",
    "a_harvest_has_a_known_unit": "forms offer Unit, and refuse another",
    "a_movement_moves_one_way": "verbs give units and grams one sign",
    "a_use_leaves_and_its_reversal_returns": "verbs give the sign",
    "an_unpacking_names_its_packing": "the verb that unpacks starts from the packing",
    "a_reversal_is_the_exact_opposite": "the verb that strikes copies the struck row",
    "only_a_sale_has_a_buyer": "the form empties the buyer of any other use",
    "only_a_donation_has_a_receiver": "the form empties the receiver of any other use",
    "what_comes_back_was_packed": "the verb that unpacks starts from the run",
    "a_notice_has_a_channel": "the verb writes the channel with the moment",
    "whoever_was_seen_has_arrived": "the verb writes both in one save",
    "whoever_was_called_has_arrived": "numbers are called of whoever is here",
    "one_live_hall_screen_per_event": "the verb replaces the one before under the event's lock",
    "distributions_hallscreen_secret_key": "drawn by chance; nobody meets two alike",
    "an_override_has_a_reason": "a reason is what makes it an override",
    "an_early_package_has_a_reason": "a reason is what makes it early",
    "a_handover_holds_its_interval": "the verb computes the days under the event's lock",
    "a_handover_is_of_its_entitlement": "the verb copies both keys from the entitlement",
    "a_family_is_not_merged_into_itself": "nothing merges families yet",
    "number_and_snapshot_stand_after_draft": "the verb that approves writes them, once",
    "event_is_deleted_only_as_draft": "no page deletes an event",
    "harvest_is_never_deleted": "no page deletes a harvest",
    "an_entitlement_is_withdrawn_not_deleted": "rows are dropped from drafts, under the lock",
    "one_entitlement_per_number": "verbs count the numbers under the event's lock",
    "one_handover_per_receipt_number": "the verb counts the receipts under the event's lock",
    "one_live_coupon_per_entitlement": "coupons are issued once, with the list",
    "distributions_coupon_code_key": "drawn by chance, of so many that nobody meets two alike",
    "a_drawn_family_is_of_its_event": "the verb draws among the rights of its event",
    "an_answer_is_whole": "the form asks for all five, or none of them",
    "an_answer_is_of_its_question_set": "each family's form has its own questions",
    "distributions_spotcheck_distribution_id_key": "the verb looks under the event's lock",
    "distributions_drawnfamily_entitlement_id_key": "the verb draws once",
    "distributions_followup_missed_id_key": "the verb looks for one under the event's lock",
    "distributions_followup_distribution_id_key": "the verb makes the event it points at",
    "a_document_is_of_an_event_or_of_a_period": "the verbs issue either, each its own kinds",
    "a_page_holds_four_photos": "the verb takes the first free place",
    "one_photo_in_each_place": "the verb takes a free place under the event's lock",
    "a_removed_photo_is_gone": "the verb that removes empties both",
    "one_text_per_facility_and_key": "the verb looks for one under the facility's lock",
    "a_text_of_a_facility_says_something": "the form asks for a text",
    "distributions_issueddocument_code_key": "drawn by chance, as a coupon's",
    "distributions_issueddocument_replaces_id_key": "the verb finds the latest under the lock",
    "distributions_packedlot_stock_movement_id_key": "the verb makes the movement it points at",
}


def _raised(trigger, model):
    """The names under which a trigger refuses, as its SQL has them."""
    return re.findall(r"CONSTRAINT = '(\w+)'", trigger.compile(model).install_sql)


def named_guards():
    """Every constraint, unique column and refusing trigger of the models."""
    names = {name for model, row in pgtrigger.registered() for name in _raised(row, model)}
    for model in (model for model in our_models() if not issubclass(model, History)):
        table = model._meta.db_table
        names |= {constraint.name for constraint in model._meta.constraints}
        names |= {
            f"{table}_{field.column}_key"
            for field in model._meta.local_fields
            if field.unique and not field.primary_key
        }
    return names


def reason_of(name):
    alike = [why for pattern, why in _MADE_ALIKE.items() if re.search(pattern, name)]
    return _MET_BY_NOBODY.get(name) or next(iter(alike), "")


def unsaid(names):
    return sorted(name for name in names if name not in REFUSALS and not reason_of(name))


def test_every_guard_says_what_is_wrong_or_nobody_can_meet_it():
    assert unsaid(named_guards()) == []


def test_a_guard_without_a_sentence_would_be_found():
    assert unsaid({*named_guards(), "a_new_guard"}) == ["a_new_guard"]


def test_what_is_listed_stands_and_says_nothing_else():
    assert sorted(_MET_BY_NOBODY.keys() - named_guards()) == []
    assert sorted(_MET_BY_NOBODY.keys() & REFUSALS.keys()) == []


def test_every_sentence_is_of_a_guard_that_stands():
    assert sorted(REFUSALS.keys() - named_guards()) == []


def test_every_sentence_speaks_both_languages():
    silent = []
    for name, said in REFUSALS.items():
        spoken = str(said.sentence)
        with translation.override("en"):
            if str(said.sentence) == spoken:
                silent.append(name)

    assert silent == []


def _guards():
    plain, ours = {"name": "a_rule"}, {"name": "a_rule", "violation_error_message": "Ini salah."}
    unique, check = {"fields": ["name"]}, {"condition": models.Q(name="")}
    exclusion = {"expressions": [("name", "=")]}
    yield models.UniqueConstraint(**plain, **unique), Unique(**ours, **unique)
    yield models.CheckConstraint(**plain, **check), Check(**ours, **check)
    yield ExclusionConstraint(**plain, **exclusion), Exclusion(**ours, **exclusion)
    key = {"fields": ("a",), "to": "rutan.User", "to_fields": ("b",)}
    yield CompositeForeignKey(**plain, **key), CompositeForeignKey(**ours, **key)


@pytest.mark.parametrize(("plain", "ours"), list(_guards()))
def test_a_changed_sentence_asks_for_no_migration(plain, ours):
    assert (ours.deconstruct(), ours) == (plain.deconstruct(), plain)
    assert ours.clone().refusal == ("invalid", "Ini salah.", "")


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_changed_rule_asks_for_one():
    assert one_row_per_form("one") != one_row_per_form("other")
    assert Unique(name="one", fields=["name"]) != Unique(name="one", fields=["city"])


@pytest.mark.django_db
def test_the_database_answers_with_the_sentence_at_its_field():
    FacilityFactory(name="Rutan Blora")

    with pytest.raises(Refused) as caught, refused_by_database():
        FacilityFactory(name="Rutan Blora", short_name="Lain")

    refused = caught.value
    assert (refused.facts["constraint"], refused.field) == ("rutan_facility_name_key", "name")
    assert refused.message == sentence("rutan_facility_name_key")
