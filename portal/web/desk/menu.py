"""The side navigation of a desk: what the member's role allows, in the order of the day."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import g, url_for

from portal.firms.policy import Permission
from portal.web.wording import LazyString
from portal.web.wording import lazy as _l


@dataclass(frozen=True, slots=True)
class Item:
    address: str
    title: LazyString
    icon: str
    is_current: bool
    count: int = 0


ENTRIES = (
    ("desk.home", _l("Overview"), "home", Permission.ORDERS_VIEW),
    ("desk.orders", _l("Orders"), "box", Permission.ORDERS_VIEW),
    ("desk.products", _l("Products"), "tag", Permission.CATALOGUE_EDIT),
    ("desk.stock", _l("Stock"), "grid", Permission.STOCK_EDIT),
    ("desk.money", _l("Balance"), "wallet", Permission.MONEY_VIEW),
    ("desk.reports", _l("Sales report"), "chart", Permission.REPORTS_VIEW),
    ("desk.shipping", _l("Delivery prices"), "truck", Permission.PROFILE_EDIT),
    ("desk.profile", _l("Our page"), "store", Permission.PROFILE_EDIT),
    ("desk.team", _l("People"), "people", Permission.TEAM_EDIT),
)


def items(endpoint: str, allows: Callable[[Permission], bool]) -> list[Item]:
    """The entries this person may open; an entry is current on its own sub-pages too."""
    counts = g.get("menu_counts") or {}
    code = g.organisation.code.lower()
    return [
        Item(
            url_for(target, firm=code),
            title,
            icon,
            _is_current(endpoint, target),
            counts.get(target, 0),
        )
        for target, title, icon, permission in ENTRIES
        if allows(permission)
    ]


# Pages under an entry that are not named after it.
UNDER = {
    "desk.new_product": "desk.products",
    "desk.create_product": "desk.products",
    "desk.save_product": "desk.products",
    "desk.zone": "desk.shipping",
    "desk.rate": "desk.shipping",
}


def _is_current(endpoint: str, target: str) -> bool:
    return UNDER.get(endpoint, endpoint) == target or endpoint == target.removesuffix("s")
