"""What a buyer sees of a transfer: how it stands, and the order it is for."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.money import Money
from portal.orders.models import Order, OrderState
from portal.payments.gateways.transfer import NAME
from portal.payments.models import Payment, PaymentAttempt
from portal.payments.transfer_models import OPEN, BankTransfer, TransferState
from portal.shipping.holidays import working_days_after


@dataclass(frozen=True, slots=True)
class TransferPage:
    """`answer_by`: the day by which a person has looked at the receipt; None before there is one.

    `kept_until`: how long the goods are kept, while the order waits for this transfer.
    """

    reference: str
    state: TransferState
    amount: Money
    order_number: str
    order_link: str
    order_state: OrderState
    payment: str
    kept_until: datetime
    sender_name: str
    tracking: str
    paid_on: date | None
    uploaded_at: datetime | None
    answer_by: date | None
    reason: str

    @property
    def is_awaited(self) -> bool:
        """The order waits for this money, and may still get it."""
        is_open = self.state in OPEN or self.state is TransferState.APPROVED
        return is_open and self.order_state is OrderState.AWAITING_PAYMENT

    @property
    def is_with_office(self) -> bool:
        """A person is to look at it, whatever has become of the order."""
        return self.state in {TransferState.SHOWN, TransferState.APPROVED}

    @property
    def may_show(self) -> bool:
        """A receipt is taken also when the order's time is over, for the money may have left."""
        return self.state is TransferState.WAITING and self.order_state is not OrderState.PAID

    @property
    def may_retry(self) -> bool:
        """Nothing comes of this one, and the order can still be paid."""
        is_over = self.state in {TransferState.REFUSED, TransferState.CANCELLED}
        return is_over and self.order_state is OrderState.AWAITING_PAYMENT

    @property
    def may_cancel(self) -> bool:
        return self.state in OPEN and self.order_state is OrderState.AWAITING_PAYMENT


def page(session: Session, *, reference: str) -> TransferPage:
    """By the secret part of its address; one statement, another one with a receipt.

    Raises NotFound.
    """
    mine = (
        select(BankTransfer, Order, Payment.public_id, PaymentAttempt.expires_at)
        .join(PaymentAttempt, PaymentAttempt.provider_ref == BankTransfer.reference)
        .join(Payment, Payment.id == PaymentAttempt.payment_id)
        .join(Order, Order.id == Payment.subject_id)
        .where(BankTransfer.reference == reference, PaymentAttempt.gateway == NAME)
    )
    found = session.execute(mine).one_or_none()
    if found is None:
        raise NotFound
    row, order, payment, kept_until = found
    return TransferPage(
        reference=row.reference,
        state=row.state,
        amount=Money(row.amount, row.currency),
        order_number=order.public_id,
        order_link=order.link,
        order_state=order.state,
        payment=payment,
        kept_until=kept_until,
        sender_name=row.sender_name,
        tracking=row.tracking or "",
        paid_on=row.paid_on,
        uploaded_at=row.uploaded_at,
        answer_by=_answer_by(session, row.uploaded_at),
        reason=row.reason,
    )


def _answer_by(session: Session, uploaded_at: datetime | None) -> date | None:
    """A day of the office after the one on which the receipt came."""
    if uploaded_at is None:
        return None
    return working_days_after(session, clock.tehran_day(uploaded_at), 1)
