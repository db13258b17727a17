"""What a page test begins with, made once for a process: a database file and the rows it names."""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.core import db


@dataclass
class Kept:
    """`rows` are pickled: each test gets objects of its own."""

    path: Path
    rows: bytes

    def lay_out(self) -> Any:
        """Put the file in the place of the present database; returns the rows."""
        target = db.current().engine.url.database
        db.current().engine.dispose()
        shutil.copy(self.path, target)
        return pickle.loads(self.rows)


def keep(template: Path, path: Path, fill: Callable[[Session], Any]) -> Kept:
    """Fill a copy of `template`; the caller's database is the present one again afterwards."""
    shutil.copy(template, path)
    before = db._Current.database
    made = db.configure(f"sqlite:///{path}")
    with db.transaction() as session:
        rows = fill(session)
    raw = made.engine.raw_connection()
    raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    made.engine.dispose()
    db._Current.database = before
    return Kept(path, pickle.dumps(rows))
