"""Kavenegar as its documents describe it (kavenegar.com/rest.html): send and lookup."""

import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from flask import Flask, Response, jsonify, request

from tests.banks.habits import Habits
from tests.loopback import running

KEY = "6D4B5A5A3170654B"
LINE = "10004346"
TEMPLATES = {"sign-in": "کد ورود به چهل‌زیتون: %token"}
NUMBER = re.compile(r"09\d{9}|00\d{8,15}")
LONGEST = 900  # letters of a text
QUEUED = 1
MEANINGS = {200: "تایید شد", 403: "کد شناسایی معتبر نیست", 411: "دریافت کننده نامعتبر است"}


@dataclass
class Sms:
    """A text as it went to a telephone."""

    messageid: int
    receptor: str
    message: str
    sender: str
    localid: str = ""
    status: int = QUEUED

    def entry(self) -> dict:
        return {
            "messageid": self.messageid,
            "message": self.message,
            "status": self.status,
            "statustext": "در صف ارسال",
            "sender": self.sender,
            "receptor": self.receptor,
            "date": 1_795_000_000,
            "cost": 120,
        }


@dataclass
class Operator:
    """The server's books. `address` is its base URL once it runs."""

    sent: list[Sms] = field(default_factory=list)
    habits: Habits = field(default_factory=Habits)
    ids: count = field(default_factory=lambda: count(8_792_343))
    credit: int = 1_000  # texts
    lies: bool = False  # says 200 and takes nothing
    as_object: bool = False  # `entries` is one object, as some of its methods answer
    address: str = ""
    turn: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, receptor: str, message: str, sender: str, localid: str = "") -> Sms:
        self.credit -= 1
        sms = Sms(next(self.ids), receptor, message, sender, localid)
        self.sent.append(sms)
        return sms


def application(operator: Operator) -> Flask:
    app = Flask(__name__)
    verbs = {
        "sms/send": _send,
        "verify/lookup": _lookup,
    }

    @app.post("/v1/<key>/<path:verb>.json")
    def rest(key: str, verb: str) -> Response:
        refused = operator.habits.before(verb)
        if refused is not None:
            return refused
        if verb in operator.habits.codes:
            return _said(operator.habits.codes[verb])
        if key != KEY:
            return _said(403)
        if verb not in verbs:
            return _said(404)
        if operator.lies:
            return _said(200, [])
        with operator.turn:
            if operator.habits.takes(operator.habits.twice, verb):
                verbs[verb](operator, request.form)
            answer = verbs[verb](operator, request.form)
        return operator.habits.after(verb, answer)

    return app


def _said(code: int, entries: object = None) -> Response:
    """The code stands in the body and is the status of the answer as well."""
    outcome = {"status": code, "message": MEANINGS.get(code, "خطا")}
    answer = jsonify({"return": outcome, "entries": entries})
    answer.status_code = code if code < 600 else 400
    return answer


def _entry(operator: Operator, sms: Sms) -> Response:
    return _said(200, sms.entry() if operator.as_object else [sms.entry()])


def _fault(operator: Operator, asked: dict) -> int | None:
    """Why nothing can be sent; None if it can."""
    if not NUMBER.fullmatch(asked.get("receptor", "")):
        return 411
    return 418 if operator.credit <= 0 else None


def _send(operator: Operator, asked: dict) -> Response:
    """The same `localid` again answers with the message that it named before."""
    localid = asked.get("localid", "")
    known = [sms for sms in operator.sent if localid and sms.localid == localid]
    if known:
        return _entry(operator, known[0])
    if localid and not 0 < int(localid) < 2**63:
        return _said(400)
    fault = _fault(operator, asked)
    if fault is None and not 0 < len(asked.get("message", "")) <= LONGEST:
        fault = 413
    if fault is None and asked.get("sender", LINE) != LINE:
        fault = 412
    if fault is not None:
        return _said(fault)
    return _entry(operator, operator.keep(asked["receptor"], asked["message"], LINE, localid))


def _lookup(operator: Operator, asked: dict) -> Response:
    """A code by a template: no text and no `localid`, so the same again is sent again."""
    token = asked.get("token", "")
    fault = _fault(operator, asked)
    if fault is None and asked.get("template") not in TEMPLATES:
        fault = 424
    if fault is None and not re.fullmatch(r"[^\s_-]{1,100}", token):
        fault = 431
    if fault is not None:
        return _said(fault)
    message = TEMPLATES[asked["template"]].replace("%token", token)
    return _entry(operator, operator.keep(asked["receptor"], message, LINE))


@contextmanager
def serving(port: int = 0):
    """A running operator, on a port of its own unless one is given."""
    operator = Operator()
    with running(application(operator), port) as operator.address:
        yield operator
