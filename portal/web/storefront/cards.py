"""Product cards as finished text, so that the template only puts them in place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from flask import g
from markupsafe import Markup

from portal.catalog.listing import CardView
from portal.core import clock, jalali
from portal.i18n import formats
from portal.web import assets
from portal.web.storefront import paths
from portal.web.wording import gettext as _

MEHR = 7
GREGORIAN_FROM_JALALI = 621  # the autumn of 1405 is that of 2026


class Card(NamedTuple):
    """`offer` is None when it cannot be ordered now; `image` lacks its width and format."""

    path: str
    title: str
    firm: str
    meta: str
    price: str
    was: str
    unit: str
    tag: str
    tag_kind: str
    has_seal: bool
    image: str
    offer: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """What all cards say alike in a language and a season."""

    acidity: str
    sizes: str
    discount: str
    harvest: str
    wholesale: str
    language: str
    season: int
    root: str


@cache
def words(language: str, season: int) -> Words:
    return Words(
        acidity=_("acidity %(figure)s"),
        sizes=_("%(count)s sizes"),
        discount=_("%(percent)s off"),
        harvest=_("Harvest %(year)s"),
        wholesale=_("Wholesale"),
        language=language,
        season=season,
        root=paths.prefix(),
    )


def season() -> int:
    """The Jalali year of the newest harvest: olives are picked from Mehr on."""
    year, month, _day = jalali.from_date(clock.today())
    return year if month >= MEHR else year - 1


def cards(views: Iterable[CardView]) -> list[Card]:
    """One pass over the rows of a page."""
    said = words(g.language, season())
    return [_card(view, said) for view in views]


def _card(view: CardView, said: Words) -> Card:
    language = said.language
    tag, kind = _tag(view, said)
    return Card(
        path=f"{said.root}/p/{view.public_id}/{view.slug}",
        title=view.title,
        firm=view.firm_name,
        meta=_meta(view, said),
        price=formats.amount(view.price, language),
        was=formats.amount(view.was_price, language) if view.was_price else "",
        unit=formats.unit_price(view.unit_price, view.unit_basis, language)
        if view.unit_price
        else "",
        tag=tag,
        tag_kind=kind,
        has_seal=view.has_seal,
        image=paths.picture(view.image_key),
        offer=view.offer_public_id if view.in_stock else None,
    )


def _meta(view: CardView, said: Words) -> str:
    """As `500 ml · acidity 0.34% · 4 sizes`."""
    parts = [formats.pack(view.net_value, view.net_unit, view.pieces, said.language)]
    if view.acidity:
        parts.append(said.acidity % {"figure": formats.percent(view.acidity, said.language)})
    if view.packs > 1:
        parts.append(said.sizes % {"count": formats.number(view.packs, said.language)})
    return _on_one_line(tuple(parts))


@lru_cache(maxsize=4096)
def _on_one_line(parts: Sequence[str]) -> str:
    return "\u00a0· ".join(part.replace(" ", "\u00a0") for part in parts)


def _tag(view: CardView, said: Words) -> tuple[str, str]:
    """The one badge of a card, the strongest reason first."""
    language = said.language
    if view.discount_percent:
        return said.discount % {"percent": formats.percent(view.discount_percent, language)}, "bad"
    if view.harvest_year == said.season:
        return said.harvest % {"year": harvest(view.harvest_year, language)}, "ok"
    if view.is_wholesale:
        return said.wholesale, "brand"
    return "", ""


def harvest(year: int, language: str) -> str:
    """A Jalali harvest year as the reader counts: olives are picked in the autumn of the year."""
    shown = year if language == "fa" else year + GREGORIAN_FROM_JALALI
    return formats.digits(shown, language)


def common() -> Mapping[str, Any]:
    """What the template of the cards needs beside them."""
    return _common(g.language)


@cache
def _common(language: str) -> Mapping[str, Any]:
    return {
        "cart_add": f"{paths.prefix()}/cart/add",
        "seal": assets.address("art/seal.svg"),
        "seal_mark": _seal_mark(),
        "toman": formats.toman(language),
        "was_word": _("Former price"),
        "add_word": _("Add to the basket"),
        "sold_out": _("Sold out until the next harvest"),
        "plus": assets.icon("plus"),
    }


def _seal_mark() -> Markup:
    image = Markup('<img src="{}" alt="{}" width="34" height="34">')
    return image.format(assets.address("art/seal.svg"), _("Carries the joint quality seal"))
