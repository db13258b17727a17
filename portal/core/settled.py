"""Up to which id nothing can come any more, in a table that only grows.

PostgreSQL hands out ids when rows are written, not when they commit: 8 may be there while 7 is on
its way. Whoever writes a row holds a lock on the table first, before its id is drawn. So after
reading the highest id that is there, it is enough to see those end who hold that lock now: who
comes later draws higher ids. They are watched, never stopped: no lock is taken here.
"""

import time

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.core.db import Model, is_sqlite

PATIENCE = 20.0  # seconds; a writer that takes longer is asked for next time
PAUSE = 0.05
WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND relation = CAST(:table AS regclass) AND mode = 'RowExclusiveLock'"
    " AND pid IS DISTINCT FROM pg_backend_pid()"
)


def last_id(session: Session, model: type[Model], *, patience: float = PATIENCE) -> int:
    """The highest id below which all is committed or given up; 0 when that cannot be said yet.

    The session must see what others commit meanwhile (`db.reading()`).
    """
    highest = session.scalar(select(func.max(model.id))) or 0
    if is_sqlite(session):  # writers stand in line: ids commit in the order they are drawn
        return highest
    awaited, end = _writers(session, model), time.monotonic() + patience
    while awaited:
        if time.monotonic() > end:
            return 0
        time.sleep(PAUSE)
        awaited &= _writers(session, model)
    return highest


def _writers(session: Session, model: type[Model]) -> set[str]:
    return set(session.scalars(WRITERS, {"table": model.__tablename__}))
