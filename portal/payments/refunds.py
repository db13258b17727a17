"""Money going back: opened together with its journal, and booked again when it has left."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core import clock, jobs, tokens
from portal.core.db import changed
from portal.core.errors import NotFound, Refused
from portal.core.money import Money
from portal.ledger import books
from portal.ledger.books import Leg
from portal.ledger.models import Journal
from portal.payments import gateways, start
from portal.payments import refund_accounts as accounts
from portal.payments.gateways import interface
from portal.payments.models import (
    REFUND,
    AttemptState,
    Payment,
    PaymentAttempt,
    Purpose,
    Refund,
    RefundRoute,
    RefundState,
)
from portal.shipping.holidays import working_days_after

JOB = "run_refund"


def of_order(session: Session, *, order_id: int) -> PaymentAttempt:
    """The attempt that paid the order, with its payment. Raises Refused("not_paid")."""
    held = (
        select(PaymentAttempt)
        .join(Payment, Payment.id == PaymentAttempt.payment_id)
        .where(
            Payment.purpose == Purpose.ORDER,
            Payment.subject_id == order_id,
            PaymentAttempt.state == AttemptState.VERIFIED,
        )
    )
    attempt = session.scalar(held)
    if attempt is None:
        raise Refused("not_paid")
    return attempt


def open(  # noqa: A001 - the word of the field
    session: Session,
    *,
    attempt: PaymentAttempt,
    amount: Money,
    entries: Sequence[Leg],
    order_id: int,
    reason: str,
    by: str,
    seller_order_id: int | None = None,
    note: str = "",
) -> Refund:
    """Owe `amount` to the buyer and start to pay it.

    `entries` say where it comes from and sum to +amount; the debt to the buyer is added here.
    Raises Refused("over_refund") when the attempt has less left than that.
    """
    _reserve(session, attempt, amount)
    name = tokens.public_id()
    owed = [Leg("refunds", -amount, "refund", seller_order_id=seller_order_id)] if amount else []
    journal = books.post(
        session,
        kind="refund",
        source=f"refund:{name}",
        order_id=order_id,
        memo=reason,
        entries=[*entries, *owed],
    )
    route = _route(attempt, amount)
    refund = Refund(
        public_id=name,
        key=f"refund:{name}",
        payment_id=attempt.payment_id,
        attempt_id=attempt.id,
        order_id=order_id,
        seller_order_id=seller_order_id,
        journal_id=journal,
        amount=amount.minor,
        currency=amount.currency,
        reason=reason,
        note=note,
        route=route.kind,
        expected_on=_expected_on(session, route),
        created_by=by,
        state=_first_state(route),
    )
    session.add(refund)
    session.flush()
    REFUND.begin(session, refund, by=by)
    _set_off(session, refund, by)
    return refund


def foresee(session: Session, *, order_id: int, amount: Money) -> tuple[RefundRoute, date]:
    """The way `amount` would go back and the day it should be there; asks and writes nothing.

    Raises Refused("not_paid").
    """
    route = _route(of_order(session, order_id=order_id), amount)
    return route.kind, _expected_on(session, route)


def _first_state(route: interface.Route) -> RefundState:
    """What no gateway will send is a task for the office from the start."""
    is_by_hand = route.kind is RefundRoute.IBAN
    return RefundState.NEEDS_PERSON if is_by_hand else RefundState.PENDING


def _reserve(session: Session, attempt: PaymentAttempt, amount: Money) -> None:
    left = PaymentAttempt.captured - PaymentAttempt.refunded
    claim = (
        update(PaymentAttempt)
        .where(PaymentAttempt.id == attempt.id, left >= amount.minor)
        .values(refunded=PaymentAttempt.refunded + amount.minor)
    )
    if not changed(session, claim):
        raise Refused("over_refund")


def _route(attempt: PaymentAttempt, amount: Money) -> interface.Route:
    """The gateway's word; by hand when that gateway is not switched on any more."""
    gateway = gateways.enabled().get(attempt.gateway)
    if gateway is None:
        return interface.Route(RefundRoute.IBAN, working_days=3)
    return gateway.refund_route(start.facts(attempt), amount)


def _expected_on(session: Session, route: interface.Route) -> date:
    return working_days_after(session, clock.today(), route.working_days)


def _set_off(session: Session, refund: Refund, by: str) -> None:
    if refund.amount == 0:
        refund.done_at = clock.now()
        REFUND.move(session, refund, RefundState.DONE, by=by)
    elif refund.route is RefundRoute.GATEWAY:
        jobs.later(session, JOB, key=refund.public_id, refund=refund.public_id)


def find(session: Session, public_id: str) -> Refund:
    """The refund, locked. Raises NotFound."""
    mine = select(Refund).where(Refund.public_id == public_id)
    refund = session.scalar(mine.with_for_update())
    if refund is None:
        raise NotFound
    return refund


def mark_paid(
    session: Session, *, public_id: str, receipt: str, by: str, account: str = ""
) -> Refund:
    """The office paid it by hand, to an IBAN, from the consortium's bank account.

    `account`: the public id of the account that the office saw, "" when the buyer gave none.
    Raises Refused("wrong_state") while a gateway is still at it, and when it was paid before;
    Refused("account_changed") when the buyer has given another one meanwhile.
    """
    refund = find(session, public_id)
    if refund.state is not RefundState.NEEDS_PERSON:
        raise Refused("wrong_state", state=refund.state)
    newest = accounts.newest(session, order_id=refund.order_id)
    if (newest.public_id if newest else "") != account:
        raise Refused("account_changed")
    refund.paid_to = account or None
    refund.route = RefundRoute.IBAN
    refund.receipt = receipt
    close(session, refund, "bank", by)
    return refund


def close(session: Session, refund: Refund, account: str, by: str) -> None:
    """The money has left `account`: it is owed no longer. Harmless twice."""
    if refund.state is RefundState.DONE:
        return
    REFUND.move(session, refund, RefundState.DONE, by=by)
    refund.done_at = clock.now()
    refund.claimed_at = None
    refund.fault = None
    amount = Money(refund.amount, refund.currency)
    books.post(
        session,
        kind=_numbered("refund_paid", _bounces(session, refund)),
        source=f"refund:{refund.public_id}",
        order_id=refund.order_id,
        entries=[
            Leg("refunds", amount, "refund", seller_order_id=refund.seller_order_id),
            Leg(account, -amount, "refund"),
        ],
    )


def reopen(session: Session, refund: Refund, account: str) -> None:
    """What had left `account` is there again, and owed again; the caller moves the state."""
    amount = Money(refund.amount, refund.currency)
    refund.done_at = None
    books.post(
        session,
        kind=_numbered("refund_failed", _bounces(session, refund)),
        source=f"refund:{refund.public_id}",
        order_id=refund.order_id,
        entries=[
            Leg(account, amount, "refund"),
            Leg("refunds", -amount, "refund", seller_order_id=refund.seller_order_id),
        ],
    )


def _bounces(session: Session, refund: Refund) -> int:
    """How often it came back: one source is booked once per kind, so later ones are numbered."""
    mine = select(func.count(Journal.id)).where(
        Journal.source == f"refund:{refund.public_id}", Journal.kind.startswith("refund_failed")
    )
    return session.scalar(mine) or 0


def _numbered(kind: str, before: int) -> str:
    return f"{kind}:{before}" if before else kind
