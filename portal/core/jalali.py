"""The Jalali calendar of Iran, as far as rules need it. Words for readers are in i18n."""

from datetime import date, datetime
from functools import lru_cache

from persiantools.jdatetime import JalaliDate

from portal.core.clock import tehran_day

MONTHS_FA = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
MONTHS_EN = (
    "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
    "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
)  # fmt: skip


@lru_cache(maxsize=4096)
def from_date(day: date) -> tuple[int, int, int]:
    """(year, month, day) of a Gregorian `day`; a page shows the same few days many times."""
    made = JalaliDate(day)  # type: ignore[no-untyped-call]
    return made.year, made.month, made.day


def to_date(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Jalali one. Raises ValueError when the calendar has no such day."""
    found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return found


def year_of(moment: datetime) -> int:
    """The Jalali year in Tehran at an aware `moment`."""
    return from_date(tehran_day(moment))[0]
