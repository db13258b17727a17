"""A browser inside this process, which sees the SQL statements behind each of its requests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench.client import Reply
from portal.core import db

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Seen:
    """One request and what it asked the database."""

    request: str
    statements: list[str]


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
            answer: TestResponse = self.client.open(
                f"{place.path}?{place.query}", method=method, data=form, headers=OWN if form else {}
            )
        finally:
            db.statements.reset(token)
        self.seen.append(Seen(f"{method} {place.path}", statements))
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status_code, headers, answer.get_data())
