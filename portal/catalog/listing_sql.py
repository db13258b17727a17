"""The statements of a listing: one each, with the values bound and the plan made plain.

SQLite is told which index to walk. PostgreSQL gets the same by the shape of the statement. The two
plans: `ordered` walks the cards in the order of the page and stops when the page is full; `few`
takes the cards of the rarest ticked value and sorts them. The facet index knows which is shorter.
"""

from dataclasses import dataclass
from functools import lru_cache

from portal.catalog.card_rows import FACES, columns, native
from portal.catalog.listing import CardView, Sort

MOST_HITS = 5_000  # of a text; a broader one is searched while walking

SORTED_BY = {
    Sort.SUGGESTED: "rank",
    Sort.NEWEST: "newness",
    Sort.CHEAPEST: "price",
    Sort.DEAREST: "price",
    Sort.CHEAPEST_UNIT: "unit_from",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes one statement differ from another; the rest are bound values.

    `where`: conditions on `c`, of constants and bind names only. `index`: for SQLite. `size` is
    written out: SQLite plans a statement anew for each value that is bound to a LIMIT.
    """

    is_sqlite: bool
    language: str
    sort: Sort
    where: tuple[str, ...]
    size: int
    index: str = ""
    is_few: bool = False


def _order(shape: Shape, place: str, key: str) -> str:
    way = "DESC" if shape.sort is Sort.DEAREST else "ASC"
    return f"{place} {way}, {key} {way}"


def _where(shape: Shape) -> str:
    return "WHERE " + " AND ".join(shape.where) if shape.where else ""


def _cards(shape: Shape) -> str:
    hint = f" INDEXED BY {shape.index}" if shape.is_sqlite and shape.index else ""
    return f"cards AS c{hint}"


@lru_cache(maxsize=2048)
def listing(shape: Shape) -> str:
    """The cards of a page; binds: skip and those of `where`."""
    key = SORTED_BY[shape.sort]
    top = f"SELECT c.id, c.{key} AS place FROM {_cards(shape)} {_where(shape)}"  # noqa: S608
    if shape.is_few and not shape.is_sqlite:
        top = f"SELECT c.id, c.place FROM ({top} OFFSET 0) AS c"  # noqa: S608
        order = _order(shape, "c.place", "c.id")
    else:
        order = _order(shape, f"c.{key}", "c.id")
    return native(
        shape.is_sqlite,
        f"SELECT {columns(shape.language)} "  # noqa: S608 - names of ours
        f"FROM ({top} ORDER BY {order} LIMIT {shape.size} OFFSET :skip) AS top {FACES} "
        f"ORDER BY {_order(shape, 'top.place', 'top.id')}",
    )


@lru_cache(maxsize=2048)
def count(shape: Shape) -> str:
    """How many cards fit `where`."""
    return native(shape.is_sqlite, f"SELECT count(*) FROM {_cards(shape)} {_where(shape)}")  # noqa: S608


@lru_cache(maxsize=2048)
def searching(shape: Shape) -> str:
    """The same among the hits of a text; one more row has the ids of all hits, joined by commas.

    The rows come in any order and end with depth, place and id: to sort 24 of them here, with all
    that a card shows, costs SQLite more than to find them.
    Binds: words, titled (SQLite), skip and those of `where`.
    """
    nothing = ", ".join("NULL" for _ in CardView._fields)
    return native(
        shape.is_sqlite,
        f"""
        WITH hits AS MATERIALIZED ({_hits(shape)})
        SELECT {_all_ids(shape)} AS ids, {nothing}, NULL AS depth, NULL AS place, NULL AS id
        FROM hits
        UNION ALL
        SELECT NULL, {columns(shape.language)}, top.depth, top.place, top.id
        FROM ({_top_hits(shape)} LIMIT {shape.size} OFFSET :skip) AS top {FACES}
        """,  # noqa: S608 - names of ours
    )


def _top_hits(shape: Shape) -> str:
    """The hits in the order of the page; a card is looked into for what its hit cannot tell."""
    if _is_ranked(shape) and not shape.where:
        return "SELECT id, depth, rank AS place FROM hits ORDER BY depth, rank, id"
    key = SORTED_BY[shape.sort]
    deep = "depth, " if shape.sort is Sort.SUGGESTED else ""
    return (
        f"SELECT c.id, h.depth, c.{key} AS place "  # noqa: S608 - names of ours
        f"FROM hits AS h {_their_cards(shape)} {_where(shape)} "
        f"ORDER BY {deep}{_order(shape, f'c.{key}', 'c.id')}"
    )


def _is_ranked(shape: Shape) -> bool:
    """The text index itself knows the order."""
    return shape.sort is Sort.SUGGESTED and not shape.is_sqlite


def _their_cards(shape: Shape) -> str:
    """The few hits first, then the card of each: neither planner may walk all cards instead."""
    if shape.is_sqlite:
        return "CROSS JOIN cards AS c ON c.id = h.id"
    return "CROSS JOIN LATERAL (SELECT * FROM cards WHERE cards.id = h.id LIMIT 1) AS c"


def _hits(shape: Shape) -> str:
    if not shape.is_sqlite:
        query = "CAST(:words AS tsquery)"
        found = f"NOT (title @@ {query}) AS depth, rank" if _is_ranked(shape) else "false AS depth"
        return (
            f"SELECT id, {found} FROM card_index "  # noqa: S608
            f"WHERE words @@ {query} LIMIT {MOST_HITS + 1}"
        )
    depth = "0"
    if shape.sort is Sort.SUGGESTED:
        depth = "rowid NOT IN (SELECT rowid FROM card_index WHERE card_index MATCH :titled)"
    return (
        f"SELECT rowid AS id, {depth} AS depth FROM card_index "  # noqa: S608
        f"WHERE card_index MATCH :words LIMIT {MOST_HITS + 1}"
    )


def _all_ids(shape: Shape) -> str:
    return "group_concat(id)" if shape.is_sqlite else "string_agg(CAST(id AS text), ',')"


DENSE = 20_000  # hits; up to here SQLite lists them all sooner than it looks into each card


def holds(*, is_sqlite: bool, hits: int) -> str:
    """A condition on `c` for `where`: its text has the bound words, as `hits` cards have."""
    if not is_sqlite:
        return "(SELECT i.words @@ CAST(:words AS tsquery) FROM card_index AS i WHERE i.id = c.id)"
    if hits <= DENSE:
        return "c.id IN (SELECT rowid FROM card_index WHERE card_index MATCH :words)"
    return (
        "EXISTS (SELECT 1 FROM card_index "
        "WHERE card_index MATCH :words AND card_index.rowid = c.id)"
    )


def all_hits(*, is_sqlite: bool) -> str:
    """The ids of all cards whose text has the bound words."""
    if is_sqlite:
        return "SELECT rowid FROM card_index WHERE card_index MATCH :words"
    return "SELECT id FROM card_index WHERE words @@ CAST(%(words)s AS tsquery)"
