"""A Core statement turned once into the driver's own, for what pages wait for.

SQLAlchemy's execution and result cost several times such a statement. `rows` gives what the driver
gives: enums are their values, dates of SQLite are text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Select
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

    def rows(self, session: Session, **given: Any) -> tuple[tuple[Any, ...], ...]:
        """All rows, with a value for each place left open."""
        written = {
            name: self.processors[name](value) if name in self.processors else value
            for name, value in given.items()
        }
        return tuple(db.rows(session, self.text, self.constants | written))


class Statement:
    """A Core statement without expanding IN, as a text for each of the databases."""

    def __init__(self, make: Callable[[], Select[*tuple[Any, ...]]]) -> None:
        self.make = make
        self.made: dict[str, Native] = {}

    def rows(self, session: Session, **given: Any) -> tuple[tuple[Any, ...], ...]:
        dialect = session.get_bind().dialect
        native = self.made.get(dialect.name)
        if native is None:
            native = self.made[dialect.name] = _native(self.make(), dialect)
        return native.rows(session, **given)


def _native(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> Native:
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
    return Native(str(compiled), constants, processors)
