"""A firm's back office. Every address carries the firm's code; `url_for` fills it in."""

from typing import Any

from flask import Blueprint, g, request, url_for

from portal.web import access, words
from portal.web.desk import menu

desk = Blueprint("desk", __name__, url_prefix="/desk/<firm>")


@desk.url_defaults
def add_firm(_endpoint: str, values: dict[str, Any]) -> None:
    """Links of the desk stay at this firm's desk."""
    if "firm" not in values and request.view_args and "firm" in request.view_args:
        values["firm"] = request.view_args["firm"]


@desk.context_processor
def add_menu() -> dict[str, Any]:
    shown = menu.items(request.endpoint or "", access.allows) if "organisation" in g else []
    return {"menu": lambda: shown, **words.FOR_TEMPLATES}


def firm_address(endpoint: str, **values: Any) -> str:
    """The address of a desk page at the firm of this request."""
    return url_for(endpoint, firm=g.organisation.code.lower(), **values)
