"""The field table: who besides its owner may read which column. All else is its owner's alone.

A marker that stands in several rows (a title in the order that sold it) may be read by the readers
of each of them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.matrix import marks
from tests.matrix.owners import Owners

PUBLIC = frozenset({"public"})
NOBODY: frozenset[str] = frozenset()
# What the shop tells everybody: a firm's page and the facts of the seller that the law asks for
# before payment; goods on sale; what a parcel costs.
TOLD: Mapping[str, frozenset[str]] = {
    "organisations": frozenset({
        "name_fa", "name_en", "slug_fa", "slug_en", "story_fa", "story_en", "place_fa", "place_en",
        "phone", "legal_name", "national_id", "licence_number", "address",
    }),
    "products": frozenset({
        f"{name}_{code}" for name in ("title", "slug", "summary", "body", "ingredients", "storage")
        for code in ("fa", "en")
    } | {"licence_number"}),
    "variants": frozenset({"gtin"}),
    "images": frozenset({"alt_fa", "alt_en"}),
    "offers": frozenset({"sku"}),  # search engines are told it
    "offer_prices": frozenset({"minor", "was_minor"}),
    "rates": frozenset({"service_fa", "service_en", "base", "per_kg"}),
    "tariffs": frozenset({"free_above"}),
}  # fmt: skip
SELLING = {"active", "paused"}
ON_SHOW = {"live", "retired"}  # a retired product's page says that it is gone
# Never shown to anybody, not even to its owner.
SECRET = {
    "users": {"password_hash"}, "login_sessions": {"token_hash", "agent_hash"},
    "app_secrets": {"sealed", "pending"}, "recovery_codes": {"code_hash"},
    "sign_in_steps": {"token_hash"},
    "one_time_codes": {"code_hash"}, "secret_links": {"token_hash"}, "carts": {"token_hash"},
    "stock_holds": {"holder", "visitor"}, "rate_counters": {"subject"},
}  # fmt: skip
# The whole order is between its buyer and the office; a firm knows its own part.
BUYERS_ALONE = {
    "orders": {"goods_total", "shipping_total", "discount_total", "total", "email"},
    "payments": {"amount"},
    "refund_accounts": {"holder"},
    "payment_attempts": {"amount", "captured", "receipt", "card_mask", "provider_ref"},
    "sandbox_charges": {"amount", "description"},
    "bank_transfers": {"amount", "sender_name", "tracking", "reason"},
}
OFFICE_ALONE = {
    "refunds": {"fault"},
    "refund_accounts": {"iban"},
    "bank_transfers": {"bank_reference", "received", "receipt_key"},
    "withdrawals": {"amount", "reference", "word", "reason"},
}
FIGURES = {
    "orders": ("total", "mobile", "recipient_mobile"),
    "seller_orders": ("total", "goods_total", "tracking"),
    "order_lines": ("gross",),
    "charge_lines": ("amount", "vat"),
    "invoices": ("total",),
    "refunds": ("amount",),
    "refund_accounts": ("iban",),
    "payments": ("amount",),
    "bank_transfers": ("amount", "received"),
    "entries": ("amount",),
    "offer_prices": ("minor",),
    "rates": ("base",),
    "tariffs": ("free_above",),
    "users": ("mobile",),
    "addresses": ("mobile",),
    "applications": ("contact_mobile",),
    "organisations": ("mobile", "phone", "national_id", "economic_code", "iban"),
}


class Book:
    """Every marker of the world and who may read it."""

    def __init__(self, owners: Owners) -> None:
        self.owners = owners
        self.readers: dict[str, set[str]] = {}
        self.where: dict[str, str] = {}
        for table, row in owners.each():
            for column, token in tokens_of(table, row):
                self.readers.setdefault(token, set()).update(self._may_read(table, column, row))
                self.where.setdefault(token, f"{table}.{column}")

    def _may_read(self, table: str, column: str, row: Mapping[str, Any]) -> frozenset[str]:
        if column in SECRET.get(table, ()):
            return NOBODY
        if table in {"tariffs", "zones"} and not self.owners.of(table, row):
            return PUBLIC  # the consortium's, which hold for every firm without its own
        if column in TOLD.get(table, ()) and self._is_told(table, row):
            return PUBLIC
        mine = self.owners.of(table, row)
        if column in OFFICE_ALONE.get(table, ()):
            mine = NOBODY
        if column in BUYERS_ALONE.get(table, ()):
            mine -= self.owners.named
        if table == "users":
            mine |= self._colleagues(row["id"])
        return mine | {"office"}

    def _is_told(self, table: str, row: Mapping[str, Any]) -> bool:
        rows = self.owners.rows
        if table == "organisations":
            return row["kind"] != "firm" or row["state"] in SELLING
        if table in {"rates", "tariffs"}:
            return True
        product = {
            "products": lambda: row,
            "variants": lambda: rows["products"][row["product_id"]],
            "images": lambda: rows["products"][row["product_id"]],
            "offers": lambda: self._product_of(row),
            "offer_prices": lambda: self._product_of(rows["offers"][row["offer_id"]]),
        }[table]()
        return product["state"] in ON_SHOW and (table != "images" or row["state"] == "live")

    def _product_of(self, offer: Mapping[str, Any]) -> Mapping[str, Any]:
        variant = self.owners.rows["variants"][offer["variant_id"]]
        return self.owners.rows["products"][variant["product_id"]]

    def _colleagues(self, user_id: int) -> frozenset[str]:
        """Who works with somebody reads his name; also after he has left."""
        held = self.owners.rows["memberships"].values()
        return frozenset(
            self.owners.house(row["organisation_id"]) for row in held if row["user_id"] == user_id
        )

    def strange(self, found: set[str], sees: frozenset[str]) -> dict[str, str]:
        """Of the markers read, those this reader may not: marker -> where it comes from."""
        return {
            token: self.where[token]
            for token in found & self.readers.keys()
            if not self.readers[token] & (sees | PUBLIC)
        }


def tokens_of(table: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for column, value in row.items():
        for text in strings(value):
            for word in marks.WORD.findall(text):
                yield column, word.lower()
    for column in FIGURES.get(table, ()):
        yield from ((column, token) for token in figures(row[column]))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def figures(value: Any) -> Iterator[str]:
    """How a figure may appear: rials and toman; a telephone by its last ten digits."""
    if value is None:
        return
    if isinstance(value, str):
        digits = "".join(filter(str.isdigit, value))
        yield digits[-10:] if value.startswith("+98") else digits
        return
    for amount in (abs(value), abs(value) // 10):
        if len(str(amount)) >= 7:
            yield str(amount)
