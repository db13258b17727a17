"""The office's side navigation: what the member's role allows."""

from collections.abc import Callable

from flask import g, url_for

from portal.firms.policy import Permission
from portal.web.desk.menu import Item
from portal.web.wording import lazy as _l

ENTRIES = (
    ("consortium.home", _l("Overview"), "home", Permission.REPORTS_VIEW),
    ("consortium.applications", _l("Applications"), "people", Permission.FIRMS_APPROVE),
    ("consortium.firms", _l("Firms"), "store", Permission.FIRMS_APPROVE),
    ("consortium.listings", _l("Listings to review"), "tag", Permission.LISTINGS_REVIEW),
    ("consortium.orders", _l("Orders"), "box", Permission.ORDERS_VIEW),
    ("consortium.transfers", _l("Transfers"), "doc", Permission.TRANSFERS_DECIDE),
    ("consortium.refunds", _l("Refunds"), "wallet", Permission.REFUNDS_DECIDE),
    ("consortium.tariffs", _l("Delivery prices"), "truck", Permission.TARIFFS_EDIT),
    ("consortium.charges", _l("Commission rules"), "chart", Permission.CHARGES_EDIT),
    ("admin.holidays", _l("Holidays"), "cal", Permission.TARIFFS_EDIT),
    ("admin.categories", _l("Categories"), "grid", Permission.CATEGORIES_EDIT),
    ("admin.terms", _l("Terms"), "doc", Permission.TERMS_EDIT),
    ("consortium.team", _l("Our team"), "people", Permission.TEAM_EDIT),
    ("admin.users", _l("Accounts of people"), "user", Permission.USERS_EDIT),
    ("admin.audit", _l("Audit log"), "shield", Permission.AUDIT_READ),
    ("admin.outbox", _l("Messages"), "mail", Permission.OUTBOX_READ),
    ("admin.jobs", _l("Background work"), "gear", Permission.JOBS_RETRY),
)


def items(endpoint: str, allows: Callable[[Permission], bool]) -> list[Item]:
    counts = g.get("menu_counts") or {}
    return [
        Item(url_for(target), title, icon, _is_current(endpoint, target), counts.get(target, 0))
        for target, title, icon, permission in ENTRIES
        if allows(permission)
    ]


# Pages under an entry that are not named after it.
UNDER = {
    "consortium.change": "consortium.listings",
    "consortium.decide": "consortium.listings",
    "consortium.zone": "consortium.tariffs",
    "consortium.rate": "consortium.tariffs",
    "admin.category": "admin.categories",
    "admin.save_category": "admin.categories",
}


def _is_current(endpoint: str, target: str) -> bool:
    return UNDER.get(endpoint, endpoint) == target or endpoint == target.removesuffix("s")
