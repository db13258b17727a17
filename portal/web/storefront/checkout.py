"""From basket to bank: address, delivery, a last look, the order. Works without JavaScript.

What was written at the address step is kept with the basket; the delivery that was chosen travels
in the address bar and in hidden fields, for it is nobody's secret.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import addresses
from portal.core import identifiers, tokens
from portal.core.errors import Invalid, Refused
from portal.core.money import Currency
from portal.i18n import formats
from portal.orders import cart_care, cart_delivery
from portal.orders.buyers import Delivery, checked
from portal.orders.cart_view import CartView
from portal.orders.checkout import CheckoutQuote, quote
from portal.orders.totals import Totals
from portal.web import access, unit
from portal.web.reading import reader
from portal.web.sentences import sentence
from portal.web.storefront import address, basket, cart_words, checkout_words, paying, place
from portal.web.storefront.area import storefront
from portal.web.storefront.dated import dated_terms
from portal.web.storefront.forms import AddressForm
from portal.web.wording import gettext as _

CHOICE = "ship-"  # + firm code: the parameter that names a shipping offer


@dataclass(frozen=True, slots=True)
class Goods:
    """The sum of the goods alone, while the delivery is not known."""

    goods: int
    total: int
    shipping: None = None
    discount: int = 0


def ready() -> CartView | ResponseReturnValue:
    """The basket, or the way back to it when it cannot be ordered as it is."""
    g.tab = "cart"
    view = basket.read()
    if view.is_empty:
        flash(sentence("cart_empty"), "warn")
        return redirect(url_for("storefront.cart"), 303)
    if not view.is_ready:
        flash(
            _("Look at the marked lines first; nothing has been taken out of your basket."), "warn"
        )
        return redirect(url_for("storefront.cart"), 303)
    return view


@storefront.get("/checkout")
@access.public
def checkout() -> ResponseReturnValue:
    view = ready()
    if not isinstance(view, CartView):
        return view
    form = address.form_of(view.written or address.newcomer(access.user(), place.known()))
    return _address_page(form, view)


def _address_page(
    form: AddressForm, view: CartView, status: int = 200, chosen: str = ""
) -> ResponseReturnValue:
    entries = address.book(reader(), access.user())
    page = render_template(
        "storefront/checkout.html",
        form=form,
        book=entries,
        chosen=chosen or _first_choice(entries, form),
        lines=[cart_words.line(line) for line in view.lines],
        totals=Goods(view.goods_total, view.goods_total),
        **address.lists(form),
    )
    return page, status


def _first_choice(entries: Sequence[address.Entry], form: AddressForm) -> str:
    """The newest entry of the book, unless an address has been written."""
    return entries[0].public_id if entries and not form.address.data else address.NEW


@storefront.post("/checkout")
@access.public
def checkout_write() -> ResponseReturnValue:
    form, chosen = _filled()
    if request.form.get("narrow"):  # without JavaScript: show the cities of the chosen province
        return _once_more(form, 200, chosen)
    delivery = _checked(form)
    if delivery is None:
        return _once_more(form, 422, chosen)
    place.remember(address.spot_of(delivery.place))
    written = address.with_place(address.typed(form), delivery.place)
    try:
        _keep(written)
    except Refused as error:
        flash(sentence(error.code), "warn")
        return redirect(url_for("storefront.cart"), 303)
    if form.keep.data and chosen == address.NEW:
        _into_book(delivery)
    return redirect(url_for("storefront.delivery"), 303)


def _into_book(delivery: Delivery) -> None:
    """A full book holds up no order."""
    who = access.user()
    if who is None:
        return
    try:
        with unit.transaction() as session:
            unit.about("address", "added")
            addresses.keep(
                session, user_id=who.id, place=address.for_book(delivery), by=access.actor_name()
            )
    except Refused as error:
        flash(sentence(error.code), "warn")


def _once_more(form: AddressForm, status: int, chosen: str) -> ResponseReturnValue:
    view = ready()
    return _address_page(form, view, status, chosen) if isinstance(view, CartView) else view


def _keep(written: cart_delivery.Written) -> None:
    with unit.transaction() as session:
        cart_delivery.keep(session, **basket.holder(), written=written)
        if request.form.get("seen"):  # the page said which prices have changed
            cart_care.accept_prices(session, **basket.holder())


def _filled() -> tuple[AddressForm, str]:
    """The form as posted, an entry of the address book put in where one was chosen."""
    chosen, user = request.form.get("book", address.NEW), access.user()
    given = request.form.copy()
    if user is not None and chosen != address.NEW:
        for name, value in address.from_book(reader(), user=user, public_id=chosen).items():
            given[name] = value
    return AddressForm(given), chosen


def _checked(form: AddressForm) -> Delivery | None:
    """What the domain makes of it; None with the faults beside the fields."""
    is_fine = form.validate()
    try:
        delivery = checked(reader(), *cart_delivery.facts(address.typed(form)))
    except Invalid as error:
        form.refuse({name: code for name, code in error.errors.items() if not form[name].errors})
        return None
    return delivery if is_fine else None


@storefront.get("/checkout/cities")
@access.public
def cities() -> ResponseReturnValue:
    """For htmx: the list of cities of one province."""
    form = AddressForm(request.args)
    return render_template("storefront/parts/city.html", form=form, **address.lists(form))


@dataclass(frozen=True, slots=True)
class Ready:
    """All that the steps after the address stand on."""

    view: CartView
    quoted: CheckoutQuote
    choice: Mapping[str, str]

    @property
    def totals(self) -> Totals:
        return self.quoted.totals(self.choice)


def standing(given: Mapping[str, str]) -> Ready | ResponseReturnValue:
    """The basket with its address and offers, or the way back to the step that is missing."""
    view = ready()
    if not isinstance(view, CartView):
        return view
    if not view.written:
        flash(_("Write the address once more; we no longer have it."), "warn")
        return redirect(url_for("storefront.checkout"), 303)
    quoted = _quoted(view)
    return Ready(view, quoted, chosen(quoted, given))


def _quoted(view: CartView) -> CheckoutQuote:
    _buyer, receiver = cart_delivery.facts(view.written)
    return quote(
        reader(),
        cart=view,
        province_code=receiver.province_code,
        city_code=receiver.city_code,
        postcode=identifiers.postcode(receiver.postcode) or "",
    )


def wanted(given: Mapping[str, str]) -> dict[str, str]:
    """Firm code -> offer key, as the page sent it."""
    named = {key: value for key, value in given.items() if key.startswith(CHOICE)}
    return {key.removeprefix(CHOICE): value[:64] for key, value in named.items()}


def chosen(quoted: CheckoutQuote, given: Mapping[str, str]) -> dict[str, str]:
    """Firm code -> offer key: what was asked for where it exists, else the first offer."""
    asked, made = wanted(given), {}
    for package in quoted.packages:
        offer = package.chosen(asked)
        if offer is not None:
            made[package.package.firm.code] = offer.key
    return made


@storefront.get("/checkout/delivery")
@access.public
def delivery() -> ResponseReturnValue:
    now = standing(request.args)
    if not isinstance(now, Ready):
        return now
    return render_template(
        "storefront/delivery.html",
        address=address.shown(now.view.written),
        packages=checkout_words.packages(now.quoted, now.choice),
        is_complete=now.quoted.is_complete,
        lines=[cart_words.line(line) for line in now.view.lines],
        totals=now.totals,
    )


@storefront.get("/checkout/review")
@access.public
def review() -> ResponseReturnValue:
    now = standing(request.args)
    if not isinstance(now, Ready):
        return now
    if not now.quoted.is_complete:
        return redirect(url_for("storefront.delivery"), 303)
    return review_page(now)


def review_page(
    now: Ready,
    *,
    status: int = 200,
    changes: checkout_words.Changes | None = None,
    problems: list[tuple[str, str]] | None = None,
    key: str = "",
    is_accepted: bool = False,
) -> ResponseReturnValue:
    """The last look; also the answer when the total has changed (409), or a tick is missing."""
    terms = dated_terms("sale")
    total = formats.money(now.totals.total, "IRR", g.language)
    picks = {CHOICE + code: offer for code, offer in now.choice.items()}
    page = render_template(
        "storefront/review.html",
        address=address.shown(now.view.written),
        packages=checkout_words.packages(now.quoted, now.choice),
        lines=[cart_words.line(line) for line in now.view.lines],
        totals=now.totals,
        choice=now.choice,
        delivery_path=f"{url_for('storefront.delivery')}?{urlencode(picks)}",
        terms=terms,
        accept_text=checkout_words.accept(terms),
        accepted=is_accepted,
        pay_text=_("Pay %(amount)s", amount=total),
        gateways=paying.choices(Currency.IRR),
        key=key or tokens.public_id(),
        changes=changes,
        problems=problems or [],
    )
    return page, status
