"""Statements compiled once for a process, as on a running site, and not again in every test.

SQLAlchemy keeps compiled statements with their engine and finds them by its dialect. Each test has
an engine of its own, and spent half of its time on compiling: here engines of one kind share.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from portal.core import db

MOST = 5000  # the site has some two thousand; SQLAlchemy's own 500 would turn over in each test
_caches: dict[str, LRUCache[Any, Any]] = {}


def _is_alike(one: object, other: object) -> bool:
    return type(one) is type(other)


def _hash(one: object) -> int:
    return hash(type(one))


def share() -> None:
    """From now on, for every engine that the portal makes in this process."""
    make = db._engine
    for kind in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        kind.__eq__, kind.__hash__ = _is_alike, _hash

    def made(url: str) -> Engine:
        engine = make(url)
        engine._compiled_cache = _caches.setdefault(engine.dialect.name, LRUCache(MOST))
        return engine

    db._engine = made
