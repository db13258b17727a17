"""The database of one moment into a file, and back; whoever writes meanwhile is not held up."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pysqlite3
from sqlalchemy import Connection, inspect, make_url, select, text

from portal.backup import tools
from portal.backup.tools import Unable
from portal.core.db import Database
from portal.core.files import StoredFile
from portal.core.seals import AuditBlock

NAMES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
SCHEMAS = ("public", "dbos")
Facts = tuple[str, str, Sequence[str]]  # revision, newest seal, keys of files


def kind(database: Database) -> str:
    return database.engine.dialect.name


def dump(database: Database, folder: str) -> Facts:
    """Write the dump into `folder`; what its rows say of revision, seals and files."""
    path = os.path.join(folder, NAMES[kind(database)])
    return _copy_sqlite(database, path) if database.is_sqlite else _dump(database, path)


def _copy_sqlite(database: Database, path: str) -> Facts:
    """The online backup of SQLite, all pages in one step, then looked over."""
    with _driver(database) as source:
        copy = pysqlite3.dbapi2.connect(path)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise Unable("integrity_check finds the database damaged")
        finally:
            copy.close()
    os.chmod(path, 0o600)
    copied = Database(f"sqlite:///{path}")
    try:
        with copied.reader.connect() as connection:
            return _facts(connection)
    finally:
        copied.engine.dispose()
        _drop_journals(path)


@contextmanager
def _driver(database: Database) -> Iterator[Any]:
    pooled = database.engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()


def _dump(database: Database, path: str) -> Facts:
    """pg_dump sees the same snapshot as the reader of the facts."""
    steady = database.engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    with steady.connect() as connection:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {limit} = 0"))
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        facts = _facts(connection)
        words = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        tools.run("pg_dump", database.url, *words, f"--file={path}")
    return facts


def _facts(connection: Connection) -> Facts:
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    last = select(AuditBlock.number, AuditBlock.hash).order_by(AuditBlock.number.desc()).limit(1)
    seal = connection.execute(last).first()
    keys = connection.scalars(select(StoredFile.key).order_by(StoredFile.key)).all()
    return str(revision), f"{seal.number}:{seal.hash}" if seal else "", keys


def is_empty(database: Database) -> bool:
    """Nothing stands where the dump would go. Raises Unable when nobody answers there."""
    if database.is_sqlite:
        path = _path(database)
        return not os.path.exists(path) or os.path.getsize(path) == 0
    found = inspect(database.engine)
    return not any(found.get_table_names(schema=schema) for schema in SCHEMAS)


def load(database: Database, folder: str) -> None:
    """Put the dump in the place of whatever is there."""
    path = os.path.join(folder, NAMES[kind(database)])
    database.engine.dispose()
    if database.is_sqlite:
        _put_sqlite(_path(database), path)
        return
    with database.engine.begin() as connection:
        for schema in SCHEMAS:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    words = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    tools.run("pg_restore", database.url, *words, path)


def _put_sqlite(target: str, path: str) -> None:
    """Beside the old file first, then in its place: a crash leaves one of the two whole."""
    with open(path, "rb") as source, open(f"{target}.new", "wb", opener=_private) as copy:
        while piece := source.read(1024 * 1024):
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    _drop_journals(target)
    os.replace(f"{target}.new", target)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _drop_journals(path: str) -> None:
    for journal in (f"{path}-wal", f"{path}-shm"):
        if os.path.exists(journal):
            os.remove(journal)


def _path(database: Database) -> str:
    return os.path.abspath(make_url(database.url).database or "")
