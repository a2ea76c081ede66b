import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from families.forms.fields import PhoneField
from families.identity import check_kk, doubts, read_nik, reveal, telephone
from rutan.fields import IdentityNumber
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import TODAY, FamilyFactory, FamilyMemberFactory


def read(digits, on=TODAY):
    return read_nik(IdentityNumber(digits), on=on)


@pytest.mark.parametrize(
    ("digits", "born", "sex"),
    [
        ("3316990101010001", dt.date(2001, 1, 1), "male"),
        ("3316994101010001", dt.date(2001, 1, 1), "female"),
        ("3316993112750001", dt.date(1975, 12, 31), "male"),
        ("3316996902000001", dt.date(2000, 2, 29), "female"),
        ("3316992902240001", dt.date(2024, 2, 29), "male"),
        ("3316991003260001", dt.date(2026, 3, 10), "male"),
        ("3316991103260001", dt.date(1926, 3, 11), "male"),
        ("9671010101010001", dt.date(2001, 1, 1), "male"),
    ],
)
def test_a_nik_tells_the_latest_past_birth_date_and_the_sex(digits, born, sex):
    nik = read(digits)

    assert (nik.birth_date, nik.sex) == (born, sex)


@pytest.mark.parametrize(
    ("digits", "code"),
    [
        ("331699010101001", "length"),
        ("33169901010100011", "length"),
        ("331699010101000a", "digits"),
        ("٣٣١٦٩٩٠١٠١٠١٠٠٠١", "digits"),
        ("0016990101010001", "area"),
        ("9916990101010001", "area"),
        ("3300990101010001", "area"),
        ("3316000101010001", "area"),
        ("3316993102010001", "date"),
        ("3316992902010001", "date"),
        ("3316996902010001", "date"),
        ("3316990113010001", "date"),
        ("3316990001010001", "date"),
        ("3316993501010001", "date"),
        ("3316997201010001", "date"),
        ("3316990101010000", "serial"),
    ],
)
def test_a_nik_of_wrong_shape_is_refused_with_its_code(digits, code):
    with pytest.raises(ValidationError) as refused:
        read(digits)

    assert refused.value.code == code


def test_the_sentence_about_the_length_says_how_many_were_typed():
    with pytest.raises(ValidationError, match="NIK harus 16 angka; yang diketik 15 angka"):
        read("331699010101001")


@pytest.mark.parametrize("digits", ["3316990101010001", "3316994512990000", "9616999999999999"])
def test_a_kk_number_needs_length_and_province_only(digits):
    check_kk(IdentityNumber(digits))


@pytest.mark.parametrize("digits", ["0016990101010001", "331699010101000", "331699010101000x"])
def test_a_kk_number_of_wrong_shape_is_refused(digits):
    with pytest.raises(ValidationError):
        check_kk(IdentityNumber(digits))


def test_what_differs_from_the_form_is_a_doubt_and_no_error():
    nik = read("3316994101010001")

    assert doubts(nik, birth_date=dt.date(2001, 1, 1), sex="female") == []
    assert doubts(nik, birth_date=dt.date(2001, 1, 2), sex="male", knows_district=False) == [
        "Tanggal lahir di NIK berbeda dengan isian (1 Januari 2001 dan 2 Januari 2001).",
        "Jenis kelamin di NIK berbeda dengan isian (Perempuan (P) dan Laki-laki (L)).",
        "Kode kecamatan pada NIK tidak ada dalam daftar wilayah sekarang.",
    ]


def test_a_reveal_shows_the_digits_and_says_who_and_why_without_them(registrar, facility):
    member = FamilyMemberFactory(family=FamilyFactory(facility=facility), nik="3316990101010001")
    member.refresh_from_db()

    assert reveal(row=member, reason="Mencocokkan KTP", by=registrar) == "3316990101010001"
    entry = AuditEntry.objects.get(verb="reveal_nik")
    assert (entry.by, entry.thing_id, entry.facts) == (
        registrar,
        str(member.pk),
        {"reason": "Mencocokkan KTP"},
    )


def test_the_number_of_a_card_is_revealed_likewise(registrar, facility):
    family = FamilyFactory(facility=facility, kk_number=IdentityNumber("3316990101010001"))

    assert reveal(row=family, reason="Mencocokkan KK", by=registrar) == "3316990101010001"


@pytest.mark.parametrize(
    "reason", ["", "  ", "\x00", "NIK 3316990101010001", "3316 9901 0101 0001"]
)
def test_a_reveal_needs_a_reason_that_holds_no_number(registrar, facility, reason):
    member = FamilyMemberFactory(family=FamilyFactory(facility=facility), nik="3316990101010001")

    with pytest.raises(Refused):
        reveal(row=member, reason=reason, by=registrar)
    assert not AuditEntry.objects.exists()


def test_nothing_is_revealed_or_logged_where_no_number_is(registrar, facility):
    with pytest.raises(Refused, match="belum dicatat"):
        reveal(row=FamilyFactory(facility=facility), reason="Mencocokkan", by=registrar)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        *("0812 3456 7890", "+62 812-3456-7890", "62812.3456.7890", "081234567890"),
        *("+62 0812 3456 7890", "+62 (0)812 3456 7890", "0062 812 3456 7890", "0812/3456/7890"),
        *("'081234567890", "0812\u00a03456\u20137890", "\ufeff0812\u201134567890\u200b"),
        *("٠٨١٢٣٤٥٦٧٨٩٠", "０８１２－３４５６－７８９０", "0812\u22123456\u22127890"),
    ],
)
def test_a_telephone_number_is_stored_in_one_form(typed):
    assert telephone(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["0296 531234", "(0296) 531234", "0296/531234", "+62296531234"])
def test_a_telephone_of_the_house_has_its_area(typed):
    assert telephone(typed) == "+62296531234"


def test_what_is_no_telephone_stays_in_the_form_as_it_was_typed():
    shown = [PhoneField().prepare_value(typed) for typed in ("+6281 2 / 0813", "+6281234567890")]

    assert shown == ["+6281 2 / 0813", "0812 3456 7890"]


TWO = ["531234/531235", "0296 531234/531235", "531234 531235", "0296-531234 / 0296-531235"]
TWO += ["+6281 2 / 0813", "0812 3456 7890/0813"]


@pytest.mark.parametrize(
    "typed",
    [
        *("titip tetangga", "0812", "08123456789012345", "+1x", "0812 + 3456 7890"),
        *("0000000000", "008123456789", *TWO),
    ],
)
def test_what_is_no_telephone_number_is_refused(typed):
    with pytest.raises(ValidationError):
        telephone(typed)
