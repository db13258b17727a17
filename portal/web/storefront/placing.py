"""The order itself: placed once, or a page that says what is in the way and what to do."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.core import states, tokens
from portal.core.errors import Invalid, OutOfStock, Refused
from portal.core.money import Currency
from portal.i18n import parse
from portal.orders import checkout as orders
from portal.web import access, unit
from portal.web.sentences import sentence
from portal.web.storefront import basket, checkout, checkout_words, paying
from portal.web.storefront.area import storefront
from portal.web.storefront.dated import dated_terms
from portal.web.wording import gettext as _

KEY_LENGTH = 64


@storefront.post("/checkout/place")
@access.public
def place() -> ResponseReturnValue:
    if request.form.get("accept") != "y" or _version() != dated_terms("sale").version:
        return _not_accepted()
    try:
        payment, opened = _place()
    except OutOfStock as error:
        return paying.sold_out(error)
    except Invalid:  # the address was right when it was written; the list of places has changed
        flash(_("Look over the address once more."), "warn")
        return redirect(url_for("storefront.checkout"), 303)
    except Refused as error:
        return refused(error)
    return paying.send(opened, payment) if opened else paying.to_pay(payment)


def basket_gone() -> ResponseReturnValue:
    """The cookie was lost, or it is another browser: say so, with the ways on."""
    page = render_template(
        "storefront/message.html",
        sign="cart",
        title=_("We do not find your basket in this browser"),
        text=[
            _("Nothing has been paid. A basket belongs to the browser in which it was filled."),
            _("If you have already ordered, open the order by its number and your mobile."),
        ],
        ways=[
            (_("See the basket"), url_for("storefront.cart")),
            (_("Open your order"), url_for("storefront.find_order")),
        ],
    )
    return page, 409


def _not_accepted() -> ResponseReturnValue:
    now = checkout.standing(request.form)
    if not isinstance(now, checkout.Ready):
        return now
    problem = _("Tick that you accept the terms of sale; without it we cannot send anything.")
    return checkout.review_page(now, status=422, problems=[("accept", problem)], key=_key())


def _version() -> str:
    """Which text the buyer was shown; a newer one has to be accepted anew."""
    return request.form.get("terms_version", "")[:KEY_LENGTH]


def _key() -> str:
    return request.form.get("key", "")[:KEY_LENGTH] or tokens.public_id()


def _place() -> tuple[str, settlement.Try | None]:
    """The public name of the payment that is due, and its first try at the bank that was chosen.

    A second click opens no second try.
    """
    gateway = request.form.get("gateway", "")
    bank = gateway if gateway in paying.choices(Currency.IRR) else None
    with unit.transaction() as session, states.together(session):
        placed = orders.place(
            session,
            **basket.holder(),
            shipping_choice=checkout.wanted(request.form),
            expected_total=parse.integer(request.form.get("expected", "")) or 0,
            idempotency_key=_key(),
            terms_version=_version(),
            language=g.language,
            by=access.actor_name() if access.user() else "buyer",
            kept_for=settlement.holding(bank),
        )
        unit.about("order", placed.public_id)
        opened = (
            settlement.first_try(session, payment=placed.payment, link=placed.link, gateway=bank)
            if bank and placed.is_new
            else None
        )
        return placed.payment.public_id, opened


def refused(error: Refused) -> ResponseReturnValue:
    if error.code == "cart_unknown":
        return basket_gone()
    if error.code == "payment_running":
        flash(sentence(error.code), "warn")
        return redirect(url_for("storefront.order", link=error.facts["link"]), 303)
    if error.code in {"total_changed", "form_used", "shipping_missing"}:
        return _again(error)
    flash(sentence(error.code), "bad")
    return redirect(url_for("storefront.cart"), 303)


def _again(error: Refused) -> ResponseReturnValue:
    """The last look anew, with what is different now; the buyer confirms or goes back."""
    now = checkout.standing(request.form)
    if not isinstance(now, checkout.Ready):
        return now
    if error.code == "shipping_missing" or not now.quoted.is_complete:
        flash(_("A delivery that you chose is no longer offered; choose another one."), "warn")
        return redirect(url_for("storefront.delivery"), 303)
    was = parse.integer(request.form.get("expected", "")) or 0
    lines = error.facts.get("lines", ())
    changes = (
        checkout_words.changes(lines, was, now.totals.total)  # type: ignore[arg-type]
        if error.code == "total_changed"
        else None
    )
    return checkout.review_page(now, status=409, changes=changes, is_accepted=True)
