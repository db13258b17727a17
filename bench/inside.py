"""A browser inside this process, which sees the SQL statements behind each of its requests."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from bench.client import Reply
from portal.core import db

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


CHANGE = re.compile(r"(?:UPDATE|DELETE FROM) (\w+)")


@dataclass(frozen=True)
class Seen:
    """One request, what it asked the database, and by table how many rows it changed there."""

    request: str
    statements: list[str]
    changed: Counter[str]


@contextmanager
def changes() -> Iterator[Counter[str]]:
    """Rows updated or deleted meanwhile; where the driver does not say how many, one."""
    found: Counter[str] = Counter()

    def note(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        verb = CHANGE.match(statement)
        if verb:
            found[verb[1]] += max(1, cursor.rowcount)

    engine = db.current().engine
    event.listen(engine, "after_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "after_cursor_execute", note)


@dataclass
class Inside:
    """As bench.client.Browser, on Flask's test client; `seen` grows by one a request."""

    client: FlaskClient
    seen: list[Seen] = field(default_factory=list)

    def get(self, path: str) -> Reply:
        return self._send("GET", path)

    def post(self, path: str, form: dict[str, str] | Sequence[tuple[str, str]]) -> Reply:
        return self._send("POST", path, dict(form))

    def follow(self, reply: Reply) -> Reply:
        """GET where a redirect points."""
        return self.get(reply.location)

    def _send(self, method: str, path: str, form: dict[str, str] | None = None) -> Reply:
        place = urlsplit(path)
        statements: list[str] = []
        token = db.statements.set(statements)
        try:
            with changes() as changed:
                answer: TestResponse = self.client.open(
                    f"{place.path}?{place.query}",
                    method=method,
                    data=form,
                    headers=OWN if form else {},
                )
        finally:
            db.statements.reset(token)
        self.seen.append(Seen(f"{method} {place.path}", statements, changed))
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status_code, headers, answer.get_data())
