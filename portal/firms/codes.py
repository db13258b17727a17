"""The short code of an organisation: prefix of its document numbers, and its place under /desk/."""

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.firms.models import Organisation

CODE = re.compile(r"[A-Z]{2,6}")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NAMELESS = "FRM"
_NOT_LETTERS = re.compile(r"[^A-Z]")
_VOWELS = re.compile(r"(?<!^)[AEIOU]")


def is_code(text: str) -> bool:
    return CODE.fullmatch(text) is not None


def _candidates(name_en: str) -> Iterator[str]:
    """Sardaran Olive: SRD, SRR, SRN, SRDA, SRDB ... Never ends before everything was tried."""
    first = _NOT_LETTERS.sub("", name_en.upper().partition(" ")[0])
    bones = _VOWELS.sub("", first)
    base = (bones if len(bones) > len(NAMELESS) - 1 else first)[:3]
    base = base if len(base) == len(NAMELESS) else NAMELESS
    yield base
    yield from (base[:2] + letter for letter in bones[3:])
    yield from (base + letter for letter in LETTERS)
    yield from (base + one + other for one in LETTERS for other in LETTERS)


def propose(session: Session, name_en: str) -> str:
    """Three capitals from the English name, or a few more when they are taken. One statement."""
    taken = set(session.scalars(select(Organisation.code)))
    return next(code for code in _candidates(name_en) if code not in taken)


def is_taken(session: Session, code: str, *, except_id: int) -> bool:
    mine = select(Organisation.id).where(Organisation.code == code, Organisation.id != except_id)
    return session.scalar(mine) is not None
