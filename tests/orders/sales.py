"""Orders as they stand after checkout, and as they stand after being paid, without the checkout."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.catalog import stock
from portal.catalog.models import PRODUCT, VatStatus
from portal.core import clock
from portal.core.money import Currency, included_vat
from portal.firms.models import ORGANISATION
from portal.orders import bookkeeping, charges
from portal.orders.models import (
    ORDER,
    SELLER_ORDER,
    Bearer,
    ChargeKind,
    ChargeRule,
    DiscountLine,
    Order,
    OrderLine,
    OrderState,
    SellerOrder,
    SellerOrderState,
)
from portal.payments import gateways, intake, start
from portal.payments.gateways.interface import Code, Verdict
from portal.payments.gateways.sandbox import new_authority
from portal.payments.models import Payment, Purpose
from tests import make

_serial = itertools.count(1)
DAY = date(2026, 11, 23)


@dataclass
class Goods:
    """One line to be: price of a unit in rials, and what discounts take off the whole line."""

    unit_price: int
    quantity: int = 1
    brand_discount: int = 0
    firm_discount: int = 0
    vat_rate_bp: int = 0
    family: str = "OIL_EVOO"

    @property
    def gross(self):
        return self.unit_price * self.quantity

    @property
    def discount(self):
        return self.brand_discount + self.firm_discount


@dataclass
class Part:
    goods: list[Goods] = field(default_factory=lambda: [Goods(6_950_000)])
    shipping: int = 0
    firm: object = None


def rule(session, **facts):
    """8 % commission with 10 % VAT on it, for everybody, since long."""
    given = {
        "kind": ChargeKind.COMMISSION,
        "title_fa": "کارمزد کنسرسیوم",
        "title_en": "Consortium commission",
        "position": 10,
        "percent_bp": 800,
        "vat_bp": 1000,
        "active_from": date(2026, 3, 21),
    }
    row = ChargeRule(**(given | facts))
    session.add(row)
    session.flush()
    return row


def placed(session, *parts, hold=True, **facts):
    """An order that waits for its payment: parts, lines, charges, holds, and what is due."""
    parts = parts or (Part(),)
    goods = sum(g.gross for part in parts for g in part.goods)
    discount = sum(g.discount for part in parts for g in part.goods)
    shipping = sum(part.shipping for part in parts)
    n = next(_serial)
    given = {
        "idempotency_key": f"key-{n}",
        "state": OrderState.AWAITING_PAYMENT,
        "language": "fa",
        "name": "مریم",
        "mobile": "+989121234567",
        "email": "maryam@example.com",
        "recipient": "مریم",
        "recipient_mobile": "+989121234567",
        "province_code": "IR-23",
        "city_code": "tehran",
        "place_fa": "تهران",
        "place_en": "Tehran",
        "postcode": "1193653471",
        "address": "خیابان ۱",
        "terms_version": "1",
        "currency": Currency.IRR,
        "goods_total": goods,
        "shipping_total": shipping,
        "discount_total": discount,
        "total": goods + shipping - discount,
    }
    order = Order(**(given | facts))
    session.add(order)
    session.flush()
    ORDER.begin(session, order, by="buyer")
    for part in parts:
        _part(session, order, part)
    session.flush()
    borne = _borne_by_firms(session, order)
    charges.freeze(session, lines=[sold(one, borne) for one in lines_of(order)], day=DAY)
    if hold:
        take(session, order)
    start.begin(
        session,
        purpose=Purpose.ORDER,
        subject_id=order.id,
        amount=order.total,
        currency=order.currency,
    )
    return order


def take(session, order, *, expires_at=None):
    stock.take(
        session,
        order_id=order.id,
        wants={line.offer_id: line.quantity for part in order.seller_orders for line in part.lines},
        holder=f"holder-{order.id}",
        expires_at=expires_at or clock.now() + stock.HOLD,
        by="buyer",
    )


def _part(session, order, part):
    firm = part.firm or mill(session)
    goods = sum(g.gross for g in part.goods)
    discount = sum(g.discount for g in part.goods)
    row = SellerOrder(
        order=order,
        firm_id=firm.id,
        number=f"{firm.code}-1405-{next(_serial):05d}",
        state=SellerOrderState.AWAITING,
        currency=order.currency,
        goods_total=goods,
        shipping_total=part.shipping,
        discount_total=discount,
        total=goods + part.shipping - discount,
        carrier_code="post",
        service_fa="پست پیشتاز",
        service_en="Express post",
        weight_g=900,
        promised_on=DAY + timedelta(days=5),
        dispatch_by=DAY + timedelta(days=2),
    )
    session.add(row)
    session.flush()
    SELLER_ORDER.begin(session, row, by="buyer")
    for each in part.goods:
        _line(session, row, firm, each)


def _line(session, part, firm, goods):
    offer = stocked(session, firm, on_hand=max(20, goods.quantity))
    line = OrderLine(
        seller_order=part,
        offer_id=offer.id,
        product_public_id=offer.variant.product.public_id,
        title_fa="روغن زیتون",
        title_en="Olive oil",
        pack_fa="۵۰۰ میلی‌لیتر",
        pack_en="500 ml",
        sku=offer.sku,
        family_code=goods.family,
        quantity=goods.quantity,
        unit_price=goods.unit_price,
        gross=goods.gross,
        discount=goods.discount,
        vat=included_vat(goods.gross - goods.discount, goods.vat_rate_bp),
        vat_rate_bp=goods.vat_rate_bp,
        vat_status=VatStatus.TAXABLE if goods.vat_rate_bp else VatStatus.EXEMPT,
        vat_source="test 2026-11-23",
        return_policy="unopened_7_days",
    )
    session.add(line)
    session.flush()
    for bearer, amount in (
        (Bearer.BRAND, goods.brand_discount),
        (Bearer.FIRM, goods.firm_discount),
    ):
        if amount:
            session.add(
                DiscountLine(
                    order_line_id=line.id,
                    label_fa="تخفیف",
                    label_en="Voucher",
                    bearer=bearer,
                    amount=amount,
                )
            )
    session.flush()


def mill(session, **facts):
    """A firm whose history begins."""
    firm = make.organisation(session, **facts)
    ORGANISATION.begin(session, firm, by="test")
    return firm


def stocked(session, firm, *, on_hand=20, **facts):
    """An offer of the firm whose stock came in by a movement."""
    product = make.product(session, owner_id=firm.id)
    PRODUCT.begin(session, product, by="test")
    variant = make.variant(session, product_id=product.id)
    offer = make.offer(session, variant_id=variant.id, firm_id=firm.id, on_hand=0, **facts)
    stock.receive(
        session, firm_id=firm.id, sku=offer.sku, quantity=on_hand, reason="new", by="test"
    )
    return offer


def lines_of(order):
    return [line for part in order.seller_orders for line in part.lines]


def sold(line, borne=()):
    """As its charges see it."""
    return charges.Sold(
        line_id=line.id,
        firm_id=line.seller_order.firm_id,
        family_code=line.family_code,
        gross=line.gross,
        vat_rate_bp=line.vat_rate_bp,
        vat_status=line.vat_status,
        firm_discount=dict(borne).get(line.id, 0),
    )


def _borne_by_firms(session, order):
    rows = session.query(DiscountLine).filter_by(bearer=Bearer.FIRM)
    return {row.order_line_id: row.amount for row in rows}


def attempt(session, order, *, reference=None, gateway="sandbox"):
    """The buyer was sent to the bank."""
    payment = payment_of(session, order)
    made = start.new_attempt(
        session, payment=payment, gateway=gateways.enabled()[gateway], by="buyer"
    )
    start.sent(session, attempt=made, reference=reference or new_authority(), by="buyer")
    session.flush()
    return made


def payment_of(session, order):
    return session.query(Payment).filter_by(subject_id=order.id).one()


def booked(session, *parts, **facts):
    """A paid and booked order, its goods sold; without the messages of the shop."""
    order = placed(session, *parts, **facts)
    tried = attempt(session, order)
    intake.claim(session, attempt=tried, by="gateway")
    intake.verified(
        session,
        attempt=tried,
        verdict=Verdict(Code.PAID, start.facts(tried).amount, receipt="1"),
        by="gateway",
    )
    ORDER.move(session, order, OrderState.PAID, by="gateway")
    for part in order.seller_orders:
        SELLER_ORDER.move(session, part, SellerOrderState.PAID, by="gateway")
        part.paid_at = clock.now()
    stock.consume(session, order_id=order.id, by="gateway")
    bookkeeping.book_sale(session, order=order, attempt=tried)
    session.flush()
    return order
