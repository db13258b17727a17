"""`flask audit`: read-only checks of what must hold in the data (security.md 6.2).

One snapshot for all of them, so that a busy shop gives no false alarm. It repairs nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.core import clock, db
from portal.core.errors import NotFound
from portal.inspection import (
    captures,
    cases,
    chain,
    documents,
    histories,
    ledger,
    owners,
    paid,
    reconciling,
    refunds,
    shelves,
    stored,
    sums,
    waiting,
)
from portal.inspection.cases import Case
from portal.inspection.checks import Check, Level, Offence, Report, Result, Scope, look

__all__ = ["CHECKS", "Check", "Level", "Report", "Result", "case", "inspect", "run"]

DAY = timedelta(days=1)
CHECKS: tuple[Check, ...] = (
    *ledger.CHECKS,
    *shelves.CHECKS,
    *sums.CHECKS,
    *paid.CHECKS,
    *captures.CHECKS,
    *refunds.CHECKS,
    *waiting.CHECKS,
    *histories.CHECKS,
    *owners.CHECKS,
    *stored.CHECKS,
    *documents.CHECKS,
    *chain.CHECKS,
)
NOT_APPLICABLE = {"I11": "there are no coupons yet; discounts are checked by I07"}


def run(*, quick: bool = False, heads: Sequence[str] = (), reconcile: bool = False) -> Report:
    """Look at everything in one snapshot of its own; `quick` at the last 24 hours of what grows.

    `heads` were told to others, as the page of seals shows them: the chain must hold each.
    `reconcile` asks the gateways afterwards, when no transaction is open.
    """
    with _snapshot() as session:
        report = inspect(session, quick=quick, heads=heads)
    asked = reconciling.ask() if reconcile else []
    return replace(report, results=[*report.results, *asked])


def case(name: str) -> tuple[Case, Report]:
    """All rows of one order, by any name of it, and the offences that mention it. NotFound."""
    with _snapshot() as session:
        found = cases.find(session, name)
        if found is None:
            raise NotFound
        scope = Scope(clock.now())
        results = [look(session, _about(check, found.names), scope) for check in CHECKS]
    return found, Report(scope.now, quick=False, results=results)


def _about(check: Check, names: frozenset[str]) -> Check:
    """The same check, of all that it finds only what mentions one of these names."""

    def find(session: Session, scope: Scope) -> Iterable[Offence]:
        found = check.find(session, scope)
        return [one for one in found if names & {str(value) for value in one.values()}]

    return replace(check, find=find)


@contextmanager
def _snapshot() -> Iterator[Session]:
    """Repeatable read: on SQLite any reading transaction is."""
    database = db.current()
    if database.is_sqlite:
        with db.reading() as session:
            yield session
        return
    engine = database.engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    with Session(engine) as session:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            session.execute(text(f"SET LOCAL {limit} = 0"))  # made for pages, not for a long look
        yield session


def inspect(session: Session, *, quick: bool = False, heads: Sequence[str] = ()) -> Report:
    """The same in a session that is open already."""
    now = clock.now()
    scope = Scope(now, now - DAY if quick else None)
    wanted = [check for check in CHECKS if check.in_quick or not quick]
    left_out = [f"{check.id} {check.sentence}" for check in CHECKS if check not in wanted]
    told = [chain.published(heads)] if heads else []
    results = [look(session, check, scope) for check in (*wanted, *told)]
    return Report(now, quick, results, NOT_APPLICABLE, left_out)
