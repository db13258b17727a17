"""The office's desk for transfers: receipts to look at, second approvals, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.accounts.models import User
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.money import Money
from portal.core.pages import Page
from portal.core.states import StateChange
from portal.orders.models import Order, OrderState
from portal.orders.paging import page_number
from portal.payments.gateways.transfer import NAME
from portal.payments.models import Payment, PaymentAttempt
from portal.payments.transfer_models import TRANSFER, BankTransfer, TransferState

State = TransferState
TABS: Mapping[str, frozenset[TransferState]] = {
    "look": frozenset({State.SHOWN}),
    "second": frozenset({State.APPROVED}),
    "bare": frozenset({State.WAITING, State.CANCELLED}),  # money may come without a receipt
    "done": frozenset({State.CONFIRMED, State.REFUSED}),
}
ACTOR = "user:"


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer in the list; `is_flagged`: its receipt or number stands at another order too."""

    public_id: str
    state: TransferState
    amount: Money
    order_number: str
    buyer: str
    sender_name: str
    created_at: datetime
    uploaded_at: datetime | None
    decided_at: datetime | None
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class TransferList:
    page: Page[TransferRow]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of its history; `who` is a name, or "" for the buyer and the clock."""

    state: TransferState
    who: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class TransferCase:
    """One transfer whole. `same_receipt` and `same_tracking` name other orders."""

    public_id: str
    state: TransferState
    amount: Money
    received: Money | None
    bank_reference: str
    description: str
    created_at: datetime
    sender_name: str
    tracking: str
    paid_on: date | None
    uploaded_at: datetime | None
    has_receipt: bool
    first_by: str  # as in the audit log
    first_name: str
    first_at: datetime | None
    second_name: str
    second_at: datetime | None
    reason: str
    order_number: str
    order_state: OrderState
    order_total: Money
    buyer: str
    mobile: str
    placed_at: datetime
    same_receipt: tuple[str, ...]
    same_tracking: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def amount_differs(self) -> bool:
        """Not said before it is confirmed: a second person reads the statement alone."""
        return self.state is State.CONFIRMED and self.received != self.amount

    @property
    def is_before_order(self) -> bool:
        """Paid on a day on which there was no order yet."""
        return self.paid_on is not None and self.paid_on < clock.tehran_day(self.placed_at)

    @property
    def may_decide(self) -> bool:
        return self.state not in {State.CONFIRMED, State.REFUSED}


def listing(session: Session, *, tab: str, number: int = 1, size: int = 50) -> TransferList:
    """Two statements. What waits stands with the oldest first, what is decided with the newest."""
    counts = _counts(session)
    number = page_number(number)
    decided = func.coalesce(BankTransfer.second_at, BankTransfer.first_at, BankTransfer.refused_at)
    order = decided.desc() if tab == "done" else _waits_since()
    mine = (
        _joined(BankTransfer, Order, decided, _is_flagged())
        .where(BankTransfer.state.in_(TABS[tab]))
        .order_by(order, BankTransfer.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    rows = [_row(*found) for found in session.execute(mine)]
    return TransferList(Page(rows, number, size, counts[tab]), counts)


def _waits_since() -> ColumnElement[Any]:
    return func.coalesce(BankTransfer.uploaded_at, BankTransfer.created_at)


def _joined(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Transfers that buyers were sent to, each with its order."""
    return (
        select(*columns)
        .select_from(BankTransfer)
        .join(PaymentAttempt, PaymentAttempt.provider_ref == BankTransfer.reference)
        .join(Payment, Payment.id == PaymentAttempt.payment_id)
        .join(Order, Order.id == Payment.subject_id)
        .where(PaymentAttempt.gateway == NAME)
    )


def _counts(session: Session) -> dict[str, int]:
    counted = _joined(BankTransfer.state, func.count()).group_by(BankTransfer.state)
    by_state = {row[0]: row[1] for row in session.execute(counted)}
    return {tab: sum(by_state.get(state, 0) for state in states) for tab, states in TABS.items()}


