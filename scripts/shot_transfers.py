"""Transfers to our account at every stage, with a receipt that nobody ever had."""

import io
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from portal import settlement
from portal.accounts.models import User
from portal.catalog import pictures
from portal.catalog.picture_wire import RECEIPT
from portal.core import clock, db, tokens
from portal.orders.models import Order
from portal.payments.models import Payment
from portal.payments.transfer_models import BankTransfer
from portal.payments.transfers import Receipt

BY = "shots"
LINES = ("TEST BANK", "Receipt of a transfer", "", "To  IR63 0000 0000 0000 1234 5678 9",
         "Tracking  140509060001", "", "An invented receipt for pictures")  # fmt: skip


def picture() -> bytes:
    """A telephone's screenshot of a receipt."""
    shot = Image.new("RGB", (720, 1280), (246, 244, 236))
    draw = ImageDraw.Draw(shot)
    draw.rectangle((40, 60, 680, 1000), fill=(255, 255, 255), outline=(70, 83, 31), width=4)
    for n, line in enumerate(LINES):
        draw.text((80, 120 + 70 * n), line, fill=(40, 40, 40), font_size=30)
    kept = io.BytesIO()
    shot.save(kept, "PNG")
    return kept.getvalue()


def begin(link: str) -> str:
    """The buyer of this order chose to transfer; the reference."""
    with db.reading() as session:
        mine = select(Payment.public_id).join(Order, Order.id == Payment.subject_id)
        payment = session.scalars(mine.where(Order.link == link)).one()
    address = settlement.start(
        payment_public_id=payment,
        gateway="transfer",
        return_url="http://127.0.0.1:8000/pay/return/transfer",
        description=payment,
    )
    return address.rpartition("/")[2]


def show(reference: str, *, sender: str, tracking: str) -> None:
    [(key, sha256, size)] = pictures.take_in(picture(), RECEIPT).files
    receipt = Receipt(
        sender_name=sender,
        tracking=tracking,
        paid_on=clock.today() - timedelta(days=0),
        receipt_key=key,
        receipt_sha256=tokens.digest("the same for all"),
        picture_sha256=sha256,
        size=size,
    )
    with db.transaction() as session:
        settlement.show_receipt(session, reference=reference, receipt=receipt, by="buyer")


def public_id(reference: str) -> str:
    with db.reading() as session:
        mine = select(BankTransfer.public_id).where(BankTransfer.reference == reference)
        return session.scalars(mine).one()


def see(reference: str, *, line: str, by: str, received: int | None = None) -> None:
    """Somebody of the office saw the money; settled when that was enough."""
    with db.transaction() as session:
        mine = select(BankTransfer).where(BankTransfer.reference == reference)
        asked = session.scalars(mine).one()
        row = settlement.approve_transfer(
            session,
            public_id=asked.public_id,
            received=received or asked.amount,
            bank_reference=line,
            by=by,
        )
        is_enough = settlement.is_confirmed(row)
    if is_enough:
        settlement.settle_transfer(reference)


def refuse(reference: str, reason: str) -> None:
    with db.transaction() as session:
        settlement.refuse_transfer(session, public_id=public_id(reference), reason=reason, by=BY)
    settlement.settle_transfer(reference)


def officer(email: str) -> str:
    """The actor of an account of the demo."""
    with db.reading() as session:
        found = session.scalars(select(User.public_id).where(User.email == email)).one()
    return f"user:{found}"
