"""E-mail addresses as they are stored and compared."""

import re

from portal.core.text import fold, latin_digits

LONGEST = 254  # RFC 5321, 4.5.3.1.3
_ADDRESS = re.compile(r"[^\s@,;:<>()\"\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")


def canonical(text: str) -> str | None:
    """Lower case, no stray marks; None when it is no address. Only a letter tells if it lives."""
    address = latin_digits(fold(text)).lower()
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        return None
    return address
