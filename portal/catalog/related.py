"""Cards beside a page: goods like this one, the newest harvest, what a firm sells."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from portal.catalog.card_rows import FACES, Binds, card_of, columns, native
from portal.catalog.listing import LAST_OFFSET, PAGE_SIZE, CardView
from portal.core.db import is_sqlite, rows
from portal.core.pages import Page

# The neighbours by price on the same shelf, half dearer and half cheaper where there are as many.
SIMILAR = """
  (
    SELECT id, abs(price - (SELECT price FROM cards WHERE id = :id)) AS place FROM (
      SELECT * FROM (
        SELECT c.id, c.price FROM cards AS c
        WHERE c.category_id = (SELECT category_id FROM cards WHERE id = :id)
          AND c.price >= (SELECT price FROM cards WHERE id = :id) AND c.in_stock AND c.id <> :id
        ORDER BY c.price, c.id LIMIT {size}
      ) AS dearer
      UNION ALL
      SELECT * FROM (
        SELECT c.id, c.price FROM cards AS c
        WHERE c.category_id = (SELECT category_id FROM cards WHERE id = :id)
          AND c.price < (SELECT price FROM cards WHERE id = :id) AND c.in_stock
        ORDER BY c.price DESC, c.id DESC LIMIT {size}
      ) AS cheaper
    ) AS near
    ORDER BY place, id LIMIT {size}
  )
"""
FRESH = """
  (
    SELECT c.id, c.newness AS place FROM cards AS c
    WHERE c.in_stock ORDER BY c.newness, c.id LIMIT {size}
  )
"""
OF_FIRM = """
  (
    SELECT c.id, c.rank AS place, count(*) OVER () AS total FROM cards AS c
    WHERE c.firm_id = :firm ORDER BY c.rank, c.id LIMIT {size} OFFSET :skip
  )
"""
LISTED = "(SELECT c.id, 0 AS place FROM cards AS c WHERE c.id IN ({ids}))"


def similar(session: Session, *, product_id: int, language: str, limit: int = 4) -> list[CardView]:
    """Goods of the same category that can be had, nearest in price first. One statement."""
    return _cards(session, SIMILAR.format(size=limit), {"id": product_id}, language)


def fresh(session: Session, *, language: str, limit: int = 8) -> list[CardView]:
    """The newest harvest that can be had. One statement."""
    return _cards(session, FRESH.format(size=limit), {}, language)


def firm_cards(
    session: Session, *, firm_id: int, language: str, number: int = 1, size: int = PAGE_SIZE
) -> Page[CardView]:
    """What a firm sells, as we suggest it. One statement; more for a page that there is not."""
    number = max(1, min(number, LAST_OFFSET // size + 1))
    binds: Binds = {"firm": firm_id, "skip": (number - 1) * size}
    sqlite = is_sqlite(session)
    statement = _statement(OF_FIRM.format(size=size), f"top.total, {columns(language)}")
    found = rows(session, native(sqlite, statement), binds)
    if not found and number > 1:
        first = firm_cards(session, firm_id=firm_id, language=language, size=size)
        if first.count == 1:
            return first
        last = min(first.count, number - 1)
        return firm_cards(session, firm_id=firm_id, language=language, number=last, size=size)
    total = found[0][0] if found else 0
    return Page([card_of(row[1:]) for row in found], number, size, total)


def cards_of(session: Session, *, product_ids: Sequence[int], language: str) -> list[CardView]:
    """The cards of these products, in this order; what is not listed is left out. One statement."""
    if not product_ids:
        return []
    binds = {f"id_{place}": each for place, each in enumerate(product_ids)}
    listed = LISTED.format(ids=", ".join(f":{name}" for name in binds))
    statement = native(is_sqlite(session), _statement(listed, f"top.id, {columns(language)}"))
    found = {row[0]: card_of(row[1:]) for row in rows(session, statement, binds)}
    return [found[each] for each in product_ids if each in found]


def _cards(session: Session, top: str, binds: Binds, language: str) -> list[CardView]:
    statement = native(is_sqlite(session), _statement(top, columns(language)))
    return [card_of(row) for row in rows(session, statement, binds)]


def _statement(top: str, selected: str) -> str:
    return f"SELECT {selected} FROM {top} AS top {FACES} ORDER BY top.place, top.id"  # noqa: S608
