"""Stripe as its documents describe it: sessions, the page, refunds, disputes, signed events.

Answers have the shapes of `stripe_shapes.json` (stripe/openapi, MIT). Keys are honoured: the same
one again gives the first answer, and another request under it is refused.
"""

import json
import random
import secrets
import threading
import time
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from flask import Flask, Response, jsonify, redirect, request
from stripe import WebhookSignature
from werkzeug.serving import make_server

from portal.payments.gateways.interface import Notice
from tests.banks.habits import Habits

ACCOUNT, KEY = "acct_1TestOfThePortal", "sk_test_of_the_portal"
SECRET, OLD_SECRET = "whsec_test_new", "whsec_test_old"
SHAPES = json.loads((Path(__file__).parent / "stripe_shapes.json").read_text())["resources"]
LEAST = 50  # cents
HALF_HOUR, DAY = 1_800, 86_400
CURRENCIES = {"eur", "usd", "aed", "gbp", "jpy"}
PAGE = """<!doctype html><html lang="en"><title>Checkout</title><body>
<form method="post"><button name="outcome" value="paid">Pay</button>
<button name="outcome" value="left">Back</button></form></body></html>"""


@dataclass
class Bank:
    """The server's books, by id. `address` is its base URL once it runs.

    `lies`: fields of a session that are told otherwise than they are. `refuses`: verb -> HTTP
    status and error. `refund_status`: what a new refund begins with.
    """

    sessions: dict[str, dict] = field(default_factory=dict)
    intents: dict[str, dict] = field(default_factory=dict)
    refunds: dict[str, dict] = field(default_factory=dict)
    disputes: dict[str, dict] = field(default_factory=dict)
    answers: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)  # by idempotency key
    events: list[dict] = field(default_factory=list)  # not yet delivered
    habits: Habits = field(default_factory=Habits)
    numbers: count = field(default_factory=lambda: count(1))
    lies: dict = field(default_factory=dict)
    refuses: dict[str, tuple[int, dict]] = field(default_factory=dict)
    refund_status: str = "succeeded"
    account: str = ACCOUNT
    address: str = ""
    headers: list[dict] = field(default_factory=list)  # of every request

    def made(self, kind: str, prefix: str, **facts: object) -> dict:
        known = deepcopy(SHAPES[kind])
        return (
            known | {"id": f"{prefix}_{secrets.token_hex(12)}", "created": int(time.time())} | facts
        )

    def decide(self, session_id: str, outcome: str) -> str:
        """What the buyer does on the page; the address that his browser is sent to."""
        session = self.sessions[session_id]
        if outcome == "failed":
            session["status"] = "expired"
            self.tell("checkout.session.expired", session)
        if outcome != "paid":
            return session["cancel_url"]
        self.pay(session)
        self.tell("checkout.session.completed", session)
        return session["success_url"]

    def pay(self, session: dict) -> None:
        intent = self.made(
            "payment_intent", "pi", amount=session["amount_total"], currency=session["currency"],
            amount_received=session["amount_total"], status="succeeded",
            metadata=session["intent_metadata"], latest_charge=self._charge(session),
        )  # fmt: skip
        self.intents[intent["id"]] = intent
        session |= {"status": "complete", "payment_status": "paid", "payment_intent": intent["id"]}

    def _charge(self, session: dict) -> dict:
        amount = session["amount_total"]
        return self.made("charge", "ch", amount=amount, amount_captured=amount, captured=True)

    def dispute(self, session_id: str, status: str = "needs_response", **facts: object) -> dict:
        """The buyer asked his bank for the money."""
        session = self.sessions[session_id]
        given = {
            "amount": session["amount_total"], "currency": session["currency"], "status": status,
            "reason": "fraudulent", "payment_intent": session["payment_intent"],
        }  # fmt: skip
        made = self.made("dispute", "dp", **(given | facts))
        self.disputes[made["id"]] = made
        self.tell("charge.dispute.created", made)
        return made

    def move(self, thing: dict, status: str, kind: str) -> None:
        thing["status"] = status
        self.tell(kind, thing)

    def give_back(self, session_id: str, amount: int, metadata: dict | None = None) -> dict:
        intent = self.sessions[session_id]["payment_intent"]
        made = self.made(
            "refund", "re", amount=amount, currency=self.sessions[session_id]["currency"],
            payment_intent=intent, metadata=metadata or {}, status=self.refund_status,
        )  # fmt: skip
        self.refunds[made["id"]] = made
        self.tell("refund.created", made)
        return made

    def given_back(self, intent: str) -> int:
        mine = [one for one in self.refunds.values() if one["payment_intent"] == intent]
        return sum(one["amount"] for one in mine if one["status"] not in {"failed", "canceled"})

    def tell(self, kind: str, thing: dict, **facts: object) -> dict:
        event = self.made(
            "event", "evt", type=kind, livemode=False, data={"object": deepcopy(thing)}
        )
        self.events.append(event | facts)
        return self.events[-1]

    def calls(self, copies: int = 1, dice: random.Random | None = None) -> list[Notice]:
        """What it has to say, each so many times, in order or shuffled; then it is said."""
        told = [signed(event) for event in self.events for _ in range(copies)]
        if dice is not None:
            dice.shuffle(told)
        self.events.clear()
        return told


