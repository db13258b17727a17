"""Look over the data by the clock: the last day every five minutes, everything each night."""

import structlog

from portal import inspection
from portal.core import db
from portal.inspection import kept

LOG = structlog.get_logger("portal.worker")


def quick() -> None:
    _look(is_quick=True)


def full() -> None:
    _look(is_quick=False)


def _look(*, is_quick: bool) -> None:
    report = inspection.run(quick=is_quick)
    with db.transaction() as session:
        kept.keep(session, report)
    if report.broken:
        LOG.error("audit_broken", invariants=report.broken, quick=is_quick)
