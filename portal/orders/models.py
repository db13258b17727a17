"""Carts, orders, their parts per firm, lines with frozen money, charges, invoices."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from portal.catalog.models import Offer, VatStatus
from portal.core import clock, tokens
from portal.core.db import Model, Short, choice
from portal.core.money import Currency
from portal.core.states import StateMachine
from portal.firms.models import Organisation
from portal.payments.models import Payment, Purpose
from portal.shipping.models import Carrier


class Cart(Model):
    """A basket. Guests hold it by a cookie whose digest is here; it holds no stock."""

    __tablename__ = "carts"

    token_hash: Mapped[str | None] = mapped_column(Short, unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    currency: Mapped[Currency] = mapped_column(default=Currency.IRR)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    delivery: Mapped[dict[str, Any]] = mapped_column(default=dict)  # as typed, see cart_delivery

    lines: Mapped[list["CartLine"]] = relationship(
        back_populates="cart", cascade="all, delete-orphan", order_by="CartLine.id"
    )


class CartLine(Model):
    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("cart_id", "offer_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id"), index=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), index=True)
    quantity: Mapped[int]
    price_seen: Mapped[int] = mapped_column(BigInteger)  # to say "changed from ... to ..."
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    cart: Mapped[Cart] = relationship(back_populates="lines")
    offer: Mapped[Offer] = relationship()


class OrderState(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


ORDER = StateMachine(
    "order",
    {
        OrderState.AWAITING_PAYMENT: {
            OrderState.PAID,
            OrderState.EXPIRED,
            OrderState.CANCELLED,
        },
        # Late money revives an order whose goods are still there.
        OrderState.EXPIRED: {OrderState.PAID},
        OrderState.CANCELLED: {OrderState.PAID},
        OrderState.PAID: {OrderState.CANCELLED},  # every part cancelled
    },
)


class Order(Model):
    """One purchase: one payment, one page for the buyer, one part per firm."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(
            "total = goods_total + shipping_total - discount_total AND total >= 0", name="total"
        ),
        # A basket is paid for once: rivals in two tabs end at one order.
        Index(
            "uq_orders_open_cart",
            "cart_id",
            unique=True,
            sqlite_where=text("state = 'awaiting_payment'"),
            postgresql_where=text("state = 'awaiting_payment'"),
        ),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    link: Mapped[str] = mapped_column(Short, unique=True, default=tokens.secret)  # /o/<link>
    idempotency_key: Mapped[str] = mapped_column(Short, unique=True)
    fingerprint: Mapped[str] = mapped_column(Short, default="")  # of the form: same key, same facts
    state: Mapped[OrderState] = mapped_column(choice(OrderState), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    cart_id: Mapped[int | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(Short)
    name: Mapped[str]  # the buyer
    mobile: Mapped[str] = mapped_column(Short, index=True)  # E.164
    email: Mapped[str | None]
    # Receiver and place, frozen.
    recipient: Mapped[str]
    recipient_mobile: Mapped[str] = mapped_column(Short)
    is_gift: Mapped[bool] = mapped_column(default=False)  # no prices in the parcel
    gift_note: Mapped[str] = mapped_column(default="")
    province_code: Mapped[str] = mapped_column(Short)
    city_code: Mapped[str] = mapped_column(Short)
    place_fa: Mapped[str]  # "تهران، شهریار"
    place_en: Mapped[str]
    postcode: Mapped[str] = mapped_column(Short)
    address: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    # A company may buy.
    company_name: Mapped[str | None]
    company_national_id: Mapped[str | None] = mapped_column(Short)
    company_economic_code: Mapped[str | None] = mapped_column(Short)
    terms_version: Mapped[str] = mapped_column(Short)
    terms_accepted_at: Mapped[datetime] = mapped_column(default=clock.now)
    currency: Mapped[Currency]
    goods_total: Mapped[int] = mapped_column(BigInteger)
    shipping_total: Mapped[int] = mapped_column(BigInteger)
    discount_total: Mapped[int] = mapped_column(BigInteger, default=0)
    total: Mapped[int] = mapped_column(BigInteger)
    placed_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    paid_at: Mapped[datetime | None]
    search_text: Mapped[str] = mapped_column(default="")  # see finding; indexed by ddl

    seller_orders: Mapped[list["SellerOrder"]] = relationship(
        back_populates="order", order_by="SellerOrder.id"
    )
    payment: Mapped[Payment] = relationship(
        primaryjoin=lambda: and_(
            Order.id == foreign(Payment.subject_id), Payment.purpose == Purpose.ORDER
        ),
        uselist=False,
        viewonly=True,
    )


class SellerOrderState(StrEnum):
    AWAITING = "awaiting"  # payment
    PAID = "paid"
    PREPARING = "preparing"
    READY = "ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    PROBLEM = "problem"


SELLER_ORDER = StateMachine(
    "seller_order",
    {
        SellerOrderState.AWAITING: {
            SellerOrderState.PAID,
            SellerOrderState.EXPIRED,
            SellerOrderState.CANCELLED,
        },
        SellerOrderState.EXPIRED: {SellerOrderState.PAID},
        SellerOrderState.PAID: {
            SellerOrderState.PREPARING,
            SellerOrderState.CANCELLED,
            SellerOrderState.PROBLEM,
        },
        SellerOrderState.PREPARING: {
            SellerOrderState.READY,
            SellerOrderState.CANCELLED,
            SellerOrderState.PROBLEM,
        },
        SellerOrderState.READY: {
            SellerOrderState.SHIPPED,
            SellerOrderState.CANCELLED,
            SellerOrderState.PROBLEM,
        },
        SellerOrderState.SHIPPED: {SellerOrderState.DELIVERED, SellerOrderState.PROBLEM},
        SellerOrderState.DELIVERED: {SellerOrderState.CLOSED, SellerOrderState.PROBLEM},
        SellerOrderState.PROBLEM: {
            SellerOrderState.SHIPPED,
            SellerOrderState.DELIVERED,
            SellerOrderState.CLOSED,
            SellerOrderState.CANCELLED,
        },
        # Money that came late revives a part whose goods are still there.
        SellerOrderState.CANCELLED: {SellerOrderState.PAID},
    },
)


class SellerOrder(Model):
    """One firm's part: its lines, parcel and money. Numbered per firm, so gaps tell nothing."""

    __tablename__ = "seller_orders"
    __table_args__ = (
        UniqueConstraint("firm_id", "number"),
        UniqueConstraint("order_id", "firm_id"),
        Index("ix_seller_orders_desk", "firm_id", "state", "id"),
        Index("ix_seller_orders_recent", "firm_id", "id"),
        Index("ix_seller_orders_sales", "firm_id", "paid_at"),
        Index("ix_seller_orders_clock", "state", "id"),
        Index("ix_seller_orders_number", "number"),
        CheckConstraint("total = goods_total + shipping_total - discount_total", name="total"),
        CheckConstraint("refunded >= 0 AND refunded <= total", name="refunded"),
    )

    public_id: Mapped[str] = mapped_column(
        Short, unique=True, default=tokens.public_id, insert_sentinel=True
    )
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    number: Mapped[str] = mapped_column(Short)  # "SRD-1405-00217"
    state: Mapped[SellerOrderState] = mapped_column(choice(SellerOrderState))
    currency: Mapped[Currency]
    goods_total: Mapped[int] = mapped_column(BigInteger)
    shipping_total: Mapped[int] = mapped_column(BigInteger)
    discount_total: Mapped[int] = mapped_column(BigInteger, default=0)
    total: Mapped[int] = mapped_column(BigInteger)
    refunded: Mapped[int] = mapped_column(BigInteger, default=0)  # given back; by refunding only
    # The shipping offer the buyer chose, frozen.
    carrier_code: Mapped[str] = mapped_column(Short)
    service_fa: Mapped[str]
    service_en: Mapped[str]
    is_collect: Mapped[bool] = mapped_column(default=False)
    collect_estimate: Mapped[int] = mapped_column(BigInteger, default=0)
    weight_g: Mapped[int]
    promised_on: Mapped[date]  # at the buyer's door
    dispatch_by: Mapped[date]
    accept_by: Mapped[datetime | None]  # eight working hours after the payment
    tracking: Mapped[str | None] = mapped_column(Short)
    paid_at: Mapped[datetime | None] = mapped_column(index=True)
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship(back_populates="seller_orders")
    firm: Mapped[Organisation] = relationship()
    carrier: Mapped[Carrier] = relationship(
        primaryjoin=lambda: foreign(SellerOrder.carrier_code) == Carrier.code, viewonly=True
    )
    invoices: Mapped[list["Invoice"]] = relationship(viewonly=True, order_by="Invoice.id")
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="seller_order", order_by="OrderLine.id"
    )


class OrderLine(Model):
    """Goods at a frozen price, tax and commission. Amounts are for the ordered quantity.

    `gross` = unit_price x quantity, VAT included; `discount` lowers what the buyer pays;
    `vat` is inside gross - discount; dropped units stand in `dropped`, with their refunds.
    """

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND dropped >= 0 AND dropped <= quantity", name="quantity"),
        CheckConstraint("gross = unit_price * quantity", name="gross"),
    )

    public_id: Mapped[str] = mapped_column(
        Short, unique=True, default=tokens.public_id, insert_sentinel=True
    )
    seller_order_id: Mapped[int] = mapped_column(ForeignKey("seller_orders.id"), index=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), index=True)
    product_public_id: Mapped[str] = mapped_column(Short)
    title_fa: Mapped[str]
    title_en: Mapped[str]
    pack_fa: Mapped[str]
    pack_en: Mapped[str]
    sku: Mapped[str] = mapped_column(Short)
    family_code: Mapped[str] = mapped_column(Short)
    image_key: Mapped[str | None] = mapped_column(Short)
    quantity: Mapped[int]
    dropped: Mapped[int] = mapped_column(default=0)
    unit_price: Mapped[int] = mapped_column(BigInteger)
    gross: Mapped[int] = mapped_column(BigInteger)
    discount: Mapped[int] = mapped_column(BigInteger, default=0)
    vat: Mapped[int] = mapped_column(BigInteger)
    vat_rate_bp: Mapped[int]
    vat_status: Mapped[VatStatus] = mapped_column(choice(VatStatus))
    vat_source: Mapped[str]
    stuff_id: Mapped[str | None] = mapped_column(Short)
    return_policy: Mapped[str] = mapped_column(Short)

    seller_order: Mapped[SellerOrder] = relationship(back_populates="lines")
    lots: Mapped[list["OrderLineLot"]] = relationship()
    charges: Mapped[list["ChargeLine"]] = relationship()


