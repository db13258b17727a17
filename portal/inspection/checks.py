"""What a check is, what it found, and what all of them together mean."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Executable, func, select, true
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

    def newer(self, table: Any) -> ColumnElement[bool]:
        """The same for append-only tables with `id` and `at`, whatever their indexes.

        Walks back from the newest row to the first that is too old, so it costs what it finds.
        """
        if self.since is None:
            return true()
        too_old = select(table.id).where(table.at < self.since).order_by(table.id.desc()).limit(1)
        condition: ColumnElement[bool] = table.id > func.coalesce(too_old.scalar_subquery(), 0)
        return condition


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: its name in security.md 6.2, what holds, and who breaks it.

    `find` gives one mapping of public names and figures for each offender. Without `in_quick` it
    cannot be told from the last day alone, and a quick look leaves it out.
    """

    id: str
    sentence: str
    find: Callable[[Session, Scope], Iterable[Offence]]
    level: Level = Level.BROKEN
    in_quick: bool = True


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
    """Every check's answer, what does not apply to this shop (id -> why), what was left out."""

    at: datetime
    quick: bool
    results: Sequence[Result]
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    left_out: Sequence[str] = ()

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
            "left_out": list(self.left_out),
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
        for one_left in self.left_out:
            yield f"only in a full look: {one_left}"


def rows(session: Session, statement: Executable) -> list[Offence]:
    """Each row of a statement that selects offenders."""
    return [dict(row) for row in session.execute(statement).mappings()]


def look(session: Session, check: Check, scope: Scope) -> Result:
    """Run one check; a check that fails says so, and never passes for fine."""
    result = judged(check.id, check.sentence, check.level, lambda: check.find(session, scope))
    if result.level is Level.NOT_LOOKED:
        session.rollback()
    return result


def judged(
    identity: str, sentence: str, level: Level, find: Callable[[], Iterable[Offence]]
) -> Result:
    """What `find` found, at `level` if anything."""
    begun = time.perf_counter()
    try:
        found = list(find())
    except Exception as error:  # noqa: BLE001 - whatever it was, we did not look
        return Result(identity, sentence, Level.NOT_LOOKED, fault=repr(error))
    return Result(
        id=identity,
        sentence=sentence,
        level=level if found else Level.FINE,
        count=len(found),
        offences=found[:MOST_SHOWN],
        seconds=round(time.perf_counter() - begun, 4),
    )
