import timeit
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import Currency
from portal.i18n import formats, parse
from portal.i18n.languages import LANGUAGES
from tests.vectors import load

VECTORS = load("persian_text")["numbers"]
LRM = "\u200e"
LANGUAGE = st.sampled_from(sorted(LANGUAGES))


@pytest.mark.parametrize(("value", "text"), VECTORS["fa_int"])
def test_whole_numbers_in_persian(value, text):
    assert formats.number(value, "fa").replace(LRM, "") == text


def test_a_negative_keeps_its_sign_at_the_left():
    assert formats.number(-23, "fa") == "\u200e\u2212۲۳"
    assert formats.number(-23, "en") == "\u221223"


@pytest.mark.parametrize(("rials", "text"), VECTORS["toman"])
def test_rials_are_shown_in_toman(rials, text):
    assert formats.money(rials, Currency.IRR, "fa") == text


def test_money_in_both_languages_and_abroad():
    assert formats.money(6_950_000, "IRR", "en") == "695,000 toman"
    assert formats.money(4_230_000, "EUR", "fa") == "EUR 42,300.00"
    assert formats.money(-4_230_005, "USD", "en") == "USD \u221242,300.05"
    assert formats.money(-6_950_005, "IRR", "fa") == "\u200e\u2212۶۹۵٬۰۰۰٫۵ تومان"
    assert formats.amount(6_950_000, "fa") == "۶۹۵٬۰۰۰"
    assert formats.toman("fa") == "تومان"


@pytest.mark.parametrize(
    ("rials", "persian", "english"),
    [
        (1_846_000_000, "۱۸۴٫۶ میلیون تومان", "184.6 m toman"),
        (23_000_000_000, "۲٫۳ میلیارد تومان", "2.3 bn toman"),
        (8_500_000, "۸۵۰ هزار تومان", "850 k toman"),
        (9_990, "۹۹۹ تومان", "999 toman"),
        (-20_000_000, "\u200e\u2212۲ میلیون تومان", "\u22122 m toman"),
        (0, "۰ تومان", "0 toman"),
    ],
)
def test_big_money_for_tiles(rials, persian, english):
    assert formats.big_money(rials, "IRR", "fa") == persian
    assert formats.big_money(rials, "IRR", "en") == english


@pytest.mark.parametrize(
    ("minor", "basis", "persian", "english"),
    [
        (13_902_345, "litre", "هر لیتر ۱٬۳۹۰٬۰۰۰", "1,390,000 per litre"),
        (5_075_000, "kilogram", "هر کیلو ۵۰۸٬۰۰۰", "508,000 per kg"),
        (5_074_000, "drained_kilogram", "هر کیلو آبکش ۵۰۷٬۰۰۰", "507,000 per kg drained"),
        (12_340, "piece", "هر عدد ۱٬۲۳۴", "1,234 each"),
    ],
)
def test_unit_prices(minor, basis, persian, english):
    assert formats.unit_price(minor, basis, "fa") == persian
    assert formats.unit_price(minor, basis, "en") == english


@pytest.mark.parametrize(
    ("pack", "persian", "english"),
    [
        ((500, "ml", 1), "۵۰۰ میلی‌لیتر", "500 ml"),
        ((3000, "ml", 1), "۳ لیتر", "3 litres"),
        ((1000, "ml", 1), "۱ لیتر", "1 litre"),
        ((1500, "ml", 1), "۱٫۵ لیتر", "1.5 litres"),
        ((250, "ml", 6), "۶ × ۲۵۰ میلی‌لیتر", "6 × 250 ml"),
        ((400, "g", 1), "۴۰۰ گرم", "400 g"),
        ((10_000, "g", 1), "۱۰ کیلو", "10 kg"),
        ((1, "pc", 1), "۱ عدد", "1 piece"),
        ((4, "pc", 1), "۴ عدد", "4 pieces"),
    ],
)
def test_packs(pack, persian, english):
    assert formats.pack(*pack, "fa") == persian
    assert formats.pack(*pack, "en") == english


