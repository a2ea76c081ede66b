"""Weights and money are read as the screen shows them, in Indonesian and in English."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from harvests.forms.fields import MoneyField, OrNothingField, WeightField
from rutan.fields import QuantityField


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("grams", [17_400, 1_284_750, 90_000, 5])
def test_a_shown_weight_is_read_back_as_itself(language, grams):
    field = WeightField()

    with translation.override(language):
        assert field.clean(field.prepare_value(grams)) == grams


@pytest.mark.parametrize(
    "typed", ["75000", "75.000", "75,000", "Rp 75.000", "Rp75,000", "75000,00", "75.000,-"]
)
def test_money_is_read_with_either_mark_between_thousands(typed):
    assert MoneyField().clean(typed) == 75_000


@pytest.mark.parametrize("typed", ["75.50", "7,5", "75.000,000", "75,000.000", "1.2345", "-1"])
def test_money_that_is_not_whole_rupiah_is_refused(typed):
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


@pytest.mark.parametrize("field", [QuantityField, OrNothingField, WeightField])
@pytest.mark.parametrize("typed", ["NaN", "sNaN", "-sNaN", "snan123", "Infinity", "-inf"])
def test_what_is_no_number_is_refused_and_counts_as_a_change(field, typed):
    with pytest.raises(ValidationError) as refusal:
        field().clean(typed)

    assert refusal.value.code == "invalid"
    assert field().has_changed(2, typed)
