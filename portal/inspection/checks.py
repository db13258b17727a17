"""What a check is, what it found, and what all of them together mean."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Executable, true
from sqlalchemy.orm import Session

MOST_SHOWN = 20  # offences of one check


class Level(IntEnum):
    """Also the exit code of a report at that level."""

    FINE = 0
    WARNING = 1
    BROKEN = 2
    NOT_LOOKED = 3


Offence = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What to look at: everything, or what happened after `since` (quick)."""

    now: datetime
    since: datetime | None = None

    def recent(self, column: Any) -> ColumnElement[bool]:
        """A condition for statements over tables that grow for ever."""
        return true() if self.since is None else column >= self.since


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: its name in security.md 6.2, what holds, and who breaks it.

    `find` gives one mapping of public names and figures for each offender.
    """

    id: str
    sentence: str
    find: Callable[[Session, Scope], Iterable[Offence]]
    level: Level = Level.BROKEN


@dataclass(frozen=True, slots=True)
class Result:
    """One check's answer. `fault` when it could not look."""

    id: str
    sentence: str
    level: Level
    count: int = 0
    offences: Sequence[Offence] = ()
    seconds: float = 0.0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Every check's answer, and what does not apply to this shop (id -> why)."""

    at: datetime
    quick: bool
    results: Sequence[Result]
    not_applicable: Mapping[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 fine, 1 warning, 2 broken, 3 could not look everywhere."""
        return max((result.level for result in self.results), default=Level.NOT_LOOKED).value

    @property
    def broken(self) -> list[str]:
        """The ids of what is broken, each once."""
        return sorted({one.id for one in self.results if one.level is Level.BROKEN})

    def as_dict(self) -> dict[str, Any]:
        """For --json: moments and other values as the caller's `default=str` writes them."""
        results = [asdict(one) | {"level": one.level.name.lower()} for one in self.results]
        return {
            "at": self.at.isoformat(),
            "quick": self.quick,
            "exit_code": self.exit_code,
            "broken": self.broken,
            "results": results,
            "not_applicable": dict(self.not_applicable),
        }

    def lines(self) -> Iterable[str]:
        """For people: one line a check, and below it what was found."""
        for one in self.results:
            yield f"{one.id} {one.level.name.lower().replace('_', ' ')}: {one.sentence}"
            if one.fault:
                yield f"    {one.fault}"
            for offence in one.offences:
                yield "    " + ", ".join(f"{name}={value}" for name, value in offence.items())
            if one.count > len(one.offences):
                yield f"    ... {one.count} in all"
        for name, why in self.not_applicable.items():
            yield f"{name} does not apply: {why}"


def rows(session: Session, statement: Executable) -> list[Offence]:
    """Each row of a statement that selects offenders."""
    return [dict(row) for row in session.execute(statement).mappings()]


def look(session: Session, check: Check, scope: Scope) -> Result:
    """Run one check; a check that fails says so, and never passes for fine."""
    begun = time.perf_counter()
    try:
        found = list(check.find(session, scope))
    except Exception as error:  # noqa: BLE001 - whatever it was, we did not look
        session.rollback()
        return Result(check.id, check.sentence, Level.NOT_LOOKED, fault=repr(error))
    return Result(
        id=check.id,
        sentence=check.sentence,
        level=check.level if found else Level.FINE,
        count=len(found),
        offences=found[:MOST_SHOWN],
        seconds=round(time.perf_counter() - begun, 4),
    )
