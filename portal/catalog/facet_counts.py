"""The tick boxes of a listing: each facet is counted with the ticks of all other facets applied."""

from collections.abc import Mapping, Sequence

from portal.catalog.facet_index import COLUMNS, FLAGS, Key
from portal.catalog.listing import YES, Facet, FacetValue, Size, Suggestion
from portal.catalog.selection import Counts, Selection

SHOWN = 12  # values of a facet, besides the ticked ones
ALL = "all"
ALWAYS: Mapping[str, Sequence[Key]] = {
    "size": [size.value for size in Size],
    **{flag: [YES] for flag in sorted(FLAGS)},
}


def facets_of(selection: Selection) -> dict[str, Facet]:
    """Every facet by its code, values most frequent first, zeros kept."""
    if not selection.is_plain or selection.query.whole:
        return _facets(selection)
    return selection.kept(("facets", selection.language), lambda: _facets(selection))


def _facets(selection: Selection) -> dict[str, Facet]:
    return {code: _facet(selection, code) for code in COLUMNS}


def _facet(selection: Selection, code: str) -> Facet:
    ground = _ground(selection, code)
    listed = _sections(selection, ground) if code == "category" else _keys(code, ground)
    ticks = selection.ticks.get(code, ())
    shown = listed if code in selection.query.whole else listed[:SHOWN]
    if ticks:
        shown += [key for key in selection.names.keys_of(code, ticks) if key not in shown]
    names = selection.names.of(code, shown)
    counts = _counts(selection, code, shown, ground)
    language = selection.language
    values = [
        FacetValue(name.code, name.title(language), counts.get(name.key, 0), name.code in ticks)
        for name in names
    ]
    return Facet(code, tuple(values), len(set(listed).difference(shown)))


def _ground(selection: Selection, code: str) -> Counts:
    counts = selection.ground_counts(code)
    return _with_those_under(selection, counts) if code == "category" else counts


def _keys(code: str, ground: Counts) -> list[Key]:
    if code == "harvest":
        return sorted(ground, reverse=True)
    return list(ALWAYS.get(code, ground))


def _sections(selection: Selection, ground: Counts) -> list[Key]:
    """The sections of the shop, or the categories of the section that the page is."""
    if not selection.is_shelf_known:
        return []
    names = selection.names.shelves.get(selection.shelf_key, ())
    return [name.key for name in names if name.is_visible and ground.get(name.key)]


def _with_those_under(selection: Selection, counts: Counts) -> Counts:
    """Counts of categories, to each section's own those of its categories added."""
    known, sums = selection.names.by_key["category"], dict(counts)
    for key, count in counts.items():
        name = known.get(key)
        if name is not None and name.parent is not None:
            sums[name.parent] = sums.get(name.parent, 0) + count
    return sums


def _counts(selection: Selection, code: str, shown: Sequence[Key], ground: Counts) -> Counts:
    """Of the values shown, with the ticks of all other facets applied."""
    if not selection.ticked.keys() - {code}:
        return ground
    if code != "category":
        return selection.counts(code, shown)
    return _with_those_under(selection, selection.counts(code, selection.names.under(shown)))


def suggestion_of(selection: Selection) -> Suggestion | None:
    """Nothing was found: the filter to drop for the most cards, "all", or None when none helps."""
    filters = selection.query.filters
    counts = {facet: selection.but(facet).bit_count() for facet in filters}
    best = max(counts, key=lambda facet: counts[facet], default=None)
    if best is None:
        return None
    if counts[best]:
        return Suggestion(best, filters[best], _titles(selection, best), counts[best])
    count = selection.ground.bit_count()
    return Suggestion(ALL, (), (), count) if count else None


def _titles(selection: Selection, facet: str) -> list[str]:
    """Of what is ticked; none for the price, whose words are the page's."""
    if facet not in selection.ticks:
        return []
    keys = selection.names.keys_of(facet, selection.ticks[facet])
    return [name.title(selection.language) for name in selection.names.of(facet, keys)]
