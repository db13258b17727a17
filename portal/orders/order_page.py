"""One order, whole: for its buyer by the secret link, for the office by its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.money import Currency
from portal.orders.models import Order, OrderState
from portal.orders.order_tree import Tree, tree
from portal.orders.order_views import (
    AccountView,
    PartView,
    PaymentView,
    RefundView,
    account_view,
    part_view,
    refund_views,
)
from portal.orders.timeline import TimelineStep, timeline
from portal.payments.models import (
    Payment,
    PaymentAttempt,
    Refund,
    RefundRoute,
    RefundState,
)
from portal.payments.refund_accounts import newest


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Rials; the parts stand in the order of the basket."""

    number: str
    user_id: int | None  # whose it is, for deciding what to show; never shown itself
    link: str
    language: str
    state: OrderState
    placed_at: datetime
    paid_at: datetime | None
    buyer_name: str
    mobile: str
    email: str | None
    recipient: str
    recipient_mobile: str
    is_gift: bool
    gift_note: str
    place_fa: str
    place_en: str
    postcode: str
    address: str
    note: str
    company_name: str | None
    company_national_id: str | None
    company_economic_code: str | None
    terms_version: str
    currency: Currency
    goods_total: int
    shipping_total: int
    discount_total: int
    total: int
    parts: tuple[PartView, ...]
    timeline: tuple[TimelineStep, ...]
    refunds: tuple[RefundView, ...]
    refund_account: AccountView | None  # where the office sends what it pays by hand
    payment: PaymentView | None

    @property
    def refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds)

    def is_of(self, user_id: int | None) -> bool:
        """Does it belong to this user? A guest's belongs to no account."""
        return user_id is not None and self.user_id == user_id

    @property
    def waits_for_account(self) -> bool:
        """Money is to be paid by hand: the buyer says where to, or may still change it."""
        return any(refund.state is RefundState.NEEDS_PERSON for refund in self.refunds)

    @property
    def may_pay(self) -> bool:
        return self.state is OrderState.AWAITING_PAYMENT

    @property
    def may_cancel(self) -> bool:
        return self.may_pay or any(part.may_cancel for part in self.parts)


def by_link(session: Session, link: str) -> OrderPage:
    """Two statements, a third with refunds, a fourth with money paid by hand. Raises NotFound."""
    return _page(session, tree(session, "link", link))


def by_number(session: Session, number: str) -> OrderPage:
    """By the order's public id; as many statements. Raises NotFound."""
    return _page(session, tree(session, "number", number))


def by_payment(session: Session, payment: str) -> OrderPage:
    """What a payment (public id) is for, without history; one statement. Raises NotFound."""
    return _shown(tree(session, "payment", payment), timeline=[], refunds=[])


def _page(session: Session, found: Tree) -> OrderPage:
    order = found.order
    steps = timeline(session, order=order, parts=order.seller_orders)
    back = select(Refund).where(Refund.order_id == order.id).order_by(Refund.id)
    refunds = session.scalars(back).all() if found.has_refunds else []
    account = _account(session, order, refunds)
    return _shown(found, timeline=steps, refunds=refunds, account=account)


def _shown(
    found: Tree,
    *,
    timeline: Sequence[TimelineStep],
    refunds: Sequence[Refund],
    account: AccountView | None = None,
) -> OrderPage:
    order, parts = found.order, found.order.seller_orders
    same = (
        "user_id",
        "link",
        "language",
        "state",
        "placed_at",
        "paid_at",
        "mobile",
        "email",
        "recipient",
        "recipient_mobile",
        "is_gift",
        "gift_note",
        "place_fa",
        "place_en",
        "postcode",
        "address",
        "note",
        "company_name",
        "company_national_id",
        "company_economic_code",
        "terms_version",
        "currency",
        "goods_total",
        "shipping_total",
        "discount_total",
        "total",
    )
    return OrderPage(
        **{name: getattr(order, name) for name in same},
        number=order.public_id,
        buyer_name=order.name,
        parts=tuple(part_view(part) for part in parts),
        timeline=tuple(timeline),
        refunds=refund_views(refunds, parts),
        refund_account=account,
        payment=_payment(found.payment, found.attempt),
    )


def _account(session: Session, order: Order, refunds: Sequence[Refund]) -> AccountView | None:
    by_hand = any(
        refund.route is RefundRoute.IBAN or refund.state is RefundState.NEEDS_PERSON
        for refund in refunds
    )
    return account_view(newest(session, order_id=order.id)) if by_hand else None


def _payment(payment: Payment | None, attempt: PaymentAttempt | None) -> PaymentView | None:
    if payment is None:
        return None
    return PaymentView(
        public_id=payment.public_id,
        state=payment.state,
        amount=payment.amount,
        currency=payment.currency,
        captured_at=payment.captured_at,
        gateway=attempt.gateway if attempt else None,
        receipt=attempt.receipt if attempt else None,
        card_mask=attempt.card_mask if attempt else None,
    )
