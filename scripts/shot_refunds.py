"""An order whose money the bank will not give back, so that the office has to pay by hand."""

from sqlalchemy import select

from portal.core import db
from portal.demo import lives
from portal.orders import refund_to
from portal.orders.models import Order
from portal.payments.models import PaymentAttempt, SandboxCharge

IBAN = "IR820540102680020817909002"  # invented; its check digits are right


def owe_by_hand(link: str, *, holder: str | None) -> None:
    """Pay the order, cancel it, and let the bank refuse; `holder` says to which account, if any.

    Opens its own transactions.
    """
    lives.pay(link, "paid")
    lives.cancel(link)
    _close_card(link)
    lives.send_refunds(link)
    if holder:
        with db.transaction() as session:
            refund_to.give_account(session, link=link, holder=holder, iban=IBAN, by="buyer")


def _close_card(link: str) -> None:
    """The bank has nothing left to give back to this card."""
    with db.transaction() as session:
        order = session.scalars(select(Order).where(Order.link == link)).one()
        tries = select(PaymentAttempt.provider_ref).where(
            PaymentAttempt.payment_id == order.payment.id
        )
        for charge in session.scalars(
            select(SandboxCharge).where(SandboxCharge.authority.in_(tries))
        ):
            charge.refunded = charge.amount
