"""A small shop whose cards are known: shelves, families, firms and goods with their cards."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.catalog import cards, facets
from portal.catalog.listing import Listing, Query
from portal.catalog.models import (
    AttributeKind,
    Category,
    Family,
    FamilyAttribute,
    Image,
    Offer,
    OfferPrice,
    Product,
    Variant,
)
from portal.catalog.search import search
from portal.core import db
from portal.firms.models import Organisation
from tests import make

GRADES = [{"code": "EVOO", "fa": "فرابکر", "en": "Extra virgin"}]
CULTIVARS = [
    {"code": "zard", "fa": "زرد", "en": "Zard"},
    {"code": "mari", "fa": "ماری", "en": "Mari"},
]
ROW_FACTS = {"price", "was", "on_hand", "net_value", "net_unit", "pieces", "drained_g", "sku"}


def shelf(session: Session, code: str, parent: Category | None = None, **facts: Any) -> Category:
    given = {"code": code, "parent_id": parent.id if parent else None, "title_en": code.title()}
    return make.category(session, **(given | facts))


def family(session: Session, code: str = "OIL_EVOO", **facts: Any) -> Family:
    made = make.family(session, code=code, **facts)
    made.attributes = [
        FamilyAttribute(
            code=name, kind=AttributeKind.CHOICE, title_fa=name, title_en=name, options=options
        )
        for name, options in (("grade", GRADES), ("cultivar", CULTIVARS))
    ]
    session.flush()
    return made


def product(session: Session, firm: Organisation | None = None, **facts: Any) -> Product:
    """A product with one pack on sale and its card; facts of the pack go to the pack."""
    firm = firm or make.organisation(session)
    pack_facts = {name: facts.pop(name) for name in ROW_FACTS & facts.keys()}
    made = make.product(session, owner_id=firm.id, **facts)
    pack(session, made, **pack_facts)
    return made


def pack(session: Session, made: Product, *, was: int | None = None, **facts: Any) -> Offer:
    """One more pack of a product, on sale by its firm, and the card anew."""
    of_offer = {name: facts.pop(name) for name in ("on_hand", "sku") if name in facts}
    price = facts.pop("price", 6_950_000)
    variant: Variant = make.variant(session, product_id=made.id, **facts)
    offer = make.offer(
        session, variant_id=variant.id, firm_id=made.owner_id, price=None, **of_offer
    )
    if price is not None:
        session.add(OfferPrice(offer_id=offer.id, minor=price, was_minor=was, created_by="test"))
    refresh(session, made)
    return offer


def refresh(session: Session, *products: Product) -> None:
    cards.refresh(session, [each.id for each in products])


def picture(session: Session, made: Product, **facts: Any) -> Image:
    image = Image(product_id=made.id, **facts)
    session.add(image)
    refresh(session, made)
    return image


def found(session: Session, **asked: Any) -> Listing:
    """A search whose counts are of this moment."""
    session.flush()
    facets.forget()
    return search(session, Query(**asked))


def titles(session: Session, **asked: Any) -> list[str]:
    """English titles of the cards of a listing, in order."""
    return [card.title for card in found(session, language="en", **asked).page.items]


def counts(listing: Listing, facet: str) -> dict[str, int]:
    return {value.code: value.count for value in listing.facets[facet].values}


def statements(work: Callable[[], object]) -> int:
    """How many SQL statements `work` takes."""
    seen: list[str] = []
    token = db.statements.set(seen)
    try:
        work()
    finally:
        db.statements.reset(token)
    return len(seen)
