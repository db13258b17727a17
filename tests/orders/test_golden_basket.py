"""The golden basket of marketplace.md 2.5-2.9, figure by figure.

Firm A: 2 x oil at 6,850,000. Firm B: 3 x table olives at 1,490,000. Firm C: 1 x paste at 980,000.
A voucher of 1,500,000 that the brand bears. Commission 8 %, VAT on it 10 %.
"""

import pytest
import sqlalchemy as sa

from portal.core.money import Currency, Money, largest_remainder
from portal.ledger import books
from portal.ledger.models import Entry, Journal
from portal.ledger.statements import statement
from portal.orders.models import ChargeLine
from portal.orders.refunding import refund_rest, refund_units
from portal.payments import gateways, refunds
from portal.payments.models import Refund, RefundLine
from tests.orders import sales
from tests.orders.sales import Goods, Part

VOUCHER = largest_remainder(1_500_000, [13_700_000, 4_470_000, 980_000])


@pytest.fixture(autouse=True)
def sandbox():
    gateways.configure(["sandbox"])


@pytest.fixture
def order(session):
    sales.rule(session)
    return sales.booked(
        session,
        Part([Goods(6_850_000, 2, brand_discount=VOUCHER[0])], shipping=950_000),
        Part([Goods(1_490_000, 3, brand_discount=VOUCHER[1])], shipping=780_000),
        Part([Goods(980_000, 1, brand_discount=VOUCHER[2])], shipping=620_000),
    )


def firm(session, part):
    """What the firm is owed."""
    return -books.balance(session, "firm", firm_id=part.firm_id).minor


def account(session, name):
    return books.balance(session, name).minor


def everything(session):
    return session.scalar(sa.select(sa.func.sum(Entry.amount)))


def test_the_voucher_is_prorated_by_largest_remainder():
    assert VOUCHER == [1_073_107, 350_131, 76_762]


def test_the_shares_of_the_payment(order):
    assert [part.total for part in order.seller_orders] == [13_576_893, 4_899_869, 1_523_238]
    assert order.total == 20_000_000


def test_commission_and_its_vat(session, order):
    rows = session.scalars(sa.select(ChargeLine).order_by(ChargeLine.id)).all()
    assert [row.base for row in rows] == [13_700_000, 4_470_000, 980_000]
    assert [row.amount for row in rows] == [1_096_000, 357_600, 78_400]
    assert [row.vat for row in rows] == [109_600, 35_760, 7_840]


def test_the_entries_of_the_sale(session, order):
    assert [firm(session, part) for part in order.seller_orders] == [
        13_444_400,
        4_856_640,
        1_513_760,
    ]
    assert account(session, "gateway:sandbox") == 20_000_000
    assert account(session, "commission") == -1_532_000
    assert account(session, "vat") == -153_200
    assert account(session, "brand_promo") == 1_500_000
    assert everything(session) == 0


def test_the_brand_is_left_with_its_commission_less_the_voucher(session, order):
    kept = -(account(session, "commission") + account(session, "vat"))
    assert kept - account(session, "brand_promo") == 185_200


def test_each_firm_reads_where_its_money_came_from(session, order):
    a = order.seller_orders[0]
    row = statement(session, firm_id=a.firm_id).items[0]
    assert {what: money.minor for what, money in row.parts.items()} == {
        "goods": 13_700_000,
        "shipping": 950_000,
        "commission": -1_096_000,
        "commission_vat": -109_600,
    }
    assert row.balance == Money(13_444_400, Currency.IRR)


def jar(session, part, *, with_shipping=False):
    [line] = part.lines
    return refund_units(
        session,
        seller_order=part,
        units={line.id: 1},
        with_shipping=with_shipping,
        reason="reduced",
        by="user:firm",
    )


def test_three_jars_come_back_one_by_one_and_end_at_the_total(session, order):
    b = order.seller_orders[1]
    amounts = [jar(session, b).amount for _ in range(3)]
    assert amounts == [1_373_289, 1_373_290, 1_373_290]
    assert sum(amounts) == 4_119_869


def test_what_the_first_jar_does_to_firm_and_brand(session, order):
    b = order.seller_orders[1]
    before = firm(session, b), account(session, "brand_promo")
    commission = account(session, "commission"), account(session, "vat")

    refund = jar(session, b)

    assert firm(session, b) - before[0] == -1_358_880
    voucher_back = before[1] - account(session, "brand_promo")
    fees_back = (
        account(session, "commission") - commission[0],
        account(session, "vat") - commission[1],
    )
    assert voucher_back == 116_711
    assert fees_back == (119_200, 11_920)
    assert voucher_back - sum(fees_back) == -14_409
    assert account(session, "refunds") == -refund.amount == -1_373_289
    assert everything(session) == 0
    row = session.scalars(sa.select(RefundLine)).one()
    assert (row.goods, row.discount_back) == (1_373_289, 116_711)
    assert (row.commission_back, row.commission_vat_back) == (119_200, 11_920)


def test_a_jar_that_has_left_the_bank_is_owed_no_longer(session, order):
    refund = jar(session, order.seller_orders[1])
    refunds.close(session, refund, "gateway:sandbox", "gateway")
    assert account(session, "refunds") == 0
    assert account(session, "gateway:sandbox") == 20_000_000 - 1_373_289


def test_after_everything_went_back_nothing_is_left_with_anybody(session, order):
    jar(session, order.seller_orders[1])
    for part in order.seller_orders:
        refund_rest(session, seller_order=part, reason="cancelled", by="buyer")

    assert account(session, "refunds") == -20_000_000
    assert [firm(session, part) for part in order.seller_orders] == [0, 0, 0]
    for name in ("commission", "vat", "brand_promo"):
        assert account(session, name) == 0
    assert session.scalar(sa.select(sa.func.sum(Refund.amount))) == 20_000_000


def test_a_part_that_is_cancelled_whole_gives_back_its_share(session, order):
    c = order.seller_orders[2]
    refund = refund_rest(session, seller_order=c, reason="cancelled", by="buyer")
    assert refund.amount == 1_523_238
    assert firm(session, c) == 0
    assert account(session, "brand_promo") == 1_500_000 - 76_762


def test_the_coupon_entry_names_its_bearer(session, order):
    """A voucher that the firm bears lowers what it gets and the base of its commission."""
    borne = sales.booked(session, Part([Goods(1_490_000, 3, firm_discount=350_131)]))
    [part] = borne.seller_orders
    base = 4_470_000 - 350_131
    commission = round(base * 0.08)
    [row] = part.lines[0].charges
    assert (row.base, row.amount) == (base, commission)
    assert firm(session, part) == base - commission - row.vat


def test_every_journal_of_the_basket_is_found_by_its_order(session, order):
    jar(session, order.seller_orders[1])
    kinds = session.scalars(
        sa.select(Journal.kind).where(Journal.order_id == order.id).order_by(Journal.id)
    ).all()
    assert kinds == ["sale", "refund"]
