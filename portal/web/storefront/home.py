"""The first page."""

from dataclasses import dataclass
from functools import lru_cache

import segno
from flask import current_app, g, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.catalog import related, tallies
from portal.i18n import formats
from portal.web import access, languages, seo
from portal.web.reading import reader
from portal.web.storefront import cards, makers, paths, shelves
from portal.web.storefront.area import storefront
from portal.web.storefront.shell import say
from portal.web.storefront.shelves import Kept
from portal.web.wording import ngettext

TILES = 6
FRESH = 8
MAKERS = 4
ART = {
    "evoo": "evoo-500",
    "virgin": "virgin-1l",
    "olives": "green-jar",
    "parvardeh": "parvardeh",
    "spreads": "tapenade",
    "bulk": "pail-10",
}


@dataclass(frozen=True, slots=True)
class Tile:
    title: str
    path: str
    art: str
    goods: str


@storefront.get("/")
@access.public
def home() -> ResponseReturnValue:
    g.tab = "home"
    fresh = related.fresh(reader(), language=g.language, limit=FRESH)
    brand = current_app.config["SETTINGS"]
    return render_template(
        "storefront/home.html",
        tiles=tiles(),
        cards=cards.cards(fresh),
        makers=makers.shown()[:MAKERS],
        season=cards.harvest(cards.season(), g.language),
        code=qr_code(languages.external("/trace").upper()),
        structured=seo.json_ld(
            seo.shop(
                brand.brand_fa if g.language == "fa" else brand.brand_en, languages.external("/")
            )
        ),
        **cards.common(),
    )


@lru_cache(maxsize=8)
def qr_code(address: str) -> Markup:
    """A QR code as inline SVG, error level M; capitals make it smaller."""
    made = segno.make_qr(address, error="m").svg_inline(
        border=2, dark="#20240f", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return Markup(made)  # noqa: S704 - drawn by segno


counted = Kept(tallies.of_shelves)


def tiles() -> list[Tile]:
    """The shelves that have a drawing, in the order of the navigation."""
    by_code = shelves.shop().shelves
    language = "" if g.language == "fa" else "-en"
    counts = counted()
    return [
        Tile(
            say(row, "title"),
            paths.category(code, say(row, "slug")),
            f"art/{name}{language}.svg",
            _goods(counts.get(code, 0)),
        )
        for code, name in ART.items()
        if (row := by_code.get(code)) is not None
    ][:TILES]


def _goods(count: int) -> str:
    if not count:
        return ""
    shown = formats.number(count, g.language)
    return ngettext("%(count)s product", "%(count)s products", count, count=shown)
