"""Markers: random words and figures that stand in one row, so that reading one tells whose it is."""

import re
import secrets

from portal.core import identifiers

WORD = re.compile(r"mk[0-9a-f]{12}", re.IGNORECASE)
FIGURE = re.compile(r"\d{7,}")
_given: set[int] = set()


def word() -> str:
    return f"MK{secrets.token_hex(6)}"


def text(said: str = "") -> str:
    """A text of the world with a marker in it."""
    return f"{said} {word()}".strip()


def figure(digits: int) -> int:
    """A number that no other row has, not ending in zero."""
    while True:
        made = secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)
        if made % 10 and made not in _given:
            _given.add(made)
            return made


def toman(digits: int = 7) -> int:
    """A price in rials that is a whole, unmistakable number of toman."""
    return figure(digits) * 10


def mobile() -> str:
    return f"+989{figure(9)}"


def iban() -> str:
    """A true شبا with a random account."""
    stem = f"0170000000{figure(12)}"
    return next(f"IR{c:02d}{stem}" for c in range(2, 99) if identifiers.iban(f"IR{c:02d}{stem}"))


def mail(name: str) -> str:
    return f"{name}.{word().lower()}@example.com"
