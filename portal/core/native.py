"""A Core statement turned once into the driver's own, for what pages wait for.

SQLAlchemy's execution and result cost several times such a statement. `rows` gives what the driver
gives: enums are their values, dates of SQLite are text. `typed` gives what SQLAlchemy would give.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sqlalchemy import BindParameter, Dialect, SelectBase, UpdateBase, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from portal.core import db

Binds = dict[str, Any]
Processor = Callable[[Any], Any]
Core = SelectBase | UpdateBase


@dataclass(frozen=True, slots=True)
class Native:
    """The text with named places, the values that never change, and how the others are written."""

    text: str
    constants: Binds
    processors: Mapping[str, Processor]
    readers: Sequence[tuple[int, Processor]]  # of the columns whose values the driver gives raw
    is_change: bool

    def rows(self, session: Session, **given: Any) -> tuple[tuple[Any, ...], ...]:
        """All rows, with a value for each place left open."""
        asked = db.writer(session) if self.is_change else session
        return tuple(db.rows(asked, self.text, self.binds(given)))

    def typed(self, session: Session, **given: Any) -> list[tuple[Any, ...]]:
        """The same with every value read as its column's type."""
        return [self._read(row) for row in self.rows(session, **given)]

    def count(self, session: Session, given: Binds) -> int:
        """How many rows it touched."""
        touched: int = db.driven(db.writer(session), self.text, self.binds(given)).rowcount
        return touched

    def count_many(self, session: Session, given: Sequence[Binds]) -> int:
        """The same for all of `given` together."""
        if len(given) == 1:
            return self.count(session, given[0])
        all_binds = [self.binds(one) for one in given]
        touched: int = db.driven_many(db.writer(session), self.text, all_binds).rowcount
        return touched

    def binds(self, given: Binds) -> Binds:
        written = {
            name: self.processors[name](value) if name in self.processors else value
            for name, value in given.items()
        }
        return self.constants | written

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, read in self.readers:
            values[place] = read(values[place])
        return tuple(values)


class Statement:
    """A Core statement without expanding IN, as a text for each of the databases.

    An UPDATE or DELETE gives the rows it returns, or by `count` how many it touched. A place is
    not called like a column that is set, whose name SQLAlchemy keeps for itself.
    """

    def __init__(self, make: Callable[[], Core]) -> None:
        self.make = make
        self.made: dict[str, Native] = {}

    def rows(self, session: Session, **given: Any) -> tuple[tuple[Any, ...], ...]:
        return self._here(session).rows(session, **given)

    def typed(self, session: Session, **given: Any) -> list[tuple[Any, ...]]:
        return self._here(session).typed(session, **given)

    def count(self, session: Session, **given: Any) -> int:
        return self._here(session).count(session, given)

    def count_many(self, session: Session, given: Sequence[Binds]) -> int:
        """One statement, once for each of `given`; how many rows all of them touched."""
        return self._here(session).count_many(session, given)

    def _here(self, session: Session) -> Native:
        dialect = db.engine_of(session).dialect
        native = self.made.get(dialect.name)
        if native is None:
            native = self.made[dialect.name] = _native(self.make(), dialect)
        return native


def _native(statement: Core, dialect: Dialect) -> Native:
    named: Dialect = sqlite.dialect(paramstyle="named") if dialect.name == "sqlite" else dialect
    compiled = statement.compile(dialect=named)
    constants: Binds = {}
    processors: dict[str, Processor] = {}
    for name, bind in compiled.binds.items():
        process = bind.type.dialect_impl(named).bind_processor(named)
        if process is not None:
            processors[name] = process
        if not bind.required:
            constants[name] = process(bind.value) if process else bind.value
    open_places = {name: None for name, bind in compiled.binds.items() if bind.required}
    text = compiled.construct_expanded_state(open_places).statement  # with literals in their place
    is_change = isinstance(statement, UpdateBase)
    return Native(text, constants, processors, _readers(statement, named), is_change)


def _readers(statement: Core, dialect: Dialect) -> list[tuple[int, Processor]]:
    processors = [
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in _columns(statement)
    ]
    return [(place, read) for place, read in enumerate(processors) if read is not None]


def _columns(statement: Core) -> Iterable[Any]:
    if isinstance(statement, UpdateBase):
        return statement.exported_columns
    return statement.selected_columns


def places_of(name: str, count: int, kind: TypeEngine[Any]) -> list[BindParameter[Any]]:
    """For an IN: `count` places, to be filled by `spread`."""
    return [bindparam(f"{name}_{place}", type_=kind) for place in range(count)]


def spread(name: str, values: Sequence[Any]) -> Binds:
    """Values for the places of an IN, the last one repeated up to a power of two.

    So a few texts serve lists of every length. Not for an empty one.
    """
    size = 1 << (len(values) - 1).bit_length()
    filled = [*values, *repeat(values[-1], size - len(values))]
    return {f"{name}_{place}": value for place, value in enumerate(filled)}
