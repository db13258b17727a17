"""State machines: one table of moves each; only `move` changes a state, and it writes history."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock, rows
from portal.core.db import Model, Short
from portal.core.errors import WrongMove

State = TypeVar("State", bound=StrEnum)
TOGETHER = "steps"  # of a session, while `together` collects them


class StateChange(Model):
    """One step in the life of a record: the audit trail, and the timeline in the page."""

    __tablename__ = "state_changes"
    __table_args__ = (Index("ix_state_changes_subject", "machine", "subject_id"),)

    machine: Mapped[str] = mapped_column(Short)
    subject_id: Mapped[int]
    was: Mapped[str | None] = mapped_column(Short)
    now: Mapped[str] = mapped_column(Short)
    actor: Mapped[str] = mapped_column(Short)  # "user:<public id>", "clock", "gateway", "buyer"
    note: Mapped[str | None]
    at: Mapped[datetime]


class Stateful(Protocol):
    """What a machine moves: a row with a key and a state."""

    id: Any
    state: Any


class StateMachine(Generic[State]):
    """`moves` maps a state to the states that may follow it."""

    def __init__(self, name: str, moves: Mapping[State, AbstractSet[State]]) -> None:
        self.name = name
        self.moves = moves

    def may(self, was: State, now: State) -> bool:
        return now in self.moves.get(was, frozenset())

    def begin(self, session: Session, subject: Stateful, *, by: str) -> None:
        """Write the first line of the history; the row has its state and its key."""
        self._write(session, subject, None, by, None)

    def move(
        self, session: Session, subject: Stateful, now: State, *, by: str, note: str | None = None
    ) -> None:
        """Change the state, write history. Raises WrongMove when the table lists no such move."""
        was = subject.state
        if not self.may(was, now):
            raise WrongMove(f"{self.name}: {was} -> {now}")
        subject.state = now
        self._write(session, subject, was, by, note)

    def _write(
        self, session: Session, subject: Stateful, was: State | None, by: str, note: str | None
    ) -> None:
        step = {
            "machine": self.name,
            "subject_id": subject.id,
            "was": was.value if was else None,
            "now": subject.state.value,
            "actor": by,
            "note": note,
            "at": clock.now(),
        }
        if TOGETHER in session.info:
            session.info[TOGETHER].append(step)
        else:
            session.add(StateChange(**step))

    def history(self, session: Session, subject_id: int) -> list[StateChange]:
        """Every step, oldest first; one statement."""
        mine = select(StateChange).where(
            StateChange.machine == self.name, StateChange.subject_id == subject_id
        )
        return list(session.scalars(mine.order_by(StateChange.id)))


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Write the history of all that begins or moves inside in one statement, at the end.

    Inside of another one it belongs to that.
    """
    if TOGETHER in session.info:
        yield
        return
    steps = session.info[TOGETHER] = []
    try:
        yield
    finally:
        del session.info[TOGETHER]
    rows.add(session, StateChange, steps)
