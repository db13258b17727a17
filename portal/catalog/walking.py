"""Read the page of a selection in its order, and put the answer together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from portal.catalog import listing_sql, plans
from portal.catalog.card_rows import Binds, card_of
from portal.catalog.facet_counts import facets_of, suggestion_of
from portal.catalog.listing import LAST_OFFSET, CardView, Facet, Listing, PriceRange, Query
from portal.catalog.listing_sql import Shape
from portal.catalog.selection import Selection
from portal.core.db import is_sqlite, rows
from portal.core.pages import Page


@dataclass(frozen=True, slots=True)
class Words:
    """A text to look up in each card on the way: its expression, and how many cards have it."""

    expression: str
    hits: int


def walk(session: Session, selection: Selection, words: Words | None = None) -> Listing:
    """The listing of a shelf with its ticks. One statement."""
    query, total = selection.query, selection.total
    number = reachable(query, total)
    cards = _page(session, selection, number, words)
    if not cards and number > 1:  # the counts are older than the cards
        total = _count(session, selection, words)
        number = reachable(query, total)
        cards = _page(session, selection, number, words)
    return listing_of(selection, cards, number=number, total=total)


def reachable(query: Query, total: int) -> int:
    """The asked page, or the last one that there is and that may be asked for."""
    last = max(1, -(-total // query.size))
    return min(query.page, last, LAST_OFFSET // query.size + 1)


def _page(
    session: Session, selection: Selection, number: int, words: Words | None
) -> list[CardView]:
    shape, binds = _asked(session, selection, number, words)
    return [card_of(row) for row in rows(session, listing_sql.listing(shape), binds)]


def _count(session: Session, selection: Selection, words: Words | None) -> int:
    shape, binds = _asked(session, selection, 1, words)
    return int(rows(session, listing_sql.count(shape), binds)[0][0])


def _asked(
    session: Session, selection: Selection, number: int, words: Words | None
) -> tuple[Shape, Binds]:
    binds: Binds = {"skip": (number - 1) * selection.query.size}
    shape = plans.shape_of(selection, binds, is_sqlite=is_sqlite(session))
    if words:
        binds["words"] = words.expression
        has_words = listing_sql.holds(is_sqlite=shape.is_sqlite, hits=words.hits)
        shape = replace(shape, where=(*shape.where, has_words))
    return shape, binds


@dataclass(frozen=True, slots=True)
class Counted:
    """What is said of all cards of a listing, whichever page of them is shown."""

    facets: Mapping[str, Facet]
    prices: PriceRange
    firm_count: int


def counted(selection: Selection) -> Counted:
    return Counted(facets_of(selection), selection.prices, selection.firm_count)


def listing_of(
    selection: Selection,
    cards: Sequence[CardView],
    *,
    number: int,
    total: int,
    counts: Counted | None = None,
) -> Listing:
    """The answer about `cards`, the page `number` of what was counted as `total`."""
    query, counts = selection.query, counts or counted(selection)
    return Listing(
        page=Page(cards, number, query.size, _corrected(total, query, number, len(cards))),
        facets=counts.facets,
        prices=counts.prices,
        firm_count=counts.firm_count,
        suggestion=None if cards else suggestion_of(selection),
        shelf=selection.names.shelf(query.category, selection.language) if query.category else None,
    )


def _corrected(total: int, query: Query, number: int, shown: int) -> int:
    """The count may be a minute old; the cards on the page are not."""
    seen = (number - 1) * query.size + shown
    is_last = shown < query.size and (shown > 0 or number == 1)
    return seen if is_last else max(total, seen)
