"""How far a typed word is from a meant one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalog.slips import SLIP, SOUNDS_ALIKE, distance

words = st.text(alphabet="ابتزذیون", max_size=7)
FAR = 100


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("زیتون", "زیتون", 0),
        ("زتون", "زیتون", SLIP),
        ("زیتتون", "زیتون", SLIP),
        ("زیتوم", "زیتون", SLIP),
        ("زتیون", "زیتون", SLIP),
        ("ذیتون", "زیتون", SOUNDS_ALIKE),
        ("ذیطون", "زیتون", 2 * SOUNDS_ALIKE),
        ("olvie oil", "olive oil", SLIP),
        ("", "زیتون", 5 * SLIP),
    ],
)
def test_slips(typed, meant, expected):
    assert distance(typed, meant, FAR) == expected


def test_what_is_too_far_is_not_measured():
    assert distance("زیتون", "صابون", SLIP) == SLIP + 1
    assert distance("ز", "زیتونها", SLIP) == SLIP + 1


@given(words, words)
def test_a_slip_is_as_far_there_as_back(one, other):
    assert distance(one, other, FAR) == distance(other, one, FAR)


@given(words, words)
def test_only_the_same_word_is_not_apart(one, other):
    assert (distance(one, other, FAR) == 0) == (one == other)
