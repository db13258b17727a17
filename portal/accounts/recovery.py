"""A lost or changed password. Every open session ends with the old one."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts import emails, links, quota, sessions, steps
from portal.accounts.models import LinkPurpose, User
from portal.accounts.passwords import Hashed
from portal.core import clock
from portal.core.errors import Refused
from portal.core.text import fold


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """Whom to write to, and the secret of the link."""

    user: User
    secret: str


def ask_reset(session: Session, *, email: str, address: str) -> ResetAsked | None:
    """A reset link for the owner of `email`. None for strangers: give the same answer. TooMany."""
    mail = emails.canonical(email) or fold(email)[: emails.LONGEST]
    quota.letter(session, "reset", address=address, target=mail)
    user = session.scalar(select(User).where(User.email == mail, User.is_active))
    if user is None:
        return None
    purpose = LinkPurpose.RESET_PASSWORD
    secret = links.make(session, purpose=purpose, user_id=user.id, facts={"email": mail})
    return ResetAsked(user, secret)


def reset_password(session: Session, *, secret: str, password: Hashed) -> User:
    """Follow a reset link: it proves the mailbox too. Raises Refused("link_spent").

    The link works only for the address it was sent to, so a changed e-mail ends it.
    """
    link = links.use(session, purpose=LinkPurpose.RESET_PASSWORD, secret=secret)
    user = session.get_one(User, link.user_id)
    if user.email != link.facts["email"]:
        raise Refused("link_spent")
    user.email_verified_at = user.email_verified_at or clock.now()
    user.password_hash = password
    sessions.end_all_of(session, user_id=user.id)
    steps.end_all_of(session, user_id=user.id)
    return user


def change_password(
    session: Session,
    *,
    user_id: int,
    password: Hashed,
    except_session_id: int | None = None,
    by: str,  # noqa: ARG001 - who acts is in the audit row; all verbs read alike
) -> User:
    """Set a password; the caller has checked the old one. Other sessions and reset links end."""
    user = session.get_one(User, user_id)
    user.password_hash = password
    sessions.end_all_of(session, user_id=user_id, except_id=except_session_id)
    steps.end_all_of(session, user_id=user_id)
    links.end_all(session, purpose=LinkPurpose.RESET_PASSWORD, user_id=user_id)
    return user
