"""Volumes, weights and packs for readers."""

from decimal import Decimal
from functools import lru_cache

from portal.i18n.figures import KEPT, number, short_decimal
from portal.i18n.words import WORDS

THOUSAND, MILLION = 10**3, 10**6
PIECE, MILLILITRE = "pc", "ml"


def volume(millilitres: int, language: str) -> str:
    """500: "۵۰۰ میلی‌لیتر"; 1,500: "1.5 litres"."""
    words = WORDS[language]
    if millilitres < THOUSAND:
        return f"{number(millilitres, language)} {words.millilitre}"
    unit = words.litre if millilitres == THOUSAND else words.litres
    return f"{short_decimal(Decimal(millilitres) / THOUSAND, 3, language)} {unit}"


def weight(grams: int, language: str) -> str:
    """400: "۴۰۰ گرم"; 1,250: "1.25 kg"; 18,000,000: "۱۸ تن"."""
    words = WORDS[language]
    if grams < THOUSAND:
        return f"{number(grams, language)} {words.gram}"
    size, unit = (THOUSAND, words.kilogram) if grams < MILLION else (MILLION, words.tonne)
    return f"{short_decimal(Decimal(grams) / size, 3, language)} {unit}"


@lru_cache(maxsize=KEPT)
def pack(net_value: int, net_unit: str, pieces: int, language: str) -> str:
    """What a pack holds: "۵۰۰ میلی‌لیتر", "3 litres", "6 × 250 ml". `net_unit` is ml, g or pc."""
    if net_unit == PIECE:
        words = WORDS[language]
        one = f"{number(net_value, language)} {words.piece if net_value == 1 else words.pieces}"
    else:
        one = (volume if net_unit == MILLILITRE else weight)(net_value, language)
    return one if pieces == 1 else f"{number(pieces, language)} × {one}"
