"""Money for readers: rials inside, toman on the page; other currencies by their ISO code."""

from decimal import Decimal
from functools import lru_cache

from portal.core.money import Currency, half_up
from portal.i18n.figures import FIGURES, KEPT, number, short_decimal
from portal.i18n.words import WORDS

RIALS_PER_TOMAN = 10
THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9
UNIT_PRICE_STEP = 1_000  # toman
ROUNDED_FROM = 10_000  # toman; a cheaper unit price is shown to the toman


@lru_cache(maxsize=KEPT)
def amount(minor: int, language: str) -> str:
    """Rials as a toman figure without its unit; five odd rials show as ٫۵."""
    toman, rest = divmod(abs(minor), RIALS_PER_TOMAN)
    text = f"{'-' if minor < 0 else ''}{toman:,}"
    if rest:
        text = f"{text}.{rest}"
    return text.translate(FIGURES[language])


def toman(language: str) -> str:
    """The unit that stands after `amount`."""
    return WORDS[language].toman


def _abroad(minor: int, currency: str) -> str:
    """Latin figures in every language, as contracts write them."""
    whole, cents = divmod(abs(minor), 100)
    sign = "\u2212" if minor < 0 else ""
    return f"{currency} {sign}{whole:,}.{cents:02}"


def money(minor: int, currency: str, language: str) -> str:
    """6,950,000 IRR: "۶۹۵٬۰۰۰ تومان", "695,000 toman"; 4,230,000 EUR: "EUR 42,300.00"."""
    if currency != Currency.IRR:
        return _abroad(minor, currency)
    return f"{amount(minor, language)} {WORDS[language].toman}"


def big_money(minor: int, currency: str, language: str) -> str:
    """For tiles, one decimal: "۱۸۴٫۶ میلیون تومان", "184.6 m toman"."""
    if currency != Currency.IRR or abs(minor) < THOUSAND * RIALS_PER_TOMAN:
        return money(minor, currency, language)
    words = WORDS[language]
    scales = ((BILLION, words.billion), (MILLION, words.million), (THOUSAND, words.thousand))
    for size, name in scales:
        tenths = half_up(minor, size)  # of rials: one tenth of a toman each
        if abs(tenths) >= RIALS_PER_TOMAN:
            return f"{short_decimal(Decimal(tenths) / 10, 1, language)} {name} {words.toman}"
    raise AssertionError("unreachable")


@lru_cache(maxsize=KEPT)
def unit_price(minor_per_unit: int, basis: str, language: str) -> str:
    """Rials per litre, kilogram, drained kilogram or piece, to 1,000 toman: "هر لیتر ۱٬۳۹۰٬۰۰۰"."""
    value = half_up(minor_per_unit, RIALS_PER_TOMAN)
    if value >= ROUNDED_FROM:
        value = half_up(value, UNIT_PRICE_STEP) * UNIT_PRICE_STEP
    return WORDS[language].per[basis].format(number(value, language))
