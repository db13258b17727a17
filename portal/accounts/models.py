"""People: users, their server-side sessions, one-time codes, secret links, address books, terms."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock, tokens
from portal.core.db import Model, Short, choice


class User(Model):
    """A person. Which desks they may sit at is said by memberships, never by a flag here."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email IS NOT NULL OR mobile IS NOT NULL", name="reachable"),)

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)  # lower case
    mobile: Mapped[str | None] = mapped_column(Short, unique=True)  # E.164
    email_verified_at: Mapped[datetime | None]
    mobile_verified_at: Mapped[datetime | None]
    password_hash: Mapped[str | None]  # Argon2id; None: one-time codes only
    language: Mapped[str] = mapped_column(Short, default="fa")
    theme: Mapped[str] = mapped_column(Short, default="light")
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)  # refused in production
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Lifetime(StrEnum):
    """How long a sign-in lasts; the figures and their reasons are in sessions.py."""

    BUYER = "buyer"
    FIRM = "firm"
    OFFICE = "office"


class LoginSession(Model):
    """A signed-in browser. The cookie holds 256 random bits; the row holds their SHA-256."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(Short, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    authenticated_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)  # moves on with use
    lifetime: Mapped[Lifetime] = mapped_column(choice(Lifetime), default=Lifetime.BUYER)
    ended_at: Mapped[datetime | None]
    agent_hash: Mapped[str | None] = mapped_column(Short)
    factor: Mapped[str | None] = mapped_column(Short)  # a Factor; None: the password alone
    device: Mapped[str | None] = mapped_column(Short)  # "chrome/android"
    is_remembered: Mapped[bool] = mapped_column(default=False, server_default=false())  # 30 days

    user: Mapped[User] = relationship()

    @property
    def public_name(self) -> str:
        """How an address names it: nothing that helps to forge its cookie."""
        return tokens.digest(f"session:{self.token_hash}")[:16]


class CodePurpose(StrEnum):
    SIGN_IN = "sign_in"
    VERIFY_MOBILE = "verify_mobile"


class OneTimeCode(Model):
    """A code sent to a mobile: six digits, 120 seconds, three tries, one use."""

    __tablename__ = "one_time_codes"

    target: Mapped[str] = mapped_column(Short, index=True)  # E.164
    purpose: Mapped[CodePurpose] = mapped_column(choice(CodePurpose))
    code_hash: Mapped[str] = mapped_column(Short)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class LinkPurpose(StrEnum):
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password
    INVITE = "invite"
    VERIFY_EMAIL = "verify_email"


class SecretLink(Model):
    """A link that does one thing once; the row keeps only the digest of its secret."""

    __tablename__ = "secret_links"

    purpose: Mapped[LinkPurpose] = mapped_column(choice(LinkPurpose))
    token_hash: Mapped[str] = mapped_column(Short, unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    facts: Mapped[dict[str, Any]]  # invite: email, organisation_id, role
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Address(Model):
    """One entry of a buyer's address book."""

    __tablename__ = "addresses"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    recipient: Mapped[str]
    mobile: Mapped[str] = mapped_column(Short)
    province_code: Mapped[str] = mapped_column(Short)
    city_code: Mapped[str] = mapped_column(Short)
    postcode: Mapped[str] = mapped_column(Short)
    line: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Terms(Model):
    """One dated version of a text that people accept ("sale", "membership", "privacy")."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str] = mapped_column(Short)
    version: Mapped[str] = mapped_column(Short)  # Jalali date of issue, "1405-09-01"
    effective_on: Mapped[date]
    title_fa: Mapped[str]
    title_en: Mapped[str]
    body_fa: Mapped[str]  # Markdown
    body_en: Mapped[str]
