"""What a buyer hears of a transfer that the office did not find."""

from sqlalchemy.orm import Session

from portal.messaging.notices import notify
from portal.orders.letters import order_path
from portal.orders.models import Order
from portal.payments.transfer_models import BankTransfer


def refused(session: Session, order: Order, transfer: BankTransfer) -> None:
    """Once, with the office's reason."""
    notify(
        session,
        kind="transfer_refused",
        key=f"transfer_refused:{transfer.public_id}",
        language=order.language,
        facts={
            "number": order.public_id,
            "amount": transfer.amount,
            "currency": transfer.currency.value,
            "reason": transfer.reason,
            "link": order_path(order),
        },
        email=order.email,
        sms=order.mobile,
    )
