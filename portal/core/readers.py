"""The session of who only reads, and its connection."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.pool import PoolProxiedConnection


class Reader(Session):
    """Writes nothing: what it wrote on PostgreSQL would stand at once, without a transaction.

    Its connection comes straight from the pool, for `rows`: SQLAlchemy's own way to a connection
    and back costs four times that. What asks through SQLAlchemy gets the same connection.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.engine = engine
        self.held: PoolProxiedConnection | None = None
        self.around: Connection | None = None

    def driver(self) -> Any:
        """The driver's connection, on SQLite with a transaction begun. Raises OperationalError."""
        if self.held is None:
            self.held = _taken(self.engine)
        return self.held.dbapi_connection

    def get_bind(self, *_given: Any, **_named: Any) -> Connection:
        """SQLAlchemy's connection around that of the driver."""
        if self.around is None:
            self.driver()
            self.around = Connection(self.engine, self.held)
        return self.around

    def close(self) -> None:
        """Back to the pool, which rolls back."""
        super().close()
        held, self.held, self.around = self.held, None, None
        if held is not None:
            _give_back(held, is_sqlite=self.engine.dialect.name == "sqlite")

    def invalidate(self) -> None:
        """Close, and throw the connection away."""
        super().invalidate()
        held, self.held, self.around = self.held, None, None
        if held is not None:
            held.invalidate()


def _taken(engine: Engine) -> PoolProxiedConnection:
    try:
        held = engine.raw_connection()
        driver: Any = held.dbapi_connection
        if engine.dialect.name == "sqlite":
            driver.execute("BEGIN DEFERRED")
        else:
            driver.autocommit = True
    except engine.dialect.loaded_dbapi.Error as error:
        raise OperationalError("connect", None, error) from error
    return held


def _give_back(held: PoolProxiedConnection, *, is_sqlite: bool) -> None:
    """As its other customers expect it; one that can no longer be set so is thrown away."""
    driver: Any = held.dbapi_connection
    try:
        if not is_sqlite:
            driver.autocommit = False
    except driver.Error:
        held.invalidate()
    else:
        held.close()


@event.listens_for(Reader, "before_flush")
def _refuse_flush(*_given: object) -> None:
    raise RuntimeError("a reader was asked to write")


@event.listens_for(Reader, "do_orm_execute")
def _refuse_change(asked: ORMExecuteState) -> None:
    if asked.is_insert or asked.is_update or asked.is_delete:
        raise RuntimeError("a reader was asked to write")
