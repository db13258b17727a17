"""Stock in a known state: offers whose numbers all came through movements."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalog import images, offers, prices, products, review, stock, variants
from portal.catalog.models import (
    AttributeKind,
    Family,
    FamilyAttribute,
    HoldState,
    Image,
    Offer,
    Product,
    ShortageTask,
    StockHold,
    StockMovement,
)
from portal.catalog.pictures import StoredPicture
from portal.core import clock, tokens
from portal.firms.models import Organisation
from tests import make

_orders = itertools.count(1001)


def order_id() -> int:
    """Stock knows an order by its key only."""
    return next(_orders)


def offer(session: Session, *, units: int = 20, **facts: Any) -> Offer:
    """An offer that received `units`."""
    made = make.offer(session, on_hand=0, **facts)
    if units:
        stock.receive(
            session, firm_id=made.firm_id, sku=made.sku, quantity=units, reason="new", by="test"
        )
    return made


def oil(session: Session) -> Family:
    """Extra virgin oil with one attribute of each kind."""
    family = make.family(session)
    grades = [{"code": "EVOO", "fa": "فرابکر", "en": "Extra virgin"}]
    grades.append({"code": "VOO", "fa": "بکر", "en": "Virgin"})
    kinds = {
        "grade": {"kind": AttributeKind.CHOICE, "options": grades, "is_required": True},
        "harvest_year": {"kind": AttributeKind.YEAR},
        "acidity": {
            "kind": AttributeKind.NUMBER,
            "minimum": "0",
            "maximum": "3.3",
            "is_required": True,
        },
        "filtered": {"kind": AttributeKind.FLAG},
        "aroma": {"kind": AttributeKind.TEXT},
        "cooking": {
            "kind": AttributeKind.CHOICE,
            "options": [{"code": "raw", "fa": "خام", "en": "Raw"}],
            "is_gated": False,
        },
    }
    family.attributes = [
        FamilyAttribute(code=code, title_fa=code, title_en=code, position=place, **facts)
        for place, (code, facts) in enumerate(kinds.items())
    ]
    session.flush()
    return family


PACK = {"net_value": "500", "net_unit": "ml", "gross_g": "900", "packing": "glass"}


def draft(session: Session, firm: Organisation | None = None, **facts: Any) -> Product:
    """A draft with titles and nothing else."""
    firm = firm or make.organisation(session)
    given = {
        "firm_id": firm.id,
        "family_code": oil(session).code,
        "category_code": make.category(session).code,
        "title_fa": "روغن زیتون فرابکر",
        "title_en": "Extra virgin olive oil",
        "by": "user:owner",
    }
    return products.create_draft(session, **(given | facts))


def complete(session: Session, product: Product) -> Product:
    """Give a draft everything that the office asks for."""
    from portal.catalog import editing

    mine = {"firm_id": product.owner_id, "by": "user:owner"}
    editing.edit(
        session,
        public_id=product.public_id,
        fields={"licence_number": "۵۶/۱۲۳۴۵", "grade": "EVOO", "attributes.acidity": "۰٫۳"},
        **mine,
    )
    pack = variants.add(session, public_id=product.public_id, facts=PACK, **mine)
    sku = f"SKU-{product.public_id[:6]}"
    offers.create(session, variant_id=pack.public_id, sku=sku, **mine)
    prices.set_price(session, sku=sku, minor=6_950_000, **mine)
    image(session, product)
    return product


def live(session: Session, firm: Organisation | None = None) -> Product:
    """A product on sale that went the whole way."""
    product = complete(session, draft(session, firm))
    change = products.submit(
        session, firm_id=product.owner_id, public_id=product.public_id, by="user:owner"
    )
    review.approve(session, public_id=change.public_id, by="office:reviewer")
    return product


def picture() -> StoredPicture:
    """Rows for files that nobody reads in this test."""
    public_id = tokens.public_id()
    key = f"p/{public_id[:2]}/{public_id}"
    names = [images.path(key, width, name) for width in (300, 600) for name in ("avif", "webp")]
    return StoredPicture(public_id, key, tuple((name, "0" * 64, 9) for name in names))


def image(session: Session, product: Product, **facts: Any) -> Image:
    return images.add(
        session,
        firm_id=product.owner_id,
        public_id=product.public_id,
        picture=picture(),
        by="user:owner",
        **facts,
    )


def sku_of(session: Session, product: Product) -> str:
    session.expire(product)
    return str(product.variants[0].offers[0].sku)


def soon(minutes: int = 10) -> datetime:
    return clock.now() + timedelta(minutes=minutes)


def hold(
    session: Session,
    wants: dict[int, int],
    *,
    order: int | None = None,
    holder: str | None = None,
    minutes: int = 10,
    visitor: str | None = None,
) -> int:
    """Take stock for a new order; returns the order's key."""
    order = order or order_id()
    stock.take(
        session,
        order_id=order,
        wants=wants,
        holder=holder or f"mobile{order}",
        expires_at=soon(minutes),
        by="buyer",
        visitor=visitor,
    )
    return order


def sale(session: Session, wants: dict[int, int]) -> int:
    """A paid order; returns its key."""
    order = hold(session, wants)
    stock.consume(session, order_id=order, by="gateway")
    return order


def numbers(session: Session, offer: Offer) -> tuple[int, int]:
    """(on_hand, reserved) as the database has them."""
    row = session.execute(select(Offer.on_hand, Offer.reserved).where(Offer.id == offer.id)).one()
    return row.on_hand, row.reserved


def assert_the_books_agree(session: Session) -> None:
    """I05 and I06 for every offer: movements sum to the columns, reserved is what is promised."""
    moved = {
        row.offer_id: (row.on_hand, row.reserved)
        for row in session.execute(
            select(
                StockMovement.offer_id,
                func.sum(StockMovement.on_hand).label("on_hand"),
                func.sum(StockMovement.reserved).label("reserved"),
            ).group_by(StockMovement.offer_id)
        )
    }
    open_tasks = dict(
        session.execute(
            select(ShortageTask.offer_id, ShortageTask.missing).where(
                ShortageTask.closed_at.is_(None)
            )
        ).all()
    )
    for row in session.execute(select(Offer.id, Offer.on_hand, Offer.reserved)):
        assert moved.get(row.id, (0, 0)) == (row.on_hand, row.reserved)
        assert row.reserved == _promised(session, row.id)
        assert open_tasks.get(row.id, 0) == max(0, row.reserved - row.on_hand)


def _promised(session: Session, offer_id: int) -> int:
    held = session.scalar(
        select(func.coalesce(func.sum(StockHold.quantity), 0)).where(
            StockHold.offer_id == offer_id, StockHold.state == HoldState.ACTIVE
        )
    )
    bought = session.scalars(
        select(StockHold.order_id).where(
            StockHold.offer_id == offer_id, StockHold.state == HoldState.CONSUMED
        )
    ).all()
    sold = session.scalar(
        select(func.coalesce(func.sum(StockMovement.reserved), 0)).where(
            StockMovement.offer_id == offer_id, StockMovement.order_id.in_(bought)
        )
    )
    return int(held + sold)
