"""The consortium's office: firms, listings, orders, refunds, tariffs, charges."""

from portal.web.consortium import (
    applications,
    charges,
    firms,
    home,
    listings,
    order_acts,
    orders,
    refunds,
    tariffs,
    team,
    transfers,
)
from portal.web.consortium.area import consortium

__all__ = [
    "applications",
    "charges",
    "consortium",
    "firms",
    "home",
    "listings",
    "order_acts",
    "orders",
    "refunds",
    "tariffs",
    "team",
    "transfers",
]
