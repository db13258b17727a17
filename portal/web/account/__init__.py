"""Signing in and out, and what a person keeps here: orders, addresses, password."""

from portal.web.account import (
    addresses,
    by_mobile,
    factors,
    home,
    invitations,
    orders,
    passkeys,
    password,
    reaching,
    register,
    second_step,
    sessions,
    sign_in,
)
from portal.web.account.area import account

__all__ = [
    "account",
    "addresses",
    "by_mobile",
    "factors",
    "home",
    "invitations",
    "orders",
    "passkeys",
    "password",
    "reaching",
    "register",
    "second_step",
    "sessions",
    "sign_in",
]
