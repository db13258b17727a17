"""The firm's first page, its sales and its account."""

from datetime import timedelta

import pytest

from portal.core import clock, db
from portal.orders import cancelling, dropping, fulfilment
from portal.payments import gateways
from portal.reports import office
from portal.reports.firm import account, dashboard, sales_by_month, sales_by_product, sales_by_week
from tests import make
from tests.orders import shop


@pytest.fixture
def firm(session):
    gateways.configure(["sandbox"])
    shop.network(session)
    return make.organisation(session, code="SRD")


@pytest.fixture
def oil(session, firm):
    return shop.goods(session, firm, price=1_000_000, on_hand=50)


@pytest.fixture
def paste(session, firm):
    return shop.goods(session, firm, price=300_000, on_hand=4)


def sold(session, *wants, days_ago=0):
    """A part that was paid so many days ago."""
    part = shop.bought(session, *wants).seller_orders[0]
    part.paid_at = clock.now() - timedelta(days=days_ago)
    session.flush()
    return part


def act(verb, session, part, **facts):
    return verb(session, firm_id=part.firm_id, number=part.number, by="user:x", **facts)


def test_the_first_page_of_a_new_firm_is_empty(session, firm):
    board = dashboard(session, firm_id=firm.id)

    assert (board.to_do, board.late, board.due, board.low) == (0, 0, (), ())
    assert (board.owed.minor, board.last_30, board.change_percent) == (0, 0, None)
    assert len(board.weeks) == 12


def test_todays_work(session, firm, oil, paste):
    new = sold(session, (oil, 1))
    packing = sold(session, (oil, 2), (paste, 1))
    act(fulfilment.accept, session, packing)
    packing.dispatch_by = clock.today()
    new.dispatch_by = clock.today() - timedelta(days=1)

    board = dashboard(session, firm_id=firm.id)

    assert (board.to_accept, board.to_pack, board.to_ship, board.to_do) == (1, 1, 0, 2)
    assert (board.due_today, board.late) == (1, 1)
    assert [row.number for row in board.due] == [new.number, packing.number]
    assert [units for units, *_ in board.due[1].goods] == [2, 1]
    assert [row.hint.code for row in board.due] == ["accept", "pack"]


def test_low_stock(session, firm, oil, paste):
    board = dashboard(session, firm_id=firm.id)

    [low] = board.low
    assert (low.sku, low.free, low.low_at, board.low_count) == (paste.sku, 4, 5, 1)


def test_sales_of_the_last_thirty_days_against_the_thirty_before(session, firm, oil):
    sold(session, (oil, 3), days_ago=1)
    sold(session, (oil, 2), days_ago=40)
    sold(session, (oil, 9), days_ago=70)

    board = dashboard(session, firm_id=firm.id)

    assert (board.last_30, board.before_30, board.change_percent) == (3_000_000, 2_000_000, 50)
    assert sum(week.total for week in board.weeks) == 14_000_000


def test_cancelled_and_dropped_units_are_no_sale(session, firm, oil, paste):
    gone = sold(session, (oil, 3))
    cancelling.cancel_part(session, link=gone.order.link, part=gone.public_id, by="buyer")
    less = sold(session, (oil, 5), (paste, 1))
    act(dropping.drop, session, less, units={less.lines[0].public_id: 2})

    assert dashboard(session, firm_id=firm.id).last_30 == 3_300_000


def test_what_is_owed_stands_in_the_books(session, firm, oil):
    part = sold(session, (oil, 1))

    owed = dashboard(session, firm_id=firm.id).owed

    assert owed.minor == part.total - 80_000 - 8_000


def test_products_and_reviews_are_counted(session, firm, oil):
    make.product(session, owner_id=firm.id, state="draft")

    board = dashboard(session, firm_id=firm.id)

    assert (board.products_live, board.products_draft, board.sent_back) == (1, 1, 0)


def test_another_firm_sees_nothing_of_it(session, firm, oil, paste):
    sold(session, (oil, 1))

    board = dashboard(session, firm_id=make.organisation(session).id)

    assert (board.to_do, board.last_30, board.owed.minor, board.low_count) == (0, 0, 0, 0)


def test_the_first_page_takes_four_statements(session, firm, oil, paste):
    for _ in range(3):
        sold(session, (oil, 1), (paste, 1))
    firm_id = firm.id
    session.commit()
    session.expunge_all()
    seen: list[str] = []
    db.statements.set(seen)

    dashboard(session, firm_id=firm_id)

    assert len(seen) == 4


def test_sales_by_product_the_best_first(session, firm, oil, paste):
    sold(session, (oil, 1), (paste, 4))
    sold(session, (oil, 2), days_ago=3)
    sold(session, (oil, 7), days_ago=20)
    today = clock.today()

    rows = sales_by_product(session, firm_id=firm.id, since=today - timedelta(days=7), until=today)

    assert [(row.total, row.units, row.orders) for row in rows] == [
        (3_000_000, 3, 2),
        (1_200_000, 4, 1),
    ]
    assert rows[0].product == shop.product_of(session, oil).public_id


def test_sales_by_month_and_week_hold_this_one(session, firm, oil):
    sold(session, (oil, 2))

    months = sales_by_month(session, firm_id=firm.id)
    weeks = sales_by_week(session, firm_id=firm.id)

    assert (len(months), months[-1].total, months[-1].units, months[-1].orders) == (
        12,
        2_000_000,
        2,
        1,
    )
    assert (len(weeks), weeks[-1].total) == (12, 2_000_000)


def test_the_account_tells_where_each_rial_came_from(session, firm, oil):
    part = sold(session, (oil, 1))
    cancelling.cancel_part(session, link=part.order.link, part=part.public_id, by="buyer")

    seen = account(session, firm_id=firm.id)

    refund, sale = seen.page.items
    assert (sale.kind, refund.kind) == ("sale", "refund")
    assert sale.order == refund.order == part.number
    assert sale.parts["commission"].minor == -80_000
    assert (sale.balance.minor, refund.balance.minor, seen.owed.minor) == (1_412_000, 0, 0)


def test_the_office_sees_who_waits(session, firm, oil):
    make.organisation(session, state="applied")
    part = sold(session, (oil, 1))
    part.dispatch_by = clock.today() - timedelta(days=1)

    board = office.dashboard(session)

    assert (board.applications, board.firms, board.late_parts, board.problems) == (1, 1, 1, 0)
    assert (board.commission.minor, board.owed_to_firms.minor) == (80_000, 1_412_000)
    assert board.weeks[-1].total == 1_000_000
