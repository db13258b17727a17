"""SMS by Kavenegar, the operator of buyers and firms in Iran.

Shapes and codes: kavenegar.com/rest.html. `sms/send` carries a `localid` of ours: the same again
sends nothing and answers with the earlier message, so a lost answer is made good by asking again.
`verify/lookup` (codes, by a template of the panel, which also reaches numbers that want no
advertising) knows none: there a lost answer may bring the same code twice.

Its key stands in the address, so no address is ever written down: see `core/wire.py`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from portal.core.wire import READ, Wire, mapping, number
from portal.messaging.gateways.interface import (
    Misconfigured,
    ShortText,
    Undeliverable,
    Unreachable,
)

BASE = "https://api.kavenegar.com"
TAKEN = 200
IRAN = "+98"
# Said of the message: number, length, characters, the shape of a code.
REFUSED = frozenset({411, 413, 422, 431})
# Said of us: our account (401, 403, 418, 426, 427, 430, 501), address (407, 416, 429), line (412),
# text (420: links are not allowed yet), template (424, 428, 432), or a request that we built wrong.
OURS = frozenset(
    {
        *(400, 401, 403, 404, 405, 406, 407, 412, 414, 415, 416, 417, 418, 419, 420),
        *(424, 426, 427, 428, 429, 430, 432, 501, 604, 607),
    }
)
# Everything else is tried again: 402 and 409 (a fault of theirs), 451 (too many at once), unknown.
FAILED, UNDELIVERED, CANCELLED, BLOCKED = 6, 11, 13, 14  # what became of a message
LOST = frozenset({FAILED, UNDELIVERED, CANCELLED, BLOCKED})


@dataclass(frozen=True, slots=True)
class Account:
    """What Kavenegar knows us by. Without `sender` it takes its first line for the account."""

    key: str = field(repr=False)
    sender: str = ""
    template: str = ""  # of codes, with %token; without it they are sent as plain texts
    base: str = BASE


class Kavenegar:
    """An SmsSender."""

    is_outbox = False

    def __init__(self, account: Account, *, patience: float = READ) -> None:
        self.account = account
        self.wire = Wire(Unreachable, patience=patience)

    def send(self, text: ShortText) -> None:
        if text.code and self.account.template:
            entry = self._ask("verify/lookup", _lookup(text, self.account))
        else:
            entry = self._ask("sms/send", _message(text, self.account))
        status = number(entry.get("status"))
        if status in LOST:  # of an earlier try, whose answer was lost
            raise Undeliverable(f"kavenegar status {status}")

    def _ask(self, verb: str, fields: Mapping[str, str]) -> Mapping[str, Any]:
        """The one entry of the answer. Raises what the code in it means."""
        key = quote(self.account.key, safe="")
        said = self.wire.form(f"{self.account.base}/v1/{key}/{verb}.json", fields)
        outcome = mapping(mapping(said).get("return"))
        code = number(outcome.get("status"))
        if code != TAKEN:
            raise _fault(code)
        entries = mapping(said).get("entries")
        entry = mapping(entries[0] if isinstance(entries, list) and entries else entries)
        if not number(entry.get("messageid")):
            raise Unreachable("kavenegar took nothing")  # "200" alone promises nothing
        return entry


def _message(text: ShortText, account: Account) -> dict[str, str]:
    fields = {
        "receptor": _receptor(text.recipient),
        "message": text.text,
        "localid": str(local_id(text.key)),
    }
    return fields | ({"sender": account.sender} if account.sender else {})


def _lookup(text: ShortText, account: Account) -> dict[str, str]:
    return {
        "receptor": _receptor(text.recipient),
        "token": text.code,
        "template": account.template,
    }


def local_id(key: str) -> int:
    """A number for the message `key`, always the same: 63 bits, which is what they keep."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) >> 1


def _receptor(recipient: str) -> str:
    """As they write numbers: 0912... at home, 00 and the country's code abroad."""
    if recipient.startswith(IRAN):
        return f"0{recipient.removeprefix(IRAN)}"
    return f"00{recipient.removeprefix('+')}"


def _fault(code: int | None) -> Exception:
    said = f"kavenegar {code}"
    if code in REFUSED:
        return Undeliverable(said)
    return Misconfigured(said) if code in OURS else Unreachable(said)
