"""From basket to order: one transaction, before any money is asked for (marketplace.md 2.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.catalog import stock
from portal.core import clock, tokens
from portal.core.db import UtcDateTime
from portal.core.errors import Invalid, Refused, TooMany
from portal.core.money import Currency
from portal.core.native import Statement
from portal.orders import basket, cart_view, unpaid, writing
from portal.orders.basket import BasketLine
from portal.orders.buyers import AddressFacts, BuyerFacts, checked
from portal.orders.cart_delivery import Written, facts
from portal.orders.drafts import Draft, draft
from portal.orders.holders import CartHolder, held_by
from portal.orders.models import Cart, Order, OrderLine, OrderState, SellerOrder
from portal.orders.quoting import quote
from portal.orders.totals import OrderDiscount
from portal.orders.writing import Request
from portal.payments import start
from portal.payments.models import Payment, Purpose

LONGEST_CODE = 64  # of an idempotency key or a version, as the columns take them
MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 10  # orders of one cart


@dataclass(frozen=True, slots=True)
class Placed:
    """An order and what is due for it; `link` is the secret part of its address.

    `is_new` unless this form, or another of the same basket, had made it before.
    """

    order_id: int
    public_id: str
    link: str
    payment: Payment
    is_new: bool

    @classmethod
    def before(cls, order: Order) -> "Placed":
        return cls(order.id, order.public_id, order.link, order.payment, is_new=False)


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A line whose price is not the one the buyer saw, in rials."""

    title_fa: str
    title_en: str
    was: int
    now: int


def place(
    session: Session,
    *,
    token_hash: str | None = None,
    user_id: int | None = None,
    buyer: BuyerFacts | None = None,
    address: AddressFacts | None = None,
    shipping_choice: Mapping[str, str],
    expected_total: int,
    idempotency_key: str,
    terms_version: str,
    language: str,
    by: str,
    discounts: Sequence[OrderDiscount] = (),
    kept_for: timedelta = stock.HOLD,
) -> Placed:
    """Write the order, take its stock for ten minutes and note what is due.

    Without `buyer` and `address` it goes where the address step says. `shipping_choice`: firm
    code -> key of a shipping offer. `expected_total`: what the page said, in rials.
    A second click, and the same form from a second tab, give the order of the first; a changed
    basket replaces the unpaid order it had.

    Raises Invalid, OutOfStock, TooMany, and Refused: cart_unknown, cart_empty, not_sellable,
    total_changed (was, now, lines), shipping_missing (firm_fa, firm_en), hoarding,
    payment_running (link), form_used.
    """
    _require_form(idempotency_key, terms_version)
    holder = CartHolder(token_hash, user_id)
    cart_id, written = _lock_cart(session, holder)
    if buyer is None or address is None:
        buyer, address = _as_written(written)
    request = Request(
        delivery=checked(session, buyer, address),
        choice=shipping_choice,
        expected_total=expected_total,
        terms_version=terms_version,
        language=language,
        key=idempotency_key,
    )
    same, open_order = _earlier(session, cart_id, request)
    if same is not None:
        return Placed.before(same)
    lines = _sellable_lines(session, holder)
    if open_order is not None:
        if _says_the_same(session, open_order, request, lines):
            return Placed.before(open_order)
        unpaid.withdraw(session, open_order, OrderState.CANCELLED, by=by, note="#replaced")
    made = _draft(session, lines, request, discounts)
    order = writing.write(session, made, request, cart_id=cart_id, user_id=user_id, by=by)
    stock.take(
        session,
        order_id=order.id,
        wants=made.wants,
        holder=tokens.digest(request.delivery.mobile),
        visitor=token_hash,
        expires_at=clock.now() + kept_for,
        by=by,
    )
    due = start.begin(
        session,
        purpose=Purpose.ORDER,
        subject_id=order.id,
        amount=made.totals.total,
        currency=Currency.IRR,
    )
    return Placed(order.id, order.public_id, order.link, due, is_new=True)


def _require_form(key: str, terms_version: str) -> None:
    if not 0 < len(terms_version) <= LONGEST_CODE:
        raise Invalid({"terms": "required"})
    if not 0 < len(key) <= LONGEST_CODE:
        raise Refused("form_used")


