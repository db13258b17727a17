"""D05-D07: the database's schema, settings and clock."""

import os
from collections.abc import Iterable
from datetime import timedelta

import pysqlite3
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text

import config
from config import Settings
from portal.core import clock, db
from portal.inspection.checks import Level, Offence
from portal.inspection.doctor.ground import Question, is_open_to_others

SKEW = timedelta(seconds=2)
POSTGRESQL_FLOOR = 140000
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "busy_timeout": 10000,
}
WANTED = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_write", "remote_apply"},
    "server_encoding": {"UTF8"},
    "lock_timeout": {"5s"},
    "statement_timeout": {"15s"},
    "idle_in_transaction_session_timeout": {"10s"},
}


def head() -> str:
    """The newest revision that this code knows."""
    scripts = ScriptDirectory(str(config.ROOT / "migrations"))
    return str(scripts.get_current_head())


def revision() -> str | None:
    """Where the database stands."""
    with db.current().reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrations(_settings: Settings) -> Iterable[Offence]:
    found, wanted = revision(), head()
    return [] if found == wanted else [{"database": found, "code": wanted, "do": "flask migrate"}]


def settings_of_sqlite(_settings: Settings) -> Iterable[Offence]:
    if not db.current().is_sqlite:
        return []
    wrong: list[Offence] = []
    with db.reading() as session:
        for name, wanted in PRAGMAS.items():
            found = session.scalar(text(f"PRAGMA {name}"))
            if found != wanted:
                wrong.append({"pragma": name, "is": found, "wanted": wanted})
    version = pysqlite3.dbapi2.sqlite_version_info
    if version < db.SQLITE_FLOOR:
        wrong.append({"sqlite": version, "floor": db.SQLITE_FLOOR})
    return wrong


def open_files(_settings: Settings) -> Iterable[Offence]:
    """The file of SQLite and its journals hold everybody's data."""
    if not db.current().is_sqlite:
        return []
    path = os.path.abspath(make_url(db.current().url).database or "")
    mine = [path, f"{path}-wal", f"{path}-shm"]
    there = [one for one in mine if os.path.exists(one)]
    if not is_open_to_others(os.path.dirname(path)):
        return []  # nobody else gets as far as the file
    return [{"file": one, "do": "chmod 600"} for one in there if is_open_to_others(one)]


def settings_of_postgresql(_settings: Settings) -> Iterable[Offence]:
    if db.current().is_sqlite:
        return []
    with db.reading() as session:
        found = {name: session.scalar(text(f"SHOW {name}")) for name in WANTED}
        version = int(session.scalar(text("SHOW server_version_num")) or 0)
    wrong: list[Offence] = [
        {"setting": name, "is": found[name], "wanted": " or ".join(sorted(wanted))}
        for name, wanted in WANTED.items()
        if found[name] not in wanted
    ]
    if version < POSTGRESQL_FLOOR:
        wrong.append({"version": version, "floor": POSTGRESQL_FLOOR})
    return wrong


def mighty_role(_settings: Settings) -> Iterable[Offence]:
    """A superuser passes every trigger by (session_replication_role)."""
    if db.current().is_sqlite:
        return []
    mine = "SELECT rolname FROM pg_roles WHERE rolname = current_user AND rolsuper"
    with db.reading() as session:
        return [{"superuser": name} for name in session.scalars(text(mine))]


def clocks(_settings: Settings) -> Iterable[Offence]:
    """SQLite has the clock of this machine."""
    if db.current().is_sqlite:
        return []
    with db.reading() as session:
        before = clock.now()
        theirs = session.scalar(text("SELECT clock_timestamp()"))
        after = clock.now()
    assert theirs is not None
    apart = max(before - theirs, theirs - after)
    return [{"apart": str(apart)}] if apart > SKEW else []


QUESTIONS = (
    Question("D05", "the database is at the newest revision", migrations),
    Question("D06", "SQLite is as new and as careful as it must be", settings_of_sqlite),
    Question("D06", "the database's file is closed to others", open_files, Level.WARNING),
    Question("D06", "PostgreSQL is as new and as careful as it must be", settings_of_postgresql),
    Question("D06", "the database's role is no superuser", mighty_role, Level.WARNING),
    Question("D07", "the database's clock is ours", clocks),
)
