"""What the last looks found, kept for `/metrics`: a scrape must not cost a look."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.db import Model, Short
from portal.inspection.checks import Level, Report

QUICK, FULL = "quick", "full"


class Inspection(Model):
    """The last look of one kind."""

    __tablename__ = "inspections"

    kind: Mapped[str] = mapped_column(Short, unique=True)
    at: Mapped[datetime]
    broken: Mapped[list[Any]]  # ids: ["I05"]
    warnings: Mapped[int]
    unanswered: Mapped[int]  # checks that could not look
    milliseconds: Mapped[int]


def keep(session: Session, report: Report) -> Inspection:
    """In the place of the last one of its kind."""
    kind = QUICK if report.quick else FULL
    row = session.scalar(select(Inspection).where(Inspection.kind == kind))
    if row is None:
        row = Inspection(kind=kind)
        session.add(row)
    levels = [one.level for one in report.results]
    row.at, row.broken = report.at, report.broken
    row.warnings, row.unanswered = levels.count(Level.WARNING), levels.count(Level.NOT_LOOKED)
    row.milliseconds = round(1000 * sum(one.seconds for one in report.results))
    return row


def last(session: Session) -> Sequence[Inspection]:
    return session.scalars(select(Inspection).order_by(Inspection.kind)).all()
