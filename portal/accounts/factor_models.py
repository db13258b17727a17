"""The second step of signing in: an app's secret, recovery codes, and half done sign-ins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import Model, Short


class Factor(StrEnum):
    """By what a session was opened, besides the password or in its place."""

    APP = "app"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


class AppSecret(Model):
    """What an authenticator app shares with us (RFC 6238). One for each person, sealed."""

    __tablename__ = "app_secrets"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    sealed: Mapped[str | None]  # in use; None until a first code proved it
    pending: Mapped[str | None]  # shown as a QR code, waiting for its first code
    last_step: Mapped[int] = mapped_column(default=0)  # a code works once: later steps only
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class RecoveryCode(Model):
    """One of ten codes for the day the telephone is lost: 120 bits, of which we keep the digest."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str] = mapped_column(Short)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class SignInStep(Model):
    """The password was right, the second step is to come. Its secret is in a cookie."""

    __tablename__ = "sign_in_steps"

    token_hash: Mapped[str] = mapped_column(Short, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    wanted: Mapped[str | None]  # the page to go to afterwards
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
