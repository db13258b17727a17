"""Weeks begin on Saturday, months are Jalali, days are Tehran's."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.core.jalali import from_date
from portal.reports.periods import last_months, last_weeks, moment

MONDAY = date(2026, 11, 23)  # 2 Azar 1405
days = st.dates(date(2024, 1, 1), date(2040, 1, 1))


def test_a_day_begins_at_midnight_in_tehran():
    assert moment(MONDAY) == datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


def test_this_week_began_on_saturday():
    assert last_weeks(MONDAY, 2) == [date(2026, 11, 14), date(2026, 11, 21)]
    assert last_weeks(date(2026, 11, 21), 1) == [date(2026, 11, 21)]


def test_months_go_back_over_new_year():
    months = last_months(date(2026, 4, 1), 3)

    assert [(m.year, m.month) for m in months] == [(1404, 11), (1404, 12), (1405, 1)]
    assert [m.title_en for m in months] == ["Bahman", "Esfand", "Farvardin"]
    assert months[-1].starts == date(2026, 3, 21)


@given(days, st.integers(1, 60))
def test_weeks_follow_each_other_and_hold_today(today, count):
    weeks = last_weeks(today, count)

    assert len(weeks) == count
    assert all(b - a == timedelta(weeks=1) for a, b in pairwise(weeks))
    assert weeks[-1] <= today < weeks[-1] + timedelta(weeks=1)


@given(days, st.integers(1, 40))
def test_months_begin_on_their_first_day(today, count):
    months = last_months(today, count)

    assert [from_date(month.starts) for month in months] == [
        (month.year, month.month, 1) for month in months
    ]
    assert months[-1].starts <= today
