"""Passwords: Argon2id, at least 15 characters, none that guessers try first.

Length after NIST SP 800-63B-4 (15 where a password is the only factor) and ASVS 5.0, 6.2. Hashing
takes a quarter of a second and 64 MiB on purpose: call it outside a transaction, since SQLite has
one writer. Two hash at once in a process; who waits longer than PATIENCE is told to come back.
"""

import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.accounts import guessing
from portal.core.errors import Invalid, TooMany

Hashed = NewType("Hashed", str)

MINIMUM = 15
MAXIMUM = 128
AT_ONCE = 2
PATIENCE = 5.0  # seconds
PRODUCTION = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1, hash_len=32, salt_len=16)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # tests only


class _Setting:
    hasher = PRODUCTION
    site: tuple[str, ...] = ()


_turns = threading.BoundedSemaphore(AT_ONCE)


def configure(*, testing: bool = False, site: Iterable[str] = ()) -> None:
    """At start: `site` are the brand's names; only tests may ask for cheap hashes."""
    _Setting.hasher = CHEAP if testing else PRODUCTION
    _Setting.site = tuple(site)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise TooMany(int(PATIENCE))
    try:
        yield
    finally:
        _turns.release()


def fault(password: str, *, personal: Iterable[str] = ()) -> str | None:
    """The code of what is wrong with a new password, None when nothing is."""
    length = len(_normal(password))
    if length < MINIMUM:
        return "password_too_short"
    if length > MAXIMUM:
        return "password_too_long"
    if guessing.is_common(password):
        return "password_common"
    if guessing.is_made_of(password, (*personal, *_Setting.site)):
        return "password_personal"
    return None


def check(password: str, *, personal: Iterable[str] = ()) -> None:
    """Raises Invalid on "password" with the code of its fault. `personal`: name, e-mail, firm."""
    found = fault(password, personal=personal)
    if found:
        raise Invalid({"password": found})


def hash_password(password: str) -> Hashed:
    """Argon2id of what was typed, in NFC; nothing is judged. Slow: not inside a transaction."""
    with _turn():
        return Hashed(_Setting.hasher.hash(_normal(password)))


def accept(password: str, *, personal: Iterable[str] = ()) -> Hashed:
    """Judge a new password, then hash it. Raises Invalid. Slow: not inside a transaction."""
    check(password, personal=personal)
    return hash_password(password)


@lru_cache(maxsize=2)
def _nobody(hasher: PasswordHasher) -> str:
    """A hash of the present cost that no password opens: strangers cost as much as members."""
    return hasher.hash("\x00 nobody")


def verify(stored: str | None, password: str) -> bool:
    """Is it the password? A user without one (None) takes the same time to be refused."""
    hasher = _Setting.hasher
    tried = _normal(password)[: MAXIMUM + 1]
    with _turn():
        try:
            return hasher.verify(stored or _nobody(hasher), tried) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_stale(stored: str) -> bool:
    """Was it made with other parameters than today's? Then hash anew at the next sign-in."""
    return _Setting.hasher.check_needs_rehash(stored)
