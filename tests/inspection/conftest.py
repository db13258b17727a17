"""A small true world on each database, made once; each test breaks it and rolls back."""

import shutil
import uuid

import pytest
import sqlalchemy as sa

from portal import settlement
from portal.core import db, files
from portal.orders import cancelling, dropping, invoices
from portal.orders.models import Order
from portal.payments import gateways
from tests.orders import sales
from tests.orders.sales import Goods, Part
from tests.pool import administer
from tests.settlement.conftest import Shop
from tests.settlement.test_races import shop_of


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request, tmp_path_factory):
    """The database, filled through the shop's own doors."""
    folder = tmp_path_factory.mktemp("world")
    url = request.getfixturevalue(f"fresh_{request.param}")
    made = db.configure(url)
    files.configure(f"file://{folder}/files")
    gateways.configure(["sandbox"])
    with made.session(readonly=False) as session:
        fill(session)
    made.engine.dispose()
    yield url, folder
    db.configure(url).engine.dispose()
    db._Current.database = None


@pytest.fixture(scope="module")
def fresh_sqlite(sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("audit") / "portal.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def fresh_postgresql(postgresql_server, postgresql_template):
    name = f"audit_{uuid.uuid4().hex[:12]}"
    administer(postgresql_server, f'CREATE DATABASE "{name}" TEMPLATE "{postgresql_template}"')
    return postgresql_server.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture
def broken(world):
    """A session in which anything may be broken; nothing of it stays."""
    url, folder = world
    made = db.configure(url)
    files.configure(f"file://{folder}/files")
    gateways.configure(["sandbox"])
    with made.session(readonly=False) as session:
        yield session
        session.rollback()


def fill(session):
    sales.rule(session)
    _a_mixed_order(session)
    _a_cancelled_order(session)
    _an_order_paid_twice(session)
    _an_unpaid_order(session)
    files.keep(session, key="p/aa/one.webp", content=b"picture", media_type="image/webp")
    session.commit()


def _paid(session, *parts) -> Shop:
    shop = shop_of(session, sales.placed(session, *parts))
    shop.pay()
    return shop


def _a_mixed_order(session):
    """Two firms; one unit dropped and refunded; one invoice."""
    shop = _paid(
        session,
        Part([Goods(1_490_000, 3), Goods(880_000, 1, vat_rate_bp=1000)], shipping=300_000),
        Part([Goods(700_000, 2, brand_discount=50_000)]),
    )
    order = shop.look().get_one(Order, shop.order.id)
    part, other = order.seller_orders
    invoices.ask(session, link=order.link, part=other.public_id, by="buyer")
    dropped = dropping.drop(
        session,
        firm_id=part.firm_id,
        number=part.number,
        units={part.lines[0].public_id: 1},
        by="user:firm",
    )
    session.commit()
    settlement.run_refund(refund=dropped.refund.public_id)


def _a_cancelled_order(session):
    """Paid and given up; its refund is on its way."""
    shop = _paid(session, Part([Goods(500_000, 2)], shipping=90_000))
    cancelling.cancel_order(shop.look(), link=shop.order.link, by="buyer")
    session.commit()


def _an_order_paid_twice(session):
    shop = shop_of(session, sales.placed(session, Part([Goods(310_000, 1)])))
    shop.pay("twice")
    settlement.sweep()


def _an_unpaid_order(session):
    shop = shop_of(session, sales.placed(session, Part([Goods(120_000, 4)])))
    shop.go_to_bank()


def one(session, statement):
    """The first value of raw SQL."""
    return session.execute(sa.text(statement)).scalar()
