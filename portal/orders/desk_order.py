"""One part as its firm sees it: its own lines and money, never those of another firm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.money import Currency
from portal.ledger.models import Entry
from portal.ledger.statements import FIRM
from portal.orders.hints import Hint
from portal.orders.models import (
    ChargeKind,
    ChargeLine,
    Order,
    OrderLine,
    SellerOrder,
    SellerOrderState,
)
from portal.orders.order_views import (
    InvoiceLink,
    LineView,
    RefundView,
    part_view,
    refund_views,
)
from portal.orders.timeline import TimelineStep, timeline
from portal.payments.models import Refund


@dataclass(frozen=True, slots=True)
class ChargeView:
    """What the consortium takes of the part by one rule, as frozen at the sale; rials."""

    kind: ChargeKind
    label_fa: str
    label_en: str
    percent_bp: int
    base: int
    amount: int
    vat: int


CONTACT = timedelta(days=90)  # after an order has ended (security.md 4.12)
ENDED = frozenset({SellerOrderState.CLOSED, SellerOrderState.CANCELLED})
PRIVATE = ("recipient_mobile", "address", "postcode")


@dataclass(frozen=True, slots=True)
class DeskOrder:
    """Rials. `net` is what stands on the firm's account for this part, refunds taken off.

    Without contact (the order ended three months ago) mobile, address and postcode are empty.
    """

    number: str
    order_number: str
    state: SellerOrderState
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    accept_by: datetime | None
    dispatch_by: date
    promised_on: date
    buyer_name: str
    company_name: str | None
    has_contact: bool
    recipient: str
    recipient_mobile: str
    place_fa: str
    place_en: str
    address: str
    postcode: str
    note: str
    is_gift: bool
    gift_note: str
    carrier_code: str
    carrier_fa: str
    carrier_en: str
    service_fa: str
    service_en: str
    tracking: str | None
    tracking_url: str
    is_collect: bool
    collect_estimate: int
    weight_g: int
    lines: tuple[LineView, ...]
    currency: Currency
    goods_total: int
    shipping_total: int
    discount_total: int
    total: int
    refunded: int
    charges: tuple[ChargeView, ...]
    net: int
    timeline: tuple[TimelineStep, ...]
    refunds: tuple[RefundView, ...]
    invoices: tuple[InvoiceLink, ...]
    hint: Hint

    @property
    def may_drop(self) -> bool:
        """Not sent yet, and something is left to take off."""
        sent = {SellerOrderState.SHIPPED, SellerOrderState.DELIVERED, SellerOrderState.CLOSED}
        is_open = self.state not in sent | {SellerOrderState.CANCELLED}
        return is_open and self.shipped_at is None


SAME_OF_PART = (
    "number",
    "state",
    "paid_at",
    "shipped_at",
    "delivered_at",
    "accept_by",
    "dispatch_by",
    "promised_on",
    "carrier_code",
    "service_fa",
    "service_en",
    "tracking",
    "is_collect",
    "collect_estimate",
    "weight_g",
    "currency",
    "goods_total",
    "shipping_total",
    "discount_total",
    "total",
    "refunded",
)
SAME_OF_ORDER = (
    "placed_at",
    "company_name",
    "recipient",
    "recipient_mobile",
    "place_fa",
    "place_en",
    "address",
    "postcode",
    "note",
    "is_gift",
    "gift_note",
)


def detail(session: Session, *, firm_id: int, number: str) -> DeskOrder:
    """Four statements. Raises NotFound, also for a part that was never paid."""
    part = _tree(session, firm_id, number)
    seen = part_view(part)
    refunds = session.scalars(
        select(Refund).where(Refund.seller_order_id == part.id).order_by(Refund.id)
    ).all()
    has_contact = _has_contact(part)
    return DeskOrder(
        **{name: getattr(part, name) for name in SAME_OF_PART},
        **_of_order(part.order, has_contact=has_contact),
        has_contact=has_contact,
        order_number=part.order.public_id,
        buyer_name=part.order.name,
        carrier_fa=seen.carrier_fa,
        carrier_en=seen.carrier_en,
        tracking_url=seen.tracking_url,
        lines=seen.lines,
        charges=_charges([charge for line in part.lines for charge in line.charges]),
        net=_net(session, part),
        timeline=tuple(timeline(session, order=None, parts=[part])),
        refunds=refund_views(refunds, [part]),
        invoices=seen.invoices,
        hint=seen.hint,
    )


def _of_order(order: Order, *, has_contact: bool) -> dict[str, Any]:
    facts = {name: getattr(order, name) for name in SAME_OF_ORDER}
    return facts if has_contact else facts | dict.fromkeys(PRIVATE, "")


def _has_contact(part: SellerOrder) -> bool:
    """A firm knows how to reach a buyer while the order is open, and 90 days longer."""
    last = part.delivered_at or part.paid_at
    return part.state not in ENDED or (last is not None and clock.now() - last < CONTACT)


def _tree(session: Session, firm_id: int, number: str) -> SellerOrder:
    lines = joinedload(SellerOrder.lines)
    mine = (
        select(SellerOrder)
        .where(
            SellerOrder.firm_id == firm_id,
            SellerOrder.number == number.strip().upper(),
            SellerOrder.paid_at.is_not(None),
        )
        .options(
            joinedload(SellerOrder.order),
            joinedload(SellerOrder.firm),
            joinedload(SellerOrder.carrier),
            joinedload(SellerOrder.invoices),
            lines.joinedload(OrderLine.lots),
            lines.joinedload(OrderLine.charges),
        )
    )
    part = session.scalars(mine).unique().one_or_none()
    if part is None:
        raise NotFound
    return part


def _charges(lines: Sequence[ChargeLine]) -> tuple[ChargeView, ...]:
    """One row a rule, summed over the part."""
    rules: dict[int, list[ChargeLine]] = {}
    for line in sorted(lines, key=lambda line: line.id):
        rules.setdefault(line.rule_id, []).append(line)
    return tuple(
        ChargeView(
            kind=same[0].kind,
            label_fa=same[0].label_fa,
            label_en=same[0].label_en,
            percent_bp=same[0].percent_bp,
            base=sum(line.base for line in same),
            amount=sum(line.amount for line in same),
            vat=sum(line.vat for line in same),
        )
        for same in rules.values()
    )


def _net(session: Session, part: SellerOrder) -> int:
    """In the books a debt to the firm is negative."""
    booked = select(func.coalesce(func.sum(Entry.amount), 0)).where(
        Entry.seller_order_id == part.id, Entry.account == FIRM, Entry.firm_id == part.firm_id
    )
    return -int(session.scalar(booked) or 0)
