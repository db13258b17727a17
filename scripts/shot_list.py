"""Every page of the site, made from the address map: what `make shots` shows and the tests visit.

A page that neither `FILLERS` nor `NOT_PAGES` knows makes `pages` fail, so none is forgotten.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from scripts.shot_world import World

NOT_PAGES = frozenset(
    {
        "static", "assets.stylesheet", "health.alive", "health.ready",
        "health.figures", "media.picture", "seo.index",
        "seo.pages", "seo.products", "seo.robots", "storefront.cities", "storefront.invoice",
        "desk.invoice", "desk.packing_slip", "payment_pages.returned", "storefront.digital_link",
        "consortium.transfer_receipt",
    }
)  # fmt: skip
WHO = {"firm": "firm", "office": "office", "person": "buyer", "public": "nobody"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page to visit: `who` is a browser of `World.cookies`; `status` is what it answers."""

    name: str
    path: str
    who: str
    status: int = 200


Variants = Mapping[str, Mapping[str, Any]]  # "-shipped" -> arguments of the address
Filler = Callable[[World], Variants]


def one(**arguments: Any) -> Filler:
    return lambda _world: {"": arguments}


def of(group: str) -> Filler:
    """The variants that the world keeps under this name."""
    return lambda world: world.variants[group]


def tabs(name: str, *values: str) -> Filler:
    return lambda _world: {"": {}, **{f"-{value}": {name: value} for value in values}}


def listing(_world: World) -> Variants:
    return {
        "": {},
        "-search": {"q": "روغن"},
        "-nothing": {"q": "ساعت مچی"},
        "-filtered": {"grade": "EVOO", "sort": "cheapest_unit"},
        "-page-2": {"page": "2"},
    }


FILLERS: Mapping[str, Filler] = {
    "storefront.listing": listing,
    "storefront.category": lambda _w: {f"-{code}": {"code": code} for code in ("oil", "parvardeh")},
    "storefront.product": of("product"),
    "storefront.maker": of("maker"),
    "storefront.page": lambda _w: {
        f"-{code}": {"code": code}
        for code in ("terms", "privacy", "membership", "delivery", "returns", "faq", "seal", "bulk")
    },
    "storefront.lot": one(code="SRD-1405-07"),
    "storefront.order": of("order"),
    "storefront.transfer": of("transfer"),
    "storefront.cancel_ask": of("cancel"),
    "payment_pages.pay": of("pay"),
    "bank.page": of("bank"),
    "account.invited": of("invited"),
    "account.reset": one(secret="unused-secret-of-a-letter"),
    "account.verify_email": one(secret="unused-secret-of-a-letter"),
    "desk.orders": tabs("tab", "packing", "shipped", "problem", "done", "cancelled", "all"),
    "desk.order": of("desk_order"),
    "desk.products": tabs("state", "draft", "in_review"),
    "desk.product": of("desk_product"),
    "desk.preview": of("preview"),
    "desk.zone": of("desk_zone"),
    "desk.rate": of("desk_rate"),
    "consortium.application": of("application"),
    "consortium.change": of("change"),
    "consortium.order": of("office_order"),
    "consortium.refunds": tabs("state", "pending", "done", "cases"),
    "consortium.transfers": tabs("tab", "second", "bare", "done"),
    "consortium.transfer": of("office_transfer"),
    "consortium.zone": of("office_zone"),
    "consortium.rate": of("office_rate"),
    "admin.category": one(code="evoo"),
    "admin.outbox": tabs("state", "sent"),
}
MIDWAY = {"account.app": "newcomer", "account.second": "newcomer"}  # setting up, signing in
WITH_BASKET = {"storefront.cart", "storefront.checkout", "storefront.delivery", "storefront.review"}
STATUS = {"storefront.lot": 404}
ERRORS = (
    Page("error-404", "/no/such/page", "nobody", 404),
    Page("error-405", "/cart/add", "nobody", 405),
    Page("error-400", "/shop?q=%00", "nobody", 400),
    Page("storefront.cart-empty", "/cart", "nobody"),
    Page("storefront.checkout-address-book", "/checkout", "shopper"),
)


class UnlistedError(LookupError):
    """A page of the address map that this list does not know."""


def pages(app: Flask, world: World) -> list[Page]:
    """Every GET page in every variant, and the errors. Raises UnlistedError."""
    found: dict[str, Page] = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES:
                found |= {page.name: page for page in _of_rule(app, rule, world)}
    return [*found.values(), *ERRORS]


def _of_rule(app: Flask, rule: Rule, world: World) -> Iterator[Page]:
    filler = FILLERS.get(rule.endpoint)
    wanted = set(rule.arguments) - {"firm", "slug"} - set(rule.defaults or ())
    if wanted and filler is None:
        raise UnlistedError(f"{rule.endpoint} {rule.rule}")
    kind = getattr(app.view_functions[rule.endpoint], "access").kind  # noqa: B009 - set by the mark
    by_place = "basket" if rule.endpoint in WITH_BASKET else WHO[kind]
    who = MIDWAY.get(rule.endpoint, by_place)
    for suffix, arguments in (filler(world) if filler else {"": {}}).items():
        given = {"firm": world.firm, **arguments} if kind == "firm" else arguments
        path = app.url_for(rule.endpoint, **given)
        yield Page(f"{rule.endpoint}{suffix}", path, who, STATUS.get(rule.endpoint, 200))
