"""The tree of shelves, for the shop's navigation and the forms."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog.models import Category, Family


@dataclass(frozen=True, slots=True)
class Section:
    """A category without a parent, with the categories in it."""

    category: Category
    children: tuple[Category, ...]


def categories_tree(session: Session, *, with_hidden: bool = False) -> list[Section]:
    """Sections in order, each with its categories in order. One statement."""
    query = select(Category).order_by(Category.position, Category.id)
    if not with_hidden:
        query = query.where(Category.is_visible)
    by_parent: dict[int | None, list[Category]] = defaultdict(list)
    for category in session.scalars(query):
        by_parent[category.parent_id].append(category)
    return [
        Section(category, tuple(by_parent.get(category.id, ()))) for category in by_parent[None]
    ]


def families(session: Session) -> list[Family]:
    """Every kind of goods in order. One statement."""
    return list(session.scalars(select(Family).order_by(Family.position, Family.code)))
