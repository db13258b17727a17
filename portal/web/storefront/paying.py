"""Off to the bank: a try at the chosen gateway, or a page that says what is in the way."""

from collections.abc import Callable
from functools import partial

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.core.errors import OutOfStock, Refused
from portal.core.money import Currency
from portal.orders import checkout as orders
from portal.payments import gateways
from portal.web import languages
from portal.web.reading import reader
from portal.web.sentences import sentence
from portal.web.storefront import bank_words
from portal.web.words import GATEWAY_WORDS

TO_ORDER = frozenset({"already_paid", "order_closed", "payment_running"})


def choices(currency: Currency) -> dict[str, tuple[str, str]]:
    """(title, what it is) of the gateways that take the currency, in the reader's language."""
    words = {
        name: GATEWAY_WORDS[name]
        for name, gateway in gateways.enabled().items()
        if currency in gateway.currencies
    }
    return {name: (str(title), str(about)) for name, (title, about) in words.items()}


def start(payment_id: str, gateway: str) -> ResponseReturnValue:
    """Open a try at the bank and send the buyer there; no transaction may be open."""
    open_try = partial(settlement.start, payment_public_id=payment_id, gateway=gateway)
    return _go(open_try, payment_id, gateway)


def send(opened: settlement.Try, payment_id: str) -> ResponseReturnValue:
    """The same for a try that was opened with its order."""
    return _go(partial(settlement.send, opened), payment_id, opened.attempt.gateway)


def _go(tell: Callable[..., str], payment_id: str, gateway: str) -> ResponseReturnValue:
    back = languages.external(f"/pay/return/{gateway}")
    try:
        where = tell(return_url=back, description=payment_id)
    except OutOfStock as error:
        return sold_out(error)
    except Refused as error:
        told = bank_words.reason(str(error.facts.get("reason", ""))) or sentence(error.code)
        flash(told, "warn" if error.code in TO_ORDER else "bad")
        if error.code in TO_ORDER:
            return redirect(url_for("storefront.order", link=error.facts["link"]), 303)
        return to_pay(payment_id)
    is_ours = where.startswith("/")  # the test bank speaks the reader's language
    return redirect(g.language_row.prefix + where if is_ours else where, 303)


def to_pay(payment_id: str) -> ResponseReturnValue:
    """To what is due: the page that asks for a bank."""
    return redirect(url_for("payment_pages.pay", payment_id=payment_id), 303)


def sold_out(error: OutOfStock) -> ResponseReturnValue:
    """All or nothing: what is short, and one button that sets it to what is available."""
    short = orders.short_lines(reader(), error)
    return render_template("storefront/sold_out.html", short=short), 409
