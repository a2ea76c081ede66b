"""What is wrong with a form is said at once: what its fields show by themselves, and what the verb
knows of the others.
"""

import re

import pytest
from django.urls import reverse

from harvests.models import Deposit
from rutan.access import ROLES
from rutan.fields import IdentityNumber
from rutan.models import AuditEntry
from tests.factories import (
    CommodityFactory,
    FacilityFactory,
    FamilyFactory,
    FamilyMemberFactory,
    HarvestFactory,
    InmateFactory,
    KinshipFactory,
    ProductionSiteFactory,
    RegisterNumberFactory,
    SignatoryFactory,
    StockMovementFactory,
    UserFactory,
)
from tests.pages import fields_of
from tests.test_access_matrix import GUARDED, address, event, handover

pytestmark = pytest.mark.django_db
# Under a district that does not exist: nobody's numbers.
KK, NIK = IdentityNumber("3316990101200001"), IdentityNumber("3316994101750001")
CARD, PERSON = {"kk_number": KK.digits}, {"nik": NIK.digits}
NUMBER = "B.I.12/2025"
BORN, ODD = {"custody_since": "1989-12-31"}, {"void_minutes": "999"}
ROLE, UNIT = {"roles": "head"}, {"unit": "x"}


def family(facility):
    FamilyFactory(facility=facility, kk_number=KK)
    return FamilyFactory(facility=facility)


def member(facility):
    FamilyMemberFactory(family__facility=facility, nik=NIK)
    return FamilyMemberFactory(family__facility=facility)


def of_member(facility):
    return member(facility).family


def tied(facility):
    return KinshipFactory(
        family__facility=facility, inmate=InmateFactory(facility=facility, pk=77)
    ).family


def numbered(facility):
    RegisterNumberFactory(inmate__facility=facility, written=NUMBER)
    return InmateFactory(facility=facility, birth_date="1990-01-01")


def number(facility):
    return RegisterNumberFactory(inmate=numbered(facility))


def signing(facility):
    SignatoryFactory(facility=facility, office="head", capacity="definitive")


def named_alike(facility):
    FacilityFactory(name="Rutan Lain")
    UserFactory(username="yoga", facility=facility)
    CommodityFactory(name="Kangkung", facility=facility)
    ProductionSiteFactory(name="Bedeng A", facility=facility)


def account(facility):
    named_alike(facility)
    return UserFactory(facility=facility, username="rini")


def used(facility):
    return StockMovementFactory(harvest__facility=facility).harvest


def deposited(facility):
    officer = UserFactory(facility=facility)
    sale = {"kind": "sale", "buyer": "Pasar Blora", "amount": 50_000}
    StockMovementFactory(harvest__facility=facility, **sale)
    Deposit.objects.create(
        facility=facility,
        reference="NTPN-1",
        deposited_on="2026-01-05",
        amount=1000,
        recorded_at="2026-01-05T01:00Z",
        recorded_by=officer,
    )


def served(facility):
    return handover(facility).distribution


def alone(factory):
    return lambda facility: factory(facility=facility)


LATER = {"starts_on": "2026-06-01"}
# A day on which nothing was given yet, and the warnings of which somebody read.
LEAVES = {"day": "2026-03-11", "confirmed": "1"}
SALE = {"kind": "sale", "quantity": "9999", "buyer": ""}
# Address, maker of the row it names, what is typed, what is wrong by itself, and what only the verb
# refuses.
CASES = [
    ("family_new", family, {"name": ""} | CARD, "name area inmate relationship", "kk_number"),
    ("family_edit", family, {"name": ""} | CARD, "name", "kk_number"),
    ("family_split", alone(FamilyFactory), {"reason": ""} | CARD, "reason", "kk_number"),
    ("member_new", of_member, {"full_name": ""} | PERSON, "full_name card_relationship", "nik"),
    ("member_edit", member, {"full_name": ""} | PERSON, "full_name", "nik"),
    ("kinship_new", tied, {"inmate": "77", "relationship": ""}, "relationship", "inmate"),
    (
        "inmate_new",
        numbered,
        {"name": "", "register_number": NUMBER},
        "name legal_status",
        "register_number",
    ),
    ("inmate_renumber", numbered, {"written": "b.i 12/2025", "since": ""}, "since", "written"),
    ("inmate_renumber", numbered, {"written": "", "since": "1989-12-31"}, "written", "since"),
    ("register_number_correct", number, {"written": NUMBER, "since": ""}, "since", "written"),
    ("inmate_move", numbered, {"custody_status": ""} | BORN, "custody_status", "custody_since"),
    ("facility_edit", named_alike, {"name": "Rutan Lain"} | ODD, "void_minutes", "name"),
    ("signatory_new", signing, {"name": "", "office": "head"} | LATER, "name", "starts_on"),
    ("user_new", named_alike, {"username": "Yoga", "name": ""} | ROLE, "name", "username"),
    ("user_edit", account, {"username": "Yoga", "name": ""} | ROLE, "name", "username"),
    ("commodity_new", named_alike, {"name": "KANGKUNG"} | UNIT, "unit grams_per_unit", "name"),
    ("site_new", named_alike, {"name": "bedeng a", "kind": ""}, "kind", "name"),
    ("harvest_use", alone(HarvestFactory), SALE, "buyer", "quantity"),
    ("harvest_correct", used, {"quantity": "9", "note": ""}, "note", "quantity"),
    ("distribution_move", served, LEAVES | {"reason": ""}, "reason", "day"),
    ("distribution_close", event, {"lost": "99", "reason": ""}, "reason", "kitchen"),
    ("unpack", event, {"packages": "99", "to": "lost", "reason": ""}, "reason", "packages"),
    ("unpack", event, {"packages": "99", "to": "x"}, "to", "packages"),
    ("deposits", deposited, {"reference": "NTPN-1"}, "sales", "reference"),
]
# Of an address that only takes a form, the page on which the form stands.
STANDS_ON = {"harvest_use": "harvest_detail"}


