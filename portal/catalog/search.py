"""Find products: by shelf, by ticks, by words. The one door to listings, on both databases."""

from dataclasses import replace

from sqlalchemy.orm import Session

from portal.catalog import facets, spelling
from portal.catalog.facets import Snapshot
from portal.catalog.listing import Listing, Query
from portal.catalog.search_terms import expression_of, words_in
from portal.catalog.selection import Selection
from portal.catalog.text_search import find
from portal.catalog.walking import listing_of, walk
from portal.core.text import fold


def search(session: Session, query: Query) -> Listing:
    """The page of cards that `query` asks for, with its facets.

    One statement; two more for a text that no card has, and three when the counts of a small shop
    are brought up to date.
    """
    query = query.tidy()
    snapshot = facets.current(session)
    if not fold(query.text):
        return walk(session, Selection(snapshot, query))
    return _find(session, snapshot, query) or _nothing(snapshot, query)


def _find(session: Session, snapshot: Snapshot, query: Query) -> Listing | None:
    words = words_in(query.text)
    found = find(session, snapshot, query, expression_of(words))
    if found:
        return found
    mended = spelling.mend(session, words)
    found = find(session, snapshot, query, expression_of(tuple(mended))) if mended else None
    return replace(found, corrected=" ".join(mended)) if found and mended else None


def _nothing(snapshot: Snapshot, query: Query) -> Listing:
    return listing_of(Selection(snapshot, query, hits=0), [], number=1, total=0)
