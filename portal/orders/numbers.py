"""Numbers of documents: counted per firm, kind and Jalali year, drawn under lock.

The row stays locked until the caller's transaction ends, so a number and its document commit
together and there is no gap (marketplace.md 2.21).
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from portal.core.db import is_sqlite
from portal.orders.models import DocumentSequence


def draw(session: Session, *, owner_ids: Iterable[int], kind: str, year: int) -> dict[int, int]:
    """Owner -> its next number of `kind` in the Jalali `year`; one statement, locked by owner."""
    insert: Any = sqlite_insert if is_sqlite(session) else postgresql_insert
    rows = [
        {"owner_id": owner_id, "kind": kind, "jalali_year": year, "value": 1}
        for owner_id in sorted(set(owner_ids))
    ]
    drawn = (
        insert(DocumentSequence)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["owner_id", "kind", "jalali_year"],
            set_={"value": DocumentSequence.value + 1},
        )
        .returning(DocumentSequence.owner_id, DocumentSequence.value)
    )
    return {row.owner_id: row.value for row in session.execute(drawn)}


def written(code: str, year: int, value: int) -> str:
    """As people read it: "SRD-1405-00217"."""
    return f"{code}-{year}-{value:05d}"
