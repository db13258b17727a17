"""ZarinPal: the gateway of buyers in Iran. Rials only.

Its return to our address is not signed and proves nothing; its `verify` compares with the amount
that we send, which is our own. It captures by being asked, so stock is looked at before.
"""

import re
from datetime import datetime, timedelta

from portal.core import clock
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
    Unreachable,
    Verdict,
)
from portal.payments.gateways.zarinpal_api import (
    DONE,
    DONE_BEFORE,
    Account,
    Answer,
    Api,
    PanelSession,
    Refusal,
)
from portal.payments.models import RefundRoute

NAME = "zarinpal"
AUTHORITY = re.compile(r"[AS][0-9a-zA-Z]{35}")
LONGEST = 500  # letters of a description
LEAST_REFUND = 20_000  # rials
BY_HAND = Route(RefundRoute.IBAN, working_days=3)
TO_CARD = Route(RefundRoute.GATEWAY, working_days=3)
NOT_PAID, WRONG_AMOUNT = -51, -50
UNKNOWN_AUTHORITY = frozenset({-53, -54, -55})
OUR_FAULTS = frozenset(range(-19, -8)) | frozenset(range(-41, -29))  # the request is refused
NOT_REVERSIBLE = frozenset({-60, -61, -62, -63})
STATUS = {
    "PENDING": Code.PENDING,
    "IN_BANK": Code.PENDING,
    "FAILED": Code.FAILED,
    "REVERSED": Code.FAILED,
}


class Zarinpal:
    """A Gateway."""

    name = NAME
    currencies = frozenset({Currency.IRR})
    lifetime = timedelta(minutes=15)
    undo_within = timedelta(minutes=30)

    def __init__(self, account: Account) -> None:
        self.api = Api(account)

    @property
    def origins(self) -> tuple[str, ...]:
        return (self.api.account.base,)

    def start(self, attempt: Attempt) -> Redirect:
        if attempt.amount.currency not in self.currencies:
            raise Declined("currency")
        said = self.api.call(
            "request",
            amount=attempt.amount.minor,
            currency="IRR",
            description=attempt.description[:LONGEST] or attempt.public_id,
            callback_url=attempt.return_url,
            metadata={"order_id": attempt.public_id},
        )
        authority = str(said.data.get("authority", ""))
        if said.code != DONE or not AUTHORITY.fullmatch(authority):
            raise _refused(said)
        return Redirect(f"{self.api.account.base}/pg/StartPay/{authority}", authority)

    def read(self, notice: Notice) -> Claim | None:
        authority, status = notice.query.get("Authority", ""), notice.query.get("Status", "")
        if not AUTHORITY.fullmatch(authority) or status not in {"OK", "NOK"}:
            return None
        return Claim(authority, f"{authority}:{status}", is_cancelled=status != "OK")

    def confirm(self, attempt: Attempt) -> Verdict:
        said = self.api.call("verify", amount=attempt.amount.minor, authority=attempt.reference)
        if said.code in {DONE, DONE_BEFORE}:
            return _paid(said, attempt.amount)
        detail = str(said.code)
        if said.code == WRONG_AMOUNT:
            return Verdict(Code.MISMATCH, detail=detail)
        if said.code == NOT_PAID:
            return Verdict(self._status(attempt), detail=detail)
        if said.code in UNKNOWN_AUTHORITY:
            return Verdict(Code.FAILED, detail=detail)
        return Verdict(Code.UNKNOWN, detail=detail)

    def _status(self, attempt: Attempt) -> Code:
        """Not paid: not yet, or not at all? `inquiry` only reports, so it never says "paid"."""
        said = self.api.call("inquiry", authority=attempt.reference)
        return STATUS.get(str(said.data.get("status", "")), Code.UNKNOWN)

    def undo(self, attempt: Attempt) -> None:
        said = self.api.call("reverse", authority=attempt.reference)
        if said.code == DONE or self._was_reversed(said, attempt):
            return
        raise _refused(said)

    def _was_reversed(self, said: Answer, attempt: Attempt) -> bool:
        if said.code not in NOT_REVERSIBLE:
            return False
        found = self.api.call("inquiry", authority=attempt.reference)
        return found.data.get("status") == "REVERSED"

    def refund(self, refund: Refund, key: str) -> None:
        """Their refund knows no idempotency key, so the panel is read before it is asked.

        What it has sent back in all is either what we know of, and this refund is still to be
        sent; or that and this refund, and it was; or a person looks.
        """
        if not self.api.account.may_refund or refund.amount.minor < LEAST_REFUND:
            raise Declined("by_hand")
        try:
            found = self._session(refund)
            if found.refunded == refund.before.minor + refund.amount.minor:
                return
            if found.refunded != refund.before.minor:
                raise Declined("refund_unclear")
            self.api.add_refund(found.id, refund.amount.minor, key)
        except Refusal as error:
            raise Declined("refund_refused") from error

    def _session(self, refund: Refund) -> PanelSession:
        found = self.api.session(refund.attempt.receipt) if refund.attempt.receipt else None
        if found is None:
            raise Declined("not_in_panel")
        return found

    def refund_route(self, attempt: Attempt, amount: Money) -> Route:
        may_undo = amount == attempt.amount and clock.now() < self._undo_until(attempt)
        may_send = self.api.account.may_refund and amount.minor >= LEAST_REFUND
        return TO_CARD if may_undo or may_send else BY_HAND

    def _undo_until(self, attempt: Attempt) -> datetime:
        """No later than the thirty minutes of the bank, which began when the buyer paid."""
        return attempt.expires_at - self.lifetime + self.undo_within

    def pending(self, since: datetime) -> list[Claim]:  # noqa: ARG002 - they list a hundred, newest first
        said = self.api.call("unVerified")
        if said.code != DONE:
            raise _refused(said)
        names = [str(row.get("authority", "")) for row in said.data.get("authorities") or []]
        return [Claim(name, f"{name}:unverified") for name in names if AUTHORITY.fullmatch(name)]


def _paid(said: Answer, amount: Money) -> Verdict:
    return Verdict(
        Code.PAID if said.code == DONE else Code.ALREADY,
        amount,
        receipt=str(said.data.get("ref_id") or "") or None,
        card_mask=str(said.data.get("card_pan") or "") or None,
    )


def _refused(said: Answer) -> Exception:
    """A clear no, or an answer that says nothing of the outcome."""
    if said.code in OUR_FAULTS | NOT_REVERSIBLE | UNKNOWN_AUTHORITY:
        return Declined(str(said.code))
    return Unreachable(str(said.code))
