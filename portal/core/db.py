"""The database: the declarative base, the engine's settings, and the only commit.

SQLite and PostgreSQL behind one face. Writers on SQLite begin IMMEDIATE, or 195 of 200 rivals are
told "database is locked"; readers begin DEFERRED. Statements are counted for `at_most` in tests.
"""

import math
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

import pysqlite3
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    MetaData,
    String,
    Text,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, CursorResult, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from portal.core.money import Currency
from portal.core.readers import Reader

SQLITE_FLOOR = (3, 51, 3)  # older ones carry the WAL-reset race
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "journal_size_limit=67108864",
    "cache_size=-1000",  # KiB for each of a process's connections; the system caches the file
)
RETRIED = {"40001", "40P01"}  # serialization failure, deadlock
TRIES = 10
# A reader of PostgreSQL sees each statement's own snapshot in a transaction too (READ COMMITTED):
# without one it saves two trips a request.
READING: dict[str, dict[str, Any]] = {
    "sqlite": {"readonly": True},
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
}
IDLE = 5.0  # seconds in the pool, after which a connection is asked whether it still lives

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JsonType = JSON().with_variant(JSONB(), "postgresql")


def choice(kind: type[StrEnum]) -> Enum:
    """A column of an enum's *values*, checked by the database, free of native enum types."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Model(DeclarativeBase):
    """Every table: an integer key that never leaves the database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        datetime: UtcDateTime(),
        dict[str, Any]: JsonType,
        list[Any]: JsonType,
        Currency: choice(Currency),
        str: Text(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)


Rial = BigInteger
Short = String(64)
Long = String(255)  # what another machine names


def writer(session: Session) -> Session:
    """For what passes by the guard that a reader's own statements have."""
    if isinstance(session, Reader):
        raise RuntimeError("a reader was asked to write")  # noqa: TRY004 - it is no wrong type
    return session


class Database:
    """One engine and its session factory; a process has one at a time (`configure`)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.reader = self.engine.execution_options(**READING[self.engine.dialect.name])

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def session(self, *, readonly: bool) -> Session:
        if readonly:
            return Reader(self.reader)
        return Session(self.engine, expire_on_commit=False)


def _engine(url: str) -> Engine:
    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        if made.database and made.database != ":memory:":
            os.makedirs(os.path.dirname(os.path.abspath(made.database)), mode=0o700, exist_ok=True)
        engine = create_engine(
            made.set(drivername="sqlite"),
            module=pysqlite3.dbapi2,
            hide_parameters=True,  # a fault's text goes to the log: no person's data in it
            pool_size=20,
            max_overflow=20,
            pool_timeout=15,
            pool_use_lifo=True,
            connect_args={"check_same_thread": False, "timeout": 10, "cached_statements": 128},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(
            made.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_size=10,
            max_overflow=20,
            pool_timeout=15,
            pool_use_lifo=True,
            connect_args={
                "options": "-c lock_timeout=5s -c statement_timeout=15s "
                "-c idle_in_transaction_session_timeout=10s -c timezone=UTC -c jit=off"
            },
        )
        event.listen(engine, "checkin", _note_return)
        event.listen(engine, "checkout", _ask_idle)
    event.listen(engine, "before_cursor_execute", _count)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("readonly", False)
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:  # a Reader's has begun
        driver.execute("BEGIN DEFERRED" if readonly else "BEGIN IMMEDIATE")


def _note_return(_connection: object, record: Any) -> None:
    record.info["returned"] = time.monotonic()


def _ask_idle(connection: Any, record: Any, _proxy: object) -> None:
    """Refuse a dead connection; the pool then opens another and throws away its like."""
    if time.monotonic() - record.info.get("returned", math.inf) < IDLE:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except connection.Error as error:
        raise DisconnectionError from error


statements: ContextVar[list[str] | None] = ContextVar("statements", default=None)


def _count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    seen = statements.get()
    if seen is not None and not statement.startswith("BEGIN"):
        seen.append(statement)


class _Current:
    database: Database | None = None


def configure(url: str) -> Database:
    """Make `url` the database of this process; the same url again keeps its pool."""
    if _Current.database is None or _Current.database.url != url:
        if _Current.database is not None:
            _Current.database.engine.dispose()
        _Current.database = Database(url)
    return _Current.database


def current() -> Database:
    """The process's database; configure() must have been called."""
    if _Current.database is None:
        raise RuntimeError("no database is configured")
    return _Current.database


