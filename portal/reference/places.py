"""Provinces and cities of the official list, with English names."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.core.text import sort_key
from portal.reference import source
from portal.shipping.models import City, Province


def load(session: Session) -> None:
    """Insert the provinces and cities that are missing."""
    for model, name in ((Province, "provinces"), (City, "cities")):
        known = set(session.scalars(select(model.code)))
        missing = [
            row | {"sort_key": sort_key(row["name_fa"])}
            for row in source.rows(name)
            if row["code"] not in known
        ]
        if missing:
            session.execute(insert(model), missing)
