"""Transfer to our own bank account, card to card included: people move the money, people look.

An adapter like any other, whose provider is one table of ours (`transfers` is what its people do).
It sends nothing back: money goes out of that account by hand, to the buyer's IBAN.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock, tokens
from portal.core.db import reading, transaction
from portal.core.money import Currency, Money
from portal.payments.gateways.interface import (
    Attempt,
    Claim,
    Code,
    Declined,
    Notice,
    Redirect,
    Refund,
    Route,
    Verdict,
)
from portal.payments.models import RefundRoute
from portal.payments.transfer_models import TRANSFER, BankTransfer, TransferState

NAME = "transfer"
PAGE = "/transfer/{reference}"
BY = "buyer"
REFERENCE = re.compile(r"[\w-]{43}")
BY_HAND = Route(RefundRoute.IBAN, working_days=3)
ANSWERS = {
    TransferState.WAITING: Code.PENDING,
    TransferState.SHOWN: Code.PENDING,
    TransferState.APPROVED: Code.PENDING,
    TransferState.CANCELLED: Code.CANCELLED,
    TransferState.REFUSED: Code.FAILED,
}
REFUSED = "transfer_refused"


@dataclass(frozen=True, slots=True)
class Account:
    """Where buyers send money to; above `second_above` (minor units) two persons confirm it."""

    holder: str
    bank: str
    iban: str
    card: str  # "" where there is none
    lifetime: timedelta
    second_above: int


class Transfer:
    """A Gateway. `account` is for its pages."""

    name = NAME
    currencies = frozenset({Currency.IRR})
    undo_within = timedelta(0)
    origins: tuple[str, ...] = ()

    def __init__(self, account: Account) -> None:
        self.account = account
        self.lifetime = account.lifetime

    def start(self, attempt: Attempt) -> Redirect:
        if attempt.amount.currency not in self.currencies:
            raise Declined("currency")
        reference = tokens.secret()
        with transaction() as session:
            row = BankTransfer(
                reference=reference,
                amount=attempt.amount.minor,
                currency=attempt.amount.currency,
                description=attempt.description,
                return_url=attempt.return_url,
                state=TransferState.WAITING,
            )
            session.add(row)
            session.flush()
            TRANSFER.begin(session, row, by=BY)
        return Redirect(PAGE.format(reference=reference), reference)

    def read(self, notice: Notice) -> Claim | None:
        reference = notice.query.get("Transfer", "")
        status = notice.query.get("Status", "")
        if not REFERENCE.fullmatch(reference) or status not in {"OK", "NOK"}:
            return None
        return Claim(reference, f"{reference}:{status}", is_cancelled=status != "OK")

    def confirm(self, attempt: Attempt) -> Verdict:
        with transaction() as session:
            row = _find(session, attempt.reference)
            if row is None:
                return Verdict(Code.FAILED)
            if row.state is not TransferState.CONFIRMED:
                detail = REFUSED if row.state is TransferState.REFUSED else None
                return Verdict(ANSWERS[row.state], detail=detail)
            return _confirmed(row, attempt)

    def undo(self, attempt: Attempt) -> None:  # noqa: ARG002
        raise Declined("only_by_hand")

    def refund(self, refund: Refund, key: str) -> None:  # noqa: ARG002
        raise Declined("only_by_hand")

    def refund_route(self, attempt: Attempt, amount: Money) -> Route:  # noqa: ARG002
        return BY_HAND

    def pending(self, since: datetime) -> list[Claim]:  # noqa: ARG002 - what was told is marked
        untold = (
            select(BankTransfer.reference)
            .where(BankTransfer.state == TransferState.CONFIRMED, BankTransfer.taken_at.is_(None))
            .order_by(BankTransfer.id)
            .limit(100)
        )
        with reading() as session:
            found = session.scalars(untold).all()
        return [Claim(reference, f"{reference}:pending") for reference in found]


def _confirmed(row: BankTransfer, attempt: Attempt) -> Verdict:
    """The first time PAID, then ALREADY; MISMATCH with what came."""
    assert row.received is not None  # the table says so
    held = Money(row.received, row.currency)
    is_told = row.taken_at is not None
    row.taken_at = row.taken_at or clock.now()
    code = Code.ALREADY if is_told else Code.PAID
    if held != attempt.amount:
        code = Code.MISMATCH
    return Verdict(code, held, receipt=row.bank_reference)


def _find(session: Session, reference: str) -> BankTransfer | None:
    mine = select(BankTransfer).where(BankTransfer.reference == reference)
    return session.scalar(mine.with_for_update())
