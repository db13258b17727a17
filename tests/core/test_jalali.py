from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import jalali
from tests.vectors import load

VECTORS = load("persian_text")


@pytest.mark.parametrize("case", VECTORS["jalali"], ids=lambda case: case["jalali"])
def test_days_agree_with_icu(case):
    parts = tuple(int(part) for part in case["jalali"].split("/"))
    day = date.fromisoformat(case["gregorian"])
    assert jalali.from_date(day) == parts
    assert jalali.to_date(*parts) == day


@pytest.mark.parametrize("year", VECTORS["jalali_leap_years_sample"])
def test_leap_years_have_a_thirtieth_of_esfand(year):
    assert jalali.from_date(jalali.to_date(year, 12, 30)) == (year, 12, 30)
    with pytest.raises(ValueError, match="day"):
        jalali.to_date(year + 1, 12, 30)


def test_the_year_turns_at_midnight_in_tehran():
    assert jalali.year_of(datetime(2026, 3, 20, 20, 29, tzinfo=UTC)) == 1404
    assert jalali.year_of(datetime(2026, 3, 20, 20, 31, tzinfo=UTC)) == 1405


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2150, 1, 1)))
def test_a_day_comes_back_from_the_other_calendar(day):
    assert jalali.to_date(*jalali.from_date(day)) == day
