"""Working hours: how long a firm has to say yes to an order."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta

from portal.core.clock import TEHRAN, is_working_day

OPENS, CLOSES = time(9), time(17)
HOURS_TO_ACCEPT = 8  # working hours (marketplace.md 2.23)


def accept_by(paid_at: datetime, holidays: Container[date]) -> datetime:
    """Eight working hours after the payment, counted from 9:00 to 17:00 in Tehran."""
    left = timedelta(hours=HOURS_TO_ACCEPT)
    moment = paid_at.astimezone(TEHRAN)
    while True:
        opens = datetime.combine(moment.date(), OPENS, TEHRAN)
        closes = datetime.combine(moment.date(), CLOSES, TEHRAN)
        start = max(moment, opens)
        if is_working_day(moment.date(), holidays) and start < closes:
            if left <= closes - start:
                return start + left
            left -= closes - start
        moment = opens + timedelta(days=1)
