"""For search engines and link previews: sitemap, robots, structured facts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.catalog import queries as catalog
from portal.catalog import sitemap as listed
from portal.core.errors import NotFound
from portal.firms import queries as firms
from portal.i18n.languages import DEFAULT, LANGUAGES
from portal.web import access, languages
from portal.web.reading import reader

MOST = 50_000  # addresses a file may hold (sitemaps.org)
PRODUCTS = MOST // len(LANGUAGES)  # each stands once in every language
LONGEST = 6  # digits of the number of a part
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
PAGES = (
    "/",
    "/shop",
    "/makers",
    "/trace",
    *(
        f"/pages/{code}"
        for code in ("delivery", "returns", "faq", "seal", "bulk", "terms", "privacy")
    ),
)
CLOSED = (
    "/cart",
    "/checkout",
    "/pay/",
    "/o/",
    "/orders/",
    "/account",
    "/desk/",
    "/consortium/",
    "/admin/",
    "/bank/",
    "/hooks/",
)

seo = Blueprint("seo", __name__)

Paths = Mapping[str, str]


@seo.get("/robots.txt")
@access.public
def robots() -> ResponseReturnValue:
    closed = [
        f"Disallow: {language.prefix}{path}" for language in LANGUAGES.values() for path in CLOSED
    ]
    where = languages.external("/sitemap.xml", DEFAULT)
    lines = ["User-agent: *", *closed, f"Sitemap: {where}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@seo.get("/sitemap.xml")
@access.public
def index() -> ResponseReturnValue:
    """The list of lists: pages and shelves first, then the products in parts of 25,000."""
    parts = -(-listed.count(reader()) // PRODUCTS)
    names = ["pages", *(str(number) for number in range(1, parts + 1))]
    entries = (
        f"<sitemap><loc>{languages.external(f'/sitemap-{name}.xml', DEFAULT)}</loc></sitemap>"
        for name in names
    )
    return _xml(f"<sitemapindex {SPACES}>", entries, "</sitemapindex>")


@seo.get("/sitemap-pages.xml")
@access.public
def pages() -> ResponseReturnValue:
    """The first page, pages of words, shelves and makers."""
    fixed: list[Paths] = [dict.fromkeys(LANGUAGES, path) for path in PAGES]
    shelves = [
        {code: f"/c/{row.code}/{getattr(row, f'slug_{code}')}" for code in LANGUAGES}
        for section in catalog.categories_tree(reader())
        for row in (section.category, *section.children)
    ]
    makers = [
        {code: f"/m/{firm.public_id}/{getattr(firm, f'slug_{code}')}" for code in LANGUAGES}
        for firm in firms.firms(reader())
    ]
    return _addresses((paths, "") for paths in (*fixed, *shelves, *makers))


@seo.get("/sitemap-<part>.xml")
@access.public
def products(part: str) -> ResponseReturnValue:
    number = int(part) if part.isascii() and part.isdigit() and len(part) < LONGEST else 0
    rows = listed.listed(reader(), number=number, size=PRODUCTS) if number else []
    if not rows:
        raise NotFound
    return _addresses((_product(row), row.changed_at.date().isoformat()) for row in rows)


def _product(row: listed.Listed) -> Paths:
    slugs = {"fa": row.slug_fa, "en": row.slug_en}
    return {code: f"/p/{row.public_id}/{slugs[code]}" for code in LANGUAGES}


def _addresses(rows: Iterable[tuple[Paths, str]]) -> Response:
    """Every page once a language, each naming all its languages."""
    entries = (entry for paths, day in rows for entry in _entries(paths, day))
    return _xml(f"<urlset {SPACES}>", entries, "</urlset>")


def _entries(paths: Paths, day: str) -> Sequence[str]:
    where = {code: escape(languages.external(quote(path), code)) for code, path in paths.items()}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
        for code, address in (*where.items(), ("x-default", where[DEFAULT]))
    )
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    return [f"<url><loc>{address}</loc>{changed}{links}</url>" for address in where.values()]


def _xml(head: str, entries: Iterable[str], tail: str) -> Response:
    body = "\n".join([HEAD + head, *entries, tail])
    response = Response(body, mimetype="application/xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def json_ld(facts: Mapping[str, Any]) -> Markup:
    """A block of schema.org facts; `<` is written so that no text can end it."""
    text = json.dumps({"@context": "https://schema.org", **facts}, ensure_ascii=False)
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704 - made safe above


def breadcrumbs(crumbs: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    """(name, absolute address) from the first page down to this one."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(crumbs, start=1)
        ],
    }


def shop(brand: str, home: str) -> Mapping[str, Any]:
    """The shop and its search."""
    return {
        "@type": "WebSite",
        "name": brand,
        "url": home,
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{home.rstrip('/')}/shop?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
