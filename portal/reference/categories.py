"""The shelves of the shop, two levels; the office renames, hides and adds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog.models import Category
from portal.reference import source

# Codes in the order of the shop's navigation: the first two are categories, the rest sections.
NAV = ("evoo", "virgin", "olives", "parvardeh", "spreads", "bulk", "byproducts")


def load(session: Session) -> None:
    """Insert the categories that are missing, sections before what stands in them."""
    known = {row.code: row.id for row in session.execute(select(Category.code, Category.id))}
    for position, row in enumerate(source.rows("categories"), start=1):
        if row["code"] not in known:
            known[row["code"]] = _insert(session, row, known.get(row["parent"]), position * 10)


def _insert(session: Session, row: dict[str, str], parent_id: int | None, position: int) -> int:
    made = Category(
        code=row["code"],
        parent_id=parent_id,
        title_fa=row["title_fa"],
        title_en=row["title_en"],
        slug_fa=row["slug_fa"],
        slug_en=row["slug_en"],
        position=position,
    )
    session.add(made)
    session.flush()
    return made.id
