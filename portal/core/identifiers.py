"""Numbers that name people, firms, places and goods in Iran, and how each is checked.

Every function takes what a person typed (Persian and Arabic digits too) and returns the canonical
form, or None when it cannot be one. Vectors: tests/vectors/identifiers.json.
"""

import re
from typing import TYPE_CHECKING

from portal.core import lazy
from portal.core.text import fold, latin_digits

if TYPE_CHECKING:
    import phonenumbers
else:
    phonenumbers = lazy.module("phonenumbers")

_MOBILE = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")
_STRICT_POSTCODE = re.compile(r"(?!(\d)\1{3})[13-9]{4}[1346-9][013-9]{5}")
_JOINTS = str.maketrans(dict.fromkeys(" -\u2010\u2011\u2013()"))
_LEGAL_WEIGHTS = (29, 27, 23, 19, 17) * 2
_OLD_ECONOMIC_LENGTH = 12
_PERSONAL_ECONOMIC_LENGTH = 14


def _typed(text: str) -> str:
    return latin_digits(fold(text))


def _joined(text: str) -> str:
    """As typed, without the spaces and hyphens people group digits with."""
    return _typed(text).translate(_JOINTS)


def _digits(text: str, length: int) -> str | None:
    return text if len(text) == length and text.isascii() and text.isdigit() else None


def national_id(text: str) -> str | None:
    """A person's کد ملی: ten digits, weights 10..2, check digit by 11; ten equal ones are none."""
    code = _digits(_typed(text), 10)
    if code is None or code == code[0] * 10:
        return None
    rest = sum(int(digit) * (10 - i) for i, digit in enumerate(code[:9])) % 11
    check = rest if rest < 2 else 11 - rest  # noqa: PLR2004 - the rule's own figure
    return code if int(code[9]) == check else None


def legal_id(text: str) -> str | None:
    """A legal person's شناسه ملی: eleven digits, each weighed with the tenth and two added."""
    code = _digits(_typed(text), 11)
    if code is None or code == code[0] * 11:
        return None
    added = int(code[9]) + 2
    total = sum((int(c) + added) * w for c, w in zip(code[:10], _LEGAL_WEIGHTS, strict=True))
    return code if total % 11 % 10 == int(code[10]) else None


def economic_code(text: str) -> str | None:
    """A firm's legal id, a person's national id and four digits, or an old code of twelve."""
    code = _joined(text)
    if _digits(code, _PERSONAL_ECONOMIC_LENGTH):
        return code if national_id(code[:10]) else None
    return _digits(code, _OLD_ECONOMIC_LENGTH) or legal_id(code)


def postcode(text: str) -> str | None:
    """Ten digits. The table of what is really allotted is not public, so no more is refused."""
    return _digits(_joined(text), 10)


def is_likely_postcode(text: str) -> bool:
    """Does it keep the published pattern as well? For a warning, never for a refusal."""
    code = postcode(text)
    return code is not None and _STRICT_POSTCODE.fullmatch(code) is not None


def mobile(text: str) -> str | None:
    """An Iranian mobile in E.164: "+989121234567"."""
    found = _MOBILE.fullmatch(_joined(text))
    return f"+98{found[1]}" if found and found[1].isascii() else None


def phone(text: str) -> str | None:
    """Any telephone in E.164, landlines too; one without a country is Iranian."""
    try:
        number = phonenumbers.parse(_joined(text), "IR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def iban(text: str) -> str | None:
    """An Iranian شبا: IR and 24 digits, ISO 7064 mod 97-10. A missing IR is forgiven."""
    code = _joined(text).upper()
    digits = _digits(code.removeprefix("IR"), 24)
    if digits is None or not "02" <= digits[:2] <= "98":  # others are the same sums, never issued
        return None
    rearranged = digits[2:] + "1827" + digits[:2]  # I = 18, R = 27
    return f"IR{digits}" if int(rearranged) % 97 == 1 else None


def card(text: str) -> str | None:
    """The number of a bank card: sixteen digits, the last by Luhn's sum."""
    code = _digits(_joined(text), 16)
    if code is None:
        return None
    doubled = [int(digit) * (2 - i % 2) for i, digit in enumerate(code)]
    return code if sum(n - 9 * (n > 9) for n in doubled) % 10 == 0 else None  # noqa: PLR2004


def masked_iban(code: str) -> str:
    """Enough to know one's own."""
    return f"IR•• •••• {code[-4:]}"


def gtin13(text: str) -> str | None:
    """Thirteen digits, weights 1 and 3, mod 10 (GS1). Iranian ones begin with 626."""
    code = _digits(_joined(text), 13)
    if code is None:
        return None
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(code))
    return code if total % 10 == 0 else None
