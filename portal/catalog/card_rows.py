"""Cards as statements read them: the columns of a CardView, and the way back from a row."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from portal.catalog.listing import CardView, written

Binds = dict[str, Any]

IN_LANGUAGE = {"title", "slug", "firm_name", "image_key"}
IN_STOCK = (
    "f.is_sellable AND (SELECT o.on_hand > o.reserved FROM offers AS o WHERE o.id = f.offer_id)"
)
FACES = "JOIN card_faces AS f ON f.id = top.id"  # `top`: ids of cards, and their place

_BIND = re.compile(r":(\w+)")


@lru_cache
def columns(language: str) -> str:
    """What to select from `card_faces AS f` for a CardView; stock is read with it."""
    return ", ".join(_column(name, written(language)) for name in CardView._fields)


def _column(name: str, language: str) -> str:
    if name == "in_stock":
        return IN_STOCK
    return f"f.{name}_{language}" if name in IN_LANGUAGE else f"f.{name}"


def card_of(row: Sequence[Any]) -> CardView:
    """A row's CardView; SQLite has numbers for yes and no."""
    *shown, has_seal, in_stock = row
    return CardView._make((*shown, bool(has_seal), bool(in_stock)))


@lru_cache(maxsize=2048)
def native(is_sqlite: bool, statement: str) -> str:  # noqa: FBT001 - which of two styles
    """`:name` in the driver's own style, for `db.rows`."""
    return statement if is_sqlite else _BIND.sub(r"%(\1)s", statement)
