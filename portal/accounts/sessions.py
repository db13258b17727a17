"""Signed-in browsers. The cookie carries 256 random bits; the table keeps their SHA-256.

How long (the security notes' figures, and where we differ):

* OFFICE 1 h idle, 12 h in all, as the notes say: these people move everybody's money.
* FIRM 4 h idle, 16 h in all. The notes' hour would make a packer with wet hands sign in ten times
  on a harvest day that runs from six to ten; so a day's work is one sign-in, and what a lost
  telephone could steal (bank account, team, e-mail, password) asks for the password again when the
  last one is older than an hour (`is_fresh`).
* A member of a firm who gave a second factor may have the telephone remembered: 30 days, for
  packing, shipping and stock alone once four hours have passed since the last proof (`is_worn`).
* BUYER 30 days idle (NIST SP 800-63B-4, AAL1), 180 days in all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from portal.accounts import devices
from portal.accounts.models import Lifetime, LoginSession, User
from portal.core import clock, tokens
from portal.core.db import changed

IDLE = {
    Lifetime.BUYER: timedelta(days=30),
    Lifetime.FIRM: timedelta(hours=4),
    Lifetime.OFFICE: timedelta(hours=1),
}
WHOLE = {
    Lifetime.BUYER: timedelta(days=180),
    Lifetime.FIRM: timedelta(hours=16),
    Lifetime.OFFICE: timedelta(hours=12),
}
REMEMBERED = timedelta(days=30)
FRESH = timedelta(hours=1)
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a browser is, as of one statement."""

    id: int
    user: User
    lifetime: Lifetime
    created_at: datetime
    seen_at: datetime
    authenticated_at: datetime
    factor: str | None
    is_remembered: bool

    @property
    def is_fresh(self) -> bool:
        """Whether the password or a code was given within the hour."""
        return clock.now() - self.authenticated_at <= FRESH

    @property
    def is_worn(self) -> bool:
        """Only being remembered keeps it: good for packing, shipping and stock alone."""
        return self.is_remembered and clock.now() - self.authenticated_at > IDLE[Lifetime.FIRM]

    @property
    def needs_touch(self) -> bool:
        """Whether the visit was last written down over a minute ago."""
        return clock.now() - self.seen_at >= TOUCH_EVERY


# Built once, as every page of a signed-in person asks it. The fields of SignedIn, in order.
_FIND = (
    select(
        LoginSession.id,
        User,
        LoginSession.lifetime,
        LoginSession.created_at,
        LoginSession.seen_at,
        LoginSession.authenticated_at,
        LoginSession.factor,
        LoginSession.is_remembered,
    )
    .join(User, User.id == LoginSession.user_id)
    .where(
        LoginSession.token_hash == bindparam("digest"),
        LoginSession.ended_at.is_(None),
        LoginSession.expires_at > bindparam("now"),
        User.is_active,
    )
)


def _until(
    lifetime: Lifetime, created_at: datetime, now: datetime, *, is_remembered: bool
) -> datetime:
    if is_remembered:
        return created_at + REMEMBERED
    return min(now + IDLE[lifetime], created_at + WHOLE[lifetime])


def begin(
    session: Session,
    *,
    user_id: int,
    lifetime: Lifetime = Lifetime.BUYER,
    agent: str | None = None,
    factor: str | None = None,
    is_remembered: bool = False,
) -> str:
    """Sign a browser in; the secret for its cookie. `agent` (User-Agent) is kept as a digest.

    Only a firm's people who gave a second factor are remembered; for others it says nothing.
    """
    token, now = tokens.secret(), clock.now()
    kept = is_remembered and factor is not None and lifetime is Lifetime.FIRM
    session.add(
        LoginSession(
            token_hash=tokens.digest(token),
            user_id=user_id,
            lifetime=lifetime,
            created_at=now,
            seen_at=now,
            authenticated_at=now,
            expires_at=_until(lifetime, now, now, is_remembered=kept),
            agent_hash=tokens.digest(agent) if agent else None,
            factor=factor,
            device=devices.of(agent),
            is_remembered=kept,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str) -> SignedIn | None:
    """Who holds this cookie; None when it ended, ran out, or its user was closed. One statement."""
    asked = {"digest": tokens.digest(token), "now": clock.now()}
    found = session.execute(_FIND, asked).one_or_none()
    return SignedIn(*found) if found else None


def touch(session: Session, signed_in: SignedIn) -> bool:
    """Write the visit down and move the idle end; at most once a minute however often called."""
    now = clock.now()
    mine = update(LoginSession).where(
        LoginSession.id == signed_in.id,
        LoginSession.ended_at.is_(None),
        LoginSession.seen_at <= now - TOUCH_EVERY,
    )
    until = _until(
        signed_in.lifetime, signed_in.created_at, now, is_remembered=signed_in.is_remembered
    )
    return changed(session, mine.values(seen_at=now, expires_at=until))


def confirm(session: Session, *, session_id: int, factor: str | None = None) -> str:
    """A proof was given again: the same sign-in, fresh for an hour, under a new secret.

    `factor`: one that was just set up in this browser.
    """
    token = tokens.secret()
    fresh: dict[str, Any] = {"token_hash": tokens.digest(token), "authenticated_at": clock.now()}
    if factor is not None:
        fresh["factor"] = factor
    session.execute(update(LoginSession).where(LoginSession.id == session_id).values(fresh))
    return token


def end(session: Session, token: str) -> None:
    """Sign out; harmless when it was over already."""
    mine = update(LoginSession).where(
        LoginSession.token_hash == tokens.digest(token), LoginSession.ended_at.is_(None)
    )
    session.execute(mine.values(ended_at=clock.now()))


def end_all_of(session: Session, *, user_id: int, except_id: int | None = None) -> int:
    """Sign a person out everywhere, but for one session; how many ended."""
    mine = update(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.ended_at.is_(None)
    )
    if except_id is not None:
        mine = mine.where(LoginSession.id != except_id)
    ended = mine.values(ended_at=clock.now()).returning(LoginSession.id)
    return len(session.scalars(ended).all())


def open_of(session: Session, *, user_id: int) -> list[LoginSession]:
    """Where a person is signed in, newest visit first."""
    mine = select(LoginSession).where(
        LoginSession.user_id == user_id,
        LoginSession.ended_at.is_(None),
        LoginSession.expires_at > clock.now(),
    )
    return list(session.scalars(mine.order_by(LoginSession.seen_at.desc(), LoginSession.id)))


def end_named(session: Session, *, user_id: int, name: str) -> bool:
    """End one sign-in of this person; of anybody else's it finds none."""
    for row in open_of(session, user_id=user_id):
        if tokens.same(row.public_name, name):
            row.ended_at = clock.now()
            return True
    return False


def sweep(session: Session, *, older_than: timedelta = timedelta(days=90)) -> int:
    """Forget sign-ins that ran out long ago."""
    gone = delete(LoginSession).where(LoginSession.expires_at < clock.now() - older_than)
    return len(session.scalars(gone.returning(LoginSession.id)).all())
