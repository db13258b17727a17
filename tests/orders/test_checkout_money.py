"""What an order freezes when it is placed: discounts, charges, history, and its cost in SQL."""

import pytest
from sqlalchemy import func, select

from portal.catalog.models import VatStatus
from portal.core import db
from portal.orders import checkout
from portal.orders.models import (
    ORDER,
    Bearer,
    ChargeLine,
    DiscountLine,
    SellerOrder,
)
from portal.orders.totals import OrderDiscount
from portal.payments.models import Payment
from tests import make
from tests.orders import shop

GUEST = shop.GUEST


@pytest.fixture
def firm(session):
    shop.network(session)
    return make.organisation(session, code="SRD")


@pytest.fixture
def oil(session, firm):
    return shop.goods(session, firm)


@pytest.fixture
def olives(session):
    family = make.family(
        session,
        code="OLIVES",
        vat_status=VatStatus.TAXABLE,
        vat_rate_bp=1000,
        stuff_id="2720000000001",
        return_policy="faulty_only",
    )
    return shop.goods(
        session, make.organisation(session, code="KHN"), price=1_490_000, family=family
    )


def test_a_discount_is_spread_over_the_lines_with_its_bearer(session, oil, olives):
    shop.fill(session, (oil, 1), (olives, 1))
    voucher = OrderDiscount("تخفیف", "Voucher", Bearer.BRAND, 1_000_000)

    order = shop.place(session, discounts=[voucher])

    assert (order.discount_total, order.total) == (1_000_000, 8_440_000)
    shares = [line.discount for part in order.seller_orders for line in part.lines]
    assert shares == [823_460, 176_540]
    assert order.seller_orders[1].lines[0].vat == round((1_490_000 - 176_540) / 11)
    rows = session.scalars(select(DiscountLine).order_by(DiscountLine.id)).all()
    assert [(row.bearer, row.amount) for row in rows] == [
        (Bearer.BRAND, 823_460),
        (Bearer.BRAND, 176_540),
    ]


def test_charges_are_frozen_with_the_sale(session, oil):
    shop.fill(session, (oil, 2))
    shop.place(session)

    [charge] = session.scalars(select(ChargeLine))
    assert (charge.base, charge.amount, charge.vat) == (13_900_000, 1_112_000, 111_200)


def test_the_history_begins(session, oil):
    shop.fill(session, (oil, 1))
    order = shop.place(session)

    [first] = ORDER.history(session, order.id)
    assert (first.was, first.now, first.actor) == (None, "awaiting_payment", "buyer")


def test_statements_of_an_order_with_three_lines_of_two_firms(session, firm, oil, olives):
    paste = shop.goods(session, firm)
    shop.fill(session, (oil, 1), (paste, 1), (olives, 1))
    sent = shop.form(session)
    session.commit()
    seen: list[str] = []
    db.statements.set(seen)

    checkout.place(session, **sent)
    session.flush()

    assert len(seen) <= 22, "\n".join(seen)
    assert session.scalar(select(func.count()).select_from(Payment)) == 1
    assert session.scalar(select(func.count()).select_from(SellerOrder)) == 2
