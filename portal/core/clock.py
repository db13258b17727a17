"""Time: moments are aware UTC; days that people mean are days in Tehran."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TEHRAN = ZoneInfo("Asia/Tehran")
FRIDAY = 4  # date.weekday()

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block the present is `moment`: how the demo lives through its past weeks."""
    before = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(before)


def tehran_day(moment: datetime) -> date:
    """The calendar day in Tehran at an aware `moment`."""
    return moment.astimezone(TEHRAN).date()


def today() -> date:
    """Today in Tehran."""
    return tehran_day(now())


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Fridays and the official holidays are off; Thursday counts, as the post works then."""
    return day.weekday() != FRIDAY and day not in holidays


def add_working_days(day: date, count: int, holidays: Container[date]) -> date:
    """The `count`-th working day after `day`; 0 gives `day` itself or the next working day."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day, holidays):
            count -= 1
    return day