_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def transaction() -> Iterator[Session]:
    """The only writer: one transaction, committed at the end, rolled back on any error."""
    with current().session(readonly=False) as session:
        token = _writing.set(True)
        try:
            yield session
            session.commit()
        except BaseException:
            _roll_back(session)
            raise
        finally:
            _writing.reset(token)


def refuse_open_transaction() -> None:
    """Called before speaking to the world: locks must not wait for a foreign server."""
    if _writing.get():
        raise RuntimeError("a transaction is open while another server is asked")


@contextmanager
def reading() -> Iterator[Session]:
    """A reader: on SQLite one snapshot, on PostgreSQL one for each statement; it never writes."""
    session = current().session(readonly=True)
    try:
        yield session
    finally:
        _leave(session)


def _leave(session: Session) -> None:
    """Close: what was read stays readable, which rolling back first would expire."""
    try:
        session.close()
    except OperationalError:
        session.invalidate()


def _roll_back(session: Session) -> None:
    """Roll back; SQLite has already ended the transaction when the disk was full."""
    try:
        session.rollback()
    except OperationalError:
        session.invalidate()


Result = TypeVar("Result")


def retrying(work: Callable[[Session], Result]) -> Result:
    """Run `work(session)` in a transaction; repeat it whole on deadlock or lost serialization."""
    for attempt in range(TRIES):
        try:
            with transaction() as session:
                return work(session)
        except DBAPIError as error:
            state = getattr(error.orig, "sqlstate", None)
            if state not in RETRIED or attempt == TRIES - 1:
                raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


def changed(session: Session, statement: Executable) -> bool:
    """Run a guarded UPDATE, DELETE or INSERT; True when it touched a row.

    Not for INSERT on PostgreSQL, whose row count is not kept: ask RETURNING there.
    """
    result = cast("CursorResult[Any]", session.execute(statement))
    return result.rowcount > 0


def rows(session: Session, statement: str, binds: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """The driver's own rows of a statement in the driver's own style; counted like any other.

    For what pages wait for: SQLAlchemy's result costs as much again as a statement of that kind.
    """
    if isinstance(session, Reader):
        _count(None, None, statement)
        cursor = _asked(session.driver(), session.engine.dialect, "execute", statement, binds)
    else:
        cursor = driven(session, statement, binds)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def driven(session: Session, statement: str, binds: Mapping[str, object]) -> Any:
    """The driver's cursor after such a statement; who listens to the engine hears of it."""
    return _driven(session, statement, binds, is_many=False)


def driven_many(session: Session, statement: str, binds: Sequence[Mapping[str, object]]) -> Any:
    """The same once for each of `binds`, counted as one statement."""
    return _driven(session, statement, binds, is_many=True)


def _driven(session: Session, statement: str, binds: Any, *, is_many: bool) -> Any:
    connection = session.connection()
    _count(connection, None, statement)
    driver: Any = connection.connection.dbapi_connection
    verb = "executemany" if is_many else "execute"
    cursor = _asked(driver, connection.dialect, verb, statement, binds)
    connection.dispatch.after_cursor_execute(connection, cursor, statement, binds, None, is_many)
    return cursor


def _asked(driver: Any, dialect: Dialect, verb: str, statement: str, binds: object) -> Any:
    cursor = driver.cursor()
    try:
        getattr(cursor, verb)(statement, binds)
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, dialect=dialect) from error
    return cursor


def is_sqlite(session: Session) -> bool:
    return engine_of(session).dialect.name == "sqlite"


def engine_of(session: Session) -> Engine:
    """Without a connection: a reader that only asks what it stands on takes none."""
    if isinstance(session, Reader):
        return session.engine
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine
