"""What people type in an attribute's field, in any digits, becomes one stored form."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalog import attributes
from portal.catalog.attributes import BadValue
from portal.catalog.models import AttributeKind, FamilyAttribute


def attribute(kind, **facts):
    return FamilyAttribute(code="x", kind=kind, title_fa="", title_en="", **facts)


ACIDITY = attribute(AttributeKind.NUMBER, minimum="0", maximum="3.3", options=[])
GRADE = attribute(AttributeKind.CHOICE, options=[{"code": "EVOO", "fa": "", "en": ""}])
YEAR = attribute(AttributeKind.YEAR, options=[], minimum="1400", maximum="1420")
FLAG = attribute(AttributeKind.FLAG, options=[])
TEXT = attribute(AttributeKind.TEXT, options=[])


def fault(kind, raw):
    with pytest.raises(BadValue) as refusal:
        attributes.value(kind, raw)
    return refusal.value.code


@pytest.mark.parametrize("typed", ["0.3", "۰٫۳", "٠٫٣", " 0.30 ", "۰.۳۰"])
def test_a_number_is_stored_as_plain_decimal_text(typed):
    assert attributes.value(ACIDITY, typed) == "0.3"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("3.31", "too_large"),
        ("-1", "too_small"),
        ("1e3", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("0.3%", "not_a_number"),
        ("1,2", "not_a_number"),
        ("۱" * 40, "not_a_number"),
    ],
)
def test_what_is_no_such_number_is_refused(typed, code):
    assert fault(ACIDITY, typed) == code


def test_thousands_may_be_grouped():
    assert attributes.number("۱٬۲۰۰") == attributes.number("1,200") == Decimal(1200)


@given(st.decimals(min_value=0, max_value=3, places=3, allow_nan=False, allow_infinity=False))
def test_every_number_in_bounds_survives_persian_digits(number):
    typed = str(f"{number:f}").translate(str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"))

    assert Decimal(str(attributes.value(ACIDITY, typed))) == number


def outcome(kind, typed):
    try:
        return attributes.value(kind, typed)
    except BadValue as refusal:
        return refusal.code


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_value_or_a_code(typed):
    for kind in (ACIDITY, GRADE, YEAR, FLAG, TEXT):
        assert outcome(kind, typed) != ""


@pytest.mark.parametrize("kind", [ACIDITY, GRADE, YEAR, FLAG, TEXT])
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_typed_is_not_stated(kind, nothing):
    assert attributes.value(kind, nothing) is None


def test_a_choice_is_one_of_its_options():
    assert attributes.value(GRADE, "EVOO") == "EVOO"
    assert fault(GRADE, "evoo") == "unknown_choice"


def test_a_year_is_jalali_and_not_to_come():
    assert attributes.value(YEAR, "۱۴۰۴") == 1404
    assert fault(YEAR, "1399") == "too_small"
    assert fault(YEAR, "1419") == "too_large"
    assert fault(YEAR, "2025") == "too_large"
    assert fault(YEAR, "05") == "not_a_year"


def test_a_flag_is_yes_or_no():
    assert attributes.value(FLAG, "۱") is True
    assert attributes.value(FLAG, raw=False) is False
    assert fault(FLAG, "perhaps") == "unknown_choice"


def test_a_text_is_folded_and_short():
    assert attributes.value(TEXT, "علف تازه ي") == "علف تازه ی"
    assert fault(TEXT, "ا" * 201) == "too_long"
