"""Links that do one thing once: 256 random bits, of which the table keeps the SHA-256."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import LinkPurpose, SecretLink
from portal.core import clock, tokens
from portal.core.db import changed
from portal.core.errors import Refused

LIVES = {
    LinkPurpose.RESET_PASSWORD: timedelta(minutes=30),
    LinkPurpose.INVITE: timedelta(days=7),
    LinkPurpose.VERIFY_EMAIL: timedelta(days=7),
}


def make(
    session: Session,
    *,
    purpose: LinkPurpose,
    user_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> str:
    """A new secret. A user's older ones of the same purpose end."""
    now, secret = clock.now(), tokens.secret()
    if user_id is not None:
        end_all(session, purpose=purpose, user_id=user_id)
    session.add(
        SecretLink(
            purpose=purpose,
            token_hash=tokens.digest(secret),
            user_id=user_id,
            facts=dict(facts or {}),
            created_at=now,
            expires_at=now + LIVES[purpose],
        )
    )
    session.flush()
    return secret


def peek(session: Session, *, purpose: LinkPurpose, secret: str) -> SecretLink | None:
    """The link, if it still works; for the page that asks what to do with it."""
    mine = select(SecretLink).where(
        SecretLink.token_hash == tokens.digest(secret),
        SecretLink.purpose == purpose,
        SecretLink.used_at.is_(None),
        SecretLink.expires_at > clock.now(),
    )
    return session.scalar(mine)


def use(session: Session, *, purpose: LinkPurpose, secret: str) -> SecretLink:
    """Take the link, once. Refused("link_spent") if unknown, used, late or for something else."""
    link = peek(session, purpose=purpose, secret=secret)
    if link is not None:
        now = clock.now()
        mine = update(SecretLink).where(SecretLink.id == link.id, SecretLink.used_at.is_(None))
        if changed(session, mine.values(used_at=now)):
            return link
    raise Refused("link_spent")


def end_all(session: Session, *, purpose: LinkPurpose, user_id: int) -> None:
    """A user's links of a purpose stop working."""
    older = update(SecretLink).where(
        SecretLink.user_id == user_id,
        SecretLink.purpose == purpose,
        SecretLink.used_at.is_(None),
    )
    session.execute(older.values(used_at=clock.now()))
