"""SQL statements of our pages and of one purchase; 100,000 orders in the books.

A statement is what a cursor is given to execute, in the request itself: BEGIN, COMMIT and ROLLBACK
are not counted, nor is the worker's part. Rows of one table that are written together are one. What
a process keeps for a minute has been read. Pages are asked for by a signed-in owner of the busiest
firm, so session and user are in them.

`statements_order` is a guest's way from the first line of the basket to the answer that finds the
order paid: three lines of two firms are put in, basket, address, delivery and last look are read
and sent, the order is placed, paid at the test bank, and its return page settles it. The test
bank's own books (`sandbox_charges`) stand for a server far away: they are told, not counted.
"""

from collections.abc import Sequence

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench import orders, shopper
from bench.inside import Inside, Seen
from bench.pages import Chooser
from bench.report import Report
from config import Settings
from portal.app import create_app
from portal.catalog.models import Offer
from portal.core import db
from portal.web import cookies

LIMITS = {"listing": 6, "product": 6, "search": 6, "cart": 8, "desk_home": 8, "order_list": 8}
ORDER_LIMIT = 60
BANKS_OWN = "sandbox_charges"


def measure(report: Report, url: str, chooser: Chooser, storage: str) -> None:
    """Each page, then a purchase, in this process."""
    app = create_app(Settings(database_url=url, storage_url=storage, get_limits=False))
    firm, token = orders.busy_firm()
    browser = Inside(_signed_in(app, token))
    shopper.fill(browser, [orders.any_offer()])
    pages = {
        "listing": chooser.listing()[0],
        "product": chooser.product()[0],
        "search": chooser.search()[0],
        "cart": "/cart",
        "desk_home": f"/desk/{firm}/",
        "order_list": f"/desk/{firm}/orders?tab=all",
    }
    for name, path in pages.items():
        report.add(f"statements_{name}", of_page(browser, path), LIMITS[name], unit="count")
    walked = of_order(app, _three_of_two_firms())
    report.add("statements_order", len(counted(walked)), ORDER_LIMIT, unit="count")
    report.say(
        "statements_order", requests=[f"{len(one.statements)} {one.request}" for one in walked]
    )


def of_page(browser: Inside, path: str) -> int:
    """Of the second request: the first one fills what the process keeps."""
    for _ in range(2):
        shopper.expect(browser.get(path), 200, path)
    return len(browser.seen[-1].statements)


def of_order(app: Flask, offers: Sequence[str]) -> list[Seen]:
    """The requests of one purchase, from the first line to paid; another one went before."""
    _buy(app, offers, "09121110000")
    return _buy(app, offers, "09121110001")


def counted(walked: Sequence[Seen]) -> list[str]:
    """The shop's own statements."""
    return [text for one in walked for text in one.statements if BANKS_OWN not in text]


def _buy(app: Flask, offers: Sequence[str], mobile: str) -> list[Seen]:
    browser = Inside(app.test_client())
    shopper.fill(browser, list(offers))
    for page in ("/cart", "/checkout"):
        shopper.expect(browser.get(page), 200, page)
    for step in shopper.whole(browser, mobile):
        if step.name == "return":
            break
    return browser.seen


def _signed_in(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    with app.test_request_context():
        client.set_cookie(cookies.name(cookies.SESSION), token)
    return client


def _three_of_two_firms() -> list[str]:
    plenty = select(Offer.firm_id, Offer.public_id).where(Offer.on_hand - Offer.reserved > 50)
    with db.reading() as session:
        rows = session.execute(plenty.limit(500)).all()
    firm = rows[0].firm_id
    own = [row.public_id for row in rows if row.firm_id == firm][:2]
    return [*own, next(row.public_id for row in rows if row.firm_id != firm)]
