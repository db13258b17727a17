"""Dates people are told: Tehran days, Fridays and holidays off."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from portal.core.clock import is_working_day
from portal.shipping.promise import first_day, promise

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # 12:00 in Tehran


def test_before_the_cut_off_the_firm_starts_the_same_day():
    assert first_day(NOON, 14, None) == MONDAY


def test_at_the_cut_off_it_starts_the_next_day():
    assert first_day(NOON, 12, None) == date(2026, 11, 24)


def test_the_day_is_tehrans_not_utcs():
    late = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)  # 00:30 on the 24th in Tehran

    assert first_day(late, 14, None) == date(2026, 11, 24)


def test_a_closed_firm_starts_when_it_reopens():
    assert first_day(NOON, 14, date(2026, 12, 1)) == date(2026, 12, 1)
    assert first_day(NOON, 14, date(2026, 11, 1)) == MONDAY


def test_one_day_to_prepare_and_one_on_the_road():
    made = promise(MONDAY, preparation_days=1, lead_days=1, holidays=())

    assert (made.dispatch_by, made.promised_on) == (date(2026, 11, 24), date(2026, 11, 25))


def test_friday_and_a_holiday_count_for_nothing():
    thursday = date(2026, 11, 26)

    made = promise(thursday, preparation_days=1, lead_days=1, holidays={date(2026, 11, 28)})

    assert made.dispatch_by == date(2026, 11, 29)
    assert made.promised_on == date(2026, 11, 30)


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(0, 10),
    st.integers(0, 10),
    st.sets(st.dates(date(2026, 1, 1), date(2030, 2, 1)), max_size=40),
)
def test_both_days_are_working_days_in_order(first, preparation, lead, holidays):
    made = promise(first, preparation_days=preparation, lead_days=lead, holidays=holidays)

    assert first <= made.dispatch_by <= made.promised_on
    assert is_working_day(made.dispatch_by, holidays)
    assert is_working_day(made.promised_on, holidays)
