"""The official holidays: days off for mills and carriers. The office keeps the list."""

from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Dialect, String, cast, delete, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from portal.core import audit
from portal.core.clock import add_working_days
from portal.core.db import changed
from portal.core.errors import Invalid, NotFound
from portal.core.text import fold
from portal.shipping.models import Holiday


class Days(TypeDecorator[frozenset[date]]):
    """Days in ISO form with commas between, as a statement hands them over."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[date]:  # noqa: ARG002
        return _days(value or "")


@lru_cache
def _days(text: str) -> frozenset[date]:
    """Parsed once for the many rows of a statement that carry it."""
    return frozenset(date.fromisoformat(day) for day in text.split(",") if day)


def since(first: date | ColumnElement[date]) -> ColumnElement[frozenset[date]]:
    """For a statement that needs the calendar too: every known holiday from `first` on."""
    days = func.aggregate_strings(cast(Holiday.day, String), ",")
    return type_coerce(select(days).where(Holiday.day >= first).scalar_subquery(), Days())


def working_days_after(session: Session, first: date, count: int) -> date:
    """The `count`-th day after `first` that is neither a Friday nor a known holiday."""
    days = session.scalars(select(Holiday.day).where(Holiday.day >= first))
    return add_working_days(first, count, frozenset(days))


def listing(session: Session, *, first: date) -> list[Holiday]:
    """From `first` on, in order."""
    return list(session.scalars(select(Holiday).where(Holiday.day >= first).order_by(Holiday.day)))


def add(session: Session, *, day: date, title_fa: str, title_en: str, by: str) -> Holiday:
    """Raises Invalid: title_fa, title_en "required"; day "taken"."""
    titles = {"title_fa": fold(title_fa), "title_en": fold(title_en)}
    errors = {field: "required" for field, text in titles.items() if not text}
    if session.scalar(select(Holiday.id).where(Holiday.day == day)) is not None:
        errors["day"] = "taken"
    if errors:
        raise Invalid(errors)
    row = Holiday(day=day, **titles)
    session.add(row)
    audit.record(session, action="holiday.added", actor=by, object_id=day.isoformat(), after=titles)
    return row


def remove(session: Session, *, day: date, by: str) -> None:
    if not changed(session, delete(Holiday).where(Holiday.day == day)):
        raise NotFound
    audit.record(session, action="holiday.removed", actor=by, object_id=day.isoformat())
