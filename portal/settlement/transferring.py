"""Transfers: the buyer's receipt keeps the goods longer, and what the office saw pays the order.

Locked in the house order, a transfer after its attempt: payment, order, attempt, transfer, offers.
The office's confirmation is committed before the outcome is asked for, as any bank's would be.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.core import clock, db
from portal.core.errors import NotFound, OutOfStock, Refused
from portal.orders import transfer_letters
from portal.orders.models import OrderState
from portal.payments import gateways, goods, intake, transfers
from portal.payments.gateways.transfer import NAME, Transfer
from portal.payments.models import AttemptState
from portal.payments.transfer_models import BankTransfer, TransferState
from portal.payments.transfers import Receipt
from portal.settlement import settling
from portal.settlement.locking import Locked, locked
from portal.settlement.settling import Answer

PATIENCE = timedelta(hours=72)  # from the receipt on; weekends and holidays lie within


def transfer_bank() -> Transfer:
    """The adapter, for its account. Raises NotFound when it is switched off."""
    adapter = gateways.named(NAME)
    if not isinstance(adapter, Transfer):
        raise NotFound
    return adapter


def _found(session: Session, reference: str) -> Locked:
    found = locked(session, gateway=NAME, provider_ref=reference)
    if found is None:
        raise NotFound
    return found


def show_receipt(session: Session, *, reference: str, receipt: Receipt, by: str) -> str:
    """The receipt is with the office; its order's number.

    The attempt and the goods of an order that waits are kept for 72 hours. Raises NotFound,
    Refused("transfer_shown").
    """
    found = _found(session, reference)
    transfers.show(session, transfers.by_reference(session, reference), receipt, by=by)
    if found.order.state is OrderState.AWAITING_PAYMENT:
        _prolong(session, found, by)
    return found.order.public_id


def _prolong(session: Session, found: Locked, by: str) -> None:
    """Goods that are gone do not keep the receipt from the office: the money may be here."""
    attempt = found.attempt
    attempt.expires_at = max(attempt.expires_at, clock.now() + PATIENCE)
    until = attempt.expires_at + goods.MARGIN
    try:
        with session.begin_nested():
            goods.keep_until(session, order_id=found.order.id, moment=until, by=by)
    except (OutOfStock, Refused):
        return


def cancel_transfer(session: Session, *, reference: str, by: str) -> str:
    """The buyer pays another way; its payment's public id. Raises NotFound, Refused."""
    found = _found(session, reference)
    transfers.cancel(session, transfers.by_reference(session, reference), by=by)
    if found.attempt.state is AttemptState.REDIRECTED:
        intake.cancelled(session, attempt=found.attempt, by=by)
    return found.attempt.payment.public_id


def approve_transfer(
    session: Session, *, public_id: str, received: int, bank_reference: str, by: str
) -> BankTransfer:
    """What `by` saw on our statement. Once it is committed and confirmed: `settle_transfer`.

    Raises NotFound, Invalid, Refused as `transfers.approve` does.
    """
    row = transfers.by_public_id(session, public_id)
    transfers.approve(
        session,
        row,
        received=received,
        bank_reference=bank_reference,
        second_above=transfer_bank().account.second_above,
        by=by,
    )
    return row


def refuse_transfer(session: Session, *, public_id: str, reason: str, by: str) -> str:
    """No such money; the buyer reads why. Gives the reference for `settle_transfer`."""
    named = transfers.reference_of(session, public_id)
    found = _found(session, named)
    row = transfers.by_reference(session, named)
    transfers.refuse(session, row, reason=reason, by=by)
    transfer_letters.refused(session, found.order, row)
    return named


def take_back_transfer(session: Session, *, public_id: str, by: str) -> None:
    """The first person was wrong. Raises NotFound, Refused."""
    transfers.take_back(session, transfers.by_public_id(session, public_id), by=by)


def settle_transfer(reference: str) -> Answer:
    """Bring the attempt to what the office decided; no transaction may be open. Raises NotFound."""
    db.refuse_open_transaction()
    key = db.retrying(lambda session: intake.key_of(session, gateway=NAME, provider_ref=reference))
    if key is None:
        raise NotFound
    return settling.settle(key)


def is_confirmed(row: BankTransfer) -> bool:
    return row.state is TransferState.CONFIRMED
