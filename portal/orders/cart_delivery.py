"""What the buyer wrote at the address step, kept with the cart until the order is placed.

On the server, for it is personal: it goes with the cart after thirty days at the latest.
"""

from collections.abc import Callable, Mapping
from functools import cache

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import JsonType, UtcDateTime
from portal.core.errors import Refused
from portal.core.native import Statement
from portal.orders.buyers import AddressFacts, BuyerFacts
from portal.orders.holders import CartHolder, held_by
from portal.orders.models import Cart

Written = Mapping[str, str | bool]


def keep(
    session: Session,
    *,
    token_hash: str | None = None,
    user_id: int | None = None,
    written: Written,
) -> None:
    """Field -> what was typed. Raises Refused("cart_empty") for a holder without a cart."""
    holder = CartHolder(token_hash, user_id)
    values = {"b_delivery": dict(written), "b_updated_at": clock.now()}
    if not _keeping(holder.column).count(session, holder=holder.key, **values):
        raise Refused("cart_empty")


@cache
def _keeping(column: str) -> Statement:
    values = {
        "delivery": bindparam("b_delivery", type_=JsonType),
        "updated_at": bindparam("b_updated_at", type_=UtcDateTime()),
    }
    return Statement(lambda: update(Cart).where(held_by(column)).values(values))


def facts(written: Written) -> tuple[BuyerFacts, AddressFacts]:
    """What was typed, for those who check it."""
    text = text_of(written)
    buyer = BuyerFacts(
        name=text("name"),
        mobile=text("mobile"),
        email=text("email") or None,
        company_name=text("company_name") or None,
        company_national_id=text("company_national_id") or None,
        company_economic_code=text("company_economic_code") or None,
    )
    address = AddressFacts(
        recipient=text("recipient"),
        recipient_mobile=text("recipient_mobile"),
        province_code=text("province_code"),
        city_code=text("city_code"),
        postcode=text("postcode"),
        address=text("address"),
        is_gift=bool(written.get("is_gift")),
        gift_note=text("gift_note"),
        note=text("note"),
    )
    return buyer, address


def text_of(written: Written) -> Callable[[str], str]:
    """Field -> its text, "" when it was left empty."""
    return lambda name: str(written.get(name) or "")
