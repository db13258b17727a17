"""What the demo is made of, as it stands in the files beside this one."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CATALOGUE = HERE / "catalogue"
ART = HERE / "art"
JOINT = "joint"  # the file whose goods the brand owns
RIALS = 10  # the files count in toman

Pair = tuple[str, str]  # Persian, English


@dataclass(frozen=True, slots=True)
class Sale:
    """One firm's offer of a pack: its price and stock. Rials, units; tiers as (minimum, rials)."""

    firm: str
    price: int
    stock: int
    was: int | None = None
    tiers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack size: whole ml, g or pieces each; grams; millimetres."""

    net: int
    unit: str
    pieces: int
    drained: int | None
    gross: int
    box: tuple[int, int, int]
    packing: str
    has_gtin: bool
    sales: tuple[Sale, ...]

    @property
    def tag(self) -> str:
        """What tells the pack apart in a SKU: "500", or "6X60"."""
        return str(self.net) if self.pieces == 1 else f"{self.pieces}X{self.net}"


@dataclass(frozen=True, slots=True)
class Goods:
    """One product, with its family's words where it says none of its own."""

    owner: str
    key: str
    family: str
    category: str
    picture: str
    title: Pair
    summary: Pair
    body: Pair
    ingredients: Pair
    storage: Pair
    licence: str | None
    attributes: Mapping[str, Any]
    has_seal: bool
    packs: tuple[Pack, ...]

    @property
    def name(self) -> str:
        """What the demo calls it: "SRD-FH"."""
        return f"{self.owner}-{self.key}"


def table(name: str) -> dict[str, Any]:
    """The content of `catalogue/<name>.toml`."""
    return tomllib.loads((CATALOGUE / f"{name}.toml").read_text(encoding="utf-8"))


def tariffs() -> dict[str, Any]:
    """The firms that have a tariff of their own, as in the reference's `tariff.json`."""
    content: dict[str, Any] = json.loads((CATALOGUE / "tariffs.json").read_text(encoding="utf-8"))
    return content


def picture(name: str, language: str) -> bytes:
    """The PNG with the label of `language`, as a firm would upload it."""
    suffix = "" if language == "fa" else f"-{language}"
    return (ART / f"{name}{suffix}.png").read_bytes()


def goods(shelves: Mapping[str, str], brand: str) -> list[Goods]:
    """Every product, firm by firm, the joint brand's last.

    `shelves` gives a family's usual category; `brand` is the code of the joint brand's owner.
    """
    families = table("families")
    found = []
    for owner in (*table("firms"), JOINT):
        code = brand if owner == JOINT else owner
        rows = table(owner.lower())["product"]
        found += [_goods(code, row, families[row["family"]], shelves) for row in rows]
    return found


def waiting(shelves: Mapping[str, str]) -> list[tuple[Goods, list[dict[str, str]]]]:
    """Listings that are not on sale yet, each with what the office found wrong (path, code, text)."""
    families = table("families")
    rows = table("waiting")["product"]
    return [
        (_goods(row["owner"], row, families[row["family"]], shelves), row.get("back", []))
        for row in rows
    ]


def _goods(
    owner: str, row: dict[str, Any], family: dict[str, Any], shelves: Mapping[str, str]
) -> Goods:
    words = family | row
    return Goods(
        owner=owner,
        key=row["key"],
        family=row["family"],
        category=row.get("category", shelves[row["family"]]),
        picture=row["picture"],
        title=_pair(row["title"]),
        summary=_pair(row["summary"]),
        body=_pair(row["body"]),
        ingredients=_pair(words["ingredients"]),
        storage=_pair(words["storage"]),
        licence=words.get("licence"),
        attributes=row["attributes"],
        has_seal=row.get("seal", False),
        packs=tuple(_pack(owner, pack) for pack in row["packs"]),
    )


def _pair(words: list[str]) -> Pair:
    persian, english = words
    return persian, english


def _pack(owner: str, row: dict[str, Any]) -> Pack:
    length, width, height = row["box"]
    return Pack(
        net=row["net"],
        unit=row["unit"],
        pieces=row.get("pieces", 1),
        drained=row.get("drained"),
        gross=row["gross"],
        box=(length, width, height),
        packing=row["packing"],
        has_gtin=row.get("gtin", False),
        sales=_sales(owner, row),
    )


def _sales(owner: str, row: dict[str, Any]) -> tuple[Sale, ...]:
    """The firms that offer a pack: of a joint product those it lists, else its owner."""
    if "offers" in row:
        return tuple(Sale(firm, price * RIALS, stock) for firm, price, stock in row["offers"])
    tiers = tuple((minimum, price * RIALS) for minimum, price in row.get("tiers", ()))
    was = row["was"] * RIALS if "was" in row else None
    return (Sale(owner, row["price"] * RIALS, row["stock"], was, tiers),)
