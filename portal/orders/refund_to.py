"""The buyer says to which bank account the office shall pay."""

from sqlalchemy.orm import Session

from portal.orders import parts, refund_letters
from portal.payments import refund_accounts
from portal.payments.models import RefundAccount


def give_account(
    session: Session, *, link: str, holder: str, iban: str, by: str
) -> tuple[str, RefundAccount]:
    """(the order's number, the account). Raises NotFound, Invalid, Refused("no_refund_by_hand")."""
    order, _parts = parts.all_of(session, link=link)
    account = refund_accounts.give(session, order_id=order.id, holder=holder, iban=iban, by=by)
    refund_letters.account_given(session, order, account)
    return order.public_id, account
