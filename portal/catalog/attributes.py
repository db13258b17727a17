"""Typed attributes of a family: what people type becomes one stored form, or a fault's code.

Stored in JSON: CHOICE its option's code, NUMBER decimal text, FLAG true or false, YEAR a whole
number (Jalali), TEXT a string. Nothing typed is None: the attribute is not stated.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from portal.catalog.models import AttributeKind, FamilyAttribute
from portal.core import clock, jalali
from portal.core.text import fold, latin_digits

Value = str | int | bool | None

LONGEST_TEXT = 200
FIRST_YEAR = 1380
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
_GROUPED = re.compile(r"-?\d{1,3}([,٬]\d{3})+(\.\d+)?")
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}


class BadValue(ValueError):
    """What was typed is no such value; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def value(attribute: FamilyAttribute, raw: object) -> Value:
    """The stored form. Raises BadValue."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return _READERS[attribute.kind](attribute, raw)


def _typed(raw: object) -> str:
    return latin_digits(fold(str(raw))).strip()


def _choice(attribute: FamilyAttribute, raw: object) -> Value:
    codes = {option["code"] for option in attribute.options}
    if str(raw) not in codes:
        raise BadValue("unknown_choice")
    return str(raw)


def number(raw: object) -> Decimal:
    """A plain decimal number in any digits: no exponent, no sign but minus. Raises BadValue."""
    text = _typed(raw).replace("٫", ".").replace("−", "-")
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "").replace("٬", "")
    if not _NUMBER.fullmatch(text):
        raise BadValue("not_a_number")
    return Decimal(text)


def _number(attribute: FamilyAttribute, raw: object) -> Value:
    found = number(raw)
    _require_between(found, attribute.minimum, attribute.maximum)
    plain = f"{found:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _require_between(found: Decimal, minimum: str | None, maximum: str | None) -> None:
    if minimum is not None and found < Decimal(minimum):
        raise BadValue("too_small")
    if maximum is not None and found > Decimal(maximum):
        raise BadValue("too_large")


def _year(attribute: FamilyAttribute, raw: object) -> Value:
    text = _typed(raw)
    if not re.fullmatch(r"\d{4}", text):
        raise BadValue("not_a_year")
    last = str(jalali.year_of(clock.now()))  # nothing is harvested before its year
    minimum = attribute.minimum or str(FIRST_YEAR)
    _require_between(Decimal(text), minimum, min(last, attribute.maximum or last))
    return int(text)


def _flag(_attribute: FamilyAttribute, raw: object) -> Value:
    text = _typed(raw).lower()
    if text not in _YES | _NO:
        raise BadValue("unknown_choice")
    return text in _YES


def _text(_attribute: FamilyAttribute, raw: object) -> Value:
    text = fold(str(raw))
    if len(text) > LONGEST_TEXT:
        raise BadValue("too_long")
    return text or None


_READERS: Mapping[AttributeKind, Callable[[FamilyAttribute, object], Value]] = {
    AttributeKind.CHOICE: _choice,
    AttributeKind.NUMBER: _number,
    AttributeKind.YEAR: _year,
    AttributeKind.FLAG: _flag,
    AttributeKind.TEXT: _text,
}
