"""Days and times for readers: Jalali in Persian, Gregorian in English, always in Tehran."""

from datetime import date, datetime, timedelta

from portal.core.clock import TEHRAN, tehran_day, today
from portal.core.jalali import from_date
from portal.i18n.figures import digits
from portal.i18n.languages import LANGUAGES
from portal.i18n.words import WORDS


def _tehran(moment: date) -> date:
    """The day people mean: a moment's day in Tehran, or the day itself."""
    return tehran_day(moment) if isinstance(moment, datetime) else moment


def _parts(day: date, language: str) -> tuple[int, int, int]:
    if LANGUAGES[language].calendar == "jalali":
        return from_date(day)
    return day.year, day.month, day.day


def day(moment: date, language: str, year: bool = False) -> str:  # noqa: FBT001, FBT002
    """A date, "۲ آذر" or "23 Nov"; with its year if asked, or when it is not the present one."""
    meant = _tehran(moment)
    y, m, d = _parts(meant, language)
    text = f"{d} {WORDS[language].months[m - 1]}"
    if year or y != _parts(today(), language)[0]:
        text = f"{text} {y}"
    return digits(text, language)


def weekday_day(moment: date, language: str) -> str:
    """With its weekday: "دوشنبه ۲ آذر", "Mon 23 Nov"."""
    words = WORDS[language]
    name = words.weekdays[_tehran(moment).weekday()]
    return words.weekday_day.format(name, day(moment, language))


def clock_time(moment: datetime, language: str) -> str:
    """24 hours, in Tehran: "۱۷:۰۰"."""
    local = moment.astimezone(TEHRAN)
    return digits(f"{local.hour:02}:{local.minute:02}", language)


def day_time(moment: datetime, language: str) -> str:
    """Both: "۲ آذر، ۱۷:۰۰", "23 Nov, 17:00"."""
    return WORDS[language].day_at.format(day(moment, language), clock_time(moment, language))


def relative_day(moment: date, language: str) -> str:
    """Today, tomorrow or yesterday in words; any other day as a date."""
    near = WORDS[language].near_days.get((_tehran(moment) - today()) // timedelta(days=1))
    return near or day(moment, language)


def day_range(first: date, last: date, language: str) -> str:
    """From and to: "۱۸ تا ۲۴ مهر", "18–24 Oct"; both months when they differ; one day once."""
    start, end = _tehran(first), _tehran(last)
    if start == end:
        return day(start, language)
    opening = day(start, language)
    if _parts(start, language)[:2] == _parts(end, language)[:2]:
        opening = digits(_parts(start, language)[2], language)
    return WORDS[language].day_range.format(opening, day(end, language))
