"""A buyer at the sandbox bank, and what the shop knows afterwards."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import settlement
from portal.core import db
from portal.ledger import books
from portal.ledger.models import Entry, Journal
from portal.orders.models import Order, SellerOrder
from portal.payments import gateways, sandbox_bank
from portal.payments.gateways.interface import Notice
from portal.payments.models import Payment, PaymentAttempt, Refund, SandboxCharge
from tests.orders import sales
from tests.orders.sales import Goods, Part

RETURN = "https://shop.example/pay/return/sandbox"


@pytest.fixture(autouse=True)
def sandbox():
    gateways.configure(["sandbox"])


@dataclass
class Shop:
    """Plays the buyer, and reads what was committed without keeping a transaction open.

    `session` is for writing: `look()` first, `commit()` after.
    """

    session: Session
    order: Order

    def read(self, query):
        """Every row of `query`, detached."""
        with db.reading() as own:
            rows = list(own.scalars(query))
            own.expunge_all()
            return rows

    @property
    def payment(self):
        [payment] = self.read(sa.select(Payment).where(Payment.subject_id == self.order.id))
        return payment

    def go_to_bank(self):
        """The authority of a new attempt."""
        self.session.rollback()
        url = settlement.start(
            payment_public_id=self.payment.public_id, gateway="sandbox", return_url=RETURN
        )
        return url.rsplit("/", 1)[1]

    def decide(self, authority, outcome="paid"):
        return sandbox_bank.decide(authority, outcome)

    def come_back(self, authority, status="OK"):
        query = {"Authority": authority, "Status": status}
        return settlement.receive("sandbox", Notice(query=query))

    def pay(self, outcome="paid"):
        authority = self.go_to_bank()
        self.decide(authority, outcome)
        return self.come_back(authority)

    def attempt(self, authority):
        mine = sa.select(PaymentAttempt).where(PaymentAttempt.provider_ref == authority)
        return self.read(mine)[0]

    def charge(self, authority):
        mine = sa.select(SandboxCharge).where(SandboxCharge.authority == authority)
        return self.read(mine)[0]

    def look(self):
        """Begin to write: see what others committed."""
        self.session.rollback()
        self.session.expire_all()
        return self.session

    def state(self):
        [order] = self.read(sa.select(Order.state).where(Order.id == self.order.id))
        parts = self.read(sa.select(SellerOrder.state).where(SellerOrder.order_id == self.order.id))
        return order.value, sorted({part.value for part in parts})

    def journals(self):
        return self.read(sa.select(Journal.kind).order_by(Journal.id))

    def refunds(self):
        return self.read(sa.select(Refund).order_by(Refund.id))

    def balance(self, account):
        with db.reading() as own:
            return books.balance(own, account).minor

    def whole(self):
        return self.read(sa.select(sa.func.coalesce(sa.func.sum(Entry.amount), 0)))[0]


@pytest.fixture
def shop(session):
    """Two firms, three lines, waiting for their payment; nothing is open in the session."""
    sales.rule(session)
    order = sales.placed(
        session,
        Part([Goods(6_850_000, 2), Goods(700_000, 1)], shipping=950_000),
        Part([Goods(1_490_000, 3)], shipping=780_000),
    )
    session.commit()
    with db.reading() as own:
        frozen = own.get_one(Order, order.id)
        own.expunge_all()
    return Shop(session, frozen)


@pytest.fixture
def count():
    """Count SQL statements of a block."""
    from contextlib import contextmanager

    @contextmanager
    def counting():
        seen = []
        token = db.statements.set(seen)
        try:
            yield seen
        finally:
            db.statements.reset(token)

    return counting
