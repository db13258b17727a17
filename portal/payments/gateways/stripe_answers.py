"""Stripe's answers in our words. Every figure is compared with our own row, none is trusted."""

from collections.abc import Mapping
from datetime import UTC, datetime

import stripe

from portal.core.money import Currency, Money
from portal.payments.gateways.interface import Attempt, Code, Fate, Outflow, Verdict

ATTEMPT, REFUND = "attempt", "refund"  # what our metadata are called
DISPUTES: Mapping[str, Fate] = {
    "warning_needs_response": Fate.WARNED,
    "warning_under_review": Fate.WARNED,
    "warning_closed": Fate.DROPPED,
    "prevented": Fate.DROPPED,
    "needs_response": Fate.TAKEN,
    "under_review": Fate.TAKEN,
    "won": Fate.RETURNED,
    "lost": Fate.KEPT,
}
REFUNDS: Mapping[str, Fate] = {
    "pending": Fate.TAKEN,
    "requires_action": Fate.TAKEN,
    "succeeded": Fate.KEPT,
    "failed": Fate.RETURNED,
    "canceled": Fate.RETURNED,
}


def money(minor: int | None, currency: str | None) -> Money | None:
    """Stripe's smallest units are those of ISO 4217 for every currency of ours but its rials."""
    code = (currency or "").upper()
    known = code in Currency.__members__ and code != Currency.IRR
    return Money(minor, Currency(code)) if known and minor is not None else None


def verdict(session: stripe.checkout.Session, attempt: Attempt, *, is_live: bool) -> Verdict:
    """How the attempt stands. Money of another mode or reference is not ours to book."""
    if session.payment_status != "paid":
        return _unpaid(session)
    held = money(session.amount_total, session.currency)
    intent = session.payment_intent
    receipt = intent if isinstance(intent, str) or intent is None else intent.id
    wrong = _wrong(session, attempt, is_live=is_live)
    if wrong:
        return Verdict(Code.MISMATCH, None, receipt, detail=wrong)
    code = Code.PAID if held == attempt.amount else Code.MISMATCH
    detail = None if code is Code.PAID else f"{session.amount_total} {session.currency}"
    return Verdict(code, held, receipt, _mask(intent), detail)


def _unpaid(session: stripe.checkout.Session) -> Verdict:
    if session.status == "expired":
        return Verdict(Code.FAILED, detail="expired")
    is_open = session.status in {"open", "complete"} and session.payment_status == "unpaid"
    return Verdict(Code.PENDING if is_open else Code.UNKNOWN, detail=session.payment_status)


def _wrong(session: stripe.checkout.Session, attempt: Attempt, *, is_live: bool) -> str:
    """What of the session is not ours; "" when all is."""
    named = (session.client_reference_id, metadata(session, ATTEMPT))
    if session.livemode is not is_live:
        return "mode"
    return "" if named == (attempt.public_id, attempt.public_id) else "reference"


def metadata(thing: object, name: str) -> str:
    """A word that we gave the thing; "" for none, and for what is no thing of ours."""
    given = getattr(thing, "metadata", None)
    return str(given[name]) if given and name in given else ""


def _mask(intent: str | stripe.PaymentIntent | None) -> str | None:
    charge = getattr(intent, "latest_charge", None)
    card = getattr(getattr(charge, "payment_method_details", None), "card", None)
    last = getattr(card, "last4", None)
    return f"************{last}" if last else None


def of_refund(refund: stripe.Refund) -> Outflow:
    word = refund.status or ""
    return Outflow(
        reference=refund.id,
        attempt=metadata(refund.payment_intent, ATTEMPT),
        amount=money(refund.amount, refund.currency),
        fate=REFUNDS.get(word, Fate.TAKEN),
        word=word,
        reason=refund.reason or "",
        refund=metadata(refund, REFUND),
    )


def of_dispute(dispute: stripe.Dispute) -> Outflow:
    """An appeal moves money that we cannot foresee: as long as it lasts, it is out."""
    until = dispute.evidence_details.due_by if dispute.evidence_details else None
    return Outflow(
        reference=dispute.id,
        attempt=metadata(dispute.payment_intent, ATTEMPT),
        amount=money(dispute.amount, dispute.currency),
        fate=DISPUTES.get(dispute.status, Fate.TAKEN),
        word=dispute.status,
        reason=dispute.reason,
        respond_by=datetime.fromtimestamp(until, tz=UTC) if until else None,
    )
