"""The audit log: who did what, for whom, to which thing. Insert only; triggers refuse the rest."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, ScalarSelect, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock, rows
from portal.core.db import Model, Short
from portal.core.pages import Page


class AuditEntry(Model):
    """One act. Hashes, not contents, of before and after: personal data stay out."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_object", "object_kind", "object_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    request_id: Mapped[str | None] = mapped_column(Short)
    actor: Mapped[str] = mapped_column(Short, index=True)  # "user:<public id>", "guest", "clock"
    on_behalf_of: Mapped[int | None] = mapped_column(index=True)  # organisation
    action: Mapped[str] = mapped_column(Short)  # the view's endpoint or the job's name
    object_kind: Mapped[str | None] = mapped_column(Short)
    object_id: Mapped[str | None] = mapped_column(Short)  # public id or number
    before_hash: Mapped[str | None] = mapped_column(Short)
    after_hash: Mapped[str | None] = mapped_column(Short)
    details: Mapped[dict[str, Any]]


def fingerprint(content: Mapping[str, Any] | None) -> str | None:
    """SHA-256 of the canonical JSON of what a record held."""
    if content is None:
        return None
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    session: Session,
    *,
    action: str,
    actor: str,
    on_behalf_of: int | None = None,
    object_kind: str | None = None,
    object_id: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    request_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Leave one row in the transaction of the change itself."""
    entry = {
        "at": clock.now(),
        "request_id": request_id,
        "actor": actor,
        "on_behalf_of": on_behalf_of,
        "action": action,
        "object_kind": object_kind,
        "object_id": object_id,
        "before_hash": fingerprint(before),
        "after_hash": fingerprint(after),
        "details": dict(details or {}),
    }
    rows.add(session, AuditEntry, [entry])


def acts(
    kind: str, name: ColumnElement[str], *, since: ColumnElement[datetime]
) -> ScalarSelect[int]:
    """For a statement: how many acts on one thing the log holds since then."""
    on_it = (AuditEntry.object_kind == kind, AuditEntry.object_id == name, AuditEntry.at > since)
    return select(func.count(AuditEntry.id)).where(*on_it).scalar_subquery()


def entries(
    session: Session,
    *,
    actor: str = "",
    object_id: str = "",
    action: str = "",
    number: int = 1,
    size: int = 50,
) -> Page[AuditEntry]:
    """Newest first, by exact actor, object and beginning of the action; two statements."""
    wanted = select(AuditEntry)
    if actor:
        wanted = wanted.where(AuditEntry.actor == actor)
    if object_id:
        wanted = wanted.where(AuditEntry.object_id == object_id)
    if action:
        wanted = wanted.where(AuditEntry.action.startswith(action, autoescape=True))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(AuditEntry.id.desc()).limit(size).offset((number - 1) * size)
    return Page(list(session.scalars(page)), number, size, total)
