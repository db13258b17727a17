"""`flask audit`: read-only checks of what must hold in the data (security.md 6.2).

One snapshot for all of them, so that a busy shop gives no false alarm. It repairs nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.core import clock, db
from portal.inspection import (
    captures,
    chain,
    documents,
    histories,
    ledger,
    owners,
    paid,
    refunds,
    shelves,
    stored,
    sums,
    waiting,
)
from portal.inspection.checks import Check, Level, Report, Result, Scope, look

__all__ = ["CHECKS", "Check", "Level", "Report", "Result", "inspect", "run"]

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


def run(*, quick: bool = False, heads: Sequence[str] = ()) -> Report:
    """Look at everything in one snapshot of its own; `quick` at the last 24 hours of what grows.

    `heads` were told to others, as the page of seals shows them: the chain must hold each.
    """
    with _snapshot() as session:
        return inspect(session, quick=quick, heads=heads)


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
