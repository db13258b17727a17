"""What a log may keep of a text that we did not write ourselves (security notes, 4.12).

Messages of libraries and traces hold whatever a person typed. Names of things stay, what
identifies a person, opens a door or moves money goes. Digits may be Persian.
"""

import re
from collections.abc import Callable, Sequence

Replace = str | Callable[[re.Match[str]], str]

IBAN_REMAINDER = 1  # of an IBAN's number by 97, ISO 7064


def scrubbed(text: str) -> str:
    """The text with each secret and each person's datum replaced by its kind in brackets."""
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


def _card(found: re.Match[str]) -> str:
    return "[card]" if is_luhn(found[0]) else found[0]


def is_luhn(text: str) -> bool:
    """Whether the digits in the text pass the check of card numbers (ISO/IEC 7812)."""
    digits = [int(each) for each in text if each.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _iban(found: re.Match[str]) -> str:
    code = "".join(found[0].split())
    number = "".join(str(int(each, 36)) for each in code[4:] + code[:4])
    return "[iban]" if int(number) % 97 == IBAN_REMAINDER else found[0]


PATTERNS: Sequence[tuple[re.Pattern[str], Replace]] = [
    (re.compile(r"(?im)((?:set-)?cookie|authorization)(\W{1,4})[^\r\n]+"), r"\1\2[secret]"),
    (re.compile(r"(?i)\bbearer\s+\S+"), "Bearer [secret]"),
    (re.compile(r"\b(?:sk|rk|pk)_(?:live|test)_\w+|\bwhsec_\w+"), "[key]"),
    (re.compile(r"\b[AS][0-9A-Za-z]{35}\b"), "[authority]"),  # ZarinPal's, and our test bank's
    (re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+"), r"\1?[query]"),
    (re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])"), "[token]"),  # 32 bytes, as portal.core.tokens
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (
        re.compile(
            r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])"
        ),
        _iban,
    ),
    (re.compile(r"(?<!\d)\d{4}([ -]?\d{4}){3}(?!\d)"), _card),
    (
        re.compile(r"(?<![\d.])(?:\+98|0098|0|۰)[ -]?[9۹]\d{2}[ -]?\d{3}[ -]?\d{4}(?!\d)"),
        "[mobile]",
    ),
    (re.compile(r"(?m)(Key \([^)]*\)=|Failing row contains )\(.*\)"), r"\1([row])"),  # PostgreSQL
]
