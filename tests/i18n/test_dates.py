from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from portal.core import jalali
from portal.i18n import formats, languages, parse
from tests.vectors import load

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _second_of_azar():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("case", load("persian_text")["jalali"], ids=lambda case: case["jalali"])
def test_days_are_jalali_in_persian(case):
    assert formats.day(date.fromisoformat(case["gregorian"]), "fa", year=True) == case["long_fa"]


def test_the_year_shows_only_when_it_must():
    assert formats.day(TODAY, "fa") == "۲ آذر"
    assert formats.day(TODAY, "en") == "23 Nov"
    assert formats.day(TODAY, "en", year=True) == "23 Nov 2026"
    assert formats.day(date(2026, 3, 20), "fa") == "۲۹ اسفند ۱۴۰۴"
    assert formats.day(date(2027, 1, 1), "en") == "1 Jan 2027"


def test_weekdays_and_times():
    assert formats.weekday_day(TODAY, "fa") == "دوشنبه ۲ آذر"
    assert formats.weekday_day(TODAY, "en") == "Mon 23 Nov"
    assert formats.clock_time(NOW, "fa") == "۱۳:۰۰"
    assert formats.day_time(NOW, "fa") == "۲ آذر، ۱۳:۰۰"
    assert formats.day_time(NOW, "en") == "23 Nov, 13:00"


def test_a_moment_after_midnight_in_tehran_is_the_next_day():
    late = datetime(2026, 11, 23, 20, 31, tzinfo=UTC)
    assert formats.day(late, "fa") == "۳ آذر"
    assert formats.relative_day(late, "fa") == "فردا"


def test_near_days_have_names():
    assert formats.relative_day(TODAY, "fa") == "امروز"
    assert formats.relative_day(date(2026, 11, 22), "en") == "yesterday"
    assert formats.relative_day(date(2026, 11, 25), "fa") == "۴ آذر"


def test_ranges():
    first, last = date(2026, 10, 18), date(2026, 10, 24)
    assert formats.day_range(first, last, "fa") == "۲۶ مهر تا ۲ آبان"
    assert formats.day_range(first, date(2026, 10, 20), "fa") == "۲۶ تا ۲۸ مهر"
    assert formats.day_range(first, last, "en") == "18–24 Oct"
    assert formats.day_range(first, first, "en") == "18 Oct"


@pytest.mark.parametrize("text", ["۱۴۰۵/۹/۲", "1405/09/02", "1405-9-2", "2026-11-23", "١٤٠٥/٩/٢"])
def test_a_day_is_typed_in_either_calendar(text):
    assert parse.jalali_day(text) == TODAY


@pytest.mark.parametrize("text", ["۱۴۰۵/۱۲/۳۰", "2026-02-30", "۱۴۰۵/۱۳/۱", "1405/9-2", "۲ آذر", ""])
def test_a_day_that_is_in_no_calendar_is_none(text):
    assert parse.jalali_day(text) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_is_read_back(day):
    year, month, number = jalali.from_date(day)
    assert parse.jalali_day(formats.digits(f"{year}/{month}/{number}", "fa")) == day
    assert parse.jalali_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("path", "code", "rest"),
    [
        ("/", "fa", "/"),
        ("/en", "en", "/"),
        ("/en/cart", "en", "/cart"),
        ("/enough", "fa", "/enough"),
    ],
)
def test_an_address_says_its_language(path, code, rest):
    language, found = languages.of_path(path)
    assert (language.code, found) == (code, rest)
