"""Whose a row is: houses ("A", "B", "office") and people ("user:7", "guest"), found by its keys."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from portal.core import db
from portal.schema import METADATA

Row = Mapping[str, Any]
OF_HOUSE = ("organisation_id", "firm_id", "owner_id", "issuer_id")
# Keys that are no foreign keys in the schema, because the table serves several kinds of subject.
SAID_ELSEWHERE = {
    "payments": {"subject_id": "orders"},
    "refunds": {"order_id": "orders", "seller_order_id": "seller_orders"},
    "refund_accounts": {"order_id": "orders"},
    "withdrawals": {"order_id": "orders"},
    "stock_holds": {"order_id": "orders"},
    "stock_movements": {"order_id": "orders"},
}
SUBJECTS = {  # of state_changes
    "order": "orders", "seller_order": "seller_orders", "product": "products", "offer": "offers",
    "organisation": "organisations", "product_change": "product_changes", "refund": "refunds",
    "payment_attempt": "payment_attempts", "withdrawal": "withdrawals",
    "bank_transfer": "bank_transfers",
}  # fmt: skip
NOT_CLIMBED = {  # what a row merely mentions
    ("cart_lines", "offer_id"), ("order_lines", "offer_id"), ("refunds", "journal_id"),
    ("orders", "cart_id"), ("charge_lines", "rule_id"),
}  # fmt: skip
SHARED = {"categories", "families", "carriers", "provinces", "cities", "terms", "holidays"}


class Tables(dict[str, dict[int, Row]]):
    """Rows by table and id; a table is read when somebody asks for it, and then kept."""

    def __missing__(self, name: str) -> dict[int, Row]:
        with db.reading() as session:
            found = session.connection().execute(sa.select(METADATA.tables[name])).mappings()
            self[name] = {row["id"]: row for row in found}
        return self[name]


class Owners:
    """`of(table, row)` climbs from row to row in memory. The database must stand still meanwhile."""

    def __init__(self, houses: Mapping[int, str]) -> None:
        self.houses = houses
        self.rows = Tables()
        self._known: dict[tuple[str, int], frozenset[str]] = {}

    def each(self) -> Iterator[tuple[str, Row]]:
        """Every row of the database, which is then known as a whole."""
        for table in METADATA.sorted_tables:
            for row in self.rows[table.name].values():
                yield table.name, row

    def of(self, table: str, row: Row) -> frozenset[str]:
        key = (table, row["id"])
        if key not in self._known:
            self._known[key] = frozenset()  # a loop ends here
            self._known[key] = self._found(table, row)
        return self._known[key]

    def _found(self, table: str, row: Row) -> frozenset[str]:
        if table == "organisations":
            return frozenset({self.house(row["id"])})
        if table == "users":
            return frozenset({f"user:{row['id']}"})
        if table == "messages":
            return self.by_recipient.get(row["recipient"], frozenset())
        if table == "secret_links":
            return self._of_link(row)
        own = {self.house(row[name]) for name in OF_HOUSE if row.get(name) is not None}
        own |= self._people(table, row)
        above = set().union(*(self.of(*parent) for parent in self._parents(table, row)))
        if table == "orders":
            above |= {self.house(part["firm_id"]) for part in self._parts(row["id"])}
        people = {label for label in above if label not in self.named}
        return frozenset(own | (people if own & self.named else above))

    @cached_property
    def named(self) -> frozenset[str]:
        return frozenset(self.houses.values()) | {"office"}

    def house(self, key: int) -> str:
        return self.houses.get(key, f"house:{key}")

    def _people(self, table: str, row: Row) -> set[str]:
        if row.get("user_id") is not None:
            return {f"user:{row['user_id']}"}
        return {"guest"} if table in {"orders", "carts"} else set()

    def _of_link(self, row: Row) -> frozenset[str]:
        house = row["facts"].get("organisation_id")
        return frozenset({self.house(house)} if house else self._people("", row))

    def _parents(self, table: str, row: Row) -> Iterator[tuple[str, Row]]:
        if table == "bank_transfers":  # our own bank knows no keys of the shop
            for tried in self.rows["payment_attempts"].values():
                if tried["provider_ref"] == row["reference"]:
                    yield "payment_attempts", tried
        for name, target in self._keys(table, row):
            value = row.get(name)
            if value is not None and target not in SHARED | {"organisations", "users"}:
                yield target, self.rows[target][value]

    def _keys(self, table: str, row: Row) -> Iterator[tuple[str, str]]:
        for column in METADATA.tables[table].columns:
            for key in column.foreign_keys:
                if (table, column.name) not in NOT_CLIMBED and key.column.name == "id":
                    yield column.name, key.column.table.name
        yield from SAID_ELSEWHERE.get(table, {}).items()
        if table == "state_changes" and row["machine"] in SUBJECTS:
            yield "subject_id", SUBJECTS[row["machine"]]

    def _parts(self, order_id: int) -> list[Row]:
        return [
            part for part in self.rows["seller_orders"].values() if part["order_id"] == order_id
        ]

    @cached_property
    def by_recipient(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for table, names in (
            ("users", ("email", "mobile")),
            ("organisations", ("email", "mobile")),
            ("orders", ("email", "mobile")),
            ("applications", ("contact_email", "contact_mobile")),
        ):
            for row in self.rows[table].values():
                mine = self.of(table, row)
                whose = mine - self.named if table == "orders" else mine
                for name in names:
                    if row[name]:
                        found.setdefault(row[name], set()).update(whose)
        return {key: frozenset(value) for key, value in found.items()}
