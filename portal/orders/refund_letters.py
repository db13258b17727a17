"""What a buyer hears of money that comes back by itself, and of money that has left."""

from typing import Any

from sqlalchemy.orm import Session

from portal.messaging.notices import notify
from portal.orders.letters import order_path
from portal.orders.models import Order
from portal.payments.models import Refund, RefundAccount


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


def by_hand(session: Session, order: Order, refund: Refund) -> None:
    """The gateway would not send it back: the office transfers it, once it knows where to."""
    _tell(session, "refund_by_hand", order, refund, {})


def account_given(session: Session, order: Order, account: RefundAccount) -> None:
    """So that nobody else who saw the link sends the money elsewhere unheard."""
    notify(
        session,
        kind="refund_account",
        key=f"refund_account:{account.public_id}",
        language=order.language,
        facts={
            "number": order.public_id,
            "holder": account.holder,
            "ending": account.iban[-4:],
            "link": order_path(order),
        },
        email=order.email,
        sms=order.mobile,
    )


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
