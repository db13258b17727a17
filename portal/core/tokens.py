"""Random names and secrets. Integer keys never leave the database."""

import base64
import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32: no i, l, o, u
_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())
PUBLIC_BYTES = 10  # 80 bits, 16 letters


def public_id() -> str:
    """A random name of 80 bits for a record that strangers may see named."""
    drawn = base64.b32encode(secrets.token_bytes(PUBLIC_BYTES))
    return drawn.translate(_CROCKFORD).decode()


def secret() -> str:
    """A bearer secret of 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a secret: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def numeric_code(length: int = 6) -> str:
    """A one-time code of decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(length))


def same(left: str, right: str) -> bool:
    """Compare secrets in constant time."""
    return secrets.compare_digest(left.encode(), right.encode())
