"""Find the cards whose text has some words: all at once, or on the way when they are many."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, cast

from sqlalchemy.orm import Session

from portal.catalog import listing_sql, plans
from portal.catalog.card_rows import Binds, card_of
from portal.catalog.facet_index import bits_of
from portal.catalog.facets import Snapshot
from portal.catalog.listing import LAST_OFFSET, CardView, Listing, Query, Sort, written
from portal.catalog.listing_sql import MOST_HITS
from portal.catalog.search_terms import Expression
from portal.catalog.selection import Selection
from portal.catalog.walking import Counted, Words, counted, listing_of, reachable, walk
from portal.core.db import is_sqlite, rows

WIDTH = len(CardView._fields)
MOST_BROAD = 32  # texts of very many cards that a snapshot remembers, for counting
MOST_SEARCHED = 100  # other texts whose counts it remembers, 10 KB each


def find(
    session: Session, snapshot: Snapshot, query: Query, expression: Expression
) -> Listing | None:
    """The listing of what has the words; None when no card has them, whatever the ticks.

    One statement, or two or three the first time in a while that very many cards have the words.
    """
    if not expression.clauses:
        return None
    if _text(session, expression) in snapshot.index.texts:
        return _find_broad(session, snapshot, query, expression)
    number = min(query.page, LAST_OFFSET // query.size + 1)
    found = _read(session, Selection(snapshot, query), expression, number)
    listed = _listed(found)
    if listed is None:
        return None
    if (hits := listed.count(",") + 1) > MOST_HITS:
        return _find_broad(session, snapshot, query, expression)
    if query.filters or query.category or query.whole:
        selection = _selection(snapshot, query, listed)
        total, counts = selection.total if query.filters or query.category else hits, None
    else:
        selection = Selection(snapshot, query)
        total, counts = hits, _counted(snapshot, query, listed)
    if number > reachable(query, total):
        number = reachable(query, total)
        found = _read(session, selection, expression, number)
    cards = _cards(found, query.sort)
    return listing_of(selection, cards, number=number, total=total, counts=counts)


def _counted(snapshot: Snapshot, query: Query, listed: str) -> Counted:
    """Counts of all that a text found, made once for a snapshot: they may be a minute old.

    Kept by the very cards, which the database has just found.
    """
    searched, key = snapshot.index.searched, (written(query.language), listed)
    known = searched.get(key)
    if known is None:
        if len(searched) >= MOST_SEARCHED:
            searched.clear()
        known = searched[key] = counted(_selection(snapshot, query, listed))
    return cast("Counted", known)


def _cards(found: Sequence[tuple[Any, ...]], sort: Sort) -> list[CardView]:
    """The cards of the page in its order: by depth, place and id, which end each row."""
    shown = [row for row in found if row[-1] is not None]
    shown.sort(key=itemgetter(slice(WIDTH + 1, None)), reverse=sort is Sort.DEAREST)
    return [card_of(row[1 : WIDTH + 1]) for row in shown]


def _selection(snapshot: Snapshot, query: Query, listed: str) -> Selection:
    """A card of this very minute is listed already, and will be counted in the next."""
    ids = [int(one) for one in listed.split(",")]
    bits = _bits(snapshot, ids)
    is_whole = bits.bit_count() == len(ids)
    return Selection(snapshot, query, bits, ids if is_whole else None)


def _read(
    session: Session, selection: Selection, expression: Expression, number: int
) -> Sequence[tuple[Any, ...]]:
    words = _text(session, expression)
    binds: Binds = {"skip": (number - 1) * selection.query.size}
    binds |= {"words": words, "titled": f"{{title}} : ({words})"}
    shape = plans.shape_among_hits(selection, binds, is_sqlite=is_sqlite(session))
    return rows(session, listing_sql.searching(shape), binds)


def _listed(found: Sequence[tuple[Any, ...]]) -> str | None:
    """The ids of all hits, from the one row that has them; None without hits."""
    return next((row[0] for row in found if row[0] is not None), None)


def _text(session: Session, expression: Expression) -> str:
    return expression.fts5 if is_sqlite(session) else expression.tsquery


def _bits(snapshot: Snapshot, ids: Iterable[int]) -> int:
    return bits_of(ids, snapshot.index.width) & snapshot.index.live


def _find_broad(
    session: Session, snapshot: Snapshot, query: Query, expression: Expression
) -> Listing:
    """Very many cards have the words: walk the shelf and look, rather than sort them all."""
    texts, key = snapshot.index.texts, _text(session, expression)
    broad = texts.get(key) or _broad(session, snapshot, expression)
    if len(texts) < MOST_BROAD:
        texts[key] = broad
    words, hits = broad
    return walk(session, Selection(snapshot, query, hits), Words(words, hits.bit_count()))


Broad = tuple[str, int]  # the expression to look up, and the cards that have it


def _broad(session: Session, snapshot: Snapshot, expression: Expression) -> Broad:
    """A finished word is looked up faster than all that begin with it, if it is broad by itself."""
    finished = _hits_of(session, snapshot, expression.finished())
    if finished[1].bit_count() > MOST_HITS:
        return finished
    return _hits_of(session, snapshot, expression)


def _hits_of(session: Session, snapshot: Snapshot, expression: Expression) -> Broad:
    words = _text(session, expression)
    statement = listing_sql.all_hits(is_sqlite=is_sqlite(session))
    found = rows(session, statement, {"words": words})
    return words, _bits(snapshot, (row[0] for row in found))
