"""ZarinPal as its documents describe it (payments.md 1): REST, the bank's page, and the panel."""

import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request

from tests.banks.habits import Habits
from tests.loopback import running

MERCHANT = "12345678-1234-1234-1234-123456789012"
TOKEN, TERMINAL = "token-of-the-panel", "77"
LEAST, LEAST_REFUND = 10_000, 20_000  # rials
PAGE = """<!doctype html><html lang="fa" dir="rtl"><title>درگاه آزمایشی</title><body>
<form method="post"><button name="outcome" value="paid">پرداخت</button>
<button name="outcome" value="failed">ناموفق</button>
<button name="outcome" value="closed">بستن</button></form></body></html>"""


@dataclass
class Payment:
    amount: int
    callback: str
    status: str = "PENDING"  # IN_BANK, PAID, VERIFIED, FAILED, REVERSED
    receipt: int = 0
    refunded: int = 0
    is_late: bool = False  # over thirty minutes ago


@dataclass
class Bank:
    """The server's books. `address` is its base URL once it runs."""

    payments: dict[str, Payment] = field(default_factory=dict)
    habits: Habits = field(default_factory=Habits)
    receipts: count = field(default_factory=lambda: count(201))
    lies: bool = False  # verify says 100 for whatever it is asked
    by_field: bool = False  # errors come in the second of the two shapes
    address: str = ""

    def decide(self, authority: str, outcome: str) -> str:
        """What the buyer does on the page; the address that his browser is sent to."""
        payment = self.payments[authority]
        payment.status = {"paid": "PAID", "failed": "FAILED"}.get(outcome, "IN_BANK")
        status = "OK" if outcome == "paid" else "NOK"
        glue = "&" if "?" in payment.callback else "?"
        return payment.callback + glue + urlencode({"Authority": authority, "Status": status})


def application(bank: Bank) -> Flask:
    app = Flask(__name__)
    verbs = {
        "request": _request,
        "verify": _verify,
        "inquiry": _inquiry,
        "unVerified": _unverified,
        "reverse": _reverse,
    }

    @app.post("/pg/v4/payment/<verb>.json")
    def rest(verb: str) -> Response:
        refused = bank.habits.before(verb)
        if refused is not None:
            return refused
        asked = request.get_json()
        if verb in bank.habits.codes:
            return _error(bank, bank.habits.codes[verb])
        if asked.get("merchant_id") != MERCHANT:
            return _error(bank, -10)
        return bank.habits.after(verb, verbs[verb](bank, asked))

    @app.get("/pg/StartPay/<authority>")
    def page(authority: str) -> str:
        bank.payments[authority].status = "IN_BANK"
        return PAGE

    @app.post("/pg/StartPay/<authority>")
    def decided(authority: str) -> Response:
        where = bank.decide(authority, request.form["outcome"])
        closed = request.form["outcome"] == "closed"
        return Response("closed") if closed else redirect(where, 302)

    @app.get("/favicon.ico")
    def sign() -> tuple[str, int]:
        return "", 204

    @app.post("/api/v4/graphql/")
    def panel() -> Response:
        verb = "AddRefund" if "mutation" in request.get_json()["query"] else "Session"
        refused = bank.habits.before(verb)
        if refused is not None:
            return refused
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return jsonify({"errors": [{"message": "Unauthenticated."}]})
        answer = _add_refund if verb == "AddRefund" else _sessions
        return bank.habits.after(verb, answer(bank, request.get_json()["variables"]))

    return app


def _said(**data: object) -> Response:
    return jsonify({"data": data, "errors": []})


def _error(bank: Bank, code: int) -> Response:
    if bank.by_field:
        return jsonify({"data": [], "errors": {"authority": ["The value is not valid", str(code)]}})
    return jsonify({"data": [], "errors": {"code": code, "message": "no", "validations": []}})


def _request(bank: Bank, asked: dict) -> Response:
    is_whole = isinstance(asked.get("amount"), int) and asked["amount"] >= LEAST
    if not is_whole or not asked.get("description") or asked.get("currency") != "IRR":
        return _error(bank, -9)
    if not re.match("https?://", asked.get("callback_url", "")):
        return _error(bank, -9)
    authority = "S" + secrets.token_hex(18)[:35]
    bank.payments[authority] = Payment(asked["amount"], asked["callback_url"])
    return _said(code=100, message="Success", authority=authority, fee_type="Merchant", fee=5000)


def _verify(bank: Bank, asked: dict) -> Response:
    payment = bank.payments.get(asked.get("authority", ""))
    if bank.lies:
        return _said(code=100, message="Paid", ref_id=1, card_pan="5022-29**-****-0000", fee=0)
    if payment is None:
        return _error(bank, -54)
    if payment.status not in {"PAID", "VERIFIED"}:
        return _error(bank, -51)
    if payment.amount != asked.get("amount"):
        return _error(bank, -50)
    code = 100 if payment.status == "PAID" else 101
    payment.status = "VERIFIED"
    payment.receipt = payment.receipt or next(bank.receipts)
    return _said(
        code=code,
        message="Paid",
        ref_id=payment.receipt,
        card_pan="502229******5995",
        card_hash="1EBE3EBEBE35C7EC0F8D6EE4F2F859107A87822CA179BC9528767EA7B5489B69",
        fee_type="Merchant",
        fee=5000,
    )


def _inquiry(bank: Bank, asked: dict) -> Response:
    payment = bank.payments.get(asked.get("authority", ""))
    if payment is None:
        return _error(bank, -54)
    return _said(code=100, message="Success", status=payment.status)


def _unverified(bank: Bank, _asked: dict) -> Response:
    rows = [
        {"authority": name, "amount": one.amount, "callback_url": one.callback}
        for name, one in bank.payments.items()
        if one.status == "PAID"
    ]
    return _said(code=100, message="Success", authorities=rows[:100])


def _reverse(bank: Bank, asked: dict) -> Response:
    payment = bank.payments.get(asked.get("authority", ""))
    if payment is None:
        return _error(bank, -54)
    if payment.status not in {"PAID", "VERIFIED"} or payment.refunded:
        return _error(bank, -61)
    if payment.is_late:
        return _error(bank, -63)
    payment.status = "REVERSED"
    return _said(code=100, message="Reversed")


def _sessions(bank: Bank, asked: dict) -> Response:
    if asked["terminal_id"] != TERMINAL:
        return jsonify({"errors": [{"message": "not found"}]})
    rows = [
        {
            "id": str(one.receipt + 500_000),
            "status": one.status,
            "amount": one.amount,
            "timeline": {"refund_amount": one.refunded or None},
        }
        for one in bank.payments.values()
        if one.receipt and str(one.receipt) == asked["reference_id"]
    ]
    return jsonify({"data": {"Session": rows}})


def _add_refund(bank: Bank, asked: dict) -> Response:
    """It knows no key: asked twice it pays twice, as long as something is left."""
    receipt = int(asked["session_id"]) - 500_000
    payment = next(one for one in bank.payments.values() if one.receipt == receipt)
    left = payment.amount - payment.refunded
    if payment.status != "VERIFIED" or not LEAST_REFUND <= asked["amount"] <= left:
        return jsonify({"errors": [{"message": "amount is not valid"}], "data": None})
    payment.refunded += asked["amount"]
    return jsonify({"data": {"resource": {"id": asked["session_id"], "amount": asked["amount"]}}})


@contextmanager
def serving():
    """A running bank on a port of its own."""
    bank = Bank()
    with running(application(bank)) as bank.address:
        yield bank
