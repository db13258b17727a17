"""Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds), each good for one use.

A step before and after the present one is taken, for clocks that are not quite right. The last step
that was used is kept, and only a later one is accepted: the same code never works twice, not even
for two browsers in the same instant.
"""

import pyotp
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.accounts.factor_models import AppSecret
from portal.accounts.models import User
from portal.core import clock, sealing, tokens
from portal.core.db import changed
from portal.core.text import latin_digits

SECONDS = 30
DRIFT = (0, -1, 1)
DIGITS = 6


def _row(session: Session, user_id: int) -> AppSecret | None:
    return session.scalar(select(AppSecret).where(AppSecret.user_id == user_id))


def begin(session: Session, *, user_id: int) -> None:
    """Make a secret to be shown. One in use stays in use until the new one has given a code."""
    user = session.get_one(User, user_id)
    row = _row(session, user_id)
    if row is None:
        row = AppSecret(user_id=user_id)
        session.add(row)
    row.pending = sealing.seal(pyotp.random_base32(), about=user.public_id)
    session.flush()


def pending(session: Session, *, user: User) -> str | None:
    """The secret (base32) that waits for its first code."""
    row = _row(session, user.id)
    if row is None or row.pending is None:
        return None
    return sealing.unseal(row.pending, about=user.public_id)


def address(secret: str, *, name: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def is_used(session: Session, *, user_id: int) -> bool:
    """Whether this person's sign-in asks for a code."""
    row = _row(session, user_id)
    return row is not None and row.sealed is not None


def _step(secret: str, code: str) -> int | None:
    """The time step whose code this is, among those allowed now."""
    typed = latin_digits(code).strip().replace(" ", "")
    if len(typed) != DIGITS:
        return None
    app, now = pyotp.TOTP(secret), int(clock.now().timestamp()) // SECONDS
    found = [now + drift for drift in DRIFT if tokens.same(app.generate_otp(now + drift), typed)]
    return found[0] if found else None


def confirm(session: Session, *, user_id: int, code: str) -> bool:
    """The first code of a new secret puts it in use, in place of an older one."""
    user = session.get_one(User, user_id)
    row = _row(session, user_id)
    if row is None or row.pending is None:
        return False
    step = _step(sealing.unseal(row.pending, about=user.public_id), code)
    if step is None:
        return False
    row.sealed, row.pending, row.last_step = row.pending, None, step
    session.flush()
    return True


def check(session: Session, *, user_id: int, code: str) -> bool:
    """Is it a code of now, never used before? A yes uses it up."""
    user = session.get_one(User, user_id)
    row = _row(session, user_id)
    if row is None or row.sealed is None:
        return False
    step = _step(sealing.unseal(row.sealed, about=user.public_id), code)
    if step is None:
        return False
    later = update(AppSecret).where(AppSecret.id == row.id, AppSecret.last_step < step)
    return changed(session, later.values(last_step=step))


def remove(session: Session, *, user_id: int) -> bool:
    """Whether there was one in use."""
    mine = update(AppSecret).where(
        AppSecret.user_id == user_id,
        or_(AppSecret.sealed.is_not(None), AppSecret.pending.is_not(None)),
    )
    return changed(session, mine.values(sealed=None, pending=None))
