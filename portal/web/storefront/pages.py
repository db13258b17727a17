"""Pages of words: dated texts from the database, and what the shop explains about itself."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import nh3
from flask import g, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.accounts import terms
from portal.core import lazy
from portal.core.errors import NotFound
from portal.reference.policies import RETURN_POLICIES
from portal.web import access
from portal.web.reading import reader
from portal.web.storefront.area import storefront

if TYPE_CHECKING:
    import markdown_it
else:
    markdown_it = lazy.module("markdown_it")

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote"}


@cache
def _markdown() -> "markdown_it.MarkdownIt":
    return markdown_it.MarkdownIt("commonmark", {"html": False})


@lru_cache(maxsize=64)
def prose(markdown: str) -> Markup:
    """Markdown of the office as safe HTML: a few tags, no scripts, no styles."""
    clean = nh3.clean(_markdown().render(markdown), tags=TAGS, attributes={"a": {"href"}})
    return Markup(clean)  # noqa: S704 - nh3 has cleaned it


def _dated(code: str) -> ResponseReturnValue:
    text = terms.current(reader(), code=code)
    body = text.body_fa if g.language == "fa" else text.body_en
    return render_template("storefront/pages/dated.html", text=text, body=prose(body))


def _own(name: str) -> Callable[[], ResponseReturnValue]:
    def show() -> ResponseReturnValue:
        return render_template(f"storefront/pages/{name}.html", policies=RETURN_POLICIES)

    return show


PAGES: dict[str, Callable[[], ResponseReturnValue]] = {
    "terms": lambda: _dated("sale"),
    "privacy": lambda: _dated("privacy"),
    "membership": lambda: _dated("membership"),
    "delivery": _own("delivery"),
    "returns": _own("returns"),
    "faq": _own("faq"),
    "seal": _own("seal"),
    "bulk": _own("bulk"),
}


@storefront.get("/pages/<code>")
@access.public
def page(code: str) -> ResponseReturnValue:
    show = PAGES.get(code)
    if show is None:
        raise NotFound
    return show()
