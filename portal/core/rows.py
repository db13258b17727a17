"""New rows straight to the table, for what is written and not worked with again.

The unit of work costs several times such an INSERT. Its defaults and types apply here as well. The
audit row of a request sees of these rows those that have a public name and no others, so what a
person edits goes through the session.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from portal.core.db import Model, is_sqlite
from portal.core.readers import Reader

Row = Mapping[str, Any]
NAMED = "named"  # of a session, while somebody wants to know: (table, row) of `add_named`


def add(session: Session, model: type[Model], rows: Sequence[Row]) -> None:
    """One statement; every row names the same columns. Nothing for no rows."""
    if rows:
        _writer(session).execute(_plain(model), rows)


def add_new(
    session: Session, model: type[Model], unique: Sequence[str], rows: Sequence[Row]
) -> None:
    """One statement that leaves alone what is there already, by the `unique` columns."""
    if rows:
        _writer(session).execute(_once(model, tuple(unique), is_sqlite(session)), rows)


def add_named(session: Session, model: type[Model], rows: Sequence[Row]) -> list[int]:
    """The keys of the new rows, in their order; each names its `public_id`. One statement."""
    made = _writer(session).execute(_named(model), rows)
    keys = {row.public_id: row.id for row in made}
    if NAMED in session.info:
        session.info[NAMED] += [(model.__tablename__, row) for row in rows]
    return [keys[row["public_id"]] for row in rows]


def add_once(session: Session, model: type[Model], unique: Sequence[str], row: Row) -> int | None:
    """The key of the new row; None when one with the same `unique` columns is there already."""
    statement = _keyed(model, tuple(unique), is_sqlite(session))
    key: int | None = _writer(session).execute(statement, row).scalar()
    return key


def _writer(session: Session) -> Connection:
    """A reader guards its own statements, and these would pass it by."""
    is_reader = isinstance(session, Reader)
    if is_reader:
        raise RuntimeError("a reader was asked to write")
    return session.connection()


@cache
def _plain(model: type[Model]) -> Insert:
    return insert(model)


@cache
def _named(model: Any) -> Insert:
    made: Insert = insert(model).returning(model.public_id, model.id)
    return made


@cache
def _once(model: type[Model], unique: tuple[str, ...], on_sqlite: bool) -> Insert:  # noqa: FBT001 - cached
    build: Any = sqlite_insert if on_sqlite else postgresql_insert
    made: Insert = build(model).on_conflict_do_nothing(index_elements=unique)
    return made


@cache
def _keyed(model: type[Model], unique: tuple[str, ...], on_sqlite: bool) -> Insert:  # noqa: FBT001 - cached
    return _once(model, unique, on_sqlite).returning(model.id)
