"""The basket: see it, put in, change, take out."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid, NotFound, Refused
from portal.i18n import formats, parse
from portal.orders import cart as carts
from portal.orders import cart_care
from portal.orders.cart_rows import MOST_UNITS
from portal.web import access, unit
from portal.web.sentences import sentence
from portal.web.storefront import basket, cart_words, place, product
from portal.web.storefront.area import storefront
from portal.web.storefront.cart_words import Fault
from portal.web.storefront.listing import is_swap
from portal.web.storefront.saying import say_next
from portal.web.wording import gettext as _

LONGEST = 40  # characters of a typed number
QUANTITY_WORDS = {"too_small": "quantity_too_small", "too_large": "quantity_too_large"}


@storefront.get("/cart")
@access.public
def cart() -> ResponseReturnValue:
    return page()


def page(fault: Fault | None = None) -> ResponseReturnValue:
    """The whole basket, or for htmx its part; 422 when a number was not taken."""
    g.tab = "cart"
    view = basket.read()
    spot = place.known()
    offers = (
        place.offers([one.parcel for one in view.packages], spot) if spot and view.packages else {}
    )
    page = render_template(
        "storefront/parts/cart_swap.html" if is_swap() else "storefront/cart.html",
        basket=view,
        packages=cart_words.parcels(view, offers, fault),
        summary=cart_words.summary(view, offers, spot),
    )
    return page, 422 if fault else 200


@storefront.post("/cart/add")
@access.public
def cart_add() -> ResponseReturnValue:
    offer = request.form.get("offer", "")
    typed = request.form.get("quantity", "1")[:LONGEST]
    try:
        with unit.transaction() as session:
            mine = basket.acted_on(basket.holder_to_be())
            added = carts.add(session, **mine, offer=offer, quantity=quantity(typed))
    except Invalid as error:
        return _not_added(offer, typed, _why(error))
    except Refused as error:
        say_next(sentence(error.code, **_figures(error)), "bad")
        return _back()
    say_next(_added(added), "ok")
    return _back()


def quantity(typed: str) -> int:
    """The number; Invalid({"quantity": "not_a_number"}) for 1.5, 1e3, words and nothing."""
    number = parse.integer(typed)
    if number is None:
        raise Invalid({"quantity": "not_a_quantity"})
    return number


def _why(error: Invalid) -> str:
    code = error.errors.get("quantity", "not_a_quantity")
    most = formats.number(MOST_UNITS, g.language)
    return sentence(QUANTITY_WORDS.get(code, code), most=most)


def _figures(error: Refused) -> dict[str, object]:
    """The facts of a refusal with their numbers in the reader's digits."""
    return {
        key: formats.number(value, g.language) if isinstance(value, int) else value
        for key, value in error.facts.items()
    }


def _added(added: carts.Added) -> str:
    if added.is_capped:
        return _(
            "Only %(free)s are left; your basket now has %(count)s.",
            free=formats.number(added.free, g.language),
            count=formats.number(added.quantity, g.language),
        )
    return _("Added to the basket.")


def _not_added(offer: str, typed: str, why: str) -> ResponseReturnValue:
    """The product page again, with what was typed; a card of a list goes back with the sentence."""
    shown = request.form.get("product")
    if shown and not is_swap():
        return product.again(shown, Fault(offer, typed, why))
    say_next(why, "bad")
    return _back()


def _back() -> ResponseReturnValue:
    """To the page the button stood on; for htmx only the message and the count."""
    if is_swap():
        return render_template("storefront/parts/added.html")
    came_from = request.referrer or ""
    is_ours = came_from.startswith(request.host_url) and "/cart" not in came_from
    return redirect(came_from if is_ours else url_for("storefront.cart"), 303)


@storefront.post("/cart/set")
@access.public
def cart_set() -> ResponseReturnValue:
    offer = request.form.get("offer", "")
    typed = request.form.get("set", request.form.get("quantity", ""))[:LONGEST]
    try:
        with unit.transaction() as session:
            mine = basket.acted_on(basket.holder())
            added = carts.set_quantity(session, **mine, offer=offer, quantity=quantity(typed))
    except Invalid as error:
        return page(Fault(offer, typed, _why(error)))
    except Refused as error:
        return page(Fault(offer, typed, sentence(error.code, **_figures(error))))
    if added.is_capped:
        say_next(_added(added), "warn")
    return _shown()


@storefront.post("/cart/remove")
@access.public
def cart_remove() -> ResponseReturnValue:
    try:
        with unit.transaction() as session:
            mine = basket.acted_on(basket.holder())
            carts.remove(session, **mine, offer=request.form.get("offer", ""))
    except NotFound:  # already gone: another tab, a second click
        return _shown()
    return _shown()


@storefront.post("/cart/set-available")
@access.public
def cart_set_available() -> ResponseReturnValue:
    with unit.transaction() as session:
        mine = basket.acted_on(basket.holder())
        changed = cart_care.set_to_available(session, **mine)
    if changed:
        say_next(_("Your basket now holds what is available."), "ok")
    return _shown()


def _shown() -> ResponseReturnValue:
    return page() if is_swap() else redirect(url_for("storefront.cart"), 303)
