"""Ten codes for the day the telephone is lost. Shown once, kept as digests, each good for one use.

120 random bits each, so that a plain digest is enough (ASVS 5.0, 6.5.2 asks for a password hash
only below 112) and ten of them neither take seconds to make nor to look through.
"""

import base64
import secrets

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.accounts.factor_models import RecoveryCode
from portal.core import clock, tokens
from portal.core.db import changed
from portal.core.text import latin_digits

HOW_MANY = 10
BYTES = 15  # 24 letters
GROUP = 4
LENGTH = BYTES * 8 // 5
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", tokens.ALPHABET)
_MISREAD = str.maketrans("oil", "011")  # Crockford's alphabet has none of the three


def _new() -> str:
    drawn = base64.b32encode(secrets.token_bytes(BYTES)).decode().translate(_LETTERS)
    return "-".join(drawn[n : n + GROUP] for n in range(0, LENGTH, GROUP))


def plain(typed: str) -> str:
    """A code as it is digested, however it was written down."""
    letters = [one for one in latin_digits(typed).lower() if one.isalnum()]
    return "".join(letters).translate(_MISREAD)


def renew(session: Session, *, user_id: int) -> list[str]:
    """Ten new codes, to be shown now and never again; older ones stop working."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    made = [_new() for _ in range(HOW_MANY)]
    session.add_all(
        RecoveryCode(user_id=user_id, code_hash=tokens.digest(plain(code))) for code in made
    )
    session.flush()
    return made


def use(session: Session, *, user_id: int, typed: str) -> bool:
    """Is it one of theirs, not used before? A yes uses it up."""
    code = plain(typed)
    if len(code) != LENGTH:
        return False
    mine = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == tokens.digest(code),
        RecoveryCode.used_at.is_(None),
    )
    return changed(session, mine.values(used_at=clock.now()))


def left(session: Session, *, user_id: int) -> int:
    mine = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(mine) or 0


def remove(session: Session, *, user_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
