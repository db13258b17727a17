"""The shelves: the whole shop, one category, a search; filters and sorting in the address."""

import re
from urllib.parse import quote

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalog import search
from portal.core.errors import NotFound
from portal.core.text import latin_digits
from portal.i18n.languages import LANGUAGES
from portal.reference.categories import NAV
from portal.web import access, languages
from portal.web.reading import reader
from portal.web.storefront import cards, filters, paths, results, shelves
from portal.web.storefront.area import storefront
from portal.web.storefront.filters import Asked
from portal.web.storefront.shelves import Shelf

LOT = re.compile(r"([A-Z]{2,4})[- ]?(\d{4})[- ]?(\d{3,5})")


@storefront.get("/shop")
@access.public
def listing() -> ResponseReturnValue:
    asked = filters.asked(None)
    lot = LOT.fullmatch(latin_digits(asked.query.text).upper())
    if lot is not None:
        return redirect(url_for("storefront.lot", code="-".join(lot.groups())), 303)
    g.tab = "shop"
    return _page(asked, f"{paths.prefix()}/shop")


@storefront.get("/c/<code>")
@storefront.get("/c/<code>/<slug>")
@access.public
def category(code: str, slug: str = "") -> ResponseReturnValue:
    shelf = _shelf(code)
    held = getattr(shelf, f"slug_{g.language}")
    if slug != held:
        wanted = url_for("storefront.category", code=code, slug=held)
        query = request.query_string.decode("ascii", "ignore")
        return redirect(f"{wanted}?{query}" if query else wanted, 301)
    g.tab, g.shelf = "shop", code
    g.alternates = {
        language: _with_query(f"/c/{code}/{getattr(shelf, f'slug_{language}')}")
        for language in LANGUAGES
    }
    return _page(filters.asked(code), paths.category(code, held))


def _shelf(code: str) -> Shelf:
    shelf = shelves.shop().shelves.get(code)
    if shelf is None:
        raise NotFound
    return shelf


def _with_query(path: str) -> str:
    query = request.query_string.decode("ascii", "ignore")
    return f"{path}?{query}" if query else path


def _page(asked: Asked, path: str) -> ResponseReturnValue:
    found = search.search(reader(), asked.query)
    if asked.query.category and found.shelf is None:
        raise NotFound
    if found.shelf is not None and found.shelf.code not in NAV and found.shelf.parent:
        g.shelf = found.shelf.parent.code
    view = results.view(found, asked, path, _canonical(asked, found.page.number))
    template = "storefront/parts/listing_swap.html" if is_swap() else "storefront/listing.html"
    return render_template(template, view=view, **cards.common())


def is_swap() -> bool:
    """True when htmx asks for a part; a page restored from its history is asked for whole."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def _canonical(asked: Asked, number: int) -> str:
    """Without sorting; each page of a list is its own."""
    pairs = asked.without("sort")
    path = quote(request.path)
    more = {"page": str(number)} if number > 1 else {}
    return languages.external(filters.address(path, pairs, **more))