class OrderLineLot(Model):
    """Which lot filled how much of a line; chosen at packing."""

    __tablename__ = "order_line_lots"

    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    lot_id: Mapped[int | None]
    lot_code: Mapped[str] = mapped_column(Short)
    best_before: Mapped[date | None]
    quantity: Mapped[int]


class Bearer(StrEnum):
    FIRM = "firm"
    BRAND = "brand"


class DiscountLine(Model):
    """A discount on one order line and who bears it."""

    __tablename__ = "discount_lines"

    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    label_fa: Mapped[str]
    label_en: Mapped[str]
    bearer: Mapped[Bearer] = mapped_column(choice(Bearer))
    amount: Mapped[int] = mapped_column(BigInteger)


class ChargeKind(StrEnum):
    COMMISSION = "commission"
    LEVY = "levy"


class ChargeRule(Model):
    """What the consortium takes of a sale. Per kind the first matching rule by position wins."""

    __tablename__ = "charge_rules"
    __table_args__ = (
        CheckConstraint("percent_bp >= 0 AND percent_bp <= 10000 AND vat_bp >= 0", name="rate"),
    )

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    kind: Mapped[ChargeKind] = mapped_column(choice(ChargeKind))
    title_fa: Mapped[str]
    title_en: Mapped[str]
    position: Mapped[int]
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    family_code: Mapped[str | None] = mapped_column(Short)
    percent_bp: Mapped[int]
    vat_bp: Mapped[int]  # VAT on the charge itself
    active_from: Mapped[date]
    active_to: Mapped[date | None]  # last day; rules end, they are never deleted


