"""Buyers who are not put off: each tries a step again until the site has answered it."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

PATIENCE = 240  # seconds for one step, during which the site may be killed six times
PAUSE = 0.05


@dataclass
class Told:
    """What the site has acknowledged: payments of placed orders, and links of paid ones."""

    placed: list[str] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # answers that no buyer should get
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, what: str) -> None:
        with self.lock:
            getattr(self, kind).append(what)


@dataclass
class Shopper:
    """One buyer with a full basket and the form of the last look."""

    port: int
    secret: str
    form: dict[str, str]
    told: Told

    def shop(self) -> None:
        payment = self.step("POST", "/checkout/place", self.form, "/pay/")
        if payment is None:
            return
        self.told.note("placed", payment.rpartition("/")[2])
        bank = self.step("POST", payment, {"gateway": "sandbox"}, "/bank/", "/o/")
        back = bank and self.through_the_bank(bank)
        if back:
            self.told.note("paid", back.rpartition("/")[2])

    def through_the_bank(self, bank: str) -> str | None:
        """The link of the order. A repeated start may find that it was paid already."""
        if bank.startswith("/o/"):
            return bank
        back = self.step("POST", bank, {"outcome": "paid"}, "/pay/return/")
        return self.step("GET", back, None, "/o/") if back else None

    def step(self, method: str, path: str, form: dict[str, str] | None, *wanted: str) -> str | None:
        """Where the site sends on to; tried again while it is down or busy."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                status, location = self.ask(method, path, form)
            except (OSError, http.client.HTTPException):
                time.sleep(PAUSE)
                continue
            if status == 303 and location.startswith(wanted):
                return location
            if status not in {500, 502, 503, 429}:
                self.told.note("lost", f"{method} {path}: {status} {location}")
                return None
            time.sleep(PAUSE)
        self.told.note("lost", f"{method} {path}: no answer")
        return None

    def ask(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": f"cart={self.secret}", "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin", "Origin": f"http://127.0.0.1:{self.port}",
        }  # fmt: skip
        try:
            connection.request(method, path, urlencode(form or {}), headers)
            response = connection.getresponse()
            response.read()
            parts = urlsplit(response.getheader("Location") or "")
            place = f"{parts.path}?{parts.query}" if parts.query else parts.path
            return response.status, place
        finally:
            connection.close()


def crowd(port: int, made, told: Told, *, threads: int = 4) -> list[threading.Thread]:
    """Threads that work off the baskets, one after another each."""
    waiting = list(made)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                secret, form = waiting.pop()
            Shopper(port, secret, form, told).shop()

    started = [threading.Thread(target=work) for _ in range(threads)]
    for thread in started:
        thread.start()
    return started
