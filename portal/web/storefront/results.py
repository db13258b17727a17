"""A listing page as its template shows it: everything said and counted beforehand."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from flask import g

from portal.catalog.listing import CardView, Listing, Shelf, Sort, Suggestion
from portal.core.pages import Page
from portal.i18n import formats
from portal.web.storefront import cards, facets, paths
from portal.web.storefront.facets import Box, Chip, Value
from portal.web.storefront.filters import PARAMETERS, PRICE, Asked, address
from portal.web.wording import gettext as _
from portal.web.wording import ngettext

NOINDEX_FROM = 2  # filters: their combinations are endless and of no use to a search engine


class PageLink(NamedTuple):
    """`kind` page, here, gap, previous or next; a `path` of "" cannot be gone to."""

    kind: str
    title: str = ""
    path: str = ""


class ListingView(NamedTuple):
    path: str
    title: str
    heading: str
    description: str
    text: str
    crumbs: Sequence[tuple[str, str]]
    found: str
    show: str
    cards: Sequence[cards.Card]
    boxes: Sequence[Box]
    switches: Sequence[Value]
    price_after: int | None
    price_min: str
    price_max: str
    price_lowest: str
    price_highest: str
    chips: Sequence[Chip]
    bare: str
    promoted: Sequence[Chip]
    sorts: Sequence[tuple[str, str]]
    sort: str
    page: Page[CardView]
    pages: Sequence[PageLink]
    corrected: str
    faults: str
    empty_text: str
    ways_out: Sequence[Chip]
    is_noindex: bool
    canonical: str


def view(found: Listing, asked: Asked, path: str, canonical: str) -> ListingView:
    """Everything a listing page says about `found`; `path` is the page without its query."""
    heading, said = _heading(found, asked), _found(found)
    chips = facets.chips(found, asked, path)
    boxes = facets.boxes(found, asked, path)
    args = dict(asked.pairs)
    bare = address(path, [pair for pair in asked.pairs if pair[0] in {"q", "sort"}])
    return ListingView(
        path=path,
        title=heading,
        heading=heading,
        description=_(
            "%(title)s of the makers of Lower Tarom: %(found)s.", title=heading, found=said
        ),
        text=asked.query.text,
        crumbs=_crumbs(found.shelf, heading),
        found=said,
        show=_show(found.page.total),
        cards=cards.cards(found.page.items),
        boxes=boxes,
        switches=facets.switches(found),
        price_after=facets.price_after(found, asked, boxes),
        price_min=args.get("min", ""),
        price_max=args.get("max", ""),
        price_lowest=facets.bound(found.prices.lowest),
        price_highest=facets.bound(found.prices.highest),
        chips=chips,
        bare=bare,
        promoted=facets.promoted(found, asked, path),
        sorts=sorts(),
        sort=asked.query.sort.value,
        page=found.page,
        pages=page_links(found.page, asked, path),
        corrected=_corrected(found, asked),
        faults=_("A price you wrote could not be read; write digits only.")
        if asked.has_faults
        else "",
        empty_text="" if found.page.items else _empty_text(found, asked),
        ways_out=() if found.page.items else _ways_out(found.suggestion, asked, path, bare),
        is_noindex=asked.filter_count >= NOINDEX_FROM or bool(asked.query.text),
        canonical=canonical,
    )


def sorts() -> Sequence[tuple[str, str]]:
    return _sorts(g.language)


@cache
def _sorts(_language: str) -> Sequence[tuple[str, str]]:
    return [
        (Sort.SUGGESTED.value, _("Our suggestion")),
        (Sort.NEWEST.value, _("Newest harvest")),
        (Sort.CHEAPEST_UNIT.value, _("Cheapest per litre or kilo")),
        (Sort.CHEAPEST.value, _("Cheapest")),
        (Sort.DEAREST.value, _("Dearest")),
    ]


def _heading(found: Listing, asked: Asked) -> str:
    if asked.query.text:
        return _("Results for “%(text)s”", text=asked.query.text)
    return found.shelf.title if found.shelf else _("Olive oil and olives")


def _crumbs(shelf: Shelf | None, heading: str) -> list[tuple[str, str]]:
    if shelf is None:
        return [(heading, "")]
    above = (
        [(shelf.parent.title, paths.category(shelf.parent.code, shelf.parent.slug))]
        if shelf.parent
        else []
    )
    return [*above, (shelf.title, "")]


def _found(found: Listing) -> str:
    total, makers = found.page.total, found.firm_count
    goods = ngettext(
        "%(count)s product", "%(count)s products", total, count=formats.number(total, g.language)
    )
    if not makers:
        return goods
    return ngettext(
        "%(goods)s from %(makers)s maker",
        "%(goods)s from %(makers)s makers",
        makers,
        goods=goods,
        makers=formats.number(makers, g.language),
    )


def _show(total: int) -> str:
    if not total:
        return _("See the result")  # it says what to do next
    return ngettext(
        "Show %(count)s product",
        "Show %(count)s products",
        total,
        count=formats.number(total, g.language),
    )


def page_links(page: Page[CardView], asked: Asked, path: str) -> list[PageLink]:
    """First, last and the neighbours of this page; nothing when there is one page."""
    if page.count == 1:
        return []
    near = sorted(
        {1, page.count, *range(max(1, page.number - 1), min(page.count, page.number + 1) + 1)}
    )
    links = [
        PageLink("previous", path=_page(page.number - 1, asked, path) if page.has_previous else "")
    ]
    for before, number in zip([0, *near], near, strict=False):
        if number - before > 1:
            links.append(PageLink("gap"))
        kind = "here" if number == page.number else "page"
        links.append(PageLink(kind, formats.number(number, g.language), _page(number, asked, path)))
    links.append(
        PageLink("next", path=_page(page.number + 1, asked, path) if page.has_next else "")
    )
    return links


def _page(number: int, asked: Asked, path: str) -> str:
    return (
        address(path, asked.pairs, page=str(number)) if number > 1 else address(path, asked.pairs)
    )


def _corrected(found: Listing, asked: Asked) -> str:
    if not found.corrected:
        return ""
    return _(
        "Nothing is called “%(typed)s”; here is what we found for “%(meant)s”.",
        typed=asked.query.text,
        meant=found.corrected,
    )


def _empty_text(found: Listing, asked: Asked) -> str:
    if found.suggestion is not None:
        return _("No product has all of these filters. Take one away to see more.")
    if asked.query.text:
        return _("Write a shorter or another word, or look at all the goods.")
    return _("There is nothing on this shelf now. Look at all the goods.")


def _ways_out(suggestion: Suggestion | None, asked: Asked, path: str, bare: str) -> list[Chip]:
    everything = Chip(_("See all products"), f"{paths.prefix()}/shop")
    if suggestion is None:
        return [everything]
    count = formats.number(suggestion.count, g.language)
    if suggestion.facet == "all":
        return [Chip(_("Without any filter: %(count)s products", count=count), bare), everything]
    drop = PRICE if suggestion.facet == "price" else (PARAMETERS[suggestion.facet],)
    return [
        Chip(
            _("Without “%(filter)s”: %(count)s products", filter=_dropped(suggestion), count=count),
            address(path, asked.without(*drop)),
        ),
        Chip(_("Clear all filters"), bare),
    ]


def _dropped(suggestion: Suggestion) -> str:
    """The ticked values by name, or the facet's own name where values have none."""
    named = [title for title in suggestion.titles if title]
    if named:
        return _(", ").join(named)
    return facets.titles().get(suggestion.facet) or {
        "seal": _("With the joint quality seal"),
        "stock": _("Only what is in stock"),
    }.get(suggestion.facet, suggestion.facet)
