"""A firm's back office: today's work, orders, goods, money, people."""

from portal.web.desk import (
    home,
    money,
    order_acts,
    orders,
    packs,
    pictures,
    products,
    profile,
    reports,
    shipping,
    stock,
    team,
)
from portal.web.desk.area import desk

__all__ = [
    "desk",
    "home",
    "money",
    "order_acts",
    "orders",
    "packs",
    "pictures",
    "products",
    "profile",
    "reports",
    "shipping",
    "stock",
    "team",
]
