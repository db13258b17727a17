"""What a sale means for the books."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal.core import db
from portal.core.money import Currency
from portal.ledger import books
from portal.ledger.models import Entry, Journal
from portal.orders.bookkeeping import Split, book_sale, legs
from portal.orders.models import ChargeKind
from portal.payments import gateways
from portal.payments.models import PaymentAttempt
from tests.orders import sales
from tests.orders.sales import Goods, Part

amount = st.integers(0, 10**10)
splits = st.builds(
    Split,
    seller_order_id=st.just(1),
    firm_id=st.just(7),
    currency=st.just(Currency.IRR),
    goods=amount,
    shipping=amount,
    firm_discount=amount,
    brand_discount=amount,
    commission=amount,
    commission_vat=amount,
    levy=amount,
    levy_vat=amount,
)


@pytest.fixture(autouse=True)
def sandbox():
    gateways.configure(["sandbox"])


@given(split=splits, sign=st.sampled_from([1, -1]))
def test_the_legs_of_a_part_balance_what_the_buyer_pays_for_it(split, sign):
    made = legs(split, sign)
    assert sum(leg.amount.minor for leg in made) == -sign * split.paid
    firms = sum(leg.amount.minor for leg in made if leg.account == "firm")
    assert firms == -sign * split.firm
    assert all(leg.amount for leg in made)
    assert all((leg.firm_id == 7) == (leg.account == "firm") for leg in made)


def test_a_sale_with_commission_and_levy(session):
    sales.rule(session)
    sales.rule(session, kind=ChargeKind.LEVY, percent_bp=100, vat_bp=900, title_en="Fund")
    order = sales.booked(session, Part([Goods(1_100_000, 1, vat_rate_bp=1000)], shipping=50_000))
    [part] = order.seller_orders
    taken = 80_000 + 8_000 + 10_000 + 900
    assert -books.balance(session, "firm", firm_id=part.firm_id).minor == 1_150_000 - taken
    assert books.balance(session, "commission").minor == -80_000
    assert books.balance(session, "levy").minor == -10_000
    assert books.balance(session, "vat").minor == -8_900


def test_a_sale_without_rules_is_all_the_firms(session):
    order = sales.booked(session, Part([Goods(1_000_000, 1)]))
    whole = session.execute(sa.select(Entry.account, Entry.amount)).all()
    assert sorted(map(tuple, whole)) == [("firm", -1_000_000), ("gateway:sandbox", 1_000_000)]
    assert order.total == 1_000_000


def test_booking_again_books_nothing_more(session):
    sales.rule(session)
    order = sales.booked(session)
    attempt = session.scalars(sa.select(PaymentAttempt)).one()
    again = book_sale(session, order=order, attempt=attempt)
    booked = session.get_one(Journal, again)
    assert booked.source == f"attempt:{attempt.public_id}"
    assert session.scalar(sa.select(sa.func.count(Journal.id))) == 1


def test_a_sale_takes_three_statements(session):
    sales.rule(session)
    order = sales.placed(session, Part(), Part([Goods(10_000, 2), Goods(5_000)]))
    attempt = sales.attempt(session, order)
    assert all(line.charges for part in order.seller_orders for line in part.lines)  # are loaded
    seen = []
    token = db.statements.set(seen)
    book_sale(session, order=order, attempt=attempt)
    db.statements.reset(token)
    assert len(seen) == 3
