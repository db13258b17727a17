"""Two hundred buyers with full baskets, who all press the button at once."""

import http.client
import threading
from collections import Counter
from urllib.parse import urlencode

from sqlalchemy import select

from portal.catalog import cards, stock
from portal.catalog.models import PRODUCT
from portal.core import db, tokens
from portal.firms.models import ORGANISATION
from portal.orders import cart, cart_delivery
from portal.orders.models import Order
from portal.reference import load
from tests import make
from tests.orders import shop

CITY = "2603042667"
ADDRESS = {
    "name": "مریم رحیمی", "email": "", "province_code": "IR-26", "city_code": CITY,
    "postcode": "3419613145", "address": "خیابان زیتون، پلاک ۱۲",
}  # fmt: skip


def stocked(session, units):
    """A firm, one offer of `units`, and all that a checkout asks for."""
    load.load(session)
    firm = make.organisation(session, code="SRD")
    ORGANISATION.begin(session, firm, by="test")
    product = make.product(session, owner_id=firm.id)
    PRODUCT.begin(session, product, by="test")
    variant = make.variant(session, product_id=product.id)
    offer = make.offer(session, variant_id=variant.id, firm_id=firm.id, on_hand=0)
    stock.receive(session, firm_id=firm.id, sku=offer.sku, quantity=units, reason="new", by="test")
    cards.refresh_firm(session, firm.id)
    return offer


def baskets(session, offer, buyers):
    """(cookie, form) of each buyer, as the page of the last look would send it."""
    made, form = [], None
    for n in range(buyers):
        secret = tokens.secret()
        holder = tokens.digest(secret)
        cart.add(session, token_hash=holder, offer=offer.public_id, quantity=1)
        written = ADDRESS | {"mobile": f"0912{n:07d}"}
        cart_delivery.keep(session, token_hash=holder, user_id=None, written=written)
        form = form or _last_look(session, holder)
        made.append((secret, form | {"key": tokens.public_id()}))
    return made


def _last_look(session, holder):
    address = shop.AddressFacts(
        recipient="", recipient_mobile="", province_code="IR-26", city_code=CITY,
        postcode="3419613145", address="خیابان زیتون، پلاک ۱۲",
    )  # fmt: skip
    seen = shop.quoted(session, address=address, token_hash=holder)
    choice = seen.first_choice()
    return {
        **{f"ship-{code}": key for code, key in choice.items()},
        "expected": str(seen.totals(choice).total),
        "terms_version": "1405-01-01",
        "accept": "y",
    }


def place(port, secret, form):
    """One buyer presses the button: (status, where to, page)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"cart={secret}", "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin", "Origin": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    try:
        connection.request("POST", "/checkout/place", urlencode(form), headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location") or "", response.read().decode()
    finally:
        connection.close()


def outcome(answer):
    status, place_to, page = answer
    if status == 303 and place_to.startswith("/pay/"):
        return "order"
    is_sold_out = status == 409 and "/cart/set-available" in page
    return "sold out" if is_sold_out else f"{status} {place_to}"


def all_at_once(port, made):
    """What each buyer was told, counted."""
    said, gate = Counter(), threading.Barrier(len(made))

    def press(secret, form):
        gate.wait()
        try:
            told = outcome(place(port, secret, form))
        except OSError as error:
            told = type(error).__name__
        said[told] += 1

    threads = [threading.Thread(target=press, args=one) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def orders():
    with db.reading() as session:
        return len(session.scalars(select(Order.id)).all())
