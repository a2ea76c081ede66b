"""Free texts and names are read by one rule, in every form of the project."""

import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from rutan.fields import IdentityNumberFormField
from rutan.texts import FreeText, InWords, PersonName
from tests.test_house import app_files, shown

NIK = "3316-9901-0190-0001"
APPS = ("rutan", "harvests", "families", "distributions")
# What the browser or we made, and what has a shape of its own in which no NIK fits.
NO_FREE_TEXT = {
    "client_id": "a UUID",
    "seen": "the state of a row, made by us",
    "similar_seen": "ids that stood on the page; read as such",
    "shown": "ids or values that stood on the page; read as such",
    "confirmed": "the key of a warning, made by us; compared",
    "back": "one sign, made by us",
    "coupon": "a code with a check character, looked up",
    "code": "eight signs of a paper's code",
    "month": "four digits and two",
    "area_code": "five signs",
    "rt": "three digits",
    "rw": "three digits",
    "nip": "eighteen digits",
    "grams": "weights, each read as a figure; stored as such",
    "phone": "stored as a number, fourteen digits at most",
    "login": "nothing of a sign-in is stored as it is typed",
}
# Of a prison, of what grows and where; a filter looks for a part of a name.
NO_PERSON = {"FacilityForm", "CommodityForm", "SiteForm", "FilterForm"}


def subclasses(of):
    for cls in of.__subclasses__():
        yield cls
        yield from subclasses(cls)


def our_forms():
    """Every form class of the project, with all modules loaded by the addresses."""
    assert get_resolver().url_patterns
    return sorted(
        {cls for cls in subclasses(forms.BaseForm) if cls.__module__.split(".")[0] in APPS},
        key=lambda cls: (cls.__module__, cls.__qualname__),
    )


def typed_fields():
    """(form, name, field) of all that takes text as it is typed."""
    return [
        (cls.__name__, name, field)
        for cls in our_forms()
        for name, field in cls.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, IdentityNumberFormField)
        and not isinstance(field.widget, forms.PasswordInput)
    ]


def free_texts():
    return [entry for entry in typed_fields() if isinstance(entry[2], FreeText)]


def test_every_text_of_every_form_is_read_by_the_one_rule():
    others = [
        f"{form}.{name}"
        for form, name, field in typed_fields()
        if not isinstance(field, FreeText) and name not in NO_FREE_TEXT
    ]

    assert (others, len(free_texts()) > 25) == ([], True)


def test_no_form_makes_a_plain_text_field_on_the_way():
    made = [
        f"{shown(path)}:{number}"
        for path in app_files()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\] = (forms\.)?CharField\(", line)
    ]

    assert made == []


@pytest.mark.parametrize(("form", "name", "field"), free_texts())
def test_a_free_text_takes_a_telephone_and_no_nik(form, name, field):
    is_name = isinstance(field, PersonName)
    said = "Bu Tini" if is_name else "Bu Tini 0812-3456-7890"[: field.max_length]

    with pytest.raises(ValidationError) as refused:
        field.clean(NIK if field.max_length > 18 else NIK.replace("-", ""))

    assert (refused.value.error_list[0].code, field.clean(said)) == ("identity_number", said)


NO_NAMES = ["1️⃣ Sri", "\u3164", "\u3164\u115f", "\u2800", "\uffa0 .", "http://x.id", "www.sri.com"]
NO_NAMES += ["Sri 0812…", "Sri 0812-3456-7890", "Sri 081234567890", "Sri (0296) 531234", "sri@x.id"]
NO_NAMES += ["Sri ٠٨١٢٣٤٥٦٧٨٩٠", "Sri +62 812 3456", "sri.com", "Sri https://wa.me/628123", "Sri®"]


@pytest.mark.parametrize(
    "typed", ["-", ".", "12345", "'", "😀", "Sri 😀", "٣٣", "\u200b\u200b", *NO_NAMES]
)
def test_what_has_no_letters_or_holds_pictures_is_no_name(typed):
    with pytest.raises(ValidationError):
        PersonName().clean(typed)


NAMES = ["Sri", "N", "Ma'ruf", "Ma`ruf", "H. Moh. Ya'qub, S.H.", "محمد", "ꦱꦿꦶ", "Đỗ", "Sri (alm.)"]
NAMES += [
    "M.Yusuf",
    "Siti-Aminah",
    "Al-Ghazali",
    "Ni'mah",
    "Sri Rahayu 2",
    "Drs. H. Co",
    "Ida, S.Kom.",
]


@pytest.mark.parametrize("typed", NAMES)
def test_a_name_of_any_script_is_a_name(typed):
    assert PersonName().clean(typed) == typed


def test_every_name_of_a_person_has_the_rule_of_names():
    plain = [
        f"{form}.{name}"
        for form, name, field in free_texts()
        if name in ("name", "full_name", "collector_name") and not isinstance(field, PersonName)
    ]

    assert {form.split(".")[0] for form in plain} == NO_PERSON


def test_unseen_signs_and_double_blanks_of_a_copied_text_are_dropped():
    copied = "\ufeff Cabai\u00a0\u00a0rawit\u200b \u202emerah\x07 "

    assert FreeText().clean(copied) == "Cabai rawit merah"


def test_lines_stay_where_a_text_has_several():
    field = FreeText(widget=forms.Textarea)

    assert field.clean(" Kementerian \r\n\r\nRutan  Blora\n") == "Kementerian\n\nRutan Blora"


def test_a_letter_that_nobody_sees_is_dropped():
    assert PersonName().clean("Sri\u3164 \u115fWahyuni\ufe0f") == "Sri Wahyuni"


# What others have to understand; a notice, a note and the name of a garden may be "-" or "A1".
SAYS_SOMETHING = (
    "reason",
    "override_reason",
    "venue",
    "title",
    "order",
    "buyer",
    "receiver",
    "other",
)


def test_every_reason_and_place_is_in_words():
    plain = [
        f"{form}.{name}"
        for form, name, field in free_texts()
        if (name in SAYS_SOMETHING or "Alasan" in str(field.label))
        and not isinstance(field, InWords)
    ]

    assert plain == []


@pytest.mark.parametrize("typed", ["-", "...", "🙂", "/ /"])
def test_marks_alone_are_no_name_of_a_thing_that_is_asked_for(typed):
    with pytest.raises(ValidationError) as refused:
        FreeText().clean(typed)

    assert refused.value.messages == ["Tulis dengan huruf atau angka."]
    assert (FreeText(required=False).clean(typed), FreeText().clean("B-1")) == (typed, "B-1")


@pytest.mark.parametrize(
    "typed", ["-", ".", "12345", "😀", "x", "1 2 3", "a 1", "..", "\u3164\u3164"]
)
def test_what_has_no_word_is_no_reason(typed):
    with pytest.raises(ValidationError):
        InWords().clean(typed)


@pytest.mark.parametrize(
    "typed", ["Aula", "hujan", "Bu Tini 0812-3456-7890", "ok", "RT 2", "sakit 😀", "ꦱꦿꦶ", "محمد"]
)
def test_what_has_a_word_says_something(typed):
    assert InWords().clean(typed) == typed
