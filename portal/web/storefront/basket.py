"""Whose basket this is: the signed-in person's, or the one of the browser's cookie."""

from typing import TypedDict

from flask import Response, after_this_request, g, request

from portal.core import tokens
from portal.orders import cart
from portal.orders.cart_view import CartView
from portal.orders.holders import CartHolder
from portal.web import access, cookies, unit
from portal.web.reading import reader


class Holder(TypedDict):
    """How the cart functions are told; a person wins over a cookie."""

    token_hash: str | None
    user_id: int | None


def holder() -> Holder:
    """The holder as the browser says; both None for a newcomer."""
    who = access.user()
    token = cookies.cart_token(request)
    return Holder(
        token_hash=tokens.digest(token) if token else None, user_id=who.id if who else None
    )


def acted_on(mine: Holder) -> Holder:
    """The same; the audit row of this request names the basket, and so counts against its pace."""
    unit.about("cart", CartHolder(**mine).name)
    return mine


def holder_to_be() -> Holder:
    """The same, but a newcomer gets a cookie: for the first thing put into a basket."""
    mine = holder()
    if mine["token_hash"] is None and mine["user_id"] is None:
        g.new_cart_token = tokens.secret()
        after_this_request(_give_cookie)
        return holder()
    return mine


def _give_cookie(response: Response) -> Response:
    cookies.put(response, cookies.CART, g.new_cart_token, cookies.CART_LIFE)
    return response


def read() -> CartView:
    """The whole basket; the frame of the page then knows its count without asking again."""
    view = cart.view(reader(), **holder())
    g.basket_units = view.units
    return view


def units() -> int:
    """Units in the basket; no statement for a browser without one."""
    known: int | None = g.get("basket_units")
    if known is not None:
        return known
    mine = holder()
    if mine["token_hash"] is None and mine["user_id"] is None:
        return 0
    return cart.count_units(reader(), **mine)
