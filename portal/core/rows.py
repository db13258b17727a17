"""New rows straight to the table, for what is written and not worked with again.

The unit of work costs several times such an INSERT. Its defaults and types apply here as well. The
audit row of a request sees of these rows those that have a public name and no others, so what a
person edits goes through the session.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.core import db
from portal.core.db import Model
from portal.core.inserting import PLAIN, Ending, Row, insert

__all__ = ["NAMED", "Row", "add", "add_named", "add_new", "add_once"]

NAMED = "named"  # of a session, while somebody wants to know: (table, row) of `add_named`
NAMES = Ending(returning=("public_id", "id"))


def add(session: Session, model: type[Model], rows: Sequence[Row]) -> None:
    """One statement; every row names the same columns. Nothing for no rows."""
    if rows:
        insert(db.writer(session), model, rows, PLAIN)


def add_new(
    session: Session, model: type[Model], unique: Sequence[str], rows: Sequence[Row]
) -> None:
    """One statement that leaves alone what is there already, by the `unique` columns."""
    if rows:
        insert(db.writer(session), model, rows, Ending(unique=tuple(unique)))


def add_named(session: Session, model: type[Model], rows: Sequence[Row]) -> list[int]:
    """The keys of the new rows, in their order; each names its `public_id`. One statement."""
    made = insert(db.writer(session), model, rows, NAMES).fetchall()
    keys: dict[str, int] = dict(made)
    if NAMED in session.info:
        session.info[NAMED] += [(model.__tablename__, row) for row in rows]
    return [keys[row["public_id"]] for row in rows]


def add_once(session: Session, model: type[Model], unique: Sequence[str], row: Row) -> int | None:
    """The key of the new row; None when one with the same `unique` columns is there already."""
    made = insert(db.writer(session), model, [row], Ending(tuple(unique), ("id",))).fetchone()
    key: int | None = made[0] if made else None
    return key
