"""What the database rarely changes, kept by each process and read anew after a minute.

Facts only, never rows of a session. Not for what somebody changes and then looks at.
"""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from portal.core import db

AGE = 60.0  # seconds
MOST_KEYS = 1000

T = TypeVar("T")


class Kept(Generic[T]):
    """What `read(session, *key)` gives, at most `AGE` seconds old, of the present database."""

    def __init__(self, read: Callable[..., T]) -> None:
        self.read = read
        self.database: db.Database | None = None
        self.held: dict[tuple[Hashable, ...], tuple[float, T]] = {}

    def of(self, session: Session, *key: Hashable) -> T:
        database, moment = db.current(), time.monotonic()
        if self.database is not database or len(self.held) > MOST_KEYS:
            self.database, self.held = database, {}
        found = self.held.get(key)
        if found is not None and moment < found[0]:
            return found[1]
        value = self.read(session, *key)
        self.held[key] = (moment + AGE, value)
        return value
