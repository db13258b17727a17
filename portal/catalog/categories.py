"""The category tree: at most two levels, so that a listing filters by one indexed column."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.catalog import cards
from portal.catalog.models import Category
from portal.core import text
from portal.core.errors import Invalid, NotFound


def get(session: Session, *, code: str) -> Category:
    found = session.scalar(select(Category).where(Category.code == code))
    if found is None:
        raise NotFound
    return found


def parent_code(session: Session, category: Category) -> str | None:
    """The code of the section a category stands in; None for a section."""
    return session.scalar(select(Category.code).where(Category.id == category.parent_id))


def add(
    session: Session,
    *,
    code: str,
    parent: str | None,
    title_fa: str,
    title_en: str,
    position: int,
    is_visible: bool,
) -> Category:
    """A new section or category. Invalid: code taken or not of a-z, 0-9, hyphen."""
    plain = text.slugify(code).lower()
    if not plain.isascii() or plain != code.strip().lower():
        raise Invalid({"code": "bad_code"})
    if session.scalar(select(Category.id).where(Category.code == plain)) is not None:
        raise Invalid({"code": "code_taken"})
    row = Category(code=plain, parent_id=_section_id(session, parent, None))
    _fill(row, title_fa, title_en, position, is_visible=is_visible)
    session.add(row)
    session.flush()
    return row


def edit(
    session: Session,
    *,
    code: str,
    parent: str | None,
    title_fa: str,
    title_en: str,
    position: int,
    is_visible: bool,
) -> Category:
    """Change all but the code. A section that holds categories cannot go under another."""
    row = get(session, code=code)
    row.parent_id = _section_id(session, parent, row)
    _fill(row, title_fa, title_en, position, is_visible=is_visible)
    cards.refresh_category(session, row.id)
    return row


def _fill(row: Category, title_fa: str, title_en: str, position: int, *, is_visible: bool) -> None:
    row.title_fa, row.title_en = title_fa, title_en
    row.slug_fa, row.slug_en = text.slugify(title_fa), text.slugify(title_en)
    row.position, row.is_visible = position, is_visible


def _section_id(session: Session, parent: str | None, row: Category | None) -> int | None:
    if parent is None:
        return None
    section = get(session, code=parent)
    has_children = row is not None and session.scalar(
        select(exists().where(Category.parent_id == row.id))
    )
    if section.parent_id is not None or has_children or (row and section.id == row.id):
        raise Invalid({"parent": "two_levels"})
    return section.id
