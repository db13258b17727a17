"""The filters of a listing: read from the address, and written into addresses again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from flask import g, request
from werkzeug.datastructures import MultiDict

from portal.catalog.listing import Query, Size, Sort
from portal.i18n import parse

# Facet of the search, and its parameter in addresses.
PARAMETERS: Mapping[str, str] = {
    "category": "kind",
    "family": "family",
    "grade": "grade",
    "cultivar": "cultivar",
    "firm": "firm",
    "size": "size",
    "harvest": "harvest",
    "seal": "seal",
    "stock": "stock",
}
PRICE = ("min", "max")
SORTS: Mapping[str, Sort] = {sort.value: sort for sort in Sort}
SIZES = frozenset(size.value for size in Size)
LONGEST = 100  # characters of one value
MOST = 30  # values of one parameter
RIALS_PER_TOMAN = 10

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The query, the pairs it came from (without page), and what could not be read."""

    query: Query
    pairs: Pairs
    has_faults: bool

    def without(self, *drop: tuple[str, str] | str) -> Pairs:
        """The pairs less some: a whole parameter by its name, or one of its values."""
        return [pair for pair in self.pairs if pair not in drop and pair[0] not in drop]

    @property
    def filter_count(self) -> int:
        return len({key for key, _value in self.pairs} - {"q", "sort", "whole"})


def address(path: str, pairs: Pairs, **more: str) -> str:
    """`path` with a query, in one order of parameters, so that equal pages have equal addresses."""
    query = "&".join([_encoded(*pair) for pair in (*pairs, *more.items())])
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=4096)
def _encoded(name: str, value: str) -> str:
    return urlencode(((name, value),))


def asked(category: str | None) -> Asked:
    """What the reader asked for. Values that mean nothing are left out, never an error page."""
    args = request.args
    text = " ".join(args.get("q", "")[:LONGEST].split())
    chosen = {facet: _values(args, name) for facet, name in PARAMETERS.items()}
    low, high, is_bad = _prices(args)
    sort = _sort(args.get("sort", ""))
    query = Query(
        text=text,
        category=category,
        kinds=chosen["category"],
        families=chosen["family"],
        grades=chosen["grade"],
        cultivars=chosen["cultivar"],
        firms=chosen["firm"],
        sizes=tuple(Size(value) for value in chosen["size"] if value in SIZES),
        harvests=tuple(year for value in chosen["harvest"] if (year := _year(value))),
        price_min=low,
        price_max=high,
        has_seal=bool(chosen["seal"]),
        in_stock=bool(chosen["stock"]),
        sort=sort,
        page=parse.integer(args.get("page", "1")[:LONGEST]) or 1,
        language=g.language,
        whole=frozenset(_values(args, "whole")),
    )
    return Asked(query=query, pairs=_pairs(text, chosen, args, sort), has_faults=is_bad)


def _values(args: "MultiDict[str, str]", name: str) -> tuple[str, ...]:
    """Each value once, in the order of the address."""
    if name not in args:
        return ()
    given = [value[:LONGEST] for value in args.getlist(name) if value]
    return tuple(dict.fromkeys(given))[:MOST]


def _year(value: str) -> int | None:
    year = parse.integer(value)
    return year if year is not None and 0 < year < 10_000 else None  # noqa: PLR2004 - four digits


def _sort(value: str) -> Sort:
    return SORTS.get(value, Sort.SUGGESTED)


def _prices(args: "MultiDict[str, str]") -> tuple[int | None, int | None, bool]:
    """Rials; what is no amount is dropped and told, bounds the wrong way round are turned."""
    typed = [args.get(name, "").strip()[:LONGEST] for name in PRICE]
    read = [parse.toman(text) if text else None for text in typed]
    is_bad = any(
        text and (value is None or value < 0) for text, value in zip(typed, read, strict=True)
    )
    low, high = (value if value is not None and 0 <= value < 10**14 else None for value in read)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return low, high, is_bad


def _pairs(
    text: str, chosen: Mapping[str, tuple[str, ...]], args: "MultiDict[str, str]", sort: Sort
) -> Pairs:
    pairs = [("q", text)] if text else []
    pairs += [(PARAMETERS[facet], value) for facet, values in chosen.items() for value in values]
    pairs += [(name, args[name].strip()[:LONGEST]) for name in PRICE if args.get(name, "").strip()]
    if sort is not Sort.SUGGESTED:
        pairs.append(("sort", sort.value))
    return pairs
