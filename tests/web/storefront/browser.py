"""A person without JavaScript: pages, links, forms. Follows redirects, and shows what was said."""

import html
import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TAG = re.compile(r"<(script|style|noscript)\b.*?</\1>|<[^>]+>", re.DOTALL)
FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAME, VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')


class Page:
    """One answer."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.path = response.request.path
        self.html = response.get_data().decode(errors="replace")

    @property
    def text(self) -> str:
        """What a reader sees, one space between words."""
        body = self.html.partition("<body")[2]
        return " ".join(html.unescape(TAG.sub(" ", "<body" + body)).split())

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page by name; of several of one name the last."""
        found = {}
        for field in FIELD.findall(self.html):
            name, value = NAME.search(field), VALUE.search(field)
            if name:
                found[name[1]] = html.unescape(value[1]) if value else ""
        return found

    def links(self, part: str) -> list[str]:
        return [
            html.unescape(href) for href in re.findall(r'href="([^"]*)"', self.html) if part in href
        ]


class Browser:
    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> Page:
        return Page(self.client.get(path, headers=headers, follow_redirects=True))

    def ask(self, path: str, **headers: str) -> TestResponse:
        """One answer as it is, no redirect followed."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, data: Mapping[str, str] | None = None, **headers: str) -> Page:
        """As the browser sends its own form."""
        own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
        return Page(
            self.client.post(path, data=data or {}, headers=own | headers, follow_redirects=True)
        )

    # The way to the bank, a step each.

    def add(self, offer: str, quantity: str = "1", **more: str) -> Page:
        return self.post("/cart/add", {"offer": offer, "quantity": quantity, **more})

    def write_address(self, **facts: str) -> Page:
        return self.post("/checkout", ADDRESS | facts)

    def review(self) -> Page:
        return self.get("/checkout/review")

    def place(self, page: Page | None = None, **facts: str) -> Page:
        """Press "pay" at the last look; the bank's page opens."""
        given = (page or self.review()).hidden() | {"accept": "y"}
        return self.post("/checkout/place", given | facts)

    def place_only(self) -> Page:
        """Order without a bank chosen: the page of the payment that is due."""
        return self.place(gateway="")

    def pay(self, page: Page, outcome: str = "paid") -> Page:
        """Through the test bank, or first to it from the payment page, to the order's page."""
        at_bank = page.path.startswith("/bank/")
        bank = page if at_bank else self.post(page.path, {"gateway": "sandbox"})
        return self.post(bank.path, {"outcome": outcome})

    def buy(self, *offers: str) -> Page:
        for offer in offers:
            self.add(offer)
        self.write_address()
        return self.pay(self.place())


ADDRESS = {
    "name": "سارا محمدی",
    "mobile": "۰۹۱۲۳۴۵۶۷۸۹",
    "email": "sara@example.com",
    "province_code": "IR-23",
    "city_code": "2301021576",
    "address": "خیابان آزادی، کوچهٔ زیتون، پلاک ۱۲",
    "postcode": "1591634311",
    "book": "new",
}
