"""The filter boxes and chips of a listing, as finished text and addresses."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from flask import g
from markupsafe import Markup, escape

from portal.catalog.listing import Facet, FacetValue, Listing, Size
from portal.i18n import formats
from portal.web.storefront.cards import harvest
from portal.web.storefront.filters import PARAMETERS, PRICE, RIALS_PER_TOMAN, Asked, address
from portal.web.wording import gettext as _

BOXES = ("category", "firm", "size", "grade", "cultivar", "harvest", "family")
PRICE_AFTER = 2  # the price stands after the second box that is shown
NAMED = frozenset({"category", "family", "grade", "cultivar", "firm"})  # each value has its title
FOLDED = frozenset({"cultivar", "harvest", "family"})
PROMOTED = 4


class Value(NamedTuple):
    """`box`: the attributes of its tick box, finished."""

    box: Markup
    title: str
    shown: str


class Box(NamedTuple):
    """One facet; `more` is the address that lists it in full, "" when it is."""

    code: str
    title: str
    values: Sequence[Value]
    is_open: bool
    more: str
    more_title: str


class Chip(NamedTuple):
    title: str
    path: str


def titles() -> Mapping[str, str]:
    return _titles(g.language)


@cache
def _titles(_language: str) -> Mapping[str, str]:
    return {
        "category": _("Kind of goods"),
        "family": _("Family"),
        "grade": _("Grade"),
        "cultivar": _("Cultivar"),
        "firm": _("Maker"),
        "size": _("Pack size"),
        "harvest": _("Harvest"),
        "price": _("Price"),
    }


def boxes(found: Listing, asked: Asked, path: str) -> list[Box]:
    """A facet with one value and no tick is left out; when nothing was found, all without one."""
    named = titles()
    is_useful = _is_useful if found.page.total else _is_used
    return [
        _box(facet, named[code], asked, path, has_hits=bool(found.page.total))
        for code in BOXES
        if (facet := found.facets.get(code)) is not None and is_useful(facet)
    ]


def _is_useful(facet: Facet) -> bool:
    return len(facet.values) > 1 or _is_used(facet)


def _is_used(facet: Facet) -> bool:
    return any(value.is_selected for value in facet.values)


def _box(facet: Facet, title: str, asked: Asked, path: str, *, has_hits: bool) -> Box:
    """Without hits a value that would find nothing either is left out."""
    language = g.language
    kept = (
        facet.values if has_hits else [one for one in facet.values if one.is_selected or one.count]
    )
    more = address(path, asked.pairs, whole=facet.code) if facet.hidden and has_hits else ""
    return Box(
        code=facet.code,
        title=title,
        values=_values(facet.code, kept, language),
        is_open=facet.code not in FOLDED or _is_used(facet),
        more=more,
        more_title=_("%(count)s more", count=formats.number(facet.hidden, language))
        if more
        else "",
    )


def _values(facet: str, values: Iterable[FacetValue], language: str) -> list[Value]:
    said = None if facet in NAMED else speaker(facet)
    return [
        Value(
            _tick(facet, value.code, _state(value)),
            said(value) if said else value.title,
            formats.number(value.count, language),
        )
        for value in values
    ]


def _state(value: FacetValue) -> str:
    return " checked" if value.is_selected else "" if value.count else " disabled"


@lru_cache(maxsize=4096)
def _tick(facet: str, value: str, state: str) -> Markup:
    """The attributes of a tick box."""
    code = escape(value)
    box = f'id="{facet}-{code}" name="{PARAMETERS[facet]}" value="{code}"{state}'
    return Markup(box)  # noqa: S704 - the code is escaped


def speaker(facet: str) -> Callable[[FacetValue], str]:
    """How a value of this facet is called."""
    if facet == "size":
        words = _sizes(g.language)
        return lambda value: words[Size(value.code)]
    if facet == "harvest":
        language = g.language
        return lambda value: harvest(int(value.code), language)
    if facet == "seal":
        return lambda _value: _("With the joint quality seal")
    if facet == "stock":
        return lambda _value: _("Only what is in stock")
    return lambda value: value.title


@cache
def _sizes(language: str) -> Mapping[Size, str]:
    def figure(value: int) -> str:
        return formats.number(value, language)

    return {
        Size.SMALL: _("Up to %(size)s ml or g", size=figure(500)),
        Size.MEDIUM: _("%(low)s to %(high)s ml or g", low=figure(500), high=figure(1000)),
        Size.LARGE: _("More than %(size)s litre or kilo", size=figure(1)),
        Size.BULK: _("%(size)s kilos and more", size=figure(10)),
    }


def switches(found: Listing) -> list[Value]:
    """The facets of one value: seal, stock."""
    made = []
    for code in ("seal", "stock"):
        facet = found.facets.get(code)
        if facet is None or not facet.values or not (found.page.total or _is_used(facet)):
            continue
        made += _values(code, facet.values[:1], g.language)
    return made


def chips(found: Listing, asked: Asked, path: str) -> list[Chip]:
    """The filters in use; each link takes one away."""
    made, ticks = [], asked.query.ticks
    for code, parameter in PARAMETERS.items():
        facet = found.facets.get(code)
        for value in facet.values if facet and code in ticks else ():
            if value.is_selected:
                rest = asked.without((parameter, value.code))
                made.append(Chip(speaker(code)(value), address(path, rest)))
    if asked.query.price_min is not None or asked.query.price_max is not None:
        made.append(Chip(_price_words(asked), address(path, asked.without(*PRICE))))
    return made


def price_after(found: Listing, asked: Asked, shown: Sequence[Box]) -> int | None:
    """After how many boxes the price stands; None when nothing was found and none was written."""
    written = (asked.query.price_min, asked.query.price_max)
    if not found.page.total and written == (None, None):
        return None
    return min(PRICE_AFTER, len(shown))


def _price_words(asked: Asked) -> str:
    low, high = asked.query.price_min, asked.query.price_max
    if low is None:
        return _("Up to %(amount)s", amount=formats.money(high or 0, "IRR", g.language))
    if high is None:
        return _("From %(amount)s", amount=formats.money(low, "IRR", g.language))
    return _(
        "%(low)s to %(high)s",
        low=formats.amount(low, g.language),
        high=formats.money(high, "IRR", g.language),
    )


def promoted(found: Listing, asked: Asked, path: str) -> list[Chip]:
    """A few filters worth a tap, none that is in use or would find nothing or everything."""
    made = []
    for code in ("harvest", "grade", "seal", "cultivar", "size"):
        facet = found.facets.get(code)
        if facet is None or any(value.is_selected for value in facet.values):
            continue
        best = max(facet.values, key=_worth(code), default=None)
        if best is not None and 0 < best.count < found.page.total:
            pairs = [*asked.pairs, (PARAMETERS[code], best.code)]
            made.append(Chip(_promise(code, speaker(code)(best)), address(path, pairs)))
    return made[:PROMOTED]


def _worth(code: str) -> Callable[[FacetValue], tuple[int, int]]:
    """The newest harvest; of the others what most goods have."""
    if code == "harvest":
        return lambda value: (int(value.code) if value.count else 0, value.count)
    return lambda value: (value.count, 0)


def _promise(code: str, title: str) -> str:
    return _("Harvest %(year)s", year=title) if code == "harvest" else title


def bound(rials: int | None) -> str:
    """A bound of the price as the reader would type it."""
    return formats.number(rials // RIALS_PER_TOMAN, g.language) if rials is not None else ""