def _lock_cart(session: Session, holder: CartHolder) -> tuple[int, Written]:
    """The cart and its address. Rivals for it wait here, and then see what the first one made.

    Its orders of the last minute are counted too: TooMany.
    """
    binds = {"holder": holder.key, "since": clock.now() - MINUTE}
    found = _locking(holder.column).typed(session, **binds)
    if not found:
        raise Refused("cart_unknown")
    [(cart_id, written, orders)] = found
    if orders >= MOST_A_MINUTE:
        raise TooMany(int(MINUTE.total_seconds()))
    return cart_id, written


@cache
def _locking(column: str) -> Statement:
    return Statement(lambda: _locked(column))


def _locked(column: str) -> Select[int, Written, int]:
    since = bindparam("since", type_=UtcDateTime())
    recent = select(func.count(Order.id)).where(Order.cart_id == Cart.id, Order.placed_at > since)
    mine = select(Cart.id, Cart.delivery, recent.scalar_subquery()).where(held_by(column))
    return mine.with_for_update(of=Cart, key_share=True)


def _as_written(written: Written) -> tuple[BuyerFacts, AddressFacts]:
    if not written:
        raise Refused("cart_unknown")
    return facts(written)


def _earlier(session: Session, cart_id: int, request: Request) -> tuple[Order | None, Order | None]:
    """(the order this very form made, the cart's unpaid order); one statement.

    Raises Refused("form_used") when the key was spent on other facts or by another cart.
    """
    keys = [key for (key,) in EARLIER.rows(session, key=request.key, cart=cart_id)]
    found = [session.get_one(Order, key) for key in keys]  # most of the time there is none
    same = next((order for order in found if order.idempotency_key == request.key), None)
    if same is not None and (same.cart_id, same.fingerprint) != (cart_id, request.fingerprint):
        raise Refused("form_used")
    return same, next((order for order in found if order is not same), None)


def _earlier_orders() -> Select[int]:
    is_open = and_(Order.cart_id == bindparam("cart"), Order.state == OrderState.AWAITING_PAYMENT)
    return select(Order.id).where(or_(Order.idempotency_key == bindparam("key"), is_open))


EARLIER = Statement(_earlier_orders)


def _sellable_lines(session: Session, holder: CartHolder) -> list[BasketLine]:
    lines = basket.read(session, holder)
    if not lines:
        raise Refused("cart_empty")
    if not all(line.is_sellable for line in lines):
        raise Refused("not_sellable")
    return lines


def _says_the_same(
    session: Session, order: Order, request: Request, lines: Sequence[BasketLine]
) -> bool:
    """The same form, and the basket has not changed since."""
    if order.fingerprint != request.fingerprint:
        return False
    bought = (
        select(OrderLine.offer_id, OrderLine.quantity, OrderLine.unit_price)
        .join(SellerOrder, SellerOrder.id == OrderLine.seller_order_id)
        .where(SellerOrder.order_id == order.id)
    )
    wanted = {(one.offer.id, one.line.quantity, one.unit_price) for one in lines}
    return {tuple(row) for row in session.execute(bought)} == wanted


def _draft(
    session: Session,
    lines: Sequence[BasketLine],
    request: Request,
    discounts: Sequence[OrderDiscount],
) -> Draft:
    """Priced again, now; refused unless it comes to what the buyer was shown."""
    delivery = request.delivery
    quoted = quote(
        session,
        cart=cart_view.of(lines),
        province_code=delivery.place.province_code,
        city_code=delivery.place.city_code,
        postcode=delivery.postcode,
        discounts=discounts,
    )
    made = draft(lines, quoted, request.choice, discounts)
    if made.totals.total != request.expected_total:
        raise Refused(
            "total_changed",
            was=request.expected_total,
            now=made.totals.total,
            lines=[_change(line) for line in lines if line.unit_price != line.line.price_seen],
        )
    return made


def _change(line: BasketLine) -> PriceChange:
    product = line.product
    return PriceChange(product.title_fa, product.title_en, line.line.price_seen, line.unit_price)
