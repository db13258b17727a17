"""The shop: public pages, baskets, orders behind their links, the way to the bank and back."""

import io

from PIL import Image

from tests.matrix import marks
from tests.matrix.people import CITY
from tests.vectors import load

LEGAL_ID = load("identifiers")["legal_id"]["valid"][2]


def nothing(_world, _whose):
    return {}


def by_link(state, *names):
    """The buyer's order in a state; the part, paper or payment that hangs on it."""

    def give(world, whose):
        sale = world.sales[whose, state if (whose, state) in world.sales else "paid"]
        known = {
            "link": sale.order.link,
            "part": sale.parts["A"].public_id,
            "public_id": sale.invoices.get("A", ""),
            "payment_id": sale.payment.public_id,
            "authority": sale.authority,
        }
        return {name: known[name] for name in names}

    return give


def come_back(world, whose):
    """The bank sends the browser back with its own name of the try, in the query."""
    tried = world.sales[whose, "at_bank"]
    return {"gateway": "sandbox", "Authority": tried.authority, "Status": "NOK"}


def shown(name):
    """The transfer of the buyer's order at our account, by the secret of its page."""
    return lambda world, whose: {"reference": world.transfers[whose, name].reference}


def receipt(_world, _whose):
    content = io.BytesIO()
    Image.new("RGB", (320, 320), (200, 190, 170)).save(content, "PNG")
    content.seek(0)
    return {
        "sender_name": "سارا", "tracking": "140509060001", "paid_on": "1405/01/02",
        "receipt": (content, "a.png"),
    }  # fmt: skip


def live(world, _whose):
    return {"public_id": world.houses["A"].products["live"].public_id, "slug": "oil-live"}


def maker(world, _whose):
    return {"public_id": world.houses["A"].firm.public_id, "slug": "mill-alf-fa"}


OBJECTS = {
    "storefront.product": live,
    "storefront.maker": maker,
    "storefront.category": lambda _w, _o: {"code": "evoo", "slug": "x"},
    "storefront.page": lambda _w, _o: {"code": "terms"},
    "storefront.lot": lambda _w, _o: {"code": "LOT-1"},
    "storefront.digital_link": lambda _w, _o: {"rest": "06260000000000"},
    "storefront.order": by_link("paid", "link"),
    "storefront.again": by_link("paid", "link"),
    "storefront.back": by_link("awaiting", "link"),
    "storefront.make_account": by_link("paid", "link"),
    "storefront.cancel_ask": by_link("paid", "link", "part"),
    "storefront.cancel": by_link("paid", "link", "part"),
    "storefront.refund_account": by_link("cancelled", "link"),
    "storefront.received": by_link("shipped", "link", "part"),
    "storefront.problem": by_link("shipped", "link", "part"),
    "storefront.invoice_ask": by_link("paid", "link", "part"),
    "storefront.invoice": by_link("shipped", "link", "public_id"),
    "payment_pages.pay": by_link("awaiting", "payment_id"),
    "payment_pages.start": by_link("awaiting", "payment_id"),
    "payment_pages.returned": come_back,
    "storefront.transfer": shown("waiting"),
    "storefront.transfer_send": shown("waiting"),
    "storefront.transfer_cancel": shown("waiting"),
    "bank.page": by_link("at_bank", "authority"),
    "bank.decide": by_link("at_bank", "authority"),
    "hooks.receive": lambda _w, _o: {"gateway": "sandbox"},
    "media.picture": lambda w, _o: {"key": f"{w.houses['A'].images['live'].key}-300.webp"},
    "seo.products": lambda _w, _o: {"part": "1"},
    "assets.stylesheet": lambda _w, _o: {"digest": digest()},
}


def digest():
    from portal.web import assets

    return assets.joined()[1]


def wanted(world, _whose):
    return {"offer": world.houses["A"].offers["second"].public_id, "quantity": "3"}


def address(world, whose):
    return {
        "name": "مریم رحیمی",
        "mobile": "09121234567",
        "email": "maryam@example.com",
        "province_code": "IR-26",
        "city_code": CITY,
        "address": "خیابان نمونه، پلاک ۱۲",
        "postcode": "3419613145",
        "book": world.addresses.get(whose, "new"),
    }


def application(_world, _whose):
    return {
        "name_fa": "کارگاه آزمون", "name_en": "Test Workshop", "legal_name": "شرکت آزمون",
        "national_id": LEGAL_ID, "licence_number": "50/1", "phone": "02833334444",
        "province_code": "IR-26", "city_code": CITY, "place_fa": "سیردان", "place_en": "Sirdan",
        "address": "سیردان", "postcode": "3419613145", "contact_name": "سارا",
        "contact_mobile": "09121112233", "contact_email": "asks@example.com",
        "message": "روغن", "accepts": "y",
    }  # fmt: skip


def lost(world, whose):
    order = world.sales[whose, "paid"].order
    return {"number": order.public_id, "mobile": order.mobile}


FORMS = {
    "storefront.cart_add": wanted,
    "storefront.cart_set": wanted,
    "storefront.cart_remove": wanted,
    "storefront.cart_set_available": nothing,
    "storefront.checkout_write": address,
    "storefront.place": lambda world, whose: world.placing.get(whose, {}),
    "storefront.find_order_send": lost,
    "storefront.apply_send": application,
    "storefront.again": nothing,
    "storefront.back": nothing,
    "storefront.make_account": lambda _w, _o: {"password": "a long walk between olive trees"},
    "storefront.cancel": lambda _w, _o: {"reason": "دیگر نمی‌خواهم"},
    "storefront.refund_account": lambda _w, _o: {"holder": "سارا", "iban": marks.iban()},
    "storefront.received": nothing,
    "storefront.problem": lambda _w, _o: {"note": "شکسته رسید"},
    "storefront.invoice_ask": nothing,
    "storefront.transfer_send": receipt,
    "storefront.transfer_cancel": nothing,
    "payment_pages.start": lambda _w, _o: {"gateway": "sandbox"},
    "bank.decide": lambda _w, _o: {"outcome": "paid"},
    "hooks.receive": nothing,
    "health.csp_report": nothing,
}
QUIET = {"storefront.cart_set_available"}
ALWAYS = frozenset()
HOLDERS = frozenset({"buyer_a", "buyer_b", "guest"})
MOVED = {  # pages that send on: to their right address, or to the step before
    "storefront.product": ALWAYS,
    "storefront.maker": ALWAYS,
    "storefront.category": ALWAYS,
    "payment_pages.returned": ALWAYS,
    "storefront.digital_link": ALWAYS,
    "storefront.checkout": HOLDERS,
    "storefront.delivery": HOLDERS,
    "storefront.review": HOLDERS,
}
# What only the holder of a basket can do; others are told so and nothing happens.
ONLY = {
    f"storefront.{name}": HOLDERS
    for name in ("cart_set", "cart_remove", "cart_set_available", "checkout_write", "place")
}
FOREIGN = {"storefront.checkout_write": address}
EMPTY = {"storefront.lot", "storefront.digital_link"}  # until there are lots
