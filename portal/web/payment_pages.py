"""To the bank and back. Every way back ends on the order's own page, which says how it went."""

from datetime import timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.core import limits
from portal.core.errors import OutOfStock, Refused
from portal.i18n import formats
from portal.orders import payable, queries
from portal.payments import gateways
from portal.payments.models import AttemptState
from portal.web import access, hooks, languages, unit
from portal.web.reading import close_reader, reader
from portal.web.sentences import sentence
from portal.web.storefront import order_words, placing
from portal.web.wording import gettext as _

PER_MINUTE = 10
TO_ORDER = frozenset({"already_paid", "order_closed", "payment_running"})

payment_pages = Blueprint("payment_pages", __name__)


@payment_pages.record_once
def switch_on(state: BlueprintSetupState) -> None:
    """The gateways of the settings are the ones a buyer may choose from."""
    gateways.configure(state.app.config["SETTINGS"].gateways)


def gateway_names() -> dict[str, tuple[str, str]]:
    """(title, what it is) of the gateways we know, in the reader's language."""
    known = {"sandbox": (_("Test bank"), _("A page of our own that plays a bank"))}
    return {name: known.get(name, (name, "")) for name in gateways.enabled()}


@payment_pages.get("/pay/<payment_id>")
@access.public
def pay(payment_id: str) -> ResponseReturnValue:
    link = payable.link_of(reader(), payment=payment_id)
    page = queries.order_page(reader(), link=link)
    if not page.may_pay:
        return redirect(url_for("storefront.order", link=link), 303)
    g.tab = "cart"
    return render_template(
        "storefront/pay.html",
        order=order_words.order(page),
        payment_id=payment_id,
        gateways=gateway_names(),
        pay_text=_("Pay %(amount)s", amount=formats.money(page.total, "IRR", g.language)),
    )


@payment_pages.post("/pay/<payment_id>")
@access.public
def start(payment_id: str) -> ResponseReturnValue:
    """Open a try at the chosen bank and send the buyer there."""
    name = request.form.get("gateway", "")
    _count(payment_id)
    try:
        where = settlement.start(
            payment_public_id=payment_id,
            gateway=name,
            return_url=languages.external(f"/pay/return/{name}"),
            description=payment_id,
        )
    except OutOfStock as error:
        return placing.sold_out(error)
    except Refused as error:
        flash(sentence(error.code), "warn" if error.code in TO_ORDER else "bad")
        if error.code in TO_ORDER:
            return redirect(url_for("storefront.order", link=error.facts["link"]), 303)
        return redirect(url_for("payment_pages.pay", payment_id=payment_id), 303)
    is_ours = where.startswith("/")  # the test bank speaks the reader's language
    return redirect(g.language_row.prefix + where if is_ours else where, 303)


def _count(payment_id: str) -> None:
    """Tries of one payment, and the trace of the act in the audit log."""
    with unit.transaction() as session:
        unit.about("payment", payment_id)
        limits.count(session, "pay", payment_id, limit=PER_MINUTE, per=timedelta(minutes=1))


@payment_pages.get("/pay/return/<gateway>")
@access.public
def returned(gateway: str) -> ResponseReturnValue:
    """The browser comes back. It proves nothing: the bank itself is asked."""
    close_reader()
    answer = settlement.receive(gateway, hooks.notice())
    if answer.state is AttemptState.VERIFIED:
        flash(_("Thank you. Your payment has been received."), "ok")
    return redirect(url_for("storefront.order", link=answer.order_link), 303)
