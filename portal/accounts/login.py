"""Sign-in by password.

The one function here opens its own short transactions, since hashing takes a quarter of a second
and SQLite has one writer: count and commit, read, hash with nothing open, write a newer hash.
"""

from dataclasses import dataclass

from sqlalchemy import select, update

from portal.accounts import emails, passwords, quota
from portal.accounts.models import User
from portal.core import db, identifiers
from portal.core.text import fold


@dataclass(frozen=True, slots=True)
class _Claimed:
    user_id: int
    password_hash: str | None
    is_active: bool


def _canonical(identifier: str) -> str:
    """An e-mail or a mobile as stored; anything else as typed, so that it is counted too."""
    return (
        identifiers.mobile(identifier)
        or emails.canonical(identifier)
        or fold(identifier)[: emails.LONGEST]
    )


def _count(name: str, address: str) -> None:
    with db.transaction() as session:
        quota.use(session, "sign_in:account", name, quota.SIGN_IN_ACCOUNT)
        quota.use(session, "sign_in:from", address, quota.SIGN_IN_ADDRESS)


def _claimed(name: str) -> _Claimed | None:
    column = User.email if "@" in name else User.mobile
    with db.reading() as session:
        row = session.execute(
            select(User.id, User.password_hash, User.is_active).where(column == name)
        ).one_or_none()
    return _Claimed(*row) if row else None


def _renew(user_id: int, old: str, password: str) -> None:
    """Keep the hash at today's cost, unless the password was changed meanwhile."""
    fresh = passwords.hash_password(password)
    with db.transaction() as session:
        mine = update(User).where(User.id == user_id, User.password_hash == old)
        session.execute(mine.values(password_hash=fresh))


def check(identifier: str, password: str, *, address: str) -> int | None:
    """The id of the user whose password this is; None for a wrong one and for strangers alike.

    `identifier`: e-mail or mobile. `address`: the network address. Raises TooMany.
    """
    name = _canonical(identifier)
    _count(name, address)
    claimed = _claimed(name)
    is_right = passwords.verify(claimed.password_hash if claimed else None, password)
    if not is_right or claimed is None or not claimed.is_active:
        return None
    if claimed.password_hash and passwords.is_stale(claimed.password_hash):
        _renew(claimed.user_id, claimed.password_hash, password)
    return claimed.user_id
