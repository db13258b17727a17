"""One-time codes for mobiles: six digits, 120 seconds, three tries, one use.

`send` returns the code and `verify` answers yes or no; the layer above writes the message, as
messaging stands above accounts.
"""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.accounts import quota
from portal.accounts.models import CodePurpose, OneTimeCode
from portal.core import clock, tokens
from portal.core.db import changed
from portal.core.text import latin_digits

LIFE = timedelta(seconds=120)
TRIES = 3


def _hash(mobile: str, code: str, asker: str) -> str:
    return tokens.digest(f"{mobile}:{code}:{asker}")


def send(
    session: Session, *, mobile: str, purpose: CodePurpose, address: str, asker: str = ""
) -> str:
    """A new code for `mobile` (E.164); older ones of the purpose end. Raises TooMany.

    Known and unknown mobiles are served alike. `address`: the network address of who asks.
    `asker`: what names the browser that asked; the code works there alone (ASVS 5.0, 6.6.2).
    """
    quota.use(session, "code:to", mobile, quota.CODE_TARGET)
    quota.use(session, "code:from", address, quota.CODE_ADDRESS)
    now = clock.now()
    older = update(OneTimeCode).where(
        OneTimeCode.target == mobile,
        OneTimeCode.purpose == purpose,
        OneTimeCode.used_at.is_(None),
    )
    session.execute(older.values(used_at=now))
    code = tokens.numeric_code()
    session.add(
        OneTimeCode(
            target=mobile,
            purpose=purpose,
            code_hash=_hash(mobile, code, asker),
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    session.flush()
    return code


def verify(
    session: Session, *, mobile: str, code: str, purpose: CodePurpose, asker: str = ""
) -> bool:
    """Is it the code sent to this asker? A yes uses it up.

    Commit after a no as well: the try must count.
    """
    now = clock.now()
    alive = (
        OneTimeCode.target == mobile,
        OneTimeCode.purpose == purpose,
        OneTimeCode.used_at.is_(None),
        OneTimeCode.expires_at > now,
    )
    tried = update(OneTimeCode).where(*alive, OneTimeCode.tries < TRIES)
    counted = tried.values(tries=OneTimeCode.tries + 1).returning(
        OneTimeCode.id, OneTimeCode.code_hash
    )
    found = session.execute(counted).one_or_none()
    typed = _hash(mobile, latin_digits(code).strip(), asker)
    if found is None or not tokens.same(found.code_hash, typed):
        return False
    used = update(OneTimeCode).where(OneTimeCode.id == found.id, OneTimeCode.used_at.is_(None))
    return changed(session, used.values(used_at=now))
