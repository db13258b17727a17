"""Objects of our tables from a native statement (portal.core.native), without the ORM's loading.

The ORM sets up its loaders anew for each statement, which takes longer than the few rows that a
trip to the bank or one order's page reads.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import (
    InstrumentedAttribute,
    Mapper,
    Session,
    class_mapper,
    make_transient_to_detached,
)
from sqlalchemy.orm.attributes import set_committed_value

from portal.core.db import Model

Kind = TypeVar("Kind", bound=Model)
Values = tuple[Any, ...]


class Shape(Generic[Kind]):
    """A table's columns, its key first: all of them, or the named ones."""

    def __init__(self, model: type[Kind], *names: str) -> None:
        given = names or [column.name for column in model.__table__.columns if column.name != "id"]
        self.model = model
        self.names = ("id", *given)

    @property
    def columns(self) -> list[InstrumentedAttribute[Any]]:
        """For the statement; what is not named here is not loaded."""
        return [getattr(self.model, name) for name in self.names]

    def put(self, session: Session, values: Values) -> Kind:
        """In the session as if it had just been read; an object that is there gets the values."""
        mapper: Mapper[Kind] = class_mapper(self.model)
        key = mapper.identity_key_from_primary_key((values[0],))
        known: Kind | None = session.identity_map.get(key)
        if known is not None:
            for name, value in zip(self.names, values, strict=True):
                set_committed_value(known, name, value)
            return known
        made = self.detached(values)
        session.add(made)
        return made

    def detached(self, values: Values) -> Kind:
        """In no session: only to be looked at, and only what was read of it."""
        mapper: Mapper[Kind] = class_mapper(self.model)
        made: Kind = mapper.class_manager.new_instance()
        made.__dict__.update(zip(self.names, values, strict=True))
        make_transient_to_detached(made)
        return made


def columns(*shapes: Shape[Any]) -> list[InstrumentedAttribute[Any]]:
    return [column for shape in shapes for column in shape.columns]


def cut(row: Values, shapes: Sequence[Shape[Any]]) -> Iterator[Values]:
    """The part of each shape, from the row of a statement that begins with `columns` of them."""
    start = 0
    for shape in shapes:
        end = start + len(shape.names)
        yield row[start:end]
        start = end


def distinct(found: Iterable[Values], shapes: Sequence[Shape[Any]]) -> list[list[Values]]:
    """By shape: its part of all rows, once a key, in their order; nothing for an outer join's."""
    seen: list[dict[int, Values]] = [{} for _ in shapes]
    for row in found:
        for known, values in zip(seen, cut(row, shapes), strict=True):
            if values[0] is not None:
                known.setdefault(values[0], values)
    return [list(known.values()) for known in seen]


def hang(parents: Sequence[Model], name: str, children: Iterable[Model], key: str) -> None:
    """Fill the collection `name`; a child names its parent by the column `key`."""
    of: dict[int, list[Model]] = {parent.id: [] for parent in parents}
    for child in children:
        of[getattr(child, key)].append(child)
    for parent in parents:
        set_committed_value(parent, name, of[parent.id])


def point(
    children: Iterable[Model], name: str, parents: Iterable[Model], key: str, *, to: str = "id"
) -> None:
    """Fill the reference `name` of each child, whose column `key` is its parent's `to`."""
    known = {getattr(parent, to): parent for parent in parents}
    for child in children:
        set_committed_value(child, name, known.get(getattr(child, key)))