def test_weights_grow_from_grams_to_tonnes():
    assert [formats.weight(g, "fa") for g in (400, 1_250, 18_000_000)] == [
        "۴۰۰ گرم", "۱٫۲۵ کیلو", "۱۸ تن",
    ]  # fmt: skip
    assert formats.weight(18_000_000, "en") == "18 t"


def test_shares_and_decimals():
    assert formats.percent(12, "fa") == "۱۲٪"
    assert formats.rate(750, "fa") == "۷٫۵٪"
    assert formats.rate(750, "en") == "7.5%"
    assert formats.decimal(Decimal("0.34"), 2, "fa") == "۰٫۳۴"
    assert formats.decimal(0.125, 2, "en") == "0.13"
    assert formats.decimal(Decimal("-0.001"), 2, "en") == "0.00"


def test_only_digits_of_a_code_change():
    assert formats.digits("SRD-1405", "fa") == "SRD-۱۴۰۵"
    assert formats.digits(1405, "en") == "1405"


@pytest.mark.parametrize(("text", "value"), VECTORS["parse_int"])
def test_whole_numbers_are_read_in_any_digits(text, value):
    assert parse.integer(text) == value


@pytest.mark.parametrize(
    "text", ["", " ", "1e3", "1.5", "۱٫۵", "1,2", "--1", "½", "9" * 16, "1,2345"]
)
def test_what_is_no_whole_number_is_none(text):
    assert parse.integer(text) is None


@pytest.mark.parametrize(
    ("text", "rials"),
    [
        ("۶۹۵٬۰۰۰", 6_950_000),
        ("695,000", 6_950_000),
        ("۶۹۵۰۰۰ تومان", 6_950_000),
        ("695000 toman", 6_950_000),
        ("۶٬۹۵۰٬۰۰۰ ریال", 6_950_000),
        ("۱٬۲۵۰٫۵", 12_505),
        ("695.000", None),
        ("۵ ریال", 5),
        ("۵٫۵ ریال", None),
        ("تومان", None),
        ("12 EUR", None),
    ],
)
def test_money_is_typed_in_toman(text, rials):
    assert parse.toman(text) == rials


def test_decimals_take_the_slash_of_persian_keyboards():
    assert parse.decimal("۷/۵") == parse.decimal("7.5") == parse.decimal("۷٫۵") == Decimal("7.5")
    assert parse.decimal("1,234.5") == Decimal("1234.5")
    assert parse.decimal("7.") is None


@given(st.integers(-(10**15) + 1, 10**15 - 1), LANGUAGE)
def test_a_number_is_read_back(value, language):
    assert parse.integer(formats.number(value, language)) == value


@given(st.integers(-(10**15), 10**15), LANGUAGE)
def test_money_is_read_back(rials, language):
    assert parse.toman(formats.money(rials, "IRR", language)) == rials
    assert parse.toman(formats.amount(rials, language)) == rials


@given(st.decimals(-(10**9), 10**9, places=3), LANGUAGE)
def test_a_decimal_is_read_back(value, language):
    assert parse.decimal(formats.decimal(value, 3, language)) == value
    assert parse.decimal(formats.short_decimal(value, 3, language)) == value


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    for read in (parse.integer, parse.decimal, parse.toman, parse.jalali_day):
        read(text)


@pytest.mark.parametrize(
    "work",
    [
        lambda: formats.number(695_000, "fa"),
        lambda: formats.money(6_950_000, "IRR", "fa"),
        lambda: formats.digits("SRD-1405", "fa"),
    ],
)
def test_a_page_may_format_thousands_of_figures(work):
    best = min(timeit.repeat(work, number=1000, repeat=5)) / 1000
    assert best < 5e-6  # seconds; about 0.5e-6 on an idle machine
