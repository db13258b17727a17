"""Everything the shop needs before its first firm, in any installation, production included."""

from sqlalchemy.orm import Session

from portal.reference import (
    calendar,
    carriage,
    categories,
    families,
    organisations,
    places,
    rules,
)


def load(session: Session) -> None:
    """Insert what is missing, by code; what an office has edited is never overwritten.

    Safe to run at every start: a second call finds everything and writes nothing.
    """
    for part in (places, calendar, families, categories, carriage, rules, organisations):
        part.load(session)
