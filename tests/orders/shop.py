"""A small shop: two firms, one carrier, a cart in a few words, and an order paid."""

import itertools
from dataclasses import replace

from portal.catalog import stock
from portal.catalog.models import Offer, Product, Variant
from portal.core.tokens import digest
from portal.orders import bookkeeping, cart, checkout
from portal.orders.checkout import AddressFacts, BuyerFacts
from portal.orders.models import Order
from portal.payments import intake, start
from portal.payments.gateways.interface import Code, Verdict
from tests import make
from tests.orders import sales
from tests.shipping import makers as shipping

_serial = itertools.count(1)
GUEST = digest("the cookie of a guest")
BUYER = BuyerFacts(name="مریم رحیمی", mobile="09121234567", email="maryam@example.com")
ADDRESS = AddressFacts(
    recipient="",
    recipient_mobile="",
    province_code="IR-23",
    city_code="t2",
    postcode="3351913114",
    address="خیابان نمونه، پلاک ۱۲",
)
SHIPPING = 500_000


def network(session, **facts):
    """Places, one carrier and one rate for the whole country; 8 % commission."""
    shipping.places(session)
    shipping.whole_country(session, **({"base": SHIPPING} | facts))
    sales.rule(session)


def goods(session, firm, *, price=6_950_000, on_hand=20, family=None, **facts):
    """An offer of the firm with stock that came in by a movement."""
    given = {"family_id": family.id} if family else {}
    product = make.product(session, owner_id=firm.id, **given)
    variant = make.variant(session, product_id=product.id)
    offer = make.offer(
        session, variant_id=variant.id, firm_id=firm.id, on_hand=0, price=price, **facts
    )
    if on_hand:
        stock.receive(
            session, firm_id=firm.id, sku=offer.sku, quantity=on_hand, reason="new", by="test"
        )
    session.flush()
    return offer


def product_of(session, offer):
    return session.get_one(Product, session.get_one(Variant, offer.variant_id).product_id)


def numbers(session, offer):
    """(on hand, reserved) as the database has them."""
    session.flush()
    session.refresh(session.get_one(Offer, offer.id))
    return offer.on_hand, offer.reserved


def fill(session, *wants, token_hash=GUEST, user_id=None):
    """Put (offer, units) pairs into the cart."""
    for offer, units in wants:
        cart.add(
            session, token_hash=token_hash, user_id=user_id, offer=offer.public_id, quantity=units
        )


def quoted(session, *, address=ADDRESS, token_hash=GUEST, user_id=None, discounts=()):
    return checkout.quote(
        session,
        cart=cart.view(session, token_hash=token_hash, user_id=user_id),
        province_code=address.province_code,
        city_code=address.city_code,
        postcode=address.postcode,
        discounts=discounts,
    )


def form(session, *, token_hash=GUEST, user_id=None, **changes):
    """What the checkout page would send, for the cart as it is now."""
    address = changes.get("address", ADDRESS)
    seen = quoted(
        session,
        address=address,
        token_hash=token_hash,
        user_id=user_id,
        discounts=changes.get("discounts", ()),
    )
    choice = seen.first_choice()
    given = {
        "token_hash": token_hash,
        "user_id": user_id,
        "buyer": BUYER,
        "address": address,
        "shipping_choice": choice,
        "expected_total": seen.totals(choice).total,
        "idempotency_key": f"form-{next(_serial)}",
        "terms_version": "1405-09-01",
        "language": "fa",
        "by": "buyer",
    }
    return given | changes


def place(session, **changes):
    return order_of(session, checkout.place(session, **form(session, **changes)))


def order_of(session, placed):
    session.flush()
    return session.get_one(Order, placed.order_id)


def pay(session, order):
    """As settlement does it, after the bank said yes."""
    tried = sales.attempt(session, order)
    intake.claim(session, attempt=tried, by="gateway")
    intake.verified(
        session,
        attempt=tried,
        verdict=Verdict(Code.PAID, start.facts(tried).amount, receipt="1"),
        by="gateway",
    )
    paid = checkout.settle_paid(session, order_id=order.id, by="gateway")
    bookkeeping.book_sale(session, order=paid, attempt=tried)
    session.flush()
    return paid


def bought(session, *wants, **changes):
    """A paid order of (offer, units) pairs."""
    fill(session, *wants)
    return pay(session, place(session, **changes))


def gift(**changes):
    return replace(
        ADDRESS,
        recipient="سارا",
        recipient_mobile="09351112233",
        is_gift=True,
        gift_note="نوروز مبارک",
        **changes,
    )
