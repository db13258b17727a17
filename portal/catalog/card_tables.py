"""The listing's read model: a narrow table to filter and sort by, a wide one to show.

One row each a listed product, keyed by the product, written only by `cards`. Every index of `cards`
covers what can be filtered, so that a listing walks it in order and reads rows of 24 cards alone.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.catalog.models import NetUnit, Ownership, Packing, UnitBasis
from portal.core.db import Model, Short, choice


class Size(StrEnum):
    """A pack by its content, in ml or g. Pieces have no size."""

    SMALL = "small"  # up to 500
    MEDIUM = "medium"  # up to 1000
    LARGE = "large"  # under 10,000
    BULK = "bulk"  # wholesale


SIZE_BITS = {size: 1 << place for place, size in enumerate(Size)}

SORT_KEYS = ("rank", "newness", "price", "unit_from")  # each ascends; dearest walks price back
FILTERED = (
    "category_id",
    "family_id",
    "firm_id",
    "grade",
    "cultivar",
    "harvest_year",
    "sizes",
    "price",
    "has_seal",
    "in_stock",
)


def _ordered(scope: str | None, key: str) -> Index:
    """Walks the cards of a shelf (or all) in one order."""
    head = ([scope] if scope else []) + [key, "id"]
    rest = [column for column in FILTERED if column not in head]
    name = f"ix_cards_{scope.removesuffix('_id') if scope else 'all'}_by_{key}"
    return Index(name, *head, *rest)


def _few(column: str) -> Index:
    """Finds the cards of a value that few have; they are sorted afterwards."""
    rest = [name for name in (*FILTERED, "section_id", *SORT_KEYS) if name != column]
    return Index(f"ix_cards_few_{column}", column, *dict.fromkeys(rest))


class Card(Model):
    """What a listing filters and sorts by. Prices are rials."""

    __tablename__ = "cards"
    __table_args__ = (
        *(
            _ordered(scope, key)
            for scope in (None, "section_id", "category_id")
            for key in SORT_KEYS
        ),
        *(_few(column) for column in ("family_id", "firm_id", "cultivar")),
    )

    id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    family_id: Mapped[int] = mapped_column(ForeignKey("families.id"))
    firm_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))  # sells the shown pack
    grade: Mapped[str | None] = mapped_column(Short)
    cultivar: Mapped[str | None] = mapped_column(Short)
    harvest_year: Mapped[int | None]  # Jalali
    sizes: Mapped[int]  # SIZE_BITS of all its packs
    price: Mapped[int] = mapped_column(BigInteger)  # of the shown pack
    unit_from: Mapped[int] = mapped_column(BigInteger)  # of the pack that is cheapest per unit
    has_seal: Mapped[bool]
    in_stock: Mapped[bool]  # some pack can be ordered now
    rank: Mapped[int] = mapped_column(BigInteger)  # our suggestion; see card_facts
    newness: Mapped[int] = mapped_column(BigInteger)
    stock_mark: Mapped[int] = mapped_column(BigInteger)  # sum of the ids of its offers in stock
    due_at: Mapped[datetime | None] = mapped_column(index=True)  # a price or a firm changes then
    changed_at: Mapped[datetime] = mapped_column(index=True)


class CardFace(Model):
    """What a card shows, in both languages. Prices are rials.

    It repeats some columns of `cards`: to join them costs PostgreSQL as much planning as the rest.
    """

    __tablename__ = "card_faces"

    id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), index=True)
    public_id: Mapped[str] = mapped_column(Short)
    offer_public_id: Mapped[str] = mapped_column(Short)
    title_fa: Mapped[str]
    title_en: Mapped[str]
    slug_fa: Mapped[str]
    slug_en: Mapped[str]
    firm_code: Mapped[str] = mapped_column(Short)
    firm_public_id: Mapped[str] = mapped_column(Short)
    firm_name_fa: Mapped[str]
    firm_name_en: Mapped[str]
    firm_slug_fa: Mapped[str]
    firm_slug_en: Mapped[str]
    category_code: Mapped[str] = mapped_column(Short)
    family_code: Mapped[str] = mapped_column(Short)
    ownership: Mapped[Ownership] = mapped_column(choice(Ownership))
    grade: Mapped[str | None] = mapped_column(Short)
    cultivar: Mapped[str | None] = mapped_column(Short)
    harvest_year: Mapped[int | None]
    has_seal: Mapped[bool]
    sizes: Mapped[int]
    acidity: Mapped[str] = mapped_column(Short)  # decimal text, percent; "" when not given
    net_value: Mapped[int]
    net_unit: Mapped[NetUnit] = mapped_column(choice(NetUnit))
    packing: Mapped[Packing] = mapped_column(choice(Packing))
    pieces: Mapped[int]
    packs: Mapped[int]  # how many pack sizes there are to choose from
    price: Mapped[int] = mapped_column(BigInteger)
    was_price: Mapped[int | None] = mapped_column(BigInteger)
    unit_price: Mapped[int] = mapped_column(BigInteger)  # of the shown pack
    unit_from: Mapped[int] = mapped_column(BigInteger)  # of the pack that is cheapest per unit
    unit_basis: Mapped[UnitBasis] = mapped_column(choice(UnitBasis))
    image_key_fa: Mapped[str | None] = mapped_column(Short)
    image_key_en: Mapped[str | None] = mapped_column(Short)
    image_alt_fa: Mapped[str]
    image_alt_en: Mapped[str]
    published_on: Mapped[int] = mapped_column(BigInteger)  # seconds since 1970
    is_sellable: Mapped[bool]
    words_digest: Mapped[str] = mapped_column(Short)  # of what the text index holds


class SearchWord(Model):
    """A word that some product's text holds, for mending what was mistyped. Never taken away."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(unique=True)
