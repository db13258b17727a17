"""Random names and secrets. Integer keys never leave the database."""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32: no i, l, o, u
PUBLIC_LENGTH = 16  # 80 bits


def public_id() -> str:
    """A random name of 80 bits for a record that strangers may see named."""
    bits = secrets.randbits(5 * PUBLIC_LENGTH)
    return "".join(ALPHABET[bits >> (5 * place) & 31] for place in range(PUBLIC_LENGTH))


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
