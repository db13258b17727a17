"""Users: found, named, switched off. How they come in is in joining.py and recovery.py."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.accounts import emails, sessions
from portal.accounts.joining import (
    Confirmed,
    EmailChange,
    MobileGiven,
    Registered,
    ask_email_change,
    confirm_email,
    confirm_mobile,
    enter_by_mobile,
    register,
)
from portal.accounts.models import User
from portal.accounts.recovery import ResetAsked, ask_reset, change_password, reset_password
from portal.core import identifiers
from portal.core.errors import Invalid, NotFound
from portal.core.pages import Page
from portal.core.text import fold

__all__ = [
    "Confirmed",
    "EmailChange",
    "MobileGiven",
    "Registered",
    "ResetAsked",
    "ask_email_change",
    "ask_reset",
    "by_email",
    "by_mobile",
    "change_password",
    "confirm_email",
    "confirm_mobile",
    "edit",
    "email_of",
    "enter_by_mobile",
    "get",
    "register",
    "reset_password",
    "search",
    "set_active",
]

THEMES = ("light", "dark")
email_of = emails.canonical


def by_email(session: Session, email: str) -> User | None:
    address = emails.canonical(email)
    if address is None:
        return None
    return session.scalar(select(User).where(User.email == address))


def by_mobile(session: Session, mobile: str) -> User | None:
    """Only who has proved the number by a code."""
    number = identifiers.mobile(mobile)
    if number is None:
        return None
    mine = select(User).where(User.mobile == number, User.mobile_verified_at.is_not(None))
    return session.scalar(mine)


def get(session: Session, *, public_id: str) -> User:
    """Raises NotFound."""
    user = session.scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound
    return user


def edit(
    session: Session,
    *,
    user_id: int,
    name: str,
    language: str,
    theme: str,
    by: str,  # noqa: ARG001 - who acts is in the audit row; all verbs read alike
) -> User:
    """A person's own page. Raises Invalid({"name": "required"})."""
    user = session.get_one(User, user_id)
    if not fold(name):
        raise Invalid({"name": "required"})
    if theme not in THEMES:
        raise Invalid({"theme": "unknown_theme"})
    user.name, user.language, user.theme = fold(name), language, theme
    return user


def set_active(session: Session, *, public_id: str, is_active: bool, by: str) -> User:  # noqa: ARG001
    """The office closes or opens an account; closing signs the person out everywhere."""
    user = get(session, public_id=public_id)
    user.is_active = is_active
    if not is_active:
        sessions.end_all_of(session, user_id=user.id)
    return user


def search(session: Session, *, words: str = "", number: int = 1, size: int = 50) -> Page[User]:
    """Users whose name, e-mail or mobile holds `words`; newest first. Two statements."""
    wanted = select(User)
    text = fold(words)
    if text:
        wanted = wanted.where(
            or_(
                User.name.icontains(text, autoescape=True),
                User.email.icontains(text, autoescape=True),
                User.mobile == (identifiers.mobile(text) or text),
            )
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(User.id.desc()).limit(size).offset((number - 1) * size)
    return Page(list(session.scalars(page)), number, size, total)
