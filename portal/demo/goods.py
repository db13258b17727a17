"""Products, packs, offers, prices and the first stock as rows, then each listing to the office.

Rows are the fast way to a full shop; that a listing is complete is still judged by `submit`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import products, review
from portal.catalog.models import (
    PRODUCT,
    Category,
    Family,
    MovementKind,
    NetUnit,
    Offer,
    OfferPrice,
    Ownership,
    Packing,
    Product,
    ProductState,
    StockMovement,
    Variant,
)
from portal.core import clock
from portal.core.identifiers import gtin13
from portal.core.text import slugify
from portal.demo.accounts import BY
from portal.demo.content import Goods, Pack, Sale
from portal.firms.models import Organisation
from portal.reference.organisations import BRAND

COLUMNS = ("grade", "cultivar", "harvest_year")  # attributes that are columns of the product
GS1_IRAN = "626"
PAUSE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Keys of what the reference data and the firms have put in place, by code."""

    families: Mapping[str, int]
    categories: Mapping[str, int]
    organisations: Mapping[str, int]


def shelf(session: Session) -> Shelf:
    return Shelf(
        families=_keys(session, Family),
        categories=_keys(session, Category),
        organisations=_keys(session, Organisation),
    )


def _keys(session: Session, model: type[Family | Category | Organisation]) -> Mapping[str, int]:
    return {row.code: row.id for row in session.execute(select(model.code, model.id))}


def add(session: Session, goods: list[Goods], extra: Mapping[str, int]) -> dict[str, Product]:
    """Every product as a draft with its packs, offers and stock; by `Goods.name`.

    `extra` units by SKU come on top of the stock of the files: what the past weeks will have sold.
    """
    place = shelf(session)
    made = {each.name: _product(place, each) for each in goods}
    session.add_all(made.values())
    session.flush()
    for product in made.values():
        PRODUCT.begin(session, product, by=BY)
    _receive(session, goods, made, extra)
    session.flush()
    return made


def publish(session: Session, made: Mapping[str, Product]) -> None:
    """Through the office's door, one each half hour, so that the newest are of every firm."""
    moment = clock.now()
    for product in reversed(_in_turn(made)):
        moment += PAUSE
        with clock.at(moment):
            change = products.submit(
                session, firm_id=product.owner_id, public_id=product.public_id, by=BY
            )
            review.approve(session, public_id=change.public_id, by=BY)


def _in_turn(made: Mapping[str, Product]) -> list[Product]:
    """The first of each firm, the second of each, and so on."""
    of_firm: dict[int, list[Product]] = {}
    for product in made.values():
        of_firm.setdefault(product.owner_id, []).append(product)
    rounds = zip_longest(*of_firm.values())
    return [product for each in rounds for product in each if product is not None]


def _product(place: Shelf, goods: Goods) -> Product:
    attributes = dict(goods.attributes)
    columns = {name: attributes.pop(name, None) for name in COLUMNS}
    return Product(
        ownership=Ownership.JOINT if goods.owner == BRAND else Ownership.FIRM,
        owner_id=place.organisations[goods.owner],
        family_id=place.families[goods.family],
        category_id=place.categories[goods.category],
        state=ProductState.DRAFT,
        licence_number=goods.licence,
        attributes=attributes,
        has_seal=goods.has_seal,
        variants=[_variant(place, goods, pack, number) for number, pack in enumerate(goods.packs)],
        **columns,
        **_words(goods),
    )


def _words(goods: Goods) -> dict[str, str]:
    """Both languages of every text, and the slugs."""
    words = {}
    for name in ("title", "summary", "body", "ingredients", "storage"):
        words[f"{name}_fa"], words[f"{name}_en"] = getattr(goods, name)
    return words | {
        "slug_fa": slugify(words["title_fa"]),
        "slug_en": slugify(words["title_en"]),
    }


def _variant(place: Shelf, goods: Goods, pack: Pack, number: int) -> Variant:
    length, width, height = pack.box
    return Variant(
        net_value=pack.net,
        net_unit=NetUnit(pack.unit),
        pieces=pack.pieces,
        drained_g=pack.drained,
        gross_g=pack.gross,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        packing=Packing(pack.packing),
        gtin=_gtin(goods, number) if pack.has_gtin else None,
        position=number,
        offers=[_offer(place, goods, pack, sale) for sale in pack.sales],
    )


def _gtin(goods: Goods, number: int) -> str:
    """A formally valid, invented GTIN-13: maker, goods and pack in its digits."""
    letters = sum(ord(letter) * 7**i for i, letter in enumerate(goods.owner + goods.key))
    stem = f"{GS1_IRAN}{letters % 10**7:07d}{number:02d}"
    return next(f"{stem}{digit}" for digit in range(10) if gtin13(f"{stem}{digit}"))


def sku_of(goods: Goods, pack: Pack, sale: Sale) -> str:
    """Firm, goods, pack: SRD-FH-500."""
    return f"{sale.firm}-{goods.key}-{pack.tag}"


def _offer(place: Shelf, goods: Goods, pack: Pack, sale: Sale) -> Offer:
    steps = [(1, sale.price, sale.was), *((minimum, price, None) for minimum, price in sale.tiers)]
    return Offer(
        firm_id=place.organisations[sale.firm],
        sku=sku_of(goods, pack, sale),
        prices=[
            OfferPrice(minimum=minimum, minor=minor, was_minor=was, created_by=BY)
            for minimum, minor, was in steps
        ],
    )


def each_sale(goods: list[Goods]) -> Iterator[tuple[str, Sale]]:
    """Every offer of the files, with its SKU."""
    for one in goods:
        for pack in one.packs:
            for sale in pack.sales:
                yield sku_of(one, pack, sale), sale


def _receive(
    session: Session, goods: list[Goods], made: Mapping[str, Product], extra: Mapping[str, int]
) -> None:
    """The first delivery: columns and movement say the same."""
    variants = [variant for product in made.values() for variant in product.variants]
    offers = {offer.sku: offer for variant in variants for offer in variant.offers}
    for sku, sale in each_sale(goods):
        units = sale.stock + extra.get(sku, 0)
        if units:
            offers[sku].on_hand = units
            session.add(_delivery(offers[sku].id, units))


def _delivery(offer_id: int, units: int) -> StockMovement:
    return StockMovement(
        offer_id=offer_id,
        kind=MovementKind.RECEIVED,
        on_hand=units,
        reason="موجودی آغاز",
        actor=BY,
    )
