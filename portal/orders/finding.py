"""Orders by what people remember of them: a number, a mobile, a part of a name."""

from sqlalchemy import ColumnElement, column, false, select, table, union
from sqlalchemy.orm import Session

from portal.core import identifiers
from portal.core.db import is_sqlite
from portal.core.text import fold, latin_digits, search_key
from portal.orders.models import Order, SellerOrder

TRIGRAM = 3  # characters; what is shorter is looked for row by row
INDEX = table("order_index", column("rowid"))


def search_text(*facts: str | None) -> str:
    """The names and mobiles of an order, folded; what `matching` looks through."""
    return " ".join(search_key(fact) for fact in facts if fact)


def matching(session: Session, typed: str) -> ColumnElement[bool]:
    """A condition on Order: its number, a part's, or names and mobiles that hold the text."""
    code = latin_digits(fold(typed))
    numbered = select(Order.id).where(Order.public_id == code.lower())
    parts = select(SellerOrder.order_id).where(SellerOrder.number == code.upper())
    named = select(Order.id).where(_holds(session, _key(typed)))
    return Order.id.in_(union(numbered, parts, named))


def _key(typed: str) -> str:
    """Mobiles stand in their international form: a typed 0912 is found within 98912."""
    key = search_key(identifiers.mobile(typed) or typed)
    figures = key.replace(" ", "")
    return figures.removeprefix("0") if figures.isdecimal() else key


def _holds(session: Session, key: str) -> ColumnElement[bool]:
    if not key:  # nothing but signs was typed
        return false()
    if is_sqlite(session) and len(key) >= TRIGRAM:
        hits = select(INDEX.c.rowid).where(column("order_index").op("MATCH")(f'"{key}"'))
        return Order.id.in_(hits)
    return Order.search_text.contains(key, autoescape=True)
