"""Passkeys (WebAuthn, level 2): public keys of a person's devices, and the questions to them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, tokens
from portal.core.db import Model, Short, choice


class Passkey(Model):
    """One key of one person. What opens it, a finger or a face, never leaves the device."""

    __tablename__ = "passkeys"

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)  # base64url, up to 1,364 letters
    public_key: Mapped[bytes] = mapped_column(LargeBinary)  # COSE
    sign_count: Mapped[int]  # 0 where the device does not count
    is_backed_up: Mapped[bool]  # known to its owner's other devices
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class Ceremony(StrEnum):
    REGISTER = "register"
    USE = "use"


class PasskeyChallenge(Model):
    """32 random bytes that a device signs: for one person and one ceremony, five minutes, once."""

    __tablename__ = "passkey_challenges"

    challenge: Mapped[str] = mapped_column(Short, unique=True)  # base64url
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    ceremony: Mapped[Ceremony] = mapped_column(choice(Ceremony))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