class ChargeLine(Model):
    """A charge frozen at the sale; corrections are rows of the opposite sign in refunds."""

    __tablename__ = "charge_lines"

    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("charge_rules.id"))
    kind: Mapped[ChargeKind] = mapped_column(choice(ChargeKind))
    label_fa: Mapped[str]
    label_en: Mapped[str]
    percent_bp: Mapped[int]
    base: Mapped[int] = mapped_column(BigInteger)  # net of VAT
    amount: Mapped[int] = mapped_column(BigInteger)
    vat: Mapped[int] = mapped_column(BigInteger)


class DocumentSequence(Model):
    """The last number a firm used for a kind of document in a Jalali year; gap-free under lock."""

    __tablename__ = "document_sequences"
    __table_args__ = (UniqueConstraint("owner_id", "kind", "jalali_year"),)

    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(Short)
    jalali_year: Mapped[int]
    value: Mapped[int] = mapped_column(default=0)


class InvoiceKind(StrEnum):
    SALE = "sale"
    CREDIT = "credit"


class Invoice(Model):
    """A document as issued: an immutable snapshot; the PDF is drawn from it alone."""

    __tablename__ = "invoices"
    __table_args__ = (UniqueConstraint("issuer_id", "kind", "jalali_year", "number"),)

    public_id: Mapped[str] = mapped_column(Short, unique=True, default=tokens.public_id)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[InvoiceKind] = mapped_column(choice(InvoiceKind))
    jalali_year: Mapped[int]
    number: Mapped[int]
    seller_order_id: Mapped[int] = mapped_column(ForeignKey("seller_orders.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"))
    total: Mapped[int] = mapped_column(BigInteger)
    snapshot: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
