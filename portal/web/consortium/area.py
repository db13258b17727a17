"""The consortium's office. Pages are tile-coloured, so nobody mistakes them for a firm's."""

from typing import Any

from flask import Blueprint, g, request

from portal.web import access, words
from portal.web.consortium import menu

consortium = Blueprint("consortium", __name__, url_prefix="/consortium")
admin = Blueprint("admin", __name__, url_prefix="/admin")


@consortium.context_processor
@admin.context_processor
def add_menu() -> dict[str, Any]:
    shown = menu.items(request.endpoint or "", access.allows) if "organisation" in g else []
    return {"menu": lambda: shown, **words.FOR_TEMPLATES}
