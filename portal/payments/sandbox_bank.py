"""What the embedded bank's page shows and does: one charge, and six ways it may end.

The page is a person who plays the bank. Every function opens its own transaction.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sqlalchemy import Select, Update, and_, bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from portal.catalog import stock
from portal.core import clock
from portal.core.db import reading, transaction
from portal.core.errors import Invalid, NotFound
from portal.core.money import Currency, Money
from portal.core.native import Statement
from portal.core.shapes import Shape
from portal.payments import gateways, start
from portal.payments.gateways.sandbox import NAME, new_authority
from portal.payments.models import (
    ATTEMPT,
    AttemptState,
    PaymentAttempt,
    Purpose,
    SandboxCharge,
)

BY = "bank"
STATUSES = {
    "paid": "paid",
    "failed": "failed",
    "cancelled": "cancelled",
    "paid_never_returned": "paid",
    "late": "paid",
    "twice": "paid",
}
OUTCOMES = tuple(STATUSES)


@dataclass(frozen=True, slots=True)
class Charge:
    """What the bank's page shows. `is_open`: nobody has decided yet."""

    authority: str
    amount: Money
    description: str
    status: str
    is_open: bool


def charge(authority: str) -> Charge:
    """Raises NotFound."""
    with reading() as session:
        found = PAGE.typed(session, authority=authority)
    if not found:
        raise NotFound
    [(amount, currency, description, status)] = found
    return Charge(
        authority=authority,
        amount=Money(amount, currency),
        description=description,
        status=status,
        is_open=status == "waiting",
    )


def _page() -> Select[int, Currency, str, str]:
    shown = (
        SandboxCharge.amount,
        SandboxCharge.currency,
        SandboxCharge.description,
        SandboxCharge.status,
    )
    return select(*shown).where(SandboxCharge.authority == bindparam("authority"))


PAGE = Statement(_page)


def decide(authority: str, outcome: str) -> str:
    """End the charge in one of OUTCOMES; returns the address to send the browser to.

    paid_never_returned: paid, and the browser goes to the shop's first page instead of returning.
    late: our own time limit runs out first, and the goods are let go. twice: the buyer had pressed
    back and paid a second time. Deciding again changes nothing. Raises NotFound, Invalid.
    """
    if outcome not in STATUSES:
        raise Invalid({"outcome": "unknown"})
    with transaction() as session:
        ended = DECIDED.typed(session, authority=authority, b_status=STATUSES[outcome])
        row = CHARGE.detached(ended[0]) if ended else _find(session, authority)
        if ended:
            _play(session, row, outcome)
        return _address(row, outcome)


def _decided() -> Update:
    """Gives the charge with its end; nothing when it has ended before, or there is none."""
    waits = and_(
        SandboxCharge.authority == bindparam("authority"), SandboxCharge.status == "waiting"
    )
    ended = update(SandboxCharge).where(waits).values(status=bindparam("b_status"))
    return ended.returning(*CHARGE.columns)


CHARGE = Shape(SandboxCharge)
DECIDED = Statement(_decided)


def _find(session: Session, authority: str) -> SandboxCharge:
    found = WHOLE.typed(session, authority=authority)
    if not found:
        raise NotFound
    return CHARGE.detached(found[0])


WHOLE = Statement(
    lambda: select(*CHARGE.columns).where(SandboxCharge.authority == bindparam("authority"))
)


def _address(row: SandboxCharge, outcome: str) -> str:
    if outcome == "paid_never_returned":
        place = urlsplit(row.return_url)
        return urlunsplit((place.scheme, place.netloc, "/", "", ""))
    is_paid = row.status in {"paid", "verified"}
    return _with(row.return_url, Authority=row.authority, Status="OK" if is_paid else "NOK")


def _with(url: str, **facts: str) -> str:
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query), *facts.items()])
    return urlunsplit(parts._replace(query=query))


def _play(session: Session, row: SandboxCharge, outcome: str) -> None:
    """What the shop's own side lives through meanwhile."""
    if outcome == "late":
        _run_out(session, row)
    elif outcome == "twice":
        _pay_again(session, row)


def _attempt(session: Session, row: SandboxCharge) -> PaymentAttempt | None:
    mine = select(PaymentAttempt).where(
        PaymentAttempt.gateway == NAME, PaymentAttempt.provider_ref == row.authority
    )
    return session.scalar(mine.options(joinedload(PaymentAttempt.payment)))


def _run_out(session: Session, row: SandboxCharge) -> None:
    """The clock is at the attempt's end, and others may have the goods."""
    attempt = _attempt(session, row)
    if attempt is None or attempt.payment.purpose is not Purpose.ORDER:
        return
    attempt.expires_at = clock.now()
    if ATTEMPT.may(attempt.state, AttemptState.EXPIRED):
        ATTEMPT.move(session, attempt, AttemptState.EXPIRED, by="clock")
    stock.release(session, order_id=attempt.payment.subject_id, by="clock", reason="late")


def _pay_again(session: Session, row: SandboxCharge) -> None:
    """A second try of the same payment, paid too; its browser never comes back."""
    first = _attempt(session, row)
    if first is None:
        return
    second = start.new_attempt(
        session, payment=first.payment, gateway=gateways.named(NAME), by="buyer"
    )
    again = SandboxCharge(
        authority=new_authority(),
        amount=row.amount,
        currency=row.currency,
        return_url=row.return_url,
        description=row.description,
        status="paid",
    )
    session.add(again)
    start.sent(session, attempt=second, reference=again.authority, by="buyer")