def signed(
    event: dict | str, secret: str = SECRET, *, ago: float = 0, body: str | None = None
) -> Notice:
    """A call as Stripe signs it. `body`: what is sent instead of what was signed."""
    said = event if isinstance(event, str) else json.dumps(event)
    stamp = int(time.time() - ago)
    header = WebhookSignature.generate_signature_header(said, secret, stamp)
    return Notice(headers={"Stripe-Signature": header}, body=(body or said).encode())


def application(bank: Bank) -> Flask:
    app = Flask(__name__)

    def answer(verb: str, work) -> Response:
        bank.headers.append(dict(request.headers))
        refused = bank.habits.before(verb)
        if refused is not None:
            return refused
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, type="invalid_request_error", message="Invalid API Key")
        if verb in bank.refuses:
            return _error(bank.refuses[verb][0], **bank.refuses[verb][1])
        return bank.habits.after(verb, _once(bank, work) if request.method == "POST" else work())

    @app.get("/v1/account")
    def account() -> Response:
        return answer("account", lambda: jsonify({"id": bank.account, "object": "account"}))

    @app.post("/v1/checkout/sessions")
    def create() -> Response:
        return answer("create", lambda: _create(bank))

    @app.get("/v1/checkout/sessions")
    def listed() -> Response:
        return answer("list", lambda: _listed(bank))

    @app.get("/v1/checkout/sessions/<name>")
    def retrieve(name: str) -> Response:
        return answer("retrieve", lambda: _session(bank, name))

    @app.post("/v1/checkout/sessions/<name>/expire")
    def expire(name: str) -> Response:
        bank.sessions[name]["status"] = "expired"
        return answer("expire", lambda: _session(bank, name))

    @app.post("/v1/refunds")
    def refund() -> Response:
        return answer("refund", lambda: _refund(bank))

    @app.get("/v1/refunds")
    def refunds() -> Response:
        intent = request.args["payment_intent"]
        mine = [one for one in bank.refunds.values() if one["payment_intent"] == intent]
        return answer("refunds", lambda: _list(mine, "/v1/refunds"))

    @app.get("/v1/refunds/<name>")
    def one_refund(name: str) -> Response:
        return answer("one_refund", lambda: _with_intent(bank, bank.refunds.get(name)))

    @app.get("/v1/disputes/<name>")
    def dispute(name: str) -> Response:
        return answer("dispute", lambda: _with_intent(bank, bank.disputes.get(name)))

    @app.get("/c/pay/<_name>")
    def page(_name: str) -> str:
        return PAGE

    @app.post("/c/pay/<name>")
    def decided(name: str) -> Response:
        return redirect(bank.decide(name, request.form["outcome"]), 303)

    @app.get("/favicon.ico")
    def sign() -> tuple[str, int]:
        return "", 204

    return app


