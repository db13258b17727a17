"""The official holidays: days off for mills and carriers. The office keeps the list."""

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.db import changed
from portal.core.errors import Invalid, NotFound
from portal.core.text import fold
from portal.shipping.models import Holiday


def since(session: Session, first: date) -> frozenset[date]:
    """Every known holiday from `first` on; one statement."""
    return frozenset(session.scalars(select(Holiday.day).where(Holiday.day >= first)))


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
