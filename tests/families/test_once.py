"""A form of the registry that is sent again acts once, whichever it is."""

import uuid
from functools import partial

import pytest
from django.urls import reverse

from families.models import Family, FamilyMember, Inmate, Kinship, PovertyEvidence
from families.registry import evidence, families, inmates, people
from families.registry.families import NewFamily
from families.registry.people import NewMember
from families.registry.similar import SimilarFamilies
from rutan.model_bases import FacilityQuerySet
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import (
    AreaFactory,
    FamilyFactory,
    InmateFactory,
    RegisterNumberFactory,
    UserFactory,
)
from tests.families.test_evidence_pages import photo
from tests.races import at_once

MANY = 8
OTHER = (
    "Formulir ini sudah tersimpan dengan isi lain. Muat ulang halaman untuk membuat catatan baru."
)

FORMS = {
    "family_new": (Family, {"name": "Kasmini", "relationship": "mother"}, {"relationship": "wife"}),
    "member_new": (
        FamilyMember,
        {"full_name": "Kasmini", "card_relationship": "parent"},
        {"full_name": "Karto"},
    ),
    "kinship_new": (Kinship, {"relationship": "mother"}, {"relationship": "wife"}),
    "evidence_new": (
        PovertyEvidence,
        {"kind": "sktm", "issued_on": "2026-01-05", "number": "12"},
        {"number": "13"},
    ),
    "inmate_new": (
        Inmate,
        {"name": "Joko", "legal_status": "convict", "sex": "male"},
        {"register_number": "B.I.99/2026"},
    ),
}
each_form = pytest.mark.parametrize("name", FORMS)
raced = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def form(facility, village):
    """The model, the address and the fields of a form that was rendered once, by the name of its
    page.
    """
    home, inmate = (
        FamilyFactory(facility=facility),
        RegisterNumberFactory(inmate__facility=facility).inmate,
    )

    def rendered(name):
        model, typed, _other = FORMS[name]
        chosen = {"client_id": uuid.uuid4(), "inmate": inmate.pk, "area": village.pk}
        return (
            model,
            reverse(name, args=[] if name in ("family_new", "inmate_new") else [home.pk]),
            chosen | typed,
        )

    return rendered