def _once(bank: Bank, work) -> Response:
    key, body = request.headers["Idempotency-Key"], request.get_data()
    if key in bank.answers:
        asked, said = bank.answers[key]
        if asked != body:
            return _error(400, type="idempotency_error", message="other parameters")
        return Response(said, mimetype="application/json")
    answer = work()
    if answer.status_code == 200:
        bank.answers[key] = (body, answer.get_data())
    return answer


def _error(status: int, **facts: object) -> Response:
    made = jsonify({"error": {"message": "no"} | facts})
    made.status_code = status
    return made


def _bad(code: str) -> Response:
    return _error(400, type="invalid_request_error", code=code)


def _list(rows: list[dict], url: str) -> Response:
    return jsonify({"object": "list", "url": url, "has_more": False, "data": rows})


def _create(bank: Bank) -> Response:
    asked, line = request.form, "line_items[0][price_data]"
    amount, currency = int(asked[f"{line}[unit_amount]"]), asked[f"{line}[currency]"]
    closes = int(asked["expires_at"]) - time.time()
    if currency not in CURRENCIES:
        return _bad("parameter_invalid_string")
    if amount < LEAST:
        return _bad("amount_too_small")
    if not HALF_HOUR <= closes <= DAY or asked["mode"] != "payment":
        return _bad("parameter_invalid_integer")
    name = f"cs_test_a{next(bank.numbers)}{secrets.token_hex(27)}"
    bank.sessions[name] = bank.made("checkout.session", "cs") | {
        "id": name, "amount_total": amount, "currency": currency, "mode": "payment",
        "client_reference_id": asked["client_reference_id"], "payment_intent": None,
        "metadata": {"attempt": asked["metadata[attempt]"]},
        "intent_metadata": {"attempt": asked["payment_intent_data[metadata][attempt]"]},
        "success_url": asked["success_url"], "cancel_url": asked["cancel_url"],
        "url": f"{bank.address}/c/pay/{name}",
    }  # fmt: skip
    return _session(bank, name)


def _session(bank: Bank, name: str) -> Response:
    session = bank.sessions.get(name)
    if session is None:
        return _error(404, type="invalid_request_error", code="resource_missing")
    intent = bank.intents.get(session["payment_intent"] or "")
    return jsonify(session | {"payment_intent": intent} | bank.lies)


def _listed(bank: Bank) -> Response:
    since = int(request.args["created[gte]"])
    rows = [
        one
        for one in reversed(bank.sessions.values())
        if one["status"] == request.args["status"] and one["created"] >= since
    ]
    after = (
        [one["id"] for one in rows].index(request.args["starting_after"]) + 1
        if request.args.get("starting_after")
        else 0
    )
    size = int(request.args["limit"])
    more = len(rows) > after + size
    return jsonify(
        {
            "object": "list",
            "url": "/v1/checkout/sessions",
            "has_more": more,
            "data": rows[after : after + size],
        }
    )


def _refund(bank: Bank) -> Response:
    asked = request.form
    intent = bank.intents.get(asked["payment_intent"])
    if intent is None:
        return _error(404, type="invalid_request_error", code="resource_missing")
    amount = int(asked["amount"])
    if amount + bank.given_back(intent["id"]) > intent["amount"]:
        return _bad("charge_already_refunded")
    session = next(s["id"] for s in bank.sessions.values() if s["payment_intent"] == intent["id"])
    return jsonify(bank.give_back(session, amount, {"refund": asked["metadata[refund]"]}))


def _with_intent(bank: Bank, thing: dict | None) -> Response:
    if thing is None:
        return _error(404, type="invalid_request_error", code="resource_missing")
    return jsonify(thing | {"payment_intent": bank.intents.get(thing["payment_intent"] or "")})


@contextmanager
def serving():
    """A running bank on a port of its own."""
    bank = Bank()
    server = make_server("127.0.0.1", 0, application(bank), threaded=True)
    bank.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield bank
    finally:
        server.shutdown()
        thread.join()
