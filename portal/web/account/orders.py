"""A person's orders."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from portal.i18n import parse
from portal.orders import queries
from portal.web import access, unit
from portal.web.account.area import account
from portal.web.storefront import order_words


@account.get("/orders")
@access.person
def orders() -> ResponseReturnValue:
    number = parse.integer(request.args.get("page", "1")) or 1
    page = queries.my_orders(unit.reader(), user_id=g.user.id, number=number)
    return render_template("account/orders.html", page=page, state=order_words.state)
