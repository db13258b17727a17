"""INSERTs in the driver's own words, with the defaults and the types of their table.

As portal.core.native is to a Core statement: what SQLAlchemy adds to each execution takes several
times as long as the database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Insert, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from portal.core import db
from portal.core.db import Model

Row = Mapping[str, Any]
Write = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class Field:
    """One column: how its values are written, and what stands there when a row does not say."""

    name: str
    write: Write
    default: Callable[[], Any] | None

    def value(self, row: Row) -> Any:
        given = row[self.name] if self.default is None or self.name in row else self.default()
        return self.write(given) if self.write else given


@dataclass(frozen=True, slots=True)
class Insertion:
    """The text for `count` rows, whose places are called "<column>_<row>"."""

    text: str
    fields: tuple[Field, ...]

    def binds(self, rows: Sequence[Row]) -> dict[str, Any]:
        return {
            f"{field.name}_{place}": field.value(row)
            for place, row in enumerate(rows)
            for field in self.fields
        }


@dataclass(frozen=True, slots=True)
class Ending:
    """What is done about rows that are there, by `unique` columns, and what comes back."""

    unique: tuple[str, ...] = ()
    returning: tuple[str, ...] = ()


PLAIN = Ending()


def insert(session: Session, model: type[Model], rows: Sequence[Row], ending: Ending) -> Any:
    """One statement; its cursor. Rows that are told of come back only from one text for all."""
    dialect = session.get_bind().dialect
    names = tuple(rows[0])
    if len(rows) == 1 or ending.returning:
        made = _insertion(model, names, ending, len(rows), _Named(dialect))
        return db.driven(session, made.text, made.binds(rows))
    made = _insertion(model, names, ending, 1, _Named(dialect))
    return db.driven_many(session, made.text, [made.binds([row]) for row in rows])


class _Named:
    """A dialect that two engines of one kind share in the cache."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def __hash__(self) -> int:
        return hash(self.dialect.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and other.dialect.name == self.dialect.name


@cache
def _insertion(
    model: type[Model], names: tuple[str, ...], ending: Ending, count: int, named: _Named
) -> Insertion:
    unknown = set(names) - set(model.__table__.columns.keys())
    if unknown:
        raise ValueError(f"{model.__tablename__} has no {', '.join(sorted(unknown))}")
    is_sqlite = named.dialect.name == "sqlite"
    dialect: Dialect = sqlite.dialect(paramstyle="named") if is_sqlite else named.dialect
    columns = [
        column
        for column in model.__table__.columns
        if column.name in names or column.default is not None
    ]
    places = [
        {column.name: bindparam(f"{column.name}_{place}", type_=column.type) for column in columns}
        for place in range(count)
    ]
    build: Any = sqlite_insert if is_sqlite else postgresql_insert
    statement = _ended(build(model.__table__).values(places), model, ending)
    fields = tuple(_field(column, dialect) for column in columns)
    return Insertion(str(statement.compile(dialect=dialect)), fields)


def _ended(statement: Any, model: type[Model], ending: Ending) -> Insert:
    if ending.unique:
        statement = statement.on_conflict_do_nothing(index_elements=ending.unique)
    if ending.returning:
        statement = statement.returning(*(model.__table__.c[name] for name in ending.returning))
    made: Insert = statement
    return made


def _field(column: Any, dialect: Dialect) -> Field:
    write = column.type.dialect_impl(dialect).bind_processor(dialect)
    return Field(column.name, write, default_of(column))


def default_of(column: Any) -> Callable[[], Any] | None:
    """What Python gives the column where a row does not."""
    default: Any = column.default
    if default is None:
        return None
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg
