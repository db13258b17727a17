"""Numbers of documents: counted per firm, kind and Jalali year, drawn under lock.

The row stays locked until the caller's transaction ends, so a number and its document commit
together and there is no gap (marketplace.md 2.21).
"""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Integer, TextClause, text
from sqlalchemy.orm import Session

from portal.core.native import Statement


def draw(session: Session, *, owner_ids: Iterable[int], kind: str, year: int) -> dict[int, int]:
    """Owner -> its next number of `kind` in the Jalali `year`; one statement, locked by owner."""
    owners = {f"owner_{place}": owner for place, owner in enumerate(sorted(set(owner_ids)))}
    return dict(_drawing(len(owners)).rows(session, kind=kind, year=year, **owners))


@cache
def _drawing(count: int) -> Statement:
    return Statement(lambda: _drawn(count).columns(owner_id=Integer(), value=Integer()))


def _drawn(count: int) -> TextClause:
    """For so many owners. SQLAlchemy would write an INSERT of several rows anew each time."""
    rows = ", ".join(f"(:owner_{place}, :kind, :year, 1)" for place in range(count))
    return text(
        f"INSERT INTO document_sequences (owner_id, kind, jalali_year, value) VALUES {rows} "  # noqa: S608
        "ON CONFLICT (owner_id, kind, jalali_year) "
        "DO UPDATE SET value = document_sequences.value + 1 RETURNING owner_id, value"
    )


def written(code: str, year: int, value: int) -> str:
    """As people read it: "SRD-1405-00217"."""
    return f"{code}-{year}-{value:05d}"
