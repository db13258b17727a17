"""Money coming in: what a gateway told us, and what its answer does to the attempt.

An attempt in FINAL has its answer for ever. Every other one may still turn out to be paid, also
after it was called failed, cancelled or expired: the bank has the last word.
"""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core import clock, rows
from portal.core.money import Money
from portal.ledger import books
from portal.ledger.books import Leg
from portal.payments.gateways.interface import Attempt, Claim, Code, Gateway, Unreachable, Verdict
from portal.payments.models import (
    ATTEMPT,
    AttemptState,
    GatewayNotice,
    PaymentAttempt,
    PaymentState,
)

FINAL = frozenset({AttemptState.VERIFIED, AttemptState.REVERSED, AttemptState.MISMATCH})
MONEY_CAME = frozenset({Code.PAID, Code.ALREADY})
QUEUED, APPLIED, STRANGER = "queued", "applied", "ignored:unknown_reference"
NOT_PAID = {
    Code.FAILED: AttemptState.FAILED,
    Code.CANCELLED: AttemptState.CANCELLED,
}


def note(
    session: Session, *, gateway: str, claim: Claim, attempt_id: int | None, outcome: str
) -> None:
    """Keep the notice, once; `outcome` is "applied" or "ignored:<why>"."""
    kept = {
        "gateway": gateway,
        "event_ref": claim.event,
        "attempt_id": attempt_id,
        "outcome": outcome,
    }
    rows.add_new(session, GatewayNotice, ("gateway", "event_ref"), [kept])


def keep(session: Session, *, gateway: str, claim: Claim, outcome: str) -> bool:
    """The same for a call that a job works off; False when it was kept before."""
    kept = {"gateway": gateway, "event_ref": claim.event, "outcome": outcome}
    return rows.add_once(session, GatewayNotice, ("gateway", "event_ref"), kept) is not None


def worked_off(
    session: Session, *, gateway: str, event: str, outcome: str, attempt_id: int | None
) -> None:
    session.execute(
        update(GatewayNotice)
        .where(GatewayNotice.gateway == gateway, GatewayNotice.event_ref == event)
        .values(outcome=outcome, attempt_id=attempt_id)
    )


def key_of(session: Session, *, gateway: str, **named: str) -> int | None:
    """The attempt that a provider names, by one column of it."""
    which = (getattr(PaymentAttempt, column) == name for column, name in named.items())
    return session.scalar(
        select(PaymentAttempt.id).where(PaymentAttempt.gateway == gateway, *which)
    )


def settled(session: Session, *, gateway: str, names: Sequence[str]) -> set[str]:
    """Which of the provider's names belong to attempts that have their answer."""
    if not names:
        return set()
    mine = select(PaymentAttempt.provider_ref).where(
        PaymentAttempt.gateway == gateway,
        PaymentAttempt.provider_ref.in_(names),
        PaymentAttempt.state.in_(FINAL),
    )
    return {name for name in session.scalars(mine) if name}


def is_final(attempt: PaymentAttempt) -> bool:
    return attempt.state in FINAL


def claim(session: Session, *, attempt: PaymentAttempt, by: str) -> None:
    """Write down that the provider is being asked. A crash from here on leaves it to the sweep."""
    attempt.claimed_at = clock.now()
    if attempt.state is not AttemptState.CLAIMED:
        ATTEMPT.move(session, attempt, AttemptState.CLAIMED, by=by)


def ask(gateway: Gateway, attempt: Attempt) -> Verdict:
    """Confirm with our own amount; no transaction may be open.

    A provider that cannot be reached has said nothing: UNKNOWN. One that took another amount or
    currency than we asked for is a MISMATCH, whatever it says itself.
    """
    try:
        verdict = gateway.confirm(attempt)
    except Unreachable:
        return Verdict(Code.UNKNOWN)
    if verdict.code in MONEY_CAME and verdict.amount != attempt.amount:
        return Verdict(Code.MISMATCH, verdict.amount, verdict.receipt, verdict.card_mask)
    return verdict


def verified(session: Session, *, attempt: PaymentAttempt, verdict: Verdict, by: str) -> None:
    """The money is here and stays."""
    _arrived(session, attempt, verdict, state=AttemptState.VERIFIED, by=by)
    attempt.payment.state = PaymentState.CAPTURED
    attempt.payment.captured_at = attempt.settled_at


def not_kept(
    session: Session, *, attempt: PaymentAttempt, verdict: Verdict, reason: str, by: str
) -> None:
    """The money is here and must go back. It stands in `suspense` until the refund takes it."""
    _arrived(session, attempt, verdict, state=AttemptState.REVERSED, by=by, note=reason)
    _suspend(session, attempt, Money(attempt.captured, attempt.currency))


def mismatch(session: Session, *, attempt: PaymentAttempt, verdict: Verdict, by: str) -> None:
    """Money came that we did not ask for: into `suspense`, and to a person."""
    _arrived(session, attempt, verdict, state=AttemptState.MISMATCH, by=by)
    if verdict.amount:
        _suspend(session, attempt, verdict.amount)


def _arrived(
    session: Session,
    attempt: PaymentAttempt,
    verdict: Verdict,
    *,
    state: AttemptState,
    by: str,
    note: str | None = None,
) -> None:
    _reopen(session, attempt, by)
    ATTEMPT.move(session, attempt, state, by=by, note=note)
    attempt.settled_at = clock.now()
    attempt.code = verdict.detail or verdict.code.value
    attempt.receipt = verdict.receipt
    attempt.card_mask = verdict.card_mask
    if verdict.amount is not None and verdict.amount.currency is attempt.currency:
        attempt.captured = verdict.amount.minor


def _reopen(session: Session, attempt: PaymentAttempt, by: str) -> None:
    """Another answer came in between, and was not the last."""
    if attempt.state is not AttemptState.CLAIMED:
        claim(session, attempt=attempt, by=by)


def _suspend(session: Session, attempt: PaymentAttempt, amount: Money) -> None:
    books.post(
        session,
        kind="capture",
        source=f"attempt:{attempt.public_id}",
        order_id=attempt.payment.subject_id,
        entries=[
            Leg(f"gateway:{attempt.gateway}", amount, "capture"),
            Leg("suspense", -amount, "capture"),
        ],
    )


def unpaid(session: Session, *, attempt: PaymentAttempt, verdict: Verdict, by: str) -> None:
    """No money, as far as the provider knows today."""
    attempt.code = verdict.detail or verdict.code.value
    after = _after(attempt, verdict.code)
    if after not in {None, attempt.state}:
        _reopen(session, attempt, by)
        ATTEMPT.move(session, attempt, after, by=by)


def _after(attempt: PaymentAttempt, code: Code) -> AttemptState | None:
    """Where the attempt goes; None: it stays claimed, and the sweep asks again."""
    if code is Code.PENDING:
        is_over = attempt.expires_at <= clock.now()
        return AttemptState.EXPIRED if is_over else AttemptState.REDIRECTED
    return NOT_PAID.get(code)


def cancelled(session: Session, *, attempt: PaymentAttempt, by: str) -> None:
    """The buyer came back without having paid, as the notice has it."""
    ATTEMPT.move(session, attempt, AttemptState.CANCELLED, by=by)
