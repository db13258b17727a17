"""Counted flows (sign-in, codes, checkout): in the database, so N workers share one limit."""

from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock
from portal.core.db import Model, Short, is_sqlite
from portal.core.errors import TooMany


class RateCounter(Model):
    """How often `subject` used `flow` in the window that began at `window_start`."""

    __tablename__ = "rate_counters"
    __table_args__ = (UniqueConstraint("flow", "subject", "window_start"),)

    flow: Mapped[str] = mapped_column(Short)
    subject: Mapped[str]  # a digest or public id, never an address in clear
    window_start: Mapped[datetime] = mapped_column(index=True)
    uses: Mapped[int] = mapped_column(default=0)


def count(session: Session, flow: str, subject: str, *, limit: int, per: timedelta) -> int:
    """Count one use; raises TooMany once `limit` uses in the fixed window are exceeded.

    Returns the uses so far. The count survives only if the caller's transaction commits, so
    callers that refuse commit the counter in a transaction of its own first.
    """
    moment = clock.now()
    seconds = int(per.total_seconds())
    start = datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, tz=moment.tzinfo)
    insert = sqlite_insert if is_sqlite(session) else postgresql_insert
    row = insert(RateCounter).values(flow=flow, subject=subject, window_start=start, uses=1)
    counted = row.on_conflict_do_update(
        index_elements=["flow", "subject", "window_start"],
        set_={"uses": RateCounter.uses + 1},
    ).returning(RateCounter.uses)
    uses = session.execute(counted).scalar_one()
    if uses > limit:
        raise TooMany(max(1, int(start.timestamp()) + seconds - int(moment.timestamp())))
    return uses


def sweep(session: Session, *, older_than: timedelta = timedelta(days=2)) -> None:
    """Forget windows long past."""
    session.execute(delete(RateCounter).where(RateCounter.window_start < clock.now() - older_than))
