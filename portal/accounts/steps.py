"""Between the password and the second step: ten minutes, one use, its secret in a cookie."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.accounts.factor_models import SignInStep
from portal.accounts.models import User
from portal.core import clock, tokens
from portal.core.db import changed

LIFE = timedelta(minutes=10)


def begin(session: Session, *, user_id: int, wanted: str | None) -> str:
    """The secret for the cookie. `wanted`: the page to go to afterwards."""
    secret, now = tokens.secret(), clock.now()
    session.add(
        SignInStep(
            token_hash=tokens.digest(secret),
            user_id=user_id,
            wanted=wanted,
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    session.flush()
    return secret


def find(session: Session, secret: str) -> SignInStep | None:
    """The sign-in that waits for its second step; None when it is late, done or closed."""
    alive = (
        select(SignInStep)
        .join(User, User.id == SignInStep.user_id)
        .where(
            SignInStep.token_hash == tokens.digest(secret),
            SignInStep.used_at.is_(None),
            SignInStep.expires_at > clock.now(),
            User.is_active,
        )
    )
    return session.scalar(alive)


def use(session: Session, *, step_id: int) -> bool:
    """Take it, once."""
    mine = update(SignInStep).where(SignInStep.id == step_id, SignInStep.used_at.is_(None))
    return changed(session, mine.values(used_at=clock.now()))


def end_all_of(session: Session, *, user_id: int) -> None:
    """The password or the factor is another now: half a sign-in by the old one is none."""
    mine = update(SignInStep).where(SignInStep.user_id == user_id, SignInStep.used_at.is_(None))
    session.execute(mine.values(used_at=clock.now()))


def sweep(session: Session, *, older_than: timedelta = timedelta(days=1)) -> None:
    session.execute(delete(SignInStep).where(SignInStep.expires_at < clock.now() - older_than))
