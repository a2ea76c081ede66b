"""The fields of the house."""

import pytest

from rutan.fields import MOST_ID, plain_number

NONE = ["", " ", "12 ", "12\n", "-1", "+1", "1.0", "1e3", "0x1", "٣", "１２", "²", "\x00", "9" * 40]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_plain_number_names_no_row(text):
    assert plain_number(text) is None


def test_a_plain_number_names_a_row_that_a_column_can_hold():
    assert (plain_number("0"), plain_number("007")) == (0, 7)
    assert plain_number("9" * 18) < MOST_ID
    assert plain_number("9" * 19) is None
