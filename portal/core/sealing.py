"""Secrets that we must be able to read again, encrypted at rest: AES-256-GCM.

A sealed text belongs to what it is about (a user's public id): moved to another row it stays shut.
The key comes from FACTOR_KEY, not from the database, so a stolen copy of the data opens nothing.
"""

import base64
import hashlib
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes


class Unreadable(RuntimeError):
    """No key that we have opens this; a key was changed without keeping the old one."""


class _Setting:
    keys: tuple[AESGCM, ...] = ()


def configure(keys: Iterable[str]) -> None:
    """The first key seals, all of them open."""
    _Setting.keys = tuple(AESGCM(hashlib.sha256(key.encode()).digest()) for key in keys)


def seal(text: str, *, about: str) -> str:
    nonce = os.urandom(NONCE)
    shut = _Setting.keys[0].encrypt(nonce, text.encode(), about.encode())
    return base64.b64encode(nonce + shut).decode()


def unseal(sealed: str, *, about: str) -> str:
    """Raises Unreadable."""
    raw = base64.b64decode(sealed)
    for key in _Setting.keys:
        try:
            return key.decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
        except InvalidTag:
            continue
    raise Unreadable
