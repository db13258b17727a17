"""Figures as each language writes them (design guide, section 5). Pure and fast."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from portal.core.money import BASIS_POINTS
from portal.i18n.languages import LANGUAGES, Language


def _of_digits(language: Language) -> dict[int, str]:
    return {ord(latin): own for latin, own in zip("0123456789", language.digits, strict=True)}


def _of_figures(language: Language) -> dict[int, str]:
    signs = {ord(","): language.group, ord("."): language.point, ord("-"): language.minus}
    return _of_digits(language) | signs


FIGURES = {code: _of_figures(language) for code, language in LANGUAGES.items()}
_DIGITS = {code: _of_digits(language) for code, language in LANGUAGES.items()}

KEPT = 2048  # figures of each kind that a process remembers: pages repeat them by the hundred


def digits(text: object, language: str) -> str:
    """The digits of `text` as the language writes them; nothing else changes."""
    return str(text).translate(_DIGITS[language])


def ungrouped(value: object, language: str) -> str:
    """A number as it is kept, for a field to show and read back: 1405 is "۱۴۰۵", 0.34 "۰٫۳۴"."""
    return str(value).translate(FIGURES[language])


@lru_cache(maxsize=KEPT)
def number(value: int, language: str) -> str:
    """1280: "۱٬۲۸۰", "1,280"."""
    return f"{value:,}".translate(FIGURES[language])


def decimal(value: Decimal | float, places: int, language: str) -> str:
    """0.34 to 2 places: "۰٫۳۴". Rounds half up, so 0.125 shows as 0.13."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact + 0:,f}".translate(FIGURES[language])


def short_decimal(value: Decimal | float, places: int, language: str) -> str:
    """At most `places` decimals, without closing zeros: 1.50 is "1.5", 3.0 is "3"."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact + 0:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(FIGURES[language])


@lru_cache(maxsize=KEPT)
def percent(value: Decimal | float, language: str) -> str:
    """12: "۱۲٪", "12%"; up to two decimals."""
    return short_decimal(value, 2, language) + LANGUAGES[language].percent


def rate(basis_points: int, language: str) -> str:
    """750 basis points: "۷٫۵٪"."""
    return percent(Decimal(basis_points) * 100 / BASIS_POINTS, language)
