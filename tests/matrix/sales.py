"""Orders of every owner in every state, each with a part of firm A and a part of firm B."""

import itertools
from dataclasses import dataclass, field

from portal.core import tokens
from portal.orders import (
    cancelling,
    cart,
    cart_delivery,
    checkout,
    dropping,
    fulfilment,
    invoices,
    unpaid,
)
from portal.orders.checkout import AddressFacts, BuyerFacts
from portal.orders.models import Order, OrderState, SellerOrder
from portal.payments.models import Payment, SandboxCharge
from tests.matrix import marks
from tests.matrix.people import CITY
from tests.orders import sales as paying
from tests.orders import shop

FEW = ("awaiting", "at_bank", "paid", "shipped", "cancelled")
STATES_OF = {
    "buyer_a": (
        *FEW,
        "preparing",
        "ready",
        "delivered",
        "problem",
        "expired",
        "reduced",
    ),
    "buyer_b": FEW,
    "guest": FEW,
}
# A number of its own for every order, so that no two sums are equal in toman or in rials; nor is
# one, or its commission of 8 %, that of a litre (two bottles).
_units = (n for n in itertools.count(3) if n % 10 and n % 25)


@dataclass
class Sale:
    """One order as the tests name it: its link, and each firm's part by the firm's house."""

    owner: str
    order: Order
    parts: dict[str, SellerOrder]
    payment: Payment
    authority: str = ""
    invoices: dict[str, str] = field(default_factory=dict)
    refunds: dict[str, str] = field(default_factory=dict)
    account: str = ""  # where the buyer wants it, public id


def buyer_facts(user) -> BuyerFacts:
    return BuyerFacts(
        name=user.name if user else marks.text("مهمان"),
        mobile=user.mobile if user else marks.mobile(),
        email=user.email if user else marks.mail("guest"),
        company_name=marks.text("شرکت"),
        company_national_id="10380284790",
    )


def address_facts() -> AddressFacts:
    return AddressFacts(
        recipient=marks.text("گیرنده"),
        recipient_mobile=marks.mobile(),
        province_code="IR-26",
        city_code=CITY,
        postcode="3419613145",
        address=marks.text("خیابان"),
        is_gift=True,
        gift_note=marks.text("نوروز"),
        note=marks.text("زنگ دوم"),
    )


def placed(session, owner, houses, user) -> Sale:
    """Units of each firm's first product, from a basket of its own, for `user` or a guest."""
    holder, units = tokens.digest(tokens.secret()), next(_units)
    for house in houses.values():
        cart.add(session, token_hash=holder, offer=house.offers["live"].public_id, quantity=units)
    form = shop.form(session, token_hash=holder, address=address_facts(), buyer=buyer_facts(user))
    order = shop.order_of(session, checkout.place(session, **form))
    order.user_id = user.id if user else None
    session.flush()
    parts = {
        name: next(part for part in order.seller_orders if part.firm_id == house.firm.id)
        for name, house in houses.items()
    }
    return Sale(owner, order, parts, order.payment)


def brought_to(session, sale: Sale, state: str) -> Sale:
    """Walk the whole order to a state by the domain's own steps."""
    if state == "at_bank":
        sale.authority = paying.attempt(session, sale.order).provider_ref
        charge(session, sale)
    if state == "expired":
        unpaid.withdraw(session, sale.order, OrderState.EXPIRED, by="clock", note="#expired")
    if state in {"awaiting", "at_bank", "expired"}:
        return sale
    shop.pay(session, sale.order)
    for house, part in sale.parts.items():
        walk(session, sale, house, part, state)
    return sale


def charge(session, sale: Sale) -> None:
    """The embedded bank's own record of the try, as its start() writes it."""
    session.add(
        SandboxCharge(
            authority=sale.authority,
            amount=sale.payment.amount,
            currency=sale.payment.currency,
            return_url="http://127.0.0.1:8000/pay/return/sandbox",
            description=sale.payment.public_id,
        )
    )


def walk(session, sale: Sale, house: str, part: SellerOrder, state: str) -> None:
    firm = {"firm_id": part.firm_id, "number": part.number, "by": "user:test"}
    if state == "cancelled":
        refund = cancelling.cancel_as_firm(session, **firm, reason=marks.text("نشد"))
        sale.refunds[house] = refund.public_id
        return
    road = tuple(STEPS)
    reach = {"problem": "shipped", "reduced": "preparing"}.get(state, state)
    steps = road[: road.index(reach) + 1] if reach in road else ()
    for step in steps:
        STEPS[step](session, firm)
    if state == "reduced":
        reduce(session, sale, house, part, firm)
    if state == "problem":
        fulfilment.report_problem(
            session, link=sale.order.link, part=part.public_id, note=marks.text("شکسته"), by="buyer"
        )
    if steps:
        asked = invoices.ask_as_firm(session, **firm)
        sale.invoices[house] = asked.public_id


def reduce(session, sale, house, part, firm) -> None:
    done = dropping.drop(session, **firm, units={part.lines[0].public_id: 1})
    sale.refunds[house] = done.refund.public_id


STEPS = {
    "preparing": lambda session, firm: fulfilment.accept(session, **firm),
    "ready": lambda session, firm: fulfilment.pack(session, **firm),
    "shipped": lambda session, firm: fulfilment.ship(session, **firm, tracking=tracking()),
    "delivered": lambda session, firm: fulfilment.deliver(session, **firm),
}


def tracking() -> str:
    """A number as the post gives them, and nobody else's."""
    return f"{marks.figure(12)}{marks.figure(12)}"


def last_form(session, holder, user) -> dict[str, str]:
    """The address kept with the basket, and what the page of the last look would send."""
    address, buyer = address_facts(), buyer_facts(user)
    written = {
        "name": buyer.name, "mobile": buyer.mobile, "email": buyer.email or "",
        "province_code": address.province_code, "city_code": address.city_code,
        "postcode": address.postcode, "address": address.address,
    }  # fmt: skip
    cart_delivery.keep(session, **{"token_hash": None, "user_id": None} | holder, written=written)
    seen = shop.quoted(session, address=address, **holder)
    choice = seen.first_choice()
    return {
        **{f"ship-{code}": key for code, key in choice.items()},
        "expected": str(seen.totals(choice).total),
        "key": tokens.public_id(),
        "terms_version": "1405-01-01",
        "accept": "y",
    }
