"""From a query to the conditions of its statement, and the index that is shortest to walk."""

from collections.abc import Sequence
from typing import Any

from portal.catalog.card_rows import Binds
from portal.catalog.card_tables import SIZE_BITS, Size
from portal.catalog.facet_index import COLUMNS
from portal.catalog.listing import Query
from portal.catalog.listing_sql import SORTED_BY, Shape
from portal.catalog.selection import Selection

KEYED = ("category", "family", "firm", "grade", "cultivar", "harvest")  # column = one of
FEW = ("family", "firm", "cultivar")  # have an index of their own; see card_tables
SORTING = 2  # a card of `few` is read and sorted: so many times a card that is walked past
SIZES = {size.value for size in Size}


def shape_of(selection: Selection, binds: Binds, *, is_sqlite: bool) -> Shape:
    """The statement that walks the shelf; `binds` has skip, and gets the values."""
    query = selection.query
    column = _few(selection, binds["skip"])
    scope = _scope(selection)
    key = SORTED_BY[query.sort]
    shelf = scope.removesuffix("_id") if scope else "all"
    return Shape(
        is_sqlite=is_sqlite,
        language=selection.language,
        sort=query.sort,
        where=_where_of(selection, binds),
        size=query.size,
        index=f"ix_cards_few_{column}" if column else f"ix_cards_{shelf}_by_{key}",
        is_few=column is not None,
    )


def shape_among_hits(selection: Selection, binds: Binds, *, is_sqlite: bool) -> Shape:
    """The statement that sorts what a text found; `binds` gets the values."""
    query = selection.query
    where = _where_of(selection, binds)
    return Shape(is_sqlite, selection.language, query.sort, where, query.size)


def _where_of(selection: Selection, binds: Binds) -> tuple[str, ...]:
    """Conditions of the shelf and of all ticks; fills `binds`."""
    query = selection.query
    ticked = [facet for facet in KEYED if facet in selection.ticks]
    where = [_is_in(COLUMNS[facet], selection.keys(facet), binds) for facet in ticked]
    scope = _scope(selection)
    if query.category is not None:
        binds["shelf"] = selection.shelf_key
        where.insert(0, f"c.{scope} = :shelf")
    return (*where, *_flags(query), *_sizes(query, binds), *_prices(query, binds))


def _is_in(column: str, values: Sequence[Any], binds: Binds) -> str:
    """`column IN (...)` with the values bound; without values nothing fits."""
    if not values:
        return "1 = 0"
    names = [f"{column}_{place}" for place in range(len(values))]
    binds.update(zip(names, values, strict=True))
    if len(names) == 1:
        return f"c.{column} = :{names[0]}"
    return f"c.{column} IN ({', '.join(':' + name for name in names)})"


def _scope(selection: Selection) -> str | None:
    """The column of the shelf: a category under a section, or a section; None: the whole shop."""
    if selection.query.category is None:
        return None
    shelf = selection.names.by_key["category"].get(selection.shelf_key or 0)
    return "section_id" if shelf is None or shelf.parent is None else "category_id"


def _flags(query: Query) -> list[str]:
    flags = {"c.has_seal": query.has_seal, "c.in_stock": query.in_stock}
    return [column for column, is_wanted in flags.items() if is_wanted]


def _sizes(query: Query, binds: Binds) -> list[str]:
    if not query.sizes:
        return []
    binds["sizes"] = sum(SIZE_BITS[Size(code)] for code in set(query.sizes) & SIZES)
    return ["(c.sizes & :sizes) <> 0"]


def _prices(query: Query, binds: Binds) -> list[str]:
    found = []
    for end, sign in (("price_min", ">="), ("price_max", "<=")):
        bound = getattr(query, end)
        if bound is not None:
            binds[end] = bound
            found.append(f"c.price {sign} :{end}")
    return found


def _few(selection: Selection, skip: int) -> str | None:
    """The column of the rarest ticked value, where sorting its cards beats walking the shelf."""
    ticked = selection.ticked
    counts = {facet: ticked[facet].bit_count() for facet in FEW if facet in ticked}
    rarest = min(counts, key=lambda facet: counts[facet], default=None)
    if rarest is None:
        return None
    shelf = selection.shelf.bit_count()
    walked = min(shelf, (skip + selection.query.size) * shelf // max(1, selection.total))
    return COLUMNS[rarest] if counts[rarest] * SORTING < walked else None
