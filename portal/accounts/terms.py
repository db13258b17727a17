"""The dated texts people accept: "sale", "membership", "privacy". A version never changes."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Terms
from portal.core import clock
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.jalali import from_date


def current(session: Session, *, code: str, on: date | None = None) -> Terms:
    """The version in force on a day in Tehran (today). Raises NotFound when there is none."""
    day = on or clock.today()
    mine = select(Terms).where(Terms.code == code, Terms.effective_on <= day)
    found = session.scalar(mine.order_by(Terms.effective_on.desc(), Terms.id.desc()).limit(1))
    if found is None:
        raise NotFound
    return found


def get(session: Session, *, code: str, version: str) -> Terms:
    """Exactly that version, for an order that accepted it. Raises NotFound."""
    mine = select(Terms).where(Terms.code == code, Terms.version == version)
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found


def versions(session: Session, *, code: str) -> list[Terms]:
    """Newest first, those to come included."""
    mine = select(Terms).where(Terms.code == code)
    return list(session.scalars(mine.order_by(Terms.effective_on.desc(), Terms.id.desc())))


def _version(day: date) -> str:
    year, month, number = from_date(day)
    return f"{year}-{month:02}-{number:02}"


def publish(
    session: Session,
    *,
    code: str,
    effective_on: date,
    title_fa: str,
    title_en: str,
    body_fa: str,
    body_en: str,
    by: str,  # noqa: ARG001 - who acts is in the audit row; all verbs read alike
) -> Terms:
    """A new version named by its Jalali day. Refused("terms_exist") when that day has one.

    Raises Invalid({"effective_on": "in_the_past"}): nobody is bound by yesterday's text.
    """
    if effective_on < clock.today():
        raise Invalid({"effective_on": "in_the_past"})
    version = _version(effective_on)
    mine = select(Terms.id).where(Terms.code == code, Terms.version == version)
    if session.scalar(mine):
        raise Refused("terms_exist", version=version)
    terms = Terms(
        code=code,
        version=version,
        effective_on=effective_on,
        title_fa=title_fa,
        title_en=title_en,
        body_fa=body_fa,
        body_en=body_en,
    )
    session.add(terms)
    session.flush()
    return terms
