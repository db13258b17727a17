import pytest
import schwifty
from hypothesis import given
from hypothesis import strategies as st

from portal.core import identifiers
from tests.vectors import load

VECTORS = load("identifiers")
PERSIAN_DIGITS = {ord(str(d)): "۰۱۲۳۴۵۶۷۸۹"[d] for d in range(10)}
CHECKS = {
    "national_id": identifiers.national_id,
    "legal_id": identifiers.legal_id,
    "sheba": identifiers.iban,
    "gtin13": identifiers.gtin13,
}


def _cases(which):
    return [(kind, code) for kind in CHECKS for code in VECTORS[kind][which]]


@pytest.mark.parametrize(("kind", "code"), _cases("valid"))
def test_a_true_number_is_taken_in_either_digits(kind, code):
    assert CHECKS[kind](code) == code
    assert CHECKS[kind](f" {code.translate(PERSIAN_DIGITS)} ") == code


@pytest.mark.parametrize(("kind", "code"), _cases("invalid"))
def test_a_false_number_is_refused(kind, code):
    assert CHECKS[kind](code) is None


@pytest.mark.parametrize("code", VECTORS["national_id"]["also_accept_after_normalising"])
def test_a_national_id_in_other_digits_is_accepted(code):
    assert identifiers.national_id(code) in VECTORS["national_id"]["valid"]


@pytest.mark.parametrize("code", VECTORS["postal_code"]["valid"])
def test_a_likely_postcode_is_taken(code):
    assert identifiers.postcode(f"{code[:5]}-{code[5:]}") == code
    assert identifiers.is_likely_postcode(code)


@pytest.mark.parametrize("code", VECTORS["postal_code"]["invalid"])
def test_only_the_number_of_digits_refuses_a_postcode(code):
    assert not identifiers.is_likely_postcode(code)
    assert (identifiers.postcode(code) is None) == (len(code) != 10)


@pytest.mark.parametrize(("typed", "e164"), VECTORS["mobile"]["valid"].items())
def test_a_mobile_is_taken_however_it_is_typed(typed, e164):
    assert identifiers.mobile(typed) == e164


@pytest.mark.parametrize("typed", VECTORS["mobile"]["invalid"])
def test_what_is_no_iranian_mobile_is_refused(typed):
    assert identifiers.mobile(typed) is None


def test_a_firm_may_give_a_landline_or_a_foreign_number():
    assert identifiers.phone("۰۲۸-۳۳۳۳۴۴۴۴") == "+982833334444"
    assert identifiers.phone("+49 30 901820") == "+4930901820"
    assert identifiers.phone("0812345678") is None
    assert identifiers.phone("زیتون") is None


def test_an_iban_may_be_typed_in_groups_and_without_its_country():
    assert identifiers.iban("ir82 0540 1026 8002 0817 9090 02") == "IR820540102680020817909002"
    assert identifiers.iban("820540102680020817909002") == "IR820540102680020817909002"


def test_an_iban_has_no_check_digits_over_98():
    assert identifiers.iban("IR997779958618530215809919") is None
    assert identifiers.iban("IR027779958618530215809919") == "IR027779958618530215809919"


@given(st.from_regex(r"\AIR[0-9]{24}\Z"))
def test_ibans_are_judged_as_schwifty_judges_them(code):
    known = schwifty.IBAN(code, allow_invalid=True).is_valid
    assert (identifiers.iban(code) is not None) == known


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("10380284790", "10380284790"),
        ("۰۴۹۹۳۷۰۸۹۹۰۰۰۱", "04993708990001"),
        ("411111111111", "411111111111"),
        ("10380284792", None),
        ("04993708980001", None),
        ("12345", None),
    ],
)
def test_economic_codes_of_firms_persons_and_old_registers(typed, code):
    assert identifiers.economic_code(typed) == code


@given(st.text(max_size=30))
def test_no_text_breaks_a_check(text):
    for check in (*CHECKS.values(), identifiers.mobile, identifiers.postcode,
                  identifiers.economic_code, identifiers.phone):  # fmt: skip
        found = check(text)
        assert found is None or check(found) == found
