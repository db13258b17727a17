"""What a person can prove besides the password, all kinds together."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.accounts import passkeys, quota, recovery_codes, sessions, steps, totp
from portal.accounts.factor_models import Factor
from portal.accounts.models import User
from portal.core import db


@dataclass(frozen=True, slots=True)
class Held:
    """The kinds of a person's second step, and how many recovery codes are left."""

    has_app: bool
    passkeys: int
    codes_left: int

    @property
    def has_any(self) -> bool:
        return self.has_app or self.passkeys > 0

    @property
    def is_one(self) -> bool:
        """The last of them: without it the password alone would do."""
        return self.has_app + self.passkeys == 1


def held(session: Session, *, user_id: int) -> Held:
    return Held(
        totp.is_used(session, user_id=user_id),
        passkeys.count(session, user_id=user_id),
        recovery_codes.left(session, user_id=user_id),
    )


def count_try(user: User) -> None:
    """Five in a quarter of an hour, a hundred a day. Raises TooMany; counted whatever follows."""
    with db.transaction() as session:
        quota.use(session, "factor", user.public_id, quota.FACTOR)


def check(user: User, typed: str) -> Factor | None:
    """A code of the app or a recovery code, used up by a yes. Opens its own transactions: TooMany.

    The try is counted before it is judged, so rivals in the same instant gain nothing.
    """
    count_try(user)
    with db.transaction() as session:
        if totp.check(session, user_id=user.id, code=typed):
            return Factor.APP
        if recovery_codes.use(session, user_id=user.id, typed=typed):
            return Factor.RECOVERY
    return None


def check_passkey(user: User, answer: str) -> Factor | None:
    """A passkey's answer, used up whatever it is. Opens its own transactions: TooMany.

    Nobody guesses one, so it is not counted with the codes: who cannot type his any more still gets
    in by his key.
    """
    with db.transaction() as session:
        quota.use(session, "passkey", user.public_id, quota.PASSKEY)
    with db.transaction() as session:
        is_right = passkeys.use(session, user_id=user.id, answer=answer)
    return Factor.PASSKEY if is_right else None


def changed(session: Session, *, user_id: int, except_id: int | None) -> None:
    """Another factor: every other sign-in ends, half ones too."""
    sessions.end_all_of(session, user_id=user_id, except_id=except_id)
    steps.end_all_of(session, user_id=user_id)


def remove_all(session: Session, *, user_id: int, by: str) -> bool:  # noqa: ARG001 - in the audit row
    """The telephone is lost: nothing of the second step is left, and nobody is signed in."""
    before = held(session, user_id=user_id)
    totp.remove(session, user_id=user_id)
    passkeys.remove_all(session, user_id=user_id)
    recovery_codes.remove(session, user_id=user_id)
    changed(session, user_id=user_id, except_id=None)
    return before.has_any
