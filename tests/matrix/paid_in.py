"""Transfers to our account: each buyer's that waits, and buyer A's at every desk of the office."""

from portal.core import clock, files, tokens
from portal.payments import transfers
from portal.payments.transfer_models import TRANSFER, BankTransfer, TransferState
from portal.payments.transfers import Receipt
from tests.matrix import marks, sales
from tests.orders import sales as paying

LIMIT = 500_000_000
STAGES = {
    "buyer_a": ("waiting", "shown", "approved"),
    "buyer_b": ("waiting",),
    "guest": ("waiting",),
}


def furnish(session, world) -> None:
    for owner, stages in STAGES.items():
        for stage in stages:
            sale = sales.placed(session, owner, world.houses, world.principals[owner].user)
            world.transfers[owner, stage] = brought_to(session, sale, stage)
    for stage in ("shown", "approved"):
        world.office[f"transfer_{stage}"] = world.transfers["buyer_a", stage].public_id


def brought_to(session, sale, stage) -> BankTransfer:
    row = begun(session, sale)
    if stage != "waiting":
        transfers.show(session, row, receipt(session), by="buyer")
    if stage == "approved":
        transfers.approve(
            session, row, received=row.amount, bank_reference=marks.word(), second_above=0,
            by=f"user:{tokens.public_id()}",
        )  # fmt: skip
    session.flush()
    return row


def begun(session, sale) -> BankTransfer:
    """As the adapter's start() writes it."""
    reference = tokens.secret()
    paying.attempt(session, sale.order, reference=reference, gateway="transfer")
    row = BankTransfer(
        reference=reference,
        amount=sale.payment.amount,
        currency=sale.payment.currency,
        description=sale.payment.public_id,
        return_url="http://127.0.0.1:8000/pay/return/transfer",
        state=TransferState.WAITING,
    )
    session.add(row)
    session.flush()
    TRANSFER.begin(session, row, by="buyer")
    return row


def receipt(session) -> Receipt:
    public_id = tokens.public_id()
    key = f"t/{public_id[:2]}/{public_id}-2000.webp"
    content = f"RIFF {marks.word()}".encode()
    return Receipt(
        sender_name=marks.text("فرستنده"),
        tracking=marks.word(),
        paid_on=clock.today(),
        receipt_key=key,
        receipt_sha256=tokens.digest(key),
        picture_sha256=files.store().write(key, content),
        size=len(content),
    )