def _same(other: Any, mine: Any) -> dict[str, ColumnElement[bool]]:
    """Conditions that two transfers show the same picture, or name the same tracking number."""
    return {
        "receipt": or_(
            other.receipt_sha256 == mine.receipt_sha256,
            other.picture_sha256 == mine.picture_sha256,
        ),
        "tracking": other.tracking == mine.tracking,
    }


def _is_flagged() -> ColumnElement[bool]:
    other, tried = aliased(BankTransfer), aliased(PaymentAttempt)
    return exists().where(
        or_(*_same(other, BankTransfer).values()),
        tried.provider_ref == other.reference,
        tried.gateway == NAME,
        tried.payment_id != Payment.id,
    )


def _row(
    row: BankTransfer,
    order: Order,
    decided_at: datetime | None,
    is_flagged: bool,  # noqa: FBT001
) -> TransferRow:
    return TransferRow(
        public_id=row.public_id,
        state=row.state,
        amount=Money(row.amount, row.currency),
        order_number=order.public_id,
        buyer=order.name,
        sender_name=row.sender_name,
        created_at=row.created_at,
        uploaded_at=row.uploaded_at,
        decided_at=decided_at,
        is_flagged=is_flagged,
    )


def case(session: Session, *, public_id: str) -> TransferCase:
    """Four statements. Raises NotFound."""
    mine = _joined(BankTransfer, Order, Payment.id).where(BankTransfer.public_id == public_id)
    found = session.execute(mine).one_or_none()
    if found is None:
        raise NotFound
    row, order, payment_id = found
    history = TRANSFER.history(session, row.id)
    names = _names(session, [row.first_by, row.second_by, *(step.actor for step in history)])
    elsewhere = _elsewhere(session, row, payment_id)
    return TransferCase(
        public_id=row.public_id,
        state=row.state,
        amount=Money(row.amount, row.currency),
        received=Money(row.received, row.currency) if row.received else None,
        bank_reference=row.bank_reference or "",
        description=row.description,
        created_at=row.created_at,
        sender_name=row.sender_name,
        tracking=row.tracking or "",
        paid_on=row.paid_on,
        uploaded_at=row.uploaded_at,
        has_receipt=row.receipt_key is not None,
        first_by=row.first_by or "",
        first_name=names.get(row.first_by or "", ""),
        first_at=row.first_at,
        second_name=names.get(row.second_by or "", ""),
        second_at=row.second_at,
        reason=row.reason,
        order_number=order.public_id,
        order_state=order.state,
        order_total=Money(order.total, order.currency),
        buyer=order.name,
        mobile=order.mobile,
        placed_at=order.placed_at,
        same_receipt=elsewhere["receipt"],
        same_tracking=elsewhere["tracking"],
        steps=tuple(_step(step, names) for step in history),
    )


def _step(step: StateChange, names: Mapping[str, str]) -> Step:
    return Step(State(step.now), names.get(step.actor, ""), step.at, step.note or "")


def _names(session: Session, actors: Sequence[str | None]) -> dict[str, str]:
    """Actor -> name, of those who are users."""
    wanted = {actor.removeprefix(ACTOR) for actor in actors if actor and actor.startswith(ACTOR)}
    users = select(User.public_id, User.name).where(User.public_id.in_(wanted))
    return {f"{ACTOR}{public_id}": name for public_id, name in session.execute(users)}


def _elsewhere(session: Session, row: BankTransfer, payment_id: int) -> dict[str, tuple[str, ...]]:
    """Numbers of other orders that show this receipt, or name its tracking number."""
    if row.receipt_key is None:
        return {"receipt": (), "tracking": ()}
    is_same = _same(BankTransfer, row)
    others = _joined(Order.public_id, *is_same.values()).where(
        BankTransfer.id != row.id, Payment.id != payment_id, or_(*is_same.values())
    )
    found = session.execute(others.order_by(BankTransfer.id).limit(20)).all()
    return {
        name: tuple(dict.fromkeys(hit[0] for hit in found if hit[place]))
        for place, name in enumerate(is_same, start=1)
    }


def receipt_key(session: Session, *, public_id: str) -> str:
    """Where the receipt lies in the store. Raises NotFound, also without one."""
    mine = select(BankTransfer.receipt_key).where(BankTransfer.public_id == public_id)
    found = session.scalar(mine)
    if found is None:
        raise NotFound
    return found
