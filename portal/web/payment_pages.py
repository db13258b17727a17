"""To the bank and back. Every way back ends on the order's own page, which says how it went."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.i18n import formats
from portal.orders import queries
from portal.payments.models import AttemptState
from portal.web import access, hooks, unit
from portal.web.reading import close_reader, reader
from portal.web.storefront import order_words, paying
from portal.web.wording import gettext as _

payment_pages = Blueprint("payment_pages", __name__)


@payment_pages.get("/pay/<payment_id>")
@access.public
def pay(payment_id: str) -> ResponseReturnValue:
    page = queries.order_to_pay(reader(), payment=payment_id)
    if not page.may_pay:
        return redirect(url_for("storefront.order", link=page.link), 303)
    g.tab = "cart"
    return render_template(
        "storefront/pay.html",
        order=order_words.order(page),
        payment_id=payment_id,
        gateways=paying.choices(page.currency),
        pay_text=_("Pay %(amount)s", amount=formats.money(page.total, page.currency, g.language)),
    )


@payment_pages.post("/pay/<payment_id>")
@access.public
def start(payment_id: str) -> ResponseReturnValue:
    """Another try, or the first one of a buyer who has to choose a bank."""
    with unit.transaction():  # the act's trace in the audit log; the tries are counted themselves
        unit.about("payment", payment_id)
    return paying.start(payment_id, request.form.get("gateway", ""))


@payment_pages.get("/pay/return/<gateway>")
@access.public
def returned(gateway: str) -> ResponseReturnValue:
    """The browser comes back. It proves nothing: the bank itself is asked."""
    close_reader()
    answer = settlement.receive(gateway, hooks.notice())
    if answer.state is AttemptState.VERIFIED:
        flash(_("Thank you. Your payment has been received."), "ok")
    return redirect(url_for("storefront.order", link=answer.order_link), 303)
