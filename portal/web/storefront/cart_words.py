"""The basket as finished text: packages, lines, what changed, the sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g

from portal.i18n import formats
from portal.orders.cart_view import CartLineView, CartView, Package, Seller
from portal.shipping.rates import ShippingOffer
from portal.web.storefront import makers, paths, place
from portal.web.storefront.place import Spot
from portal.web.storefront.shell import say
from portal.web.wording import gettext as _
from portal.web.wording import ngettext


@dataclass(frozen=True, slots=True)
class Fault:
    """A number that could not be taken: the offer it was about, what was typed, why not."""

    offer: str
    typed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """`gross` in rials; the rest is finished. `typed` stands in the field of the quantity."""

    offer: str
    path: str
    image: str
    title: str
    pack: str
    meta: str
    quantity: int
    typed: str
    each: str
    gross: int
    changed: str
    problem: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the sending of a parcel costs; `is_known` when there is a town and a carrier to it."""

    price: str
    more: str = ""
    is_known: bool = False
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """One firm's part of the basket."""

    firm: Seller
    letter: str
    number: str
    promise: str
    delivery: Delivery
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Summary:
    counted: str
    units: str
    shipping_label: str
    shipping: str
    total_label: str
    total: int
    place: str


def line(one: CartLineView, fault: Fault | None = None) -> Line:
    language = g.language
    is_at_fault = fault is not None and fault.offer == one.offer
    return Line(
        offer=one.offer,
        path=paths.product(one.product, say(one, "slug")),
        image=paths.picture(one.image_key),
        title=say(one, "title"),
        pack=_pack(one),
        meta=_meta(one),
        quantity=one.quantity,
        typed=fault.typed if fault and is_at_fault else formats.number(one.quantity, language),
        each=formats.amount(one.unit_price, language),
        gross=one.gross,
        changed=_changed(one),
        problem=fault.sentence if fault and is_at_fault else _problem(one),
    )


def _pack(one: CartLineView) -> str:
    return formats.pack(one.net_value, one.net_unit, one.pieces, g.language)


def _meta(one: CartLineView) -> str:
    if one.per_unit is None:
        return _pack(one)
    return f"{_pack(one)} · {formats.unit_price(one.per_unit, one.unit_basis, g.language)}"


def _changed(one: CartLineView) -> str:
    if not one.is_changed:
        return ""
    return _(
        "The price of this product has changed from %(was)s to %(now)s.",
        was=formats.amount(one.price_seen, g.language),
        now=formats.money(one.unit_price, "IRR", g.language),
    )


def _problem(one: CartLineView) -> str:
    if not one.is_sellable:
        return _("This product cannot be ordered now.")
    if one.is_short and one.free < 1:
        return _("This product is sold out.")
    if one.is_short:
        return _("Only %(free)s left.", free=formats.number(one.free, g.language))
    return ""


def parcels(
    view: CartView, offers: Mapping[int, Sequence[ShippingOffer]], fault: Fault | None = None
) -> list[Parcel]:
    """Packages in order; `offers` of the reader's town by firm, empty when the town is unknown."""
    return [
        _parcel(package, number, offers.get(package.parcel.firm_id), fault)
        for number, package in enumerate(view.packages, start=1)
    ]


def _parcel(
    package: Package, number: int, offers: Sequence[ShippingOffer] | None, fault: Fault | None
) -> Parcel:
    first = offers[0] if offers else None
    origin = _("Sent from %(place)s", place=say(package.firm, "place") or say(package.firm, "name"))
    said = place.say(first) if first else None
    return Parcel(
        firm=package.firm,
        letter=makers.letter(say(package.firm, "name"), g.language),
        number=formats.number(number, g.language),
        promise=f"{origin} · {said.promise}" if said else origin,
        delivery=_delivery(first, offers),
        lines=[line(one, fault) for one in package.lines],
    )


def _delivery(first: ShippingOffer | None, offers: Sequence[ShippingOffer] | None) -> Delivery:
    if offers is None:
        return Delivery(_("after you choose the address"))
    if first is None:
        return Delivery(_("no carrier to your town"))
    is_free = not (first.is_collect or first.price)
    return Delivery(place.say(first).price, place.missing(first), is_known=True, is_free=is_free)


def summary(
    view: CartView, offers: Mapping[int, Sequence[ShippingOffer]], spot: Spot | None
) -> Summary:
    """The sum, with the cheapest delivery to the reader's town when that is known."""
    language = g.language
    firsts = [offered[0] for offered in offers.values() if offered]
    is_known = spot is not None and len(firsts) == len(view.packages)
    shipping = sum(offer.price for offer in firsts) if is_known else 0
    count = len(view.packages)
    units = ngettext(
        "%(count)s item", "%(count)s items", view.units, count=formats.number(view.units, language)
    )
    return Summary(
        counted=ngettext(
            "%(items)s from %(makers)s maker",
            "%(items)s from %(makers)s makers",
            count,
            items=units,
            makers=formats.number(count, language),
        ),
        units=units,
        shipping_label=ngettext(
            "Delivery of %(count)s package",
            "Delivery of %(count)s packages",
            count,
            count=formats.number(count, language),
        ),
        shipping=formats.money(shipping, "IRR", language) if is_known else _("by address"),
        total_label=_("To pay") if is_known else _("Sum without delivery"),
        total=view.goods_total + shipping,
        place=spot.title if spot and is_known else "",
    )
