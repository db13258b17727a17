"""Loaded rows and the table, without the unit of work, whose flush costs several times as much.

In an audited transaction (portal.web.unit) the unit of work has to see a change, so there `save`
leaves it to the flush.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.exc import StaleDataError

from portal.core import rows
from portal.core.db import Model
from portal.core.inserting import default_of
from portal.core.native import Statement

Kind = TypeVar("Kind", bound=Model)
Values = dict[str, Any]


def add(session: Session, model: type[Kind], row: Mapping[str, Any]) -> Kind:
    """One new row with a `public_id`, which is in the session as if it had been read."""
    whole = _with_defaults(model, row)
    [key] = rows.add_named(session, model, [whole])
    made = model(id=key, **whole)
    make_transient_to_detached(made)
    session.add(made)
    return made


def _with_defaults(model: type[Model], row: Mapping[str, Any]) -> Values:
    columns = [column for column in model.__table__.columns if column.name != "id"]
    return {column.name: _value(column, row) for column in columns}


def _value(column: Any, row: Mapping[str, Any]) -> Any:
    default = default_of(column)
    return row.get(column.name) if column.name in row or default is None else default()


def save(session: Session, changed: Iterable[Model]) -> None:
    """Write what was changed of these rows: one statement for those of a table that changed alike.

    Raises StaleDataError when a row is gone.
    """
    if rows.NAMED in session.info:
        return
    alike: dict[tuple[type[Model], tuple[str, ...]], list[Model]] = defaultdict(list)
    for row in changed:
        names = tuple(sorted(_state(row).committed_state))
        if names:
            alike[type(row), names].append(row)
    for (model, names), some in alike.items():
        _update(session, model, names, some)


def _update(
    session: Session, model: type[Model], names: tuple[str, ...], some: Sequence[Model]
) -> None:
    given = [
        {"b_key": row.id} | {f"b_{name}": getattr(row, name) for name in names} for row in some
    ]
    touched = _statement(model, names).count_many(session, given)
    if touched != len(some):
        raise StaleDataError(f"{model.__tablename__}: {touched} of {len(some)} rows are there")
    for row in some:
        # What flush itself does in the end; SQLAlchemy has no other word for "this is written".
        _state(row)._commit_all(row.__dict__, session.identity_map)  # noqa: SLF001


@cache
def _statement(model: type[Model], names: tuple[str, ...]) -> Statement:
    table = model.__table__
    if any(column.onupdate is not None for column in table.columns):
        raise ValueError(f"{model.__tablename__} has columns that change with every change")
    values = {name: bindparam(f"b_{name}", type_=table.c[name].type) for name in names}
    return Statement(
        lambda: update(table).where(table.c.id == bindparam("b_key")).values(values)  # type: ignore[arg-type]
    )


def _state(row: Model) -> Any:
    return row._sa_instance_state  # type: ignore[attr-defined]  # noqa: SLF001 - SQLAlchemy's own inspection
