"""The database under the matrix: put back after every write, and compared row by row."""

from typing import Any

import pysqlite3

STILL = {"cities", "provinces"}  # nobody writes them here
UNSAID = ("_data", "_idx", "_docsize", "_config", "_content")  # FTS5's own
# Written by asking, not by doing: counted tries, seen sessions.
FREE = {"rate_counters", "login_sessions"}
Rows = list[tuple[Any, ...]]  # of one table, each beginning with its rowid


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
            if name not in STILL | FREE
            and not name.startswith("sqlite_")
            and not name.endswith(UNSAID)
        ]
        self._version = self._seen()
        self.before = {table: self.rows(table) for table in self.tables}

    def _seen(self) -> int:
        return int(self.watcher.execute("PRAGMA data_version").fetchone()[0])

    def is_touched(self) -> bool:
        """Has another connection committed since the last look?"""
        seen = self._seen()
        was, self._version = self._version, seen
        return seen != was

    def rows(self, table: str) -> Rows:
        return self.watcher.execute(f'SELECT rowid, * FROM "{table}"').fetchall()

    def columns(self, table: str) -> list[str]:
        return [row[1] for row in self.watcher.execute(f'PRAGMA table_info("{table}")')]

    def changes(self) -> dict[tuple[str, Any], tuple[Any, Any]]:
        """(table, rowid) -> (was, is) of every row that differs from the pristine world."""
        found = {}
        for table, before in self.before.items():
            rows = self.rows(table)
            if rows != before:  # most tables stayed as they were
                found |= _differences(table, before, rows)
        return found

    def restore(self) -> None:
        self.pristine.backup(self.watcher)
        self.is_touched()

    def close(self) -> None:
        self.watcher.close()
        self.pristine.close()


def _differences(table: str, before: Rows, rows: Rows) -> dict[tuple[str, Any], tuple[Any, Any]]:
    was, now = {row[0]: row[1:] for row in before}, {row[0]: row[1:] for row in rows}
    return {
        (table, key): (was.get(key), now.get(key))
        for key in {*was, *now}
        if was.get(key) != now.get(key)
    }
