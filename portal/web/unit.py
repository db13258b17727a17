"""One request's work on the database: a lazy reader for GET, one audited transaction for POST."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from portal.core import audit, db, rows
from portal.web import access
from portal.web.reading import close_reader, reader

__all__ = ["Session", "about", "install", "reader", "transaction"]

HIDDEN = {"password_hash", "token_hash", "code_hash", "link", "raw"}


@contextmanager
def transaction() -> Iterator[Session]:
    """The writer of a POST. Leaves one audit row with hashes of what changed, then commits."""
    if has_request_context():
        access.user()  # it may note the visit in a transaction of its own, so not inside of ours
    close_reader()
    with db.transaction() as session:
        changes = _Changes()
        event.listen(session, "before_flush", changes.collect)
        named = session.info[rows.NAMED] = []
        yield session
        session.flush()
        changes.add(named)
        _record(session, changes)


def about(kind: str, name: str, **details: object) -> None:
    """Say in a view which thing the act is about; the audit row names it."""
    g.audit_subject = (kind, name)
    g.audit_details = {key: str(value) for key, value in details.items()}


class _Changes:
    """What the unit of work will write, before and after, without secrets."""

    def __init__(self) -> None:
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}

    def collect(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        for row in session.new:
            self.after[_name(row)] = _columns(row)
        for row in session.dirty:
            if session.is_modified(row):
                was, now = _difference(row)
                self.before.setdefault(_name(row), {}).update(was)
                self.after.setdefault(_name(row), {}).update(now)
        for row in session.deleted:
            self.before[_name(row)] = _columns(row)

    def add(self, named: Iterable[tuple[str, rows.Row]]) -> None:
        """Rows that passed the unit of work by."""
        for table, row in named:
            shown = {name: value for name, value in row.items() if name not in HIDDEN}
            self.after[f"{table}:{row['public_id']}"] = shown


def _name(row: Any) -> str:
    return f"{row.__tablename__}:{getattr(row, 'public_id', None) or row.id}"


def _columns(row: Any) -> dict[str, Any]:
    names = row.__mapper__.column_attrs.keys()
    return {name: row.__dict__.get(name) for name in names if name not in HIDDEN}


def _difference(row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    was, now = {}, {}
    for attribute in row.__mapper__.column_attrs:
        name = attribute.key
        if name in HIDDEN or name not in row.__dict__:
            continue
        history = _history(row, name)
        if history is not None:
            was[name], now[name] = history
    return was, now


def _history(row: Any, name: str) -> tuple[Any, Any] | None:
    seen = row._sa_instance_state.attrs[name].history  # noqa: SLF001 - SQLAlchemy's own inspection
    if not seen.has_changes():
        return None
    return (seen.deleted or [None])[0], (seen.added or [None])[0]


def _record(session: Session, changes: _Changes) -> None:
    if not has_request_context():
        return
    kind, name = g.get("audit_subject") or (None, None)
    audit.record(
        session,
        action=request.endpoint or request.path,
        actor=access.actor_name(),
        on_behalf_of=g.get("organisation_id"),
        object_kind=kind,
        object_id=name,
        before=changes.before or None,
        after=changes.after or None,
        request_id=g.get("request_id"),
        details=_details(changes),
    )


def _details(changes: _Changes) -> Mapping[str, Any]:
    touched = sorted({key.partition(":")[0] for key in (*changes.before, *changes.after)})
    return {"touched": touched, **(g.get("audit_details") or {})}


def install(app: Flask) -> None:
    app.teardown_request(close_reader)
