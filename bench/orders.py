"""100,000 orders in the books, a fifth of them of one firm, and that firm's owner signed in."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from portal.accounts import sessions
from portal.accounts.models import User
from portal.catalog.models import Offer, VatStatus
from portal.core import clock, db, tokens
from portal.core.money import Currency
from portal.firms.models import Membership, Organisation, Role
from portal.orders.finding import search_text
from portal.orders.models import Order, OrderLine, OrderState, SellerOrder, SellerOrderState

COUNT = 100_000
BATCH = 5000
PRICE = 6_950_000
STATES = (
    SellerOrderState.PAID,
    SellerOrderState.PREPARING,
    SellerOrderState.SHIPPED,
    SellerOrderState.DELIVERED,
    SellerOrderState.CLOSED,
    SellerOrderState.CLOSED,
)


def fill() -> None:
    """Orders of one part and one line each, over the last year."""
    with db.reading() as session:
        offers = session.execute(select(Offer.id, Offer.firm_id).limit(3000)).all()
        if session.scalar(select(func.count()).select_from(Order)) or not offers:
            return
    chosen = random.Random(3)
    busy = [row for row in offers if row.firm_id == offers[0].firm_id]
    rows: dict[Any, list[dict[str, Any]]] = {Order: [], SellerOrder: [], OrderLine: []}
    for number in range(1, COUNT + 1):
        offer = chosen.choice(busy if number % 5 == 0 else offers)
        for model, row in _order(chosen, number, offer):
            rows[model].append(row)
    with db.current().engine.begin() as connection:
        for model, made in rows.items():
            for start in range(0, COUNT, BATCH):
                connection.execute(insert(model), made[start : start + BATCH])
    with (
        db.current().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection
    ):
        connection.exec_driver_sql("ANALYZE")


def _order(chosen: random.Random, number: int, offer: Any) -> list[tuple[Any, dict[str, Any]]]:
    at = clock.now() - timedelta(minutes=chosen.randint(60, 500_000))
    key = 10_000_000 + number
    totals = {"goods_total": PRICE, "shipping_total": 500_000, "total": PRICE + 500_000}
    order = {
        "id": key, "public_id": tokens.public_id(), "link": tokens.secret(), "idempotency_key": f"b{number}",
        "state": OrderState.PAID, "language": "fa", "name": "سارا محمدی", "mobile": f"+98912{number:07d}",
        "recipient": "سارا محمدی", "recipient_mobile": f"+98912{number:07d}", "province_code": "IR-23",
        "city_code": "1", "place_fa": "تهران", "place_en": "Tehran", "postcode": "1619735744",
        "address": "خیابان آزادی", "terms_version": "1405-09-01", "currency": Currency.IRR,
        "placed_at": at, "paid_at": at, "terms_accepted_at": at, **totals,
        "search_text": search_text("سارا محمدی", f"+98912{number:07d}"),
    }  # fmt: skip
    part = {
        "id": key, "public_id": tokens.public_id(), "order_id": key, "firm_id": offer.firm_id,
        "number": f"B-{number:06d}", "state": chosen.choice(STATES), "currency": Currency.IRR,
        "carrier_code": "post", "service_fa": "پیشتاز", "service_en": "Express", "weight_g": 900,
        "promised_on": at.date(), "dispatch_by": at.date(), "paid_at": at, **totals,
    }  # fmt: skip
    line = {
        "id": key, "public_id": tokens.public_id(), "seller_order_id": key, "offer_id": offer.id,
        "product_public_id": tokens.public_id(), "title_fa": "روغن زیتون", "title_en": "Olive oil",
        "pack_fa": "۵۰۰ میلی‌لیتر", "pack_en": "500 ml", "sku": "S", "family_code": "OIL_EVOO",
        "quantity": 1, "unit_price": PRICE, "gross": PRICE, "vat": 0, "vat_rate_bp": 0,
        "vat_status": VatStatus.EXEMPT, "vat_source": "bench", "return_policy": "unopened_7_days",
    }  # fmt: skip
    return [(Order, order), (SellerOrder, part), (OrderLine, line)]


def busy_firm() -> tuple[str, str]:
    """The code of the firm with the most orders, and the session secret of its owner."""
    most = (
        select(SellerOrder.firm_id)
        .group_by(SellerOrder.firm_id)
        .order_by(func.count().desc())
        .limit(1)
    )
    with db.transaction() as session:
        firm_id = session.scalars(most).one()
        owner = User(name="Owner", email=f"owner{tokens.public_id()}@example.com")
        session.add(owner)
        session.flush()
        session.add(Membership(user_id=owner.id, organisation_id=firm_id, role=Role.OWNER))
        secret = sessions.begin(session, user_id=owner.id, lifetime=sessions.Lifetime.FIRM)
        return session.get_one(Organisation, firm_id).code.lower(), secret


def any_offer() -> str:
    wanted = select(Offer.public_id).where(Offer.on_hand - Offer.reserved > 50).limit(1)
    with db.reading() as session:
        return session.scalars(wanted).one()
