"""Official holidays: the fixed ones exact, the lunar ones estimates that the office corrects."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.reference import source
from portal.shipping.models import Holiday


def load(session: Session) -> None:
    """Insert the days of the file that the table does not hold.

    A day that the office removed comes back, unless it lies in the past or the table already holds
    another day of the same name in that year: then the office has corrected it.
    """
    held = {(row.day.year, row.title_fa) for row in session.scalars(select(Holiday))}
    days = set(session.scalars(select(Holiday.day)))
    is_first = not days
    for row in source.rows("holidays"):
        day = date.fromisoformat(row["day"])
        is_corrected = (day.year, row["title_fa"]) in held
        if day not in days and (is_first or (day >= clock.today() and not is_corrected)):
            session.add(Holiday(day=day, title_fa=row["title_fa"], title_en=row["title_en"]))
    session.flush()
