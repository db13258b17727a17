"""Stripe Checkout: cards abroad, in foreign currency, for whoever owns the account.

Stripe serves neither merchants in Iran nor rials. It captures by itself, so `confirm` only looks:
the session is fetched anew and compared with our own row. Loaded when it is switched on.
"""

from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

import stripe

from portal.core import clock
from portal.core.money import Currency, Money
from portal.payments.gateways import stripe_answers as answers
from portal.payments.gateways import stripe_events, stripe_wire
from portal.payments.gateways.interface import (
    About,
    Attempt,
    Claim,
    Code,
    Declined,
    Event,
    Fate,
    Notice,
    Outflow,
    Redirect,
    Refund,
    Route,
    Underway,
    Unreachable,
    Verdict,
)
from portal.payments.gateways.stripe_wire import Account, speaking
from portal.payments.models import RefundRoute

NAME = "stripe"
SHORTEST = timedelta(minutes=30, seconds=30)  # Stripe closes no session sooner than 30 minutes
LONGEST = 120  # letters of the line on its page
PAGE = 100
MOST = 1_000  # sessions that one sweep looks at
PAID, LEFT = "paid", "left"
UNKNOWN_THING = "resource_missing"
TO_CARD = Route(RefundRoute.GATEWAY, working_days=10)


