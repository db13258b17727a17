"""The office's desk for money: refunds by state, and payments that need a person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core import clock
from portal.core.money import Currency
from portal.core.pages import Page
from portal.orders.models import Order, SellerOrder
from portal.payments.models import (
    AttemptState,
    Payment,
    PaymentAttempt,
    Purpose,
    Refund,
    RefundAccount,
    RefundRoute,
    RefundState,
)
from portal.payments.queries import AttemptView, views

QUIET = timedelta(minutes=30)  # an outcome unknown for longer is shown to a person


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One refund in the office's list; `amount` in minor units."""

    public_id: str
    order_number: str  # the order's public name
    part_number: str | None
    buyer: str
    mobile: str
    amount: int
    currency: Currency
    reason: str
    note: str
    route: RefundRoute
    state: RefundState
    expected_on: date
    is_late: bool
    tries: int
    fault: str | None
    receipt: str | None
    account: str  # public id of the buyer's bank account; "" while none is known
    holder: str
    iban: str  # whole: this list is the office's alone
    created_by: str
    created_at: datetime
    done_at: datetime | None


def refunds(
    session: Session, *, state: RefundState | None = None, number: int = 1, size: int = 50
) -> Page[RefundRow]:
    """Of one state, or all. Open ones the oldest first, else the newest first; two statements.

    NEEDS_PERSON: the gateway refused, was silent, or has no refunds: the office pays by hand.
    """
    which = Refund.id > 0 if state is None else Refund.state == state
    total = session.scalar(select(func.count(Refund.id)).where(which)) or 0
    order = Refund.id.desc() if state in {None, RefundState.DONE} else Refund.id
    rows = session.execute(
        _joined().where(which).order_by(order).limit(size).offset((number - 1) * size)
    )
    today = clock.today()
    return Page([_refund(*row, today=today) for row in rows], number, size, total)


def _joined() -> Select[Refund, Order, str | None, RefundAccount | None]:
    """With the account it was paid to; before that, the newest that the buyer gave."""
    given = aliased(RefundAccount)
    newest = (
        select(func.max(given.id))
        .where(given.order_id == Refund.order_id)
        .correlate(Refund)
        .scalar_subquery()
    )
    is_meant = case(
        (Refund.state == RefundState.DONE, RefundAccount.public_id == Refund.paid_to),
        else_=RefundAccount.id == newest,
    )
    return (
        select(Refund, Order, SellerOrder.number, RefundAccount)
        .join(Order, Order.id == Refund.order_id)
        .outerjoin(SellerOrder, SellerOrder.id == Refund.seller_order_id)
        .outerjoin(RefundAccount, and_(RefundAccount.order_id == Refund.order_id, is_meant))
    )


def _refund(
    refund: Refund, order: Order, part: str | None, account: RefundAccount | None, *, today: date
) -> RefundRow:
    return RefundRow(
        public_id=refund.public_id,
        order_number=order.public_id,
        part_number=part,
        buyer=order.name,
        mobile=order.mobile,
        amount=refund.amount,
        currency=refund.currency,
        reason=refund.reason,
        note=refund.note,
        route=refund.route,
        state=refund.state,
        expected_on=refund.expected_on,
        is_late=refund.state is not RefundState.DONE and refund.expected_on < today,
        tries=refund.tries,
        fault=refund.fault,
        receipt=refund.receipt,
        account=account.public_id if account else "",
        holder=account.holder if account else "",
        iban=account.iban if account else "",
        created_by=refund.created_by,
        created_at=refund.created_at,
        done_at=refund.done_at,
    )


@dataclass(frozen=True, slots=True)
class Case:
    """A payment that a person must look at, and the order it was for."""

    order_number: str
    attempt: AttemptView


def cases(session: Session, *, limit: int = 100) -> list[Case]:
    """Money that is not what we asked for, and outcomes nobody could tell us; one statement."""
    silent = and_(
        PaymentAttempt.state == AttemptState.CLAIMED,
        PaymentAttempt.created_at < clock.now() - QUIET,
    )
    found = (
        select(PaymentAttempt, Order.public_id)
        .join(Payment, Payment.id == PaymentAttempt.payment_id)
        .join(Order, Order.id == Payment.subject_id)
        .where(
            Payment.purpose == Purpose.ORDER,
            or_(PaymentAttempt.state == AttemptState.MISMATCH, silent),
        )
        .order_by(PaymentAttempt.id)
        .limit(limit)
    )
    rows = session.execute(found).all()
    seen = views([row[0] for row in rows])
    return [Case(row[1], view) for row, view in zip(rows, seen, strict=True)]


def attempts_of(session: Session, *, order_number: str) -> list[AttemptView]:
    """Every try to pay the order (its public name), oldest first; one statement."""
    tried = (
        select(PaymentAttempt)
        .join(Payment, Payment.id == PaymentAttempt.payment_id)
        .join(Order, Order.id == Payment.subject_id)
        .where(Payment.purpose == Purpose.ORDER, Order.public_id == order_number)
        .order_by(PaymentAttempt.id)
    )
    return views(session.scalars(tried).all())
