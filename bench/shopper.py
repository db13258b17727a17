"""A buyer as the bench needs one: from the first line in the basket to the paid order."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from bench.client import Reply

ADDRESS = {
    "name": "سارا محمدی",
    "mobile": "09121234567",
    "province_code": "IR-23",
    "city_code": "2301021576",
    "postcode": "1619735744",
    "address": "خیابان آزادی، کوچهٔ دوم، پلاک ۴",
}
INPUT = re.compile(r"<input[^>]*>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


class Browser(Protocol):
    """Over the wire (bench.client) or in this process (bench.inside)."""

    def get(self, path: str) -> Reply: ...

    def post(self, path: str, form: dict[str, str]) -> Reply: ...

    def follow(self, reply: Reply) -> Reply: ...


class Unexpected(RuntimeError):
    """A step answered something else than it should."""


@dataclass(frozen=True)
class Step:
    name: str
    is_write: bool
    reply: Reply


def fields(page: str, action: str) -> dict[str, str]:
    """The inputs of the form that posts to `action`, radio buttons as chosen."""
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        if f'action="{action}"' in form:
            return dict(_inputs(form))
    raise Unexpected(f"no form {action}")


def _inputs(form: str) -> Iterator[tuple[str, str]]:
    for tag in INPUT.findall(form):
        facts = dict(ATTRIBUTE.findall(tag))
        is_off = facts.get("type") in {"radio", "checkbox"} and " checked" not in tag
        if "name" in facts and not is_off:
            yield facts["name"], html.unescape(facts.get("value", ""))


def expect(reply: Reply, status: int, step: str) -> Reply:
    if reply.status != status:
        raise Unexpected(f"{step}: {reply.status} instead of {status}")
    return reply


def fill(browser: Browser, offers: list[str]) -> None:
    for offer in offers:
        expect(browser.post("/cart/add", {"offer": offer, "quantity": "1"}), 303, "add")


def to_review(browser: Browser, mobile: str) -> Iterator[Step]:
    """Address, delivery, review; the last step holds the page with the order's form."""
    reply = expect(browser.post("/checkout", ADDRESS | {"mobile": mobile}), 303, "address")
    yield Step("address", True, reply)
    page = expect(browser.get("/checkout/delivery"), 200, "delivery").body.decode()
    yield Step("delivery", False, reply)
    picks = {k: v for k, v in fields(page, "/checkout/review").items() if k.startswith("ship-")}
    query = "&".join(f"{k}={v}" for k, v in picks.items())
    yield Step("review", False, expect(browser.get(f"/checkout/review?{query}"), 200, "review"))


def place(browser: Browser, review: Reply) -> Reply:
    """Order, and off to the bank that the last look names."""
    form = fields(review.body.decode(), "/checkout/place") | {"accept": "y"}
    return browser.post("/checkout/place", form)


def pay(browser: Browser, placed: Reply) -> Iterator[Step]:
    """Say "paid" at the bank, come back to the order's page."""
    yield Step("bank page", False, expect(browser.follow(placed), 200, "bank page"))
    bank = urlsplit(placed.location).path
    decided = expect(browser.post(bank, {"outcome": "paid"}), 303, "bank")
    yield Step("bank", True, decided)
    back = expect(browser.follow(decided), 303, "return")
    yield Step("return", True, back)
    yield Step("order page", False, expect(browser.follow(back), 200, "order page"))


def whole(browser: Browser, mobile: str) -> Iterator[Step]:
    """Every request from the address to the paid order, in order."""
    last: Step | None = None
    for last in to_review(browser, mobile):
        yield last
    assert last is not None
    placed = expect(place(browser, last.reply), 303, "place")
    yield Step("place", True, placed)
    yield from pay(browser, placed)
