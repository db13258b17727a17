"""Seals over the audit log (security.md 4.10): who rewrites it is found out.

A job seals each minute what is new, a block at a time. Each row gets a mark, an HMAC of all it
says; each block carries the chain over every mark up to its last row. The key is kept outside the
database, so who holds only the database cannot seal anew; who holds both cannot change what was
told to others, the head of the chain of each day.

Writers know nothing of it. On SQLite they stand in line, so ids commit in order. On PostgreSQL an
id may commit after a higher one: a block ends where nothing can come any more (`core/settled`).
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, Row, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock, rows, settled
from portal.core.audit import AuditEntry
from portal.core.db import Model, Short

AT_ONCE = 50  # blocks read together
BLOCK = 500  # rows, so that a block is made in milliseconds
ID_BYTES = 8
MARK_BYTES = 16  # of the HMAC: 128 bits
NAME_LENGTH = 16
START = "0" * 64  # the chain before its first row
TABLE: Any = AuditEntry.__table__


class AuditBlock(Model):
    """One block: the rows from `first_id` to `last_id`, the mark of each, and the chain so far."""

    __tablename__ = "audit_blocks"
    __table_args__ = (CheckConstraint("first_id <= last_id", name="range"),)

    number: Mapped[int] = mapped_column(unique=True)  # 1, 2, 3 ... without holes
    first_id: Mapped[int]
    last_id: Mapped[int]
    marks: Mapped[bytes] = mapped_column(LargeBinary)  # for each row its id and its mark
    hash: Mapped[str] = mapped_column(Short)  # the chain after the last row
    key_name: Mapped[str] = mapped_column(Short)
    sealed_at: Mapped[datetime] = mapped_column(index=True)
    day: Mapped[date] = mapped_column(index=True)  # in Tehran

    @property
    def head(self) -> str:
        """What is told to others: "12:<64 hex digits>"."""
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Key:
    """A secret and the name that a block knows it by."""

    secret: bytes

    @property
    def name(self) -> str:
        return hashlib.sha256(b"audit key:" + self.secret).hexdigest()[:NAME_LENGTH]

    def mac(self, *parts: bytes) -> bytes:
        made = hmac.new(self.secret, digestmod=hashlib.sha256)
        for part in parts:
            made.update(part)
        return made.digest()


class _Current:
    keys: tuple[Key, ...] = ()


def configure(*secrets: str) -> None:
    """The key that seals, then older ones that only verify."""
    _Current.keys = tuple(Key(secret.encode()) for secret in secrets if secret)


def key_named(name: str) -> Key | None:
    return next((key for key in _Current.keys if key.name == name), None)


def canonical(row: Row[Any]) -> bytes:
    """All that a row says, in one way only; moments in UTC."""
    said = [_plain(value) for value in row]
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def mark(key: Key, row: Row[Any]) -> bytes:
    """The id and the mark of one row, as a block keeps them."""
    number: int = row.id
    return number.to_bytes(ID_BYTES, signed=True) + key.mac(canonical(row))[:MARK_BYTES]


def chained(key: Key, before: str, marks: Sequence[bytes]) -> str:
    """The chain after these marks. It depends on the rows alone, not on where blocks end."""
    link = bytes.fromhex(before)
    for one in marks:
        link = key.mac(link, one)
    return link.hex()


def marks_of(block: AuditBlock) -> dict[int, bytes]:
    """The ids of a block and the mark of each, in order."""
    size = ID_BYTES + MARK_BYTES
    pieces = [block.marks[at : at + size] for at in range(0, len(block.marks), size)]
    return {int.from_bytes(piece[:ID_BYTES], signed=True): piece for piece in pieces}


def newest(session: Session) -> AuditBlock | None:
    """The head of the chain."""
    return session.scalar(select(AuditBlock).order_by(AuditBlock.number.desc()).limit(1))


def entries_between(session: Session, first: int, last: int, limit: int | None = None) -> Any:
    """The rows from `first` to `last`, both included, by id."""
    between = TABLE.c.id.between(first, last)
    return session.execute(select(TABLE).where(between).order_by(TABLE.c.id).limit(limit))


def next_block(session: Session, *, size: int = BLOCK) -> dict[str, Any] | None:
    """The block that comes next, not yet written; None when nothing new is settled.

    Raises RuntimeError without a key. Reads only, and waits for writers that are at work.
    """
    if not _Current.keys:
        raise RuntimeError("no key to seal with: AUDIT_KEY")
    key, head = _Current.keys[0], newest(session)
    first = head.last_id + 1 if head else 1
    last = settled.last_id(session, AuditEntry)
    found = entries_between(session, first, last, size).all() if last >= first else []
    if not found:
        return None
    marks = [mark(key, row) for row in found]
    now = clock.now()
    return {
        "number": head.number + 1 if head else 1,
        "first_id": first,
        "last_id": found[-1].id,
        "marks": b"".join(marks),
        "hash": chained(key, head.hash if head else START, marks),
        "key_name": key.name,
        "sealed_at": now,
        "day": clock.tehran_day(now),
    }


def write(session: Session, block: dict[str, Any]) -> bool:
    """Put the block at the end of the chain; False when another sealer was first."""
    return rows.add_once(session, AuditBlock, ["number"], block) is not None


def blocks(session: Session, *, since: datetime | None = None) -> Iterator[AuditBlock]:
    """Every block sealed after `since`, the oldest first."""
    wanted = select(AuditBlock).order_by(AuditBlock.number).limit(AT_ONCE)
    if since is not None:
        wanted = wanted.where(AuditBlock.sealed_at >= since)
    number = 0
    while found := session.scalars(wanted.where(AuditBlock.number > number)).all():
        number = found[-1].number
        for block in found:
            session.expunge(block)  # a look at millions of acts keeps only a few
            yield block


def days(session: Session, *, limit: int = 60) -> Sequence[AuditBlock]:
    """The last block of each day, the latest day first; one statement."""
    last = select(func.max(AuditBlock.number)).group_by(AuditBlock.day)
    wanted = select(AuditBlock).where(AuditBlock.number.in_(last))
    return session.scalars(wanted.order_by(AuditBlock.number.desc()).limit(limit)).all()


def unsealed(session: Session, *, before: datetime) -> int:
    """How many acts done before `before` no block holds yet."""
    last = select(func.coalesce(func.max(AuditBlock.last_id), 0)).scalar_subquery()
    waiting = select(func.count(AuditEntry.id)).where(AuditEntry.id > last, AuditEntry.at < before)
    return session.scalar(waiting) or 0
