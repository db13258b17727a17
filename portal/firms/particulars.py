"""What a firm says of itself, checked field by field and put into canonical form."""

from collections.abc import Callable, Mapping

from portal.accounts import emails
from portal.core import identifiers
from portal.core.errors import Invalid
from portal.core.text import fold

FOUNDED = range(1200, 1500)  # Jalali years that a firm may have been founded in
PREPARATION_DAYS = range(31)  # working days before a parcel is handed over
TINTS = range(1, 9)

Check = Callable[[str], str | None]


def owner_id(text: str) -> str | None:
    """The national id of a legal person (11 digits) or of a natural one (10)."""
    return identifiers.legal_id(text) or identifiers.national_id(text)


CHECKS: Mapping[str, tuple[Check, str]] = {
    "national_id": (owner_id, "not_a_national_id"),
    "economic_code": (identifiers.economic_code, "not_an_economic_code"),
    "phone": (identifiers.phone, "not_a_phone"),
    "mobile": (identifiers.mobile, "not_a_mobile"),
    "contact_mobile": (identifiers.mobile, "not_a_mobile"),
    "email": (emails.canonical, "not_an_email"),
    "contact_email": (emails.canonical, "not_an_email"),
    "postcode": (identifiers.postcode, "not_a_postcode"),
    "iban": (identifiers.iban, "not_an_iban"),
}
RANGES: Mapping[str, range] = {
    "founded": FOUNDED,
    "preparation_days": PREPARATION_DAYS,
    "tint": TINTS,
}


def _text(name: str, typed: str, required: frozenset[str]) -> tuple[str | None, str | None]:
    """(canonical form, code of the fault) of one text field."""
    text = fold(typed)
    if not text:
        return None, "required" if name in required else None
    check, code = CHECKS.get(name, (None, ""))
    if check is None:
        return text, None
    canonical = check(text)
    return canonical, None if canonical else code


def _number(name: str, typed: int) -> tuple[int, str | None]:
    allowed = RANGES[name]
    if typed in allowed:
        return typed, None
    return typed, "too_small" if typed < allowed.start else "too_large"


def checked(
    given: Mapping[str, str | int | None], *, required: frozenset[str]
) -> dict[str, str | int | None]:
    """Canonical values by field; empty optional ones are None. Raises Invalid with every fault."""
    values: dict[str, str | int | None] = {}
    errors: dict[str, str] = {}
    for name, typed in given.items():
        fault: str | None
        if isinstance(typed, int):
            values[name], fault = _number(name, typed)
        else:
            values[name], fault = _text(name, typed or "", required)
        if fault:
            errors[name] = fault
    if errors:
        raise Invalid(errors)
    return values
