"""A quantity field reads what people here type."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from harvests.forms.fields import MoneyField
from rutan.fields import QuantityField, WholeNumberField


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12", "12"),
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("1.250", "1250"),
        ("1.250,5", "1250.5"),
        (" 0,125 ", "0.125"),
        ("1 250,5", "1250.5"),
        ("\u200b'2,5\u00a0", "2.5"),
        ("٢,٥", "2.5"),
        ("２，５", "2.5"),
    ],
)
def test_comma_and_point_are_read_as_they_are_meant(typed, read):
    assert QuantityField().clean(typed) == Decimal(read)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("2.5", "2.5"), ("2,5", "2.5"), ("1,250", "1250"), ("1,250.5", "1250.5"), ("0.125", "0.125")],
)
def test_on_an_english_screen_comma_and_point_change_places(typed, read):
    with translation.override("en"):
        assert QuantityField().clean(typed) == Decimal(read)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "dua",
        "0",
        "-3",
        *("1e9", "5e3", "1_000", "2.5,0", "1,250.5", "1250.000,5", "1,2,3", "2 5", "10²", "2½"),
        # What is cut off a figure must not make it another.
        *("5" + " " * 60 + "0", "5" + "\u200b" * 2_000 + "0", "2,5" + " " * 60 + "kg"),
        "99999999",
        "1,2345",
        "NaN",
        "Infinity",
        "9" * 1_000_000,
        "1\x002",
    ],
)
def test_nonsense_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refusal:
        QuantityField().clean(typed)

    assert not any("Ensure" in message for message in refusal.value.messages)


def test_a_stored_quantity_is_shown_as_it_is_typed():
    assert QuantityField().prepare_value(Decimal("1250.500")) == "1250,5"


@pytest.mark.parametrize("quantity", ["2.500", "1250.500", "1284", "0.125"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_shown_quantity_is_read_back_as_itself(language, quantity):
    field = QuantityField()

    with translation.override(language):
        assert field.clean(field.prepare_value(Decimal(quantity))) == Decimal(quantity)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1000", 1000),
        ("1.000", 1000),
        ("1,000", 1000),
        (" 1 000 ", 1000),
        ("١٠٠٠", 1000),
        ("１．０００", 1000),
        ("5" + "\u200b" * 60 + "0", 50),
        ("12.345.678", 12_345_678),
    ],
)
def test_a_whole_number_is_read_with_its_thousands(typed, read):
    assert WholeNumberField().clean(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        *("1.00", "75.00", "1500.000", "1_000", "5e3", "2.5,0", "1.0", "²", "½", "1,5", "2 5"),
        *("0.500", "0,500"),
    ],
)
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(ValidationError):
        WholeNumberField().clean(typed)


@pytest.mark.parametrize("typed", ["1500.000", "75.00", "1_000"])
def test_money_that_is_half_grouped_is_refused(typed):
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)
