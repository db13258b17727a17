"""What the tests of people share: a good password, an address on the network, a counter."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.core import db

GOOD = "یک باغ کنار رود شاه"
OTHER = "two crates of yellow olives"
ADDRESS = "192.0.2.7"


@contextmanager
def at_most(count: int) -> Iterator[list[str]]:
    """Fail when more than `count` statements run inside."""
    seen: list[str] = []
    token = db.statements.set(seen)
    try:
        yield seen
    finally:
        db.statements.reset(token)
    assert len(seen) <= count, "\n".join(seen)
