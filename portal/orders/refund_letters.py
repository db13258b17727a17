"""What a buyer hears of money that comes back by itself, and of money that has left."""

from typing import Any

from sqlalchemy.orm import Session

from portal.messaging.notices import notify
from portal.orders.letters import order_path
from portal.orders.models import Order
from portal.payments.models import Refund


def opened(session: Session, order: Order, refund: Refund) -> None:
    """We could not keep the money: the goods were gone, or it came twice."""
    facts = {
        "reason": refund.reason,
        "route": refund.route.value,
        "expected_on": refund.expected_on.isoformat(),
    }
    _tell(session, "refund_opened", order, refund, facts)


def done(session: Session, order: Order, refund: Refund) -> None:
    """It is on its way to the card or the account."""
    _tell(session, "refund_done", order, refund, {"receipt": refund.receipt})


def _tell(session: Session, kind: str, order: Order, refund: Refund, facts: dict[str, Any]) -> None:
    notify(
        session,
        kind=kind,
        key=f"{kind}:{refund.public_id}",
        language=order.language,
        facts={
            "number": order.public_id,
            "amount": refund.amount,
            "currency": refund.currency.value,
            "link": order_path(order),
            **facts,
        },
        email=order.email,
        sms=order.mobile,
    )
