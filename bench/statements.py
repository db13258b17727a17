"""SQL statements of our pages, session and user included; 100,000 orders in the books."""

from collections.abc import Callable

from flask.testing import FlaskClient

from bench import orders
from bench.pages import Chooser
from bench.report import Report
from config import Settings
from portal.app import create_app
from portal.core import db
from portal.web import cookies

LIMITS = {"listing": 6, "product": 6, "search": 6, "cart": 8, "desk_home": 8, "order_list": 8}


def counted(work: Callable[[], object]) -> list[str]:
    seen: list[str] = []
    token = db.statements.set(seen)
    try:
        work()
    finally:
        db.statements.reset(token)
    return seen


def measure(report: Report, url: str, chooser: Chooser, storage: str) -> None:
    """Each page as a signed-in owner of the busiest firm, in this process."""
    app = create_app(Settings(database_url=url, storage_url=storage, get_limits=False))
    firm, token = orders.busy_firm()
    client = app.test_client()
    with app.test_request_context():
        client.set_cookie(cookies.name(cookies.SESSION), token)
    offer = orders.any_offer()
    client.post("/cart/add", data={"offer": offer, "quantity": "1"}, headers=OWN)
    pages = {
        "listing": chooser.listing()[0],
        "product": chooser.product()[0],
        "search": chooser.search()[0],
        "cart": "/cart",
        "desk_home": f"/desk/{firm}/",
        "order_list": f"/desk/{firm}/orders?tab=all",
    }
    for name, path in pages.items():
        _good(client, path)
        _good(client, path)
        report.add(
            f"statements_{name}",
            len(counted(lambda path=path: _good(client, path))),
            LIMITS[name],
            unit="count",
        )


OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def _good(client: FlaskClient, path: str) -> None:
    reply = client.get(path, follow_redirects=True)
    if reply.status_code != 200:
        raise RuntimeError(f"{path}: {reply.status_code}")
