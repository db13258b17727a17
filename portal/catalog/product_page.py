"""Everything that the page of one product says, in three statements made once.

Rows become plain facts, without the weight of mapped objects; equal rows become the same page, so
that what is said of it can be remembered by those who say it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from portal.catalog import fields, ladders, product_sql
from portal.catalog.attributes import Value
from portal.catalog.ladders import Price
from portal.catalog.models import (
    AttributeKind,
    ImageState,
    NetUnit,
    Packing,
    Product,
    UnitBasis,
    VatStatus,
)
from portal.catalog.product_facts import (
    AttributeTitle,
    AttributeView,
    FamilyFacts,
    FirmFacts,
    ImageFacts,
    OfferFacts,
    OfferView,
    PackView,
    ProductFacts,
    ProductPage,
    ShelfFacts,
    VariantFacts,
)
from portal.catalog.unit_prices import Content, unit_price
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.money import Currency

PAGES = 128  # that a process remembers, about 15 KB each
Columns = tuple[Any, ...]
Rows = tuple[Columns, ...]
Titles = Callable[[int], Sequence[AttributeTitle]]


def product_page(
    session: Session, *, public_id: str, firm_id: int | None = None, titles: Titles | None = None
) -> ProductPage:
    """The page of a product on sale; with `firm_id` its owner's preview, in any state.

    Three statements: the product with its shelf, maker and pictures; packs, offers and prices; the
    titles of its family's attributes, unless `titles` has them. One more where another firm offers
    it too. A preview shows pictures that wait for review. Raises NotFound.
    """
    session.flush()  # what runs on the connection flushes nothing by itself
    head = _head(session, public_id, firm_id)
    product_id, family_id, owner_id = product_sql.keys_of(head[0])
    packs = _packs_of(session, product_id)
    is_shared = any(row[product_sql.PACK_FIRM] != owner_id for row in packs)
    firms = product_sql.FIRMS.rows(session, product_id=product_id) if is_shared else ()
    said = titles(family_id) if titles else attribute_titles(session, family_id)
    return _page(head, packs, firms, tuple(said))


def _head(session: Session, public_id: str, firm_id: int | None) -> Rows:
    if firm_id is None:
        rows = product_sql.HEAD.rows(session, public_id=public_id)
    else:
        rows = product_sql.PREVIEW.rows(session, public_id=public_id, firm_id=firm_id)
    if not rows:
        raise NotFound
    return rows


def _packs_of(session: Session, product_id: int) -> Rows:
    now = clock.now()
    today = clock.tehran_day(now)
    return product_sql.PACKS.rows(session, product_id=product_id, now=now, today=today)


def attribute_titles(session: Session, family_id: int) -> tuple[AttributeTitle, ...]:
    """What the attributes of a family are called, in their order. One statement."""
    rows = product_sql.ATTRIBUTES_OF.rows(session, family_id=family_id)
    return tuple(
        AttributeTitle._make((code, AttributeKind(kind), *named, _options(options)))
        for code, kind, *named, options in rows
    )


def _options(held: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (each["code"], each.get("fa", ""), each.get("en", "")) for each in json.loads(held)
    )


@lru_cache(maxsize=PAGES)
def _page(head: Rows, packs: Rows, firms: Rows, titles: tuple[AttributeTitle, ...]) -> ProductPage:
    product, section = _product(head)
    sellers = {row[0]: FirmFacts._make(row) for row in firms} | {product.owner.id: product.owner}
    return ProductPage(
        product=product,
        section=section,
        attributes=tuple(_attributes(product, titles)),
        packs=tuple(sorted(_packs(packs, sellers, product.family), key=_size)),
    )


class _Parts:
    """Cuts a row into the columns of its tables, from the left."""

    def __init__(self, row: Columns) -> None:
        self.row = row
        self.place = 0

    def take(self, count: int) -> Sequence[Any]:
        self.place += count
        return self.row[self.place - count : self.place]


def _product(rows: Rows) -> tuple[ProductFacts, ShelfFacts | None]:
    parts = _Parts(rows[0])
    own = [*parts.take(product_sql.OWN)]
    place = product_sql.ATTRIBUTES
    own[place] = json.loads(own[place])
    family = _family(parts.take(len(FamilyFacts._fields)))
    category, above = (ShelfFacts._make(parts.take(len(ShelfFacts._fields))) for _ in range(2))
    owner = FirmFacts._make(parts.take(len(FirmFacts._fields)))
    images = [_image(row[parts.place :]) for row in rows if row[parts.place] is not None]
    product = ProductFacts._make((*own, family, category, owner, images))
    return product, above if above.code is not None else None


def _family(row: Sequence[Any]) -> FamilyFacts:
    held = FamilyFacts._make(row)
    return held._replace(
        unit_basis=UnitBasis(held.unit_basis), vat_status=VatStatus(held.vat_status)
    )


def _image(row: Columns) -> ImageFacts:
    held = ImageFacts._make(row)
    return held._replace(state=ImageState(held.state))


def _attributes(product: ProductFacts, titles: Sequence[AttributeTitle]) -> Iterator[AttributeView]:
    for title in titles:
        value = stated(product, title.code)
        if value is not None:
            words = next((option[1:] for option in title.options if option[0] == value), ("", ""))
            yield AttributeView._make((*title[:-1], value, *words))


def stated(product: ProductFacts | Product, code: str) -> Value:
    """What the product says of an attribute, wherever it is kept."""
    found: Value = (
        getattr(product, code) if code in fields.COLUMNS else product.attributes.get(code)
    )
    return found


def _packs(rows: Rows, sellers: Mapping[int, FirmFacts], family: FamilyFacts) -> Iterator[PackView]:
    """The active packs, each with its offers; a pack nobody offers is left out."""
    cut = len(VariantFacts._fields)
    for _, group in groupby(rows, key=lambda row: row[0]):
        steps = list(group)
        variant = _variant(steps[0][:cut])
        each_offer = (list(each) for _, each in groupby(steps, key=lambda row: row[cut]))
        yield PackView(
            variant, tuple(_offer(each, variant, sellers, family) for each in each_offer)
        )


def _size(pack: PackView) -> int:
    return _content(pack.variant).size


def _content(pack: VariantFacts) -> Content:
    return Content(pack.net_value, pack.net_unit, pack.pieces, pack.drained_g)


def _variant(row: Columns) -> VariantFacts:
    held = VariantFacts._make(row)
    return held._replace(net_unit=NetUnit(held.net_unit), packing=Packing(held.packing))


def _offer(
    steps: Sequence[Columns],
    variant: VariantFacts,
    sellers: Mapping[int, FirmFacts],
    family: FamilyFacts,
) -> OfferView:
    parts = _Parts(steps[0])
    parts.take(len(VariantFacts._fields))
    offer = OfferFacts._make(parts.take(len(OfferFacts._fields)))
    firm_id, may_be_sold = parts.take(2)
    ladder = tuple(_price(row[parts.place :]) for row in steps if row[parts.place] is not None)
    single = ladders.step_for(ladder, 1)
    return OfferView(
        offer=offer,
        firm=sellers[firm_id],
        ladder=ladder,
        unit_price=unit_price(single.minor, _content(variant), family.unit_basis)
        if single
        else None,
        is_sellable=bool(may_be_sold),
    )


def _price(row: Columns) -> Price:
    minor, was, minimum, currency = row
    return Price(minor, was, minimum, Currency(currency))
