"""The embedded bank: an adapter like any other, whose provider is one table of ours.

Its page is portal.web's; what the page does is portal.payments.sandbox_bank. Every verb runs in a
short transaction of its own, as if the bank were far away. Production refuses this gateway.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.orm import Session

from portal.core import rows
from portal.core.db import changed, reading, transaction
from portal.core.money import Currency, Money
from portal.core.native import Statement
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
from portal.payments.models import RefundRoute, SandboxCharge, SandboxRefund

NAME = "sandbox"
PAGE = "/bank/{authority}"
ANSWERS = {
    "waiting": Code.PENDING,
    "failed": Code.FAILED,
    "cancelled": Code.CANCELLED,
    "reversed": Code.FAILED,
    "paid": Code.PAID,
    "verified": Code.ALREADY,
}


class Sandbox:
    """A Gateway. `page` is the address of the bank's page, with {authority} in it."""

    name = NAME
    currencies = frozenset(Currency)
    lifetime = timedelta(minutes=15)
    undo_within = timedelta(minutes=30)
    origins: tuple[str, ...] = ()

    def __init__(self, page: str = PAGE) -> None:
        self.page = page

    def start(self, attempt: Attempt) -> Redirect:
        authority = new_authority()
        charge = {
            "authority": authority,
            "amount": attempt.amount.minor,
            "currency": attempt.amount.currency,
            "return_url": attempt.return_url,
            "description": attempt.description,
        }
        with transaction() as session:
            rows.add(session, SandboxCharge, [charge])
        return Redirect(self.page.format(authority=authority), authority)

    def read(self, notice: Notice) -> Claim | None:
        authority = notice.query.get("Authority", "")
        status = notice.query.get("Status", "")
        if not authority or status not in {"OK", "NOK"}:
            return None
        return Claim(authority, f"{authority}:{status}", is_cancelled=status != "OK")

    def confirm(self, attempt: Attempt) -> Verdict:
        with transaction() as session:
            if TAKEN.count(
                session,
                authority=attempt.reference,
                amount=attempt.amount.minor,
                currency=attempt.amount.currency,
            ):
                return _verdict(Code.PAID, attempt.reference, attempt.amount)
            return _look(session, attempt)

    def undo(self, attempt: Attempt) -> None:
        with transaction() as session:
            back = (
                update(SandboxCharge)
                .where(
                    SandboxCharge.authority == attempt.reference,
                    SandboxCharge.status.in_(["paid", "verified"]),
                    SandboxCharge.refunded == 0,
                )
                .values(status="reversed", refunded=SandboxCharge.amount)
            )
            if not changed(session, back) and _charge(session, attempt).status != "reversed":
                raise Declined("not_reversible")

    def refund(self, refund: Refund, key: str) -> None:
        with transaction() as session:
            charge = _charge(session, refund.attempt)
            if not _keep_key(session, charge, refund, key):
                return
            back = (
                update(SandboxCharge)
                .where(
                    SandboxCharge.id == charge.id,
                    SandboxCharge.status == "verified",
                    SandboxCharge.refunded + refund.amount.minor <= SandboxCharge.amount,
                )
                .values(refunded=SandboxCharge.refunded + refund.amount.minor)
            )
            if not changed(session, back):
                raise Declined("over_amount")

    def refund_route(self, attempt: Attempt, amount: Money) -> Route:  # noqa: ARG002
        return Route(RefundRoute.GATEWAY, working_days=1)

    def pending(self, since: datetime) -> list[Claim]:
        unconfirmed = (
            select(SandboxCharge.authority)
            .where(SandboxCharge.status == "paid", SandboxCharge.created_at >= since)
            .order_by(SandboxCharge.id)
            .limit(100)
        )
        with reading() as session:
            found = session.scalars(unconfirmed).all()
        return [Claim(authority, f"{authority}:pending") for authority in found]


def new_authority() -> str:
    """A name like ZarinPal's sandbox gives: S and 35 letters or digits."""
    return "S" + secrets.token_hex(18)[:35]


def _taken() -> Update:
    """Verify what was paid, if it was paid as it was asked for."""
    return (
        update(SandboxCharge)
        .where(
            SandboxCharge.authority == bindparam("authority"),
            SandboxCharge.status == "paid",
            SandboxCharge.amount == bindparam("amount"),
            SandboxCharge.currency == bindparam("currency"),
        )
        .values(status="verified")
    )


TAKEN = Statement(_taken)


def _look(session: Session, attempt: Attempt) -> Verdict:
    """Why the charge could not be confirmed just now."""
    charge = _find(session, attempt)
    if charge is None:
        return Verdict(Code.FAILED)
    held = Money(charge.amount, charge.currency)
    if charge.status in {"paid", "verified"} and held != attempt.amount:
        charge.status = "verified"
        return _verdict(Code.MISMATCH, charge.authority, held)
    return _verdict(ANSWERS[charge.status], charge.authority, held)


def _verdict(code: Code, authority: str, amount: Money) -> Verdict:
    number = int(authority[1:17], 16)
    mask = f"603799******{number % 10_000:04d}"
    return Verdict(code, amount, receipt=f"{number % 10**12:012d}", card_mask=mask)


def _find(session: Session, attempt: Attempt) -> SandboxCharge | None:
    mine = select(SandboxCharge).where(SandboxCharge.authority == attempt.reference)
    return session.scalar(mine.with_for_update())


def _charge(session: Session, attempt: Attempt) -> SandboxCharge:
    charge = _find(session, attempt)
    if charge is None:
        raise Declined("unknown_authority")
    return charge


def _keep_key(session: Session, charge: SandboxCharge, refund: Refund, key: str) -> bool:
    """Remember the idempotency key; False when it was seen before."""
    kept = {"key": key, "charge_id": charge.id, "amount": refund.amount.minor}
    return rows.add_once(session, SandboxRefund, ("key",), kept) is not None
