"""A Core statement turned once into the driver's own, for what pages wait for.

SQLAlchemy's execution and result cost several times such a statement. `rows` gives what the driver
gives: enums are their values, dates of SQLite are text. `typed` gives what SQLAlchemy would give.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, SelectBase
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from portal.core import db

Binds = dict[str, Any]
Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Native:
    """The text with named places, the values that never change, and how the others are written."""

    text: str
    constants: Binds
    processors: Mapping[str, Processor]
    readers: Sequence[tuple[int, Processor]]  # of the columns whose values the driver gives raw

    def rows(self, session: Session, **given: Any) -> tuple[tuple[Any, ...], ...]:
        """All rows, with a value for each place left open."""
        written = {
            name: self.processors[name](value) if name in self.processors else value
            for name, value in given.items()
        }
        return tuple(db.rows(session, self.text, self.constants | written))

    def typed(self, session: Session, **given: Any) -> list[tuple[Any, ...]]:
        """The same with every value read as its column's type."""
        return [self._read(row) for row in self.rows(session, **given)]

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, read in self.readers:
            values[place] = read(values[place])
        return tuple(values)


class Statement:
    """A Core statement without expanding IN, as a text for each of the databases."""

    def __init__(self, make: Callable[[], SelectBase]) -> None:
        self.make = make
        self.made: dict[str, Native] = {}

    def rows(self, session: Session, **given: Any) -> tuple[tuple[Any, ...], ...]:
        return self._here(session).rows(session, **given)

    def typed(self, session: Session, **given: Any) -> list[tuple[Any, ...]]:
        return self._here(session).typed(session, **given)

    def _here(self, session: Session) -> Native:
        dialect = db.engine_of(session).dialect
        native = self.made.get(dialect.name)
        if native is None:
            native = self.made[dialect.name] = _native(self.make(), dialect)
        return native


def _native(statement: SelectBase, dialect: Dialect) -> Native:
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
    return Native(text, constants, processors, _readers(statement, named))


def _readers(statement: SelectBase, dialect: Dialect) -> list[tuple[int, Processor]]:
    processors = [
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in statement.selected_columns
    ]
    return [(place, read) for place, read in enumerate(processors) if read is not None]