@pytest.fixture
def everybody(sign_in, facility):
    return sign_in(UserFactory(facility=facility, roles=list(ROLES)))


@pytest.mark.parametrize(("name", "make", "typed", "wrong", "refused"), CASES)
def test_what_a_verb_would_refuse_is_said_beside_what_is_wrong(
    everybody, facility, name, make, typed, wrong, refused
):
    row = make(facility)
    arguments = [row.pk] if row and name not in ("family_new", "inmate_new") else []
    at, page = (reverse(one, args=arguments) for one in (name, STANDS_ON.get(name, name)))
    acts = AuditEntry.objects.count()

    response = everybody.post(at, fields_of(everybody.get(page), **typed))

    assert set(response.context["form"].errors) == {*wrong.split(), refused}
    assert counted(response) == marked(response) == len(wrong.split()) + 1
    assert AuditEntry.objects.count() == acts


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"name": ""}, "name roles"), ({"username": "YOGA"}, "username roles")],
)
def test_that_nobody_changes_his_own_roles_is_said_beside_what_is_wrong(
    typed, wrong, sign_in, administrator
):
    UserFactory(username="yoga", facility=administrator.facility)
    client, at = sign_in(administrator), reverse("user_edit", args=[administrator.pk])

    response = client.post(at, fields_of(client.get(at), **typed | {"roles": ["head"]}))

    assert set(response.context["form"].errors) == set(wrong.split())
    assert counted(response) == marked(response) == 2


@pytest.mark.parametrize("name", ["distribution_new", "distribution_edit", "distribution_move"])
def test_all_that_is_wrong_with_a_plan_is_said_at_once(name, everybody, facility):
    at = address(name, facility)
    days = {"day": "31-02-2026", "last_day": "besok", "starts": "25.00", "ends": "x"}
    texts = dict.fromkeys(["title", "venue", "reason"], "3316990101200001")
    typed = days | texts | {"minimum_days": "0", "item_1": "x"}

    response = everybody.post(at, fields_of(everybody.get(at)) | typed)

    form = response.context["form"]
    assert set(form.errors) == typed.keys() & form.fields.keys()
    assert counted(response) == marked(response) == len(form.errors)


def test_what_is_wrong_with_today_is_said_at_once(everybody):
    at = reverse("distribution_today")
    typed = {"title": "", "venue": "", "starts": "11.00", "ends": "08.00", "order": ""}

    response = everybody.post(at, fields_of(everybody.get(at), **typed))

    assert set(response.context["form"].errors) == {"title", "venue", "ends", "order"}
    assert counted(response) == marked(response) == 4


def counted(response):
    """How many fields the sentence over the form says are wrong."""
    [said] = re.findall(r"Belum disimpan: (\d+) isian perlu", response.content.decode())
    return int(said)


def marked(response):
    """How many fields say for themselves what is wrong."""
    return len(set(re.findall(r'id="([\w-]+)_error"', response.content.decode())))


def hidden_of(response):
    """What the forms of a page send although nobody typed anything."""
    main = response.content.decode().split("<main", 1)[-1]
    found = [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall("<input[^>]*>", main)
    ]
    return {one["name"]: one.get("value", "") for one in found if one.get("type") == "hidden"}


def test_the_sentence_over_every_form_counts_the_fields_that_are_marked(everybody, facility):
    compared, differing = set(), {}
    for name in GUARDED:
        at = address(name, facility)
        page = everybody.get(at)
        if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
            continue
        answer = everybody.post(at, hidden_of(page))
        if "isian perlu diperbaiki" in answer.content.decode():
            compared.add(name)
            if counted(answer) != marked(answer):
                differing[name] = (counted(answer), marked(answer))

    assert differing == {}
    assert len(compared) > 20
