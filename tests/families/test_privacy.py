"""Where a NIK or KK number could leak, with data that could."""

import base64
import logging
import secrets

import pytest
from django.db import connection
from django.urls import reverse

from families.models import Family, FamilyMember
from families.registry import families, people
from families.registry.people import NewMember
from rutan import fields
from rutan.fields import IdentityNumber
from rutan.models import AuditEntry
from tests.families.conftest import KK, NIK

pytestmark = pytest.mark.django_db
NUMBERS = (NIK.digits, KK.digits)


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
        return "".join(row for (row,) in cursor.fetchall())


@pytest.mark.parametrize(
    "table",
    [
        "families_family",
        "families_familymember",
        "families_familyhistory",
        "families_familymemberhistory",
        "rutan_auditentry",
        "django_session",
    ],
)
def test_no_row_holds_the_digits(clerk, chief, family, registrar, table):
    people.edit_member(
        member=family.members.get(), nik=IdentityNumber("3316994101750009"), by=registrar
    )
    chief.post(reverse("kk_reveal", args=[family.pk]), {"reason": "Mencocokkan"})

    text = rows_of(table)
    assert [digits for digits in (*NUMBERS, "3316994101750009") if digits in text] == []
    assert text or table == "django_session"


def test_the_column_is_ciphertext_that_the_same_number_finds(family):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM families_familymember")
        stored = bytes(cursor.fetchone()[0])

    assert NIK.digits.encode() not in stored
    assert (stored, FamilyMember.objects.get(nik=NIK).family) == (
        fields.encrypt(NIK.digits),
        family,
    )


def keys(*numbers, known):
    """Field keys by id; the first writes, all read."""
    made = {
        number: known.get(number) or base64.b64encode(secrets.token_bytes(64)).decode()
        for number in numbers
    }
    return [f"{number}:{secret}" for number, secret in made.items()]


def test_numbers_of_an_older_key_stay_readable(family, settings, monkeypatch):
    known = dict(entry.split(":", 1) for entry in settings.RUTAN_FIELD_KEYS)
    settings.RUTAN_FIELD_KEYS = keys(
        9, *map(int, known), known={int(number): secret for number, secret in known.items()}
    )
    monkeypatch.setattr(fields, "_keys", fields._load_keys())

    assert FamilyMember.objects.get(family=family).nik == NIK
    assert fields.encrypt(NIK.digits)[0] == 9


def test_a_number_without_its_key_is_an_error_and_no_number(family, settings, monkeypatch):
    settings.RUTAN_FIELD_KEYS = keys(9, known={})
    monkeypatch.setattr(fields, "_keys", fields._load_keys())

    with pytest.raises(ValueError, match="can't be read"):
        FamilyMember.objects.get(family=family)


def every_page(family):
    member, kinship, evidence = family.members.get(), family.kinships.get(), family.evidence.get()
    yield from (
        reverse(name)
        for name in ("family_search", "family_new", "inmate_list", "inmate_new", "evidence_queue")
    )
    yield reverse("family_search") + "?q=sri+wahyuni"
    yield reverse("family_search") + "?show=incomplete"
    names = (
        "family_detail",
        "family_history",
        "family_edit",
        "family_split",
        "family_hold",
        "member_new",
        "kinship_new",
        "evidence_new",
        "kk_reveal",
    )
    yield from (reverse(name, args=[family.pk]) for name in names)
    yield from (
        reverse(name, args=[member.pk]) for name in ("member_edit", "member_left", "nik_reveal")
    )
    yield reverse("kinship_end", args=[kinship.pk])
    yield reverse("evidence_decide", args=[evidence.pk])
    named = ("inmate_detail", "inmate_edit", "inmate_move", "inmate_renumber")
    yield from (reverse(name, args=[kinship.inmate_id]) for name in named)
    yield reverse("register_number_correct", args=[kinship.inmate.register_numbers.get().pk])


def test_no_page_shows_the_digits(chief, family):
    leaking = []
    for address in every_page(family):
        response = chief.get(address)
        assert response.status_code == 200, address
        if any(digits in response.content.decode() for digits in NUMBERS):
            leaking.append(address)

    assert leaking == []


def test_no_address_or_title_of_the_registry_holds_a_number(chief, family):
    for address in every_page(family):
        text = chief.get(address).content.decode()
        title = text[text.index("<title>") : text.index("</title>")]
        assert not any(
            number in part for part in (address, title) for number in (*NUMBERS, str(NIK), str(KK))
        )


def test_a_refused_form_logs_no_number(clerk, family, caplog):
    with caplog.at_level(logging.DEBUG):
        clerk.post(reverse("member_new", args=[family.pk]), {"full_name": "", "nik": NIK.digits})
        clerk.get(reverse("family_search"), {"q": "sri wahyuni"})

    assert not any(digits in caplog.text for digits in NUMBERS)


def test_an_error_in_a_verb_shows_the_mask_only(family, registrar):
    with pytest.raises(people.NikUsed) as refused:
        people.add_member(family=family, member=NewMember("Kasmini", nik=NIK), by=registrar)

    assert (
        NIK.digits not in f"{refused.value!r} {refused.value} {NewMember('Kasmini', nik=NIK)!r}"
        f" {family.kk_number!r}"
    )


def test_a_number_never_becomes_text_by_accident(family):
    member = FamilyMember.objects.get(family=family)

    assert (
        f"{member.nik} {member.nik!r} {Family.objects.values_list('kk_number', flat=True)[0]}"
        == f"{NIK} {NIK} {KK}"
    )


def test_facts_of_the_log_hold_ids_and_codes_only(chief, family, registrar):
    families.edit(
        family=family,
        version=1,
        by=registrar,
        name="Sri Wahyuningsih",
        kk_number=IdentityNumber("3316990101200009"),
    )
    families.hold(family=family, kind="data_doubt", by=registrar)

    facts = "".join(str(entry.facts) for entry in AuditEntry.objects.all())
    assert not any(text in facts for text in ("Sri", "Wahyuni", "3316", "•"))
