"""Weeks and months as people in Iran count them, as moments a query can compare with."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.core.clock import TEHRAN
from portal.core.jalali import MONTHS_EN, MONTHS_FA, from_date, to_date

SATURDAY = 5  # date.weekday(): the first day of the week


@dataclass(frozen=True, slots=True)
class Month:
    """A Jalali month and its first day."""

    year: int
    month: int
    starts: date

    @property
    def title_fa(self) -> str:
        return MONTHS_FA[self.month - 1]

    @property
    def title_en(self) -> str:
        return MONTHS_EN[self.month - 1]


def moment(day: date) -> datetime:
    """The midnight in Tehran with which `day` begins."""
    return datetime.combine(day, time(), TEHRAN)


def last_weeks(today: date, count: int) -> list[date]:
    """The first days of the last `count` weeks, oldest first, this one included."""
    this_week = today - timedelta(days=(today.weekday() - SATURDAY) % 7)
    return [this_week - timedelta(weeks=back) for back in reversed(range(count))]


def last_months(today: date, count: int) -> list[Month]:
    """The last `count` Jalali months, oldest first, this one included."""
    year, month, _ = from_date(today)
    places = [year * 12 + month - 1 - back for back in reversed(range(count))]
    return [
        Month(place // 12, place % 12 + 1, to_date(place // 12, place % 12 + 1, 1))
        for place in places
    ]
