"""When a parcel leaves and arrives, in working days of Iran."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.core.clock import TEHRAN, add_working_days


@dataclass(frozen=True, slots=True)
class Promise:
    """Days in Tehran: `dispatch_by` binds the firm, `promised_on` is told to the buyer."""

    dispatch_by: date
    promised_on: date


def first_day(at: datetime, cutoff_hour: int, closed_until: date | None) -> date:
    """The day the firm starts: the order's own, the next after the cut-off, or when it reopens."""
    local = at.astimezone(TEHRAN)
    day = local.date() + timedelta(days=local.hour >= cutoff_hour)
    return day if closed_until is None else max(day, closed_until)


def promise(
    first: date, *, preparation_days: int, lead_days: int, holidays: Container[date]
) -> Promise:
    """Preparation, then the road; Fridays and `holidays` count for neither."""
    dispatch_by = add_working_days(first, preparation_days, holidays)
    return Promise(dispatch_by, add_working_days(dispatch_by, lead_days, holidays))
