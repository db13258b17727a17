"""One order's whole case: every row of it, and by which names offences may mention it.

Only keys, states, figures and moments are shown: no name, address or other word about a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, Text, literal, or_, select
from sqlalchemy.orm import Session

from portal.core.audit import AuditEntry
from portal.core.db import Model
from portal.core.states import StateChange
from portal.ledger.models import Entry, Journal
from portal.orders.models import ORDER, SELLER_ORDER, Invoice, Order, OrderLine, SellerOrder
from portal.payments.models import (
    ATTEMPT,
    REFUND,
    GatewayNotice,
    Payment,
    PaymentAttempt,
    Purpose,
    Refund,
)

NAMES = ("public_id", "number", "provider_ref", "key")  # what an offence calls a thing by
WORDS = {  # texts that tell nothing of a person
    *NAMES, "gateway", "code", "account", "what", "kind", "source", "machine", "was", "now",
    "actor", "action", "outcome", "event_ref", "fault", "object_id", "before_hash", "after_hash",
    "request_id", "sku", "state", "currency", "route", "purpose",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """Its rows by table, and the names that mean it."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    names: frozenset[str]

    def lines(self) -> Iterator[str]:
        for table, rows in self.rows.items():
            for row in rows:
                yield f"{table}: " + ", ".join(f"{name}={value}" for name, value in row.items())


def find(session: Session, name: str) -> Case | None:
    """The case of an order by the name of the order, a part, payment, attempt or refund."""
    order_id = session.scalar(_order_named(name))
    if order_id is None:
        return None
    found = {table: _rows(session, *chosen) for table, chosen in _chosen(order_id).items()}
    names = {
        str(row[key]) for rows in found.values() for row in rows for key in NAMES if row.get(key)
    }
    found["state_changes"] = _rows(session, StateChange, _steps(order_id))
    found["audit_entries"] = _rows(session, AuditEntry, AuditEntry.object_id.in_(names))
    return Case(found, frozenset(names))


def _order_named(name: str) -> Any:
    part = select(SellerOrder.order_id).where(
        or_(SellerOrder.public_id == name, SellerOrder.number == name)
    )
    refund = select(Refund.order_id).where(Refund.public_id == name)
    attempt = select(PaymentAttempt.payment_id).where(
        or_(PaymentAttempt.public_id == name, PaymentAttempt.provider_ref == name)
    )
    payment = select(Payment.subject_id).where(
        Payment.purpose == Purpose.ORDER,
        or_(Payment.public_id == name, Payment.id.in_(attempt)),
    )
    named = or_(Order.public_id == name, *(Order.id.in_(each) for each in (part, refund, payment)))
    return select(Order.id).where(named).limit(1)


def _chosen(order_id: int) -> dict[str, tuple[type[Model], ColumnElement[bool]]]:
    parts = select(SellerOrder.id).where(SellerOrder.order_id == order_id)
    payments = select(Payment.id).where(
        Payment.purpose == Purpose.ORDER, Payment.subject_id == order_id
    )
    attempts = select(PaymentAttempt.id).where(PaymentAttempt.payment_id.in_(payments))
    journals = select(Journal.id).where(Journal.order_id == order_id)
    return {
        "orders": (Order, Order.id == order_id),
        "seller_orders": (SellerOrder, SellerOrder.order_id == order_id),
        "order_lines": (OrderLine, OrderLine.seller_order_id.in_(parts)),
        "payments": (Payment, Payment.id.in_(payments)),
        "payment_attempts": (PaymentAttempt, PaymentAttempt.id.in_(attempts)),
        "gateway_notices": (GatewayNotice, GatewayNotice.attempt_id.in_(attempts)),
        "refunds": (Refund, Refund.order_id == order_id),
        "journals": (Journal, Journal.order_id == order_id),
        "entries": (Entry, Entry.journal_id.in_(journals)),
        "invoices": (Invoice, Invoice.seller_order_id.in_(parts)),
    }


def _steps(order_id: int) -> ColumnElement[bool]:
    parts = select(SellerOrder.id).where(SellerOrder.order_id == order_id)
    payments = select(Payment.id).where(Payment.subject_id == order_id)
    attempts = select(PaymentAttempt.id).where(PaymentAttempt.payment_id.in_(payments))
    refunds = select(Refund.id).where(Refund.order_id == order_id)
    of = {
        ORDER.name: select(literal(order_id)),
        SELLER_ORDER.name: parts,
        ATTEMPT.name: attempts,
        REFUND.name: refunds,
    }
    return or_(
        *(
            (StateChange.machine == machine) & StateChange.subject_id.in_(keys)
            for machine, keys in of.items()
        )
    )


def _rows(
    session: Session, model: type[Model], where: ColumnElement[bool]
) -> list[Mapping[str, Any]]:
    columns = [column for column in model.__table__.columns if _is_plain(column)]
    found = session.execute(select(*columns).where(where).order_by(model.id))
    return [dict(row) for row in found.mappings()]


def _is_plain(column: Any) -> bool:
    """Figures, moments and flags; of texts only those known to say nothing about a person."""
    kind = column.type
    is_text = isinstance(kind, (String, Text)) or kind.__class__.__name__ in {"JSON", "LargeBinary"}
    return column.name in WORDS or not is_text
