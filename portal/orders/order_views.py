"""What pages show of an order: plain facts, no keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.catalog.models import VatStatus
from portal.core import clock, identifiers
from portal.core.money import Currency
from portal.orders import parts as rules
from portal.orders.cart_view import Seller, seller
from portal.orders.hints import Hint, next_action
from portal.orders.models import Invoice, OrderLine, SellerOrder, SellerOrderState
from portal.payments.models import (
    PaymentState,
    Refund,
    RefundAccount,
    RefundRoute,
    RefundState,
)
from portal.shipping.carriers import tracking_url

State = SellerOrderState


@dataclass(frozen=True, slots=True)
class LotView:
    """Which lot filled how many units of a line."""

    code: str
    best_before: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class LineView:
    """Rials as frozen at the sale; `kept` of `quantity` units are sent."""

    public_id: str
    product: str
    title_fa: str
    title_en: str
    pack_fa: str
    pack_en: str
    sku: str
    image_key: str | None
    quantity: int
    dropped: int
    unit_price: int
    gross: int
    discount: int
    vat: int
    vat_rate_bp: int
    vat_status: VatStatus
    return_policy: str
    lots: tuple[LotView, ...]

    @property
    def kept(self) -> int:
        return self.quantity - self.dropped


@dataclass(frozen=True, slots=True)
class InvoiceLink:
    """`kind` is "sale" or "credit"."""

    public_id: str
    kind: str
    number: str
    total: int
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class PartView:
    """One firm's part as its buyer sees it."""

    public_id: str
    number: str
    firm: Seller
    state: SellerOrderState
    lines: tuple[LineView, ...]
    goods_total: int
    shipping_total: int
    discount_total: int
    total: int
    refunded: int
    carrier_fa: str
    carrier_en: str
    service_fa: str
    service_en: str
    is_collect: bool
    collect_estimate: int
    weight_g: int
    promised_on: date
    dispatch_by: date
    tracking: str | None
    tracking_url: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    invoices: tuple[InvoiceLink, ...]
    hint: Hint

    @property
    def units(self) -> int:
        return sum(line.kept for line in self.lines)

    @property
    def may_cancel(self) -> bool:
        return self.state in rules.NOT_SENT

    @property
    def may_confirm(self) -> bool:
        return self.state is State.SHIPPED

    @property
    def may_report(self) -> bool:
        return self.state in {State.SHIPPED, State.DELIVERED}

    @property
    def may_ask_invoice(self) -> bool:
        """Paid and not cancelled, or issued before."""
        is_sold = self.state not in {State.AWAITING, State.EXPIRED, State.CANCELLED}
        return is_sold or bool(self.invoices)


@dataclass(frozen=True, slots=True)
class RefundView:
    """Money on its way back; `part` is the number of the part it belongs to."""

    public_id: str
    part: str | None
    amount: int
    currency: Currency
    reason: str
    note: str
    route: RefundRoute
    state: RefundState
    expected_on: date
    receipt: str | None
    created_at: datetime
    done_at: datetime | None

    @property
    def is_by_hand(self) -> bool:
        """The office transfers it, or has."""
        return self.route is RefundRoute.IBAN or self.state is RefundState.NEEDS_PERSON


@dataclass(frozen=True, slots=True)
class AccountView:
    """The buyer's bank account as anybody with the link, and the office's lists, may see it."""

    holder: str
    masked: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentView:
    """What was due, and how it came: gateway, receipt and masked card of the successful attempt."""

    public_id: str
    state: PaymentState
    amount: int
    currency: Currency
    captured_at: datetime | None
    gateway: str | None
    receipt: str | None
    card_mask: str | None


def account_view(account: RefundAccount | None) -> AccountView | None:
    if account is None:
        return None
    return AccountView(account.holder, identifiers.masked_iban(account.iban), account.given_at)


def part_view(part: SellerOrder) -> PartView:
    """`part` has its firm, carrier, lines with lots, and invoices loaded."""
    return PartView(
        public_id=part.public_id,
        number=part.number,
        firm=seller(part.firm),
        state=part.state,
        lines=tuple(line_view(line) for line in part.lines),
        goods_total=part.goods_total,
        shipping_total=part.shipping_total,
        discount_total=part.discount_total,
        total=part.total,
        refunded=part.refunded,
        carrier_fa=part.carrier.name_fa,
        carrier_en=part.carrier.name_en,
        service_fa=part.service_fa,
        service_en=part.service_en,
        is_collect=part.is_collect,
        collect_estimate=part.collect_estimate,
        weight_g=part.weight_g,
        promised_on=part.promised_on,
        dispatch_by=part.dispatch_by,
        tracking=part.tracking,
        tracking_url=tracking_url(part.carrier, part.tracking or ""),
        shipped_at=part.shipped_at,
        delivered_at=part.delivered_at,
        invoices=tuple(invoice_link(invoice) for invoice in part.invoices),
        hint=next_action(part, now=clock.now()),
    )


def line_view(line: OrderLine) -> LineView:
    return LineView(
        public_id=line.public_id,
        product=line.product_public_id,
        title_fa=line.title_fa,
        title_en=line.title_en,
        pack_fa=line.pack_fa,
        pack_en=line.pack_en,
        sku=line.sku,
        image_key=line.image_key,
        quantity=line.quantity,
        dropped=line.dropped,
        unit_price=line.unit_price,
        gross=line.gross,
        discount=line.discount,
        vat=line.vat,
        vat_rate_bp=line.vat_rate_bp,
        vat_status=line.vat_status,
        return_policy=line.return_policy,
        lots=tuple(LotView(lot.lot_code, lot.best_before, lot.quantity) for lot in line.lots),
    )


def invoice_link(invoice: Invoice) -> InvoiceLink:
    return InvoiceLink(
        public_id=invoice.public_id,
        kind=invoice.kind.value,
        number=invoice.snapshot["number"],
        total=invoice.total,
        issued_at=invoice.issued_at,
    )


def refund_views(refunds: Iterable[Refund], parts: Iterable[SellerOrder]) -> tuple[RefundView, ...]:
    numbers = {part.id: part.number for part in parts}
    return tuple(
        RefundView(
            public_id=refund.public_id,
            part=numbers.get(refund.seller_order_id or 0),
            amount=refund.amount,
            currency=refund.currency,
            reason=refund.reason,
            note=refund.note,
            route=refund.route,
            state=refund.state,
            expected_on=refund.expected_on,
            receipt=refund.receipt,
            created_at=refund.created_at,
            done_at=refund.done_at,
        )
        for refund in refunds
    )
