"""ZarinPal's two interfaces as plain calls: REST v4 for payments, GraphQL for what comes later.

Shapes: domain/olive/payments.md 1 and the provider's own PHP kit (Session, AddRefund). Amounts are
rials throughout, and `currency` says so, because the default of a terminal may differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.core.wire import Wire, mapping, number
from portal.payments.gateways.interface import Unreachable

BASE = "https://payment.zarinpal.com"
GRAPHQL = "https://next.zarinpal.com/api/v4/graphql/"
DONE, DONE_BEFORE = 100, 101

SESSIONS = """
query Sessions($terminal_id: ID!, $reference_id: String) {
  Session(terminal_id: $terminal_id, reference_id: $reference_id) {
    id status amount timeline { refund_amount }
  }
}
"""
ADD_REFUND = """
mutation AddRefund($session_id: ID!, $amount: BigInteger!, $description: String,
                   $method: InstantPayoutActionTypeEnum, $reason: RefundReasonEnum) {
  resource: AddRefund(session_id: $session_id, amount: $amount, description: $description,
                      method: $method, reason: $reason) { id amount }
}
"""


@dataclass(frozen=True, slots=True)
class Account:
    """What ZarinPal knows the consortium by. Without a token and a terminal: no later refunds."""

    merchant_id: str  # 36 characters
    access_token: str = ""
    terminal_id: str = ""
    base: str = BASE
    graphql: str = GRAPHQL

    @property
    def may_refund(self) -> bool:
        return bool(self.access_token and self.terminal_id)


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` as in the table of payments.md, whichever of the shapes it came in."""

    code: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PanelSession:
    """A payment as the panel lists it; `refunded` rials have been sent back in all."""

    id: str
    refunded: int


class Api:
    """The calls of one account."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.rest = Wire(Unreachable)
        self.panel = Wire(Unreachable, {"Authorization": f"Bearer {account.access_token}"})

    def call(self, verb: str, **facts: Any) -> Answer:
        """POST /pg/v4/payment/<verb>.json. Raises Unreachable, also without a code."""
        url = f"{self.account.base}/pg/v4/payment/{verb}.json"
        said = self.rest.post(url, {"merchant_id": self.account.merchant_id} | facts)
        return answer(said)

    def session(self, receipt: str) -> PanelSession | None:
        """The panel's row of the payment with this reference number; None when it shows none."""
        said = self._ask(
            SESSIONS, {"terminal_id": self.account.terminal_id, "reference_id": receipt}
        )
        rows = said.get("Session") or []
        if len(rows) != 1:
            return None
        timeline = rows[0].get("timeline") or {}
        return PanelSession(str(rows[0]["id"]), int(timeline.get("refund_amount") or 0))

    def add_refund(self, session_id: str, amount: int, description: str) -> None:
        """Send `amount` rials back to the card. Asking twice sends twice: look before."""
        given = {
            "session_id": session_id,
            "amount": amount,
            "description": description,
            "method": "CARD",
            "reason": "CUSTOMER_REQUEST",
        }
        self._ask(ADD_REFUND, given)

    def _ask(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        said = self.panel.post(self.account.graphql, {"query": query, "variables": variables})
        if not isinstance(said, Mapping):
            raise Unreachable("no object")
        if said.get("errors"):
            raise Refusal(said["errors"])
        return said.get("data") or {}


class Refusal(Exception):
    """The panel answered with errors; nothing was done."""


def answer(said: Any) -> Answer:
    """Read any of the shapes: data with a code, errors with a code, errors by field."""
    if not isinstance(said, Mapping):
        raise Unreachable("no object")
    data, errors = mapping(said.get("data")), mapping(said.get("errors"))
    for place in (data, errors):
        code = number(place.get("code"))
        if code is not None:
            return Answer(code, data)
    for told in errors.values():  # {"authority": ["... is wrong", "-54"]}
        for word in told if isinstance(told, list) else [told]:
            code = number(word)
            if code is not None:
                return Answer(code, data)
    raise Unreachable("no code")
