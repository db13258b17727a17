"""What people type, in any digits: the inverse of `formats`. None when it is not what is asked."""

import re
from datetime import date
from decimal import Decimal

from portal.core.jalali import to_date
from portal.core.text import fold, latin_digits
from portal.i18n.amounts import RIALS_PER_TOMAN

_GROUPED = re.compile(r"(-?)(\d{1,15}|\d{1,3}(?:[,٬، ]\d{3}){1,4})")
_DECIMAL = re.compile(r"(-?)(\d{1,15}|\d{1,3}(?:[,٬، ]\d{3}){1,4})(?:[.٫/](\d{1,9}))?")
_NOT_DIGITS = re.compile(r"\D")
_UNIT = re.compile(r"\s*(تومان|تومن|toman|ریال|rials?|irr)$", re.IGNORECASE)
_RIALS = {"ریال", "rial", "rials", "irr"}
_DAY = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})")
_FIRST_GREGORIAN_YEAR = 1700


def _typed(text: str) -> str:
    """Latin digits, one kind of minus, no invisible marks."""
    return latin_digits(fold(text)).replace("\u2212", "-")


def integer(text: str) -> int | None:
    """A whole number: "۱۲٬۵۰۰", "12,500", "۱۲ ۵۰۰", "-12500"; but not "1.5" and not "1e3"."""
    found = _GROUPED.fullmatch(_typed(text))
    return int(found[1] + _NOT_DIGITS.sub("", found[2])) if found else None


def decimal(text: str) -> Decimal | None:
    """A number: "۰٫۳۴", "0.34" and, as Persian keyboards write it, "۰/۳۴"."""
    found = _DECIMAL.fullmatch(_typed(text))
    if found is None:
        return None
    return Decimal(f"{found[1]}{_NOT_DIGITS.sub('', found[2])}.{found[3] or 0}")


def toman(text: str) -> int | None:
    """Money typed in toman, as rials: "۶۹۵٬۰۰۰ تومان" gives 6,950,000. A figure in rials says so.

    More than one decimal is None: "695.000" may mean either of two prices.
    """
    typed = _typed(text)
    unit = _UNIT.search(typed)
    value = decimal(typed[: unit.start()] if unit else typed)
    if value is None:
        return None
    rials = value if unit and unit[1].lower() in _RIALS else value * RIALS_PER_TOMAN
    has_one_decimal = -value.as_tuple().exponent <= 1  # type: ignore[operator]
    return int(rials) if has_one_decimal and rials == int(rials) else None


def jalali_day(text: str) -> date | None:
    """A day: "۱۴۰۵/۹/۲" and "1405-09-02" are Jalali, "2026-11-23" is Gregorian."""
    found = _DAY.fullmatch(_typed(text))
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[3]), int(found[4])
    try:
        made = to_date if year < _FIRST_GREGORIAN_YEAR else date
        return made(year, month, day)
    except ValueError:
        return None
