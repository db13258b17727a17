"""Stable names for workers: "local-1", "local-2", ... the first that no living worker holds.

A worker that was killed leaves its jobs under its name; the next worker to take the name resumes
them at once. The lock dies with the process, so it needs no cleaning up. Two workers never share a
name, or the second would take the first one's jobs for its own.
"""

import fcntl
import itertools
import os
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from portal.core.db import Database

SPACE = 0x0110  # our corner of PostgreSQL's advisory locks
SIGNED = 2**31


@contextmanager
def executor(database: Database, prefix: str) -> Iterator[str]:
    """Hold the first free name that begins with `prefix`, for as long as the block runs."""
    take = _lock_file if database.is_sqlite else _lock_row
    for number in itertools.count(1):
        name = f"{prefix}-{number}"
        with ExitStack() as held:
            if take(database, name, held):
                yield name
                return


def _lock_file(database: Database, name: str, held: ExitStack) -> bool:
    """A lock file beside the SQLite file: both are local to one machine."""
    path = f"{make_url(database.url).database}.{name}.lock"
    file = held.enter_context(os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "w"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_row(database: Database, name: str, held: ExitStack) -> bool:
    """An advisory lock of PostgreSQL, which workers on any machine see."""
    engine = create_engine(database.engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    connection = held.enter_context(engine.connect())
    key = (zlib.crc32(name.encode()) + SIGNED) % (2 * SIGNED) - SIGNED
    taken = text("SELECT pg_try_advisory_lock(:space, :key)")
    return bool(connection.scalar(taken, {"space": SPACE, "key": key}))
