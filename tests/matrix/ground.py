"""The database under the matrix: put back after every write, and compared row by row."""

from collections.abc import Mapping
from typing import Any

import pysqlite3

STILL = {"cities", "provinces"}  # nobody writes them here
UNSAID = ("_data", "_idx", "_docsize", "_config", "_content")  # FTS5's own
# Written by asking, not by doing: counted tries, seen sessions.
FREE = {"rate_counters", "login_sessions"}
Rows = Mapping[tuple[str, Any], tuple[Any, ...]]


class Ground:
    """One SQLite file with a pristine copy in memory."""

    def __init__(self, path: str) -> None:
        self.watcher = pysqlite3.connect(path, timeout=10, check_same_thread=False)
        self.watcher.execute("PRAGMA synchronous=OFF")
        self.pristine = pysqlite3.connect(":memory:", check_same_thread=False)
        self.watcher.backup(self.pristine)
        self.tables = [
            name
            for (name,) in self.watcher.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
            if name not in STILL and not name.startswith("sqlite_") and not name.endswith(UNSAID)
        ]
        self._version = self._seen()
        self.before = self.rows()

    def _seen(self) -> int:
        return int(self.watcher.execute("PRAGMA data_version").fetchone()[0])

    def is_touched(self) -> bool:
        """Has another connection committed since the last look?"""
        seen = self._seen()
        was, self._version = self._version, seen
        return seen != was

    def rows(self) -> Rows:
        return {
            (table, row[0]): row[1:]
            for table in self.tables
            for row in self.watcher.execute(f'SELECT rowid, * FROM "{table}"')
        }

    def columns(self, table: str) -> list[str]:
        return [row[1] for row in self.watcher.execute(f'PRAGMA table_info("{table}")')]

    def changes(self) -> dict[tuple[str, Any], tuple[Any, Any]]:
        """(table, rowid) -> (was, is) of every row that differs from the pristine world."""
        now = self.rows()
        keys = {key for key in {*self.before, *now} if self.before.get(key) != now.get(key)}
        return {key: (self.before.get(key), now.get(key)) for key in keys if key[0] not in FREE}

    def restore(self) -> None:
        self.pristine.backup(self.watcher)
        self.is_touched()

    def close(self) -> None:
        self.watcher.close()
        self.pristine.close()