class Stripe:
    """A Gateway, and a Caller."""

    name = NAME
    currencies = frozenset(Currency) - {Currency.IRR}
    lifetime = timedelta(minutes=32)
    undo_within = timedelta(0)  # a refund costs the same at once as later, and has a name

    def __init__(self, account: Account) -> None:
        self.account = account
        self.client = stripe_wire.client(account)

    @property
    def origins(self) -> tuple[str, ...]:
        return (self.account.checkout,)

    @cached_property
    def is_ours(self) -> bool:
        """Is the key one of the account whose money it is? Asked once a process."""
        with speaking():
            return self.client.v1.accounts.retrieve_current().id == self.account.id

    def start(self, attempt: Attempt) -> Redirect:
        if attempt.amount.currency not in self.currencies:
            raise Declined("currency_abroad")
        if not self.is_ours:
            raise Declined("wrong_account")
        with speaking():
            session = self.client.v1.checkout.sessions.create(
                _asked(attempt), {"idempotency_key": f"pay:{attempt.public_id}"}
            )
        url = session.url or ""
        if not url.startswith(self.account.checkout + "/"):
            raise Unreachable("url")
        return Redirect(url, session.id)

    def read(self, notice: Notice) -> Claim | None:
        """The browser's return names our own attempt; Stripe's calls are heard elsewhere."""
        name, outcome = notice.query.get("attempt", ""), notice.query.get("outcome", "")
        if not stripe_events.NAME.fullmatch(name) or outcome not in {PAID, LEFT}:
            return None
        return Claim("", f"{name}:{outcome}", is_cancelled=outcome == LEFT, attempt=name)

    def hear(self, notice: Notice) -> Event:
        return stripe_events.heard(self.client, self.account, notice)

    def confirm(self, attempt: Attempt) -> Verdict:
        if not self.is_ours:
            return Verdict(Code.UNKNOWN, detail="wrong_account")
        try:
            session = self._session(attempt)
        except Declined as no:
            code = Code.FAILED if no.code == UNKNOWN_THING else Code.UNKNOWN
            return Verdict(code, detail=no.code)
        return answers.verdict(session, attempt, is_live=self.account.is_live)

    def _session(self, attempt: Attempt) -> stripe.checkout.Session:
        with speaking():
            return self.client.v1.checkout.sessions.retrieve(
                attempt.reference, {"expand": ["payment_intent.latest_charge"]}
            )

    def undo(self, attempt: Attempt) -> None:
        """Close a session that is open, so that nobody pays it; else all of it back."""
        session = self._session(attempt)
        if session.status == "open":
            with speaking():
                self.client.v1.checkout.sessions.expire(attempt.reference)
        elif session.payment_status == "paid":
            whole = Refund(f"undo:{attempt.public_id}", attempt, attempt.amount, "undone", Money(0))
            self.refund(whole, whole.public_id)

    def refund(self, refund: Refund, key: str) -> None:
        """Stripe forgets keys after a day, so what it has of this refund is read first."""
        intent = refund.attempt.receipt or self._intent(refund.attempt)
        with speaking():
            listed = self.client.v1.refunds.list({"payment_intent": intent, "limit": PAGE})
        mine = [
            one for one in listed.data if answers.metadata(one, answers.REFUND) == refund.public_id
        ]
        alive = [one for one in mine if answers.of_refund(one).fate is not Fate.RETURNED]
        found = alive[0] if alive else self._give(refund, intent, f"{key}:{len(mine)}")
        fate = answers.of_refund(found).fate
        if fate is Fate.TAKEN:
            raise Underway
        if fate is Fate.RETURNED:
            raise Declined("refund_failed")

    def _give(self, refund: Refund, intent: str, key: str) -> stripe.Refund:
        with speaking():
            return self.client.v1.refunds.create(
                {
                    "payment_intent": intent,
                    "amount": refund.amount.minor,
                    "reason": "requested_by_customer",
                    "metadata": {answers.REFUND: refund.public_id},
                },
                {"idempotency_key": key},
            )

    def _intent(self, attempt: Attempt) -> str:
        intent = self._session(attempt).payment_intent
        if intent is None:
            raise Declined("nothing_paid")
        return intent if isinstance(intent, str) else intent.id

    def refund_route(self, attempt: Attempt, amount: Money) -> Route:  # noqa: ARG002
        return TO_CARD

    def pending(self, since: datetime) -> list[Claim]:
        """All that were paid since then: Stripe does not know which of them we have seen."""
        asked = {"status": "complete", "created": {"gte": int(since.timestamp())}, "limit": PAGE}
        found: list[Claim] = []
        with speaking():
            listed = self.client.v1.checkout.sessions.list(asked)  # type: ignore[arg-type]
            for session in listed.auto_paging_iter():
                name = answers.metadata(session, answers.ATTEMPT)
                if name and session.payment_status == "paid":
                    found.append(Claim(session.id, f"{name}:pending"))
                if len(found) >= MOST:
                    break
        return found

    def outflow(self, about: About, reference: str) -> Outflow:
        with_payment: list[str] = ["payment_intent"]
        with speaking():
            if about is About.REFUND:
                refund = self.client.v1.refunds.retrieve(reference, {"expand": with_payment})
                return answers.of_refund(refund)
            dispute = self.client.v1.disputes.retrieve(reference, {"expand": with_payment})
            return answers.of_dispute(dispute)


def _asked(attempt: Attempt) -> stripe.params.checkout.SessionCreateParams:
    """One line, one card, our reference on the session and on the payment."""
    mine = {answers.ATTEMPT: attempt.public_id}
    glue = "&" if "?" in attempt.return_url else "?"
    back = {
        outcome: attempt.return_url
        + glue
        + urlencode({"attempt": attempt.public_id, "outcome": outcome})
        for outcome in (PAID, LEFT)
    }
    closes = max(attempt.expires_at, clock.now() + SHORTEST)
    return {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "client_reference_id": attempt.public_id,
        "metadata": mine,
        "payment_intent_data": {"metadata": mine},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": attempt.amount.currency.value.lower(),
                    "unit_amount": attempt.amount.minor,
                    "product_data": {"name": attempt.description[:LONGEST] or attempt.public_id},
                },
            }
        ],
        "adaptive_pricing": {"enabled": False},  # the buyer pays what our row says
        "success_url": back[PAID],
        "cancel_url": back[LEFT],
        "expires_at": int(closes.timestamp()),
    }