def errors_of(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


@pytest.mark.django_db
@each_form
def test_a_form_sent_twice_is_a_success_and_one_row(clerk, form, name):
    model, address, typed = form(name)
    rows, acts = model.objects.count(), AuditEntry.objects.count()

    answers = [clerk.post(address, typed) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert (model.objects.count() - rows, AuditEntry.objects.count() - acts) == (1, 1)


@pytest.mark.django_db
@each_form
def test_a_form_sent_again_with_other_contents_is_refused(clerk, form, name):
    model, address, typed = form(name)
    clerk.post(address, typed)
    rows = model.objects.count()

    answer = clerk.post(address, typed | FORMS[name][2])

    assert (answer.status_code, errors_of(answer), model.objects.count()) == (422, [OTHER], rows)


@pytest.mark.django_db
@each_form
def test_the_form_of_somebody_else_is_refused(clerk, chief, form, name):
    model, address, typed = form(name)
    clerk.post(address, typed)
    rows = model.objects.count()

    answer = chief.post(address, typed)

    assert (answer.status_code, errors_of(answer), model.objects.count()) == (422, [OTHER], rows)


@pytest.mark.django_db
@each_form
@pytest.mark.parametrize("key", ["", "x", "\x00"])
def test_a_form_without_its_key_is_not_saved(clerk, form, name, key):
    model, address, typed = form(name)
    rows = model.objects.count()

    answer = clerk.post(address, typed | {"client_id": key})

    assert (answer.status_code, list(answer.context["form"].errors), model.objects.count()) == (
        422,
        ["client_id"],
        rows,
    )


@pytest.mark.django_db
@each_form
def test_a_page_brings_a_new_key_and_keeps_it_when_it_is_shown_again(clerk, form, name):
    _model, address, typed = form(name)

    keys = [clerk.get(address).context["form"]["client_id"].value() for _time in range(2)]
    again = clerk.post(
        address, typed | {"kind": "rumor", "relationship": "", "full_name": "", "name": ""}
    )

    assert keys[0] != keys[1]
    assert f'name="client_id" value="{typed["client_id"]}"' in again.content.decode()


@pytest.mark.django_db
def test_what_was_ended_since_is_not_said_to_be_saved(clerk, form, registrar):
    model, address, typed = form("kinship_new")
    clerk.post(address, typed)
    people.end_kinship(
        kinship=model.objects.get(), on=model.objects.get().family.recorded_at.date(), by=registrar
    )

    assert errors_of(clerk.post(address, typed)) == [OTHER]


@pytest.mark.django_db
def test_one_key_for_two_families_makes_one_member(clerk, form, facility):
    _model, address, typed = form("member_new")
    clerk.post(address, typed)

    answer = clerk.post(reverse("member_new", args=[FamilyFactory(facility=facility).pk]), typed)

    assert (answer.status_code, FamilyMember.objects.count()) == (422, 1)


@pytest.mark.django_db
def test_a_scan_sent_twice_is_kept_once_and_another_one_is_refused(clerk, form, tmp_path):
    _model, address, typed = form("evidence_new")

    answers = [
        clerk.post(address, typed | {"file": photo(size=size)})
        for size in ((60, 40), (60, 40), (400, 300))
    ]
    answers.append(clerk.post(address, typed))

    assert [answer.status_code for answer in answers] == [302, 302, 422, 422]
    assert len(list(tmp_path.rglob("*.jpg"))) == 1


def ready(facility, **more):
    """A family as a form hands it over, of which nobody saw a similar one."""
    known = {
        "area": AreaFactory(),
        "inmate": InmateFactory(facility=facility),
        "relationship": "wife",
        "seen": frozenset(),
    }
    return NewFamily(**{"name": "Sri Wahyuni", "client_id": uuid.uuid4()} | known | more)


def kinds(results):
    return sorted({type(result).__name__ for result in results})


@raced
def test_a_form_sent_many_times_at_once_registers_one_family(facility, registrar):
    register = partial(
        families.register, facility=facility, families=[ready(facility)], by=registrar
    )

    results = at_once([register] * MANY)

    assert (Family.objects.count(), {family.pk for [family] in results}) == (
        1,
        {Family.objects.get().pk},
    )


@raced
def test_desks_that_register_one_family_at_once_see_each_other(facility):
    desks = [UserFactory(facility=facility) for _desk in range(MANY)]
    new = ready(facility)
    forms = [NewFamily(**vars(new) | {"client_id": uuid.uuid4()}) for _desk in desks]

    results = at_once(
        [
            partial(families.register, facility=facility, families=[new], by=by)
            for new, by in zip(forms, desks, strict=True)
        ]
    )

    similar = [result.families for result in results if isinstance(result, SimilarFamilies)]
    assert (Family.objects.count(), similar) == (1, [[Family.objects.get()]] * (MANY - 1))


@raced
def test_without_waiting_for_each_other_they_would_register_several(
    facility, registrar, monkeypatch
):
    monkeypatch.setattr(FacilityQuerySet, "locked", lambda rows: rows)
    new = ready(facility)
    forms = [NewFamily(**vars(new) | {"client_id": uuid.uuid4()}) for _desk in range(MANY)]

    at_once(
        [
            partial(families.register, facility=facility, families=[new], by=registrar)
            for new in forms
        ]
    )

    assert Family.objects.count() > 1


@raced
def test_without_waiting_the_constraint_still_keeps_one_of_one_form(
    facility, registrar, monkeypatch
):
    monkeypatch.setattr(FacilityQuerySet, "locked", lambda rows: rows)
    register = partial(
        families.register, facility=facility, families=[ready(facility, seen=None)], by=registrar
    )

    results = at_once([register] * MANY)

    assert Family.objects.count() == 1
    assert all(isinstance(result, (list, Refused)) for result in results)


def acts_with_one_key(facility, by):
    """A member, a tie, a paper and a WBP, each ready to be recorded under the same key."""
    family, inmate = FamilyFactory(facility=facility), InmateFactory(facility=facility)
    key = uuid.uuid4()
    kasmini = NewMember("Kasmini", client_id=key)
    tie = {"inmate": inmate, "relationship": "wife", "client_id": key}
    joko = inmates.NewInmate("Joko", "convict", client_id=key)
    paper = evidence.NewEvidence(
        kind="sktm", issued_on=family.recorded_at.date(), family=family, client_id=key
    )
    return key, [
        partial(people.add_member, family=family, member=kasmini, by=by),
        partial(people.add_kinship, family=family, by=by, **tie),
        partial(evidence.add_evidence, evidence=[paper], by=by),
        partial(inmates.register_inmates, facility=facility, inmates=[joko], by=by),
    ]


@raced
def test_rows_of_a_family_are_made_once_however_often_they_are_sent(facility, registrar):
    key, acts = acts_with_one_key(facility, registrar)

    results = at_once([act for act in acts for _time in range(3)])

    assert kinds(results) == ["FamilyMember", "Kinship", "list"]
    assert [
        model.objects.filter(client_id=key).count()
        for model in (FamilyMember, Kinship, PovertyEvidence, Inmate)
    ] == [1] * 4
