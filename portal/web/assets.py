"""Stylesheets joined into one hashed file; every other static file by its hashed address; icons."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response
from markupsafe import Markup

from portal.core.errors import NotFound
from portal.web import access, security

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
SHEETS = (
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/portal.css",
    "css/store.css",
    "css/work.css",
)
YEAR = 365 * 24 * 3600

assets = Blueprint("assets", __name__)


@cache
def joined() -> tuple[bytes, str]:
    """The screen styles in layer order, and their digest."""
    content = b"\n".join((STATIC / name).read_bytes() for name in SHEETS)
    return content, hashlib.sha256(content).hexdigest()[:12]


@cache
def address(name: str) -> str:
    """Where `static/<name>` is served, with its digest; the same under every language prefix."""
    if name == "site.css":
        return f"/static/css/site-{joined()[1]}.css"
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def icon(name: str, css: str = "") -> Markup:
    """An icon of the sheet; what it says is said beside it."""
    return Markup('<svg class="i{}{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        " " if css else "", css, address("icons/icons.svg"), name
    )


@assets.get("/static/css/site-<digest>.css")
@access.public
def stylesheet(digest: str) -> Response:
    content, present = joined()
    if digest != present:
        raise NotFound
    return security.exempt_caching(Response(content, mimetype="text/css"), YEAR)
