"""What the pages show: the buyer's order, the firm's desk, the office's lists, the same again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.catalog.models import ProductState
from portal.core import clock, db
from portal.core.errors import NotFound
from portal.core.tokens import digest
from portal.orders import cancelling, cart, desk, fulfilment, invoices, office, queries
from portal.orders.models import OrderState, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.orders.reorder import reorder
from tests import make
from tests.orders import shop

TRACKING = "1" * 24


@pytest.fixture
def firm(session):
    shop.network(session)
    return make.organisation(session, code="SRD")


@pytest.fixture
def oil(session, firm):
    return shop.goods(session, firm)


@pytest.fixture
def olives(session):
    return shop.goods(session, make.organisation(session, code="KHN"), price=1_490_000)


@pytest.fixture
def order(session, oil, olives):
    return shop.bought(session, (oil, 2), (olives, 3))


def send(session, part):
    for verb, facts in ((fulfilment.accept, {}), (fulfilment.ship, {"tracking": TRACKING})):
        verb(session, firm_id=part.firm_id, number=part.number, by="user:x", **facts)


def counted(session, ask):
    """What `ask` gives, and in how many statements on a fresh session."""
    session.commit()
    session.expunge_all()
    seen: list[str] = []
    db.statements.set(seen)
    return ask(), len(seen)


def test_the_buyers_page_in_three_statements(session, order):
    first, second = order.seller_orders
    send(session, first)
    cancelling.cancel_part(session, link=order.link, part=second.public_id, by="buyer")
    link = order.link

    page, statements = counted(session, lambda: queries.order_page(session, link=link))

    assert statements == 3
    assert [part.state for part in page.parts] == [State.SHIPPED, State.CANCELLED]
    assert page.parts[0].tracking_url == f"https://tracking.example/?id={TRACKING}"
    assert [line.quantity for line in page.parts[0].lines] == [2]
    assert [paper.kind for paper in page.parts[0].invoices] == ["sale"]
    assert page.refunds[0].amount == page.parts[1].total == page.refunded
    assert page.refunds[0].part == page.parts[1].number
    assert page.payment.receipt == "1"
    assert (page.may_pay, page.may_cancel) == (False, False)
    shown = [(step.part, step.state) for step in page.timeline]
    assert shown[0] == (None, "awaiting_payment")
    assert (page.parts[0].number, "shipped") in shown


def test_an_order_that_waits_for_money_says_so(session, oil):
    shop.fill(session, (oil, 1))
    order = shop.place(session)

    page = queries.order_page(session, link=order.link)

    assert (page.may_pay, page.may_cancel) == (True, True)
    assert page.payment.amount == page.total


def test_notes_for_us_are_not_shown_to_readers(session, oil):
    shop.fill(session, (oil, 1))
    first = shop.place(session)
    shop.fill(session, (oil, 1))
    shop.place(session)

    page = queries.order_page(session, link=first.link)

    assert page.state is OrderState.CANCELLED
    assert {step.note for step in page.timeline} == {""}


def test_an_unknown_link_is_not_found(session, order):
    with pytest.raises(NotFound):
        queries.order_page(session, link="x")


def test_my_orders_newest_first(session, oil, order):
    buyer = make.user(session)
    shop.fill(session, (oil, 1), user_id=buyer.id)
    mine = shop.pay(session, shop.place(session, token_hash=None, user_id=buyer.id))
    assert queries.attach_guest_orders(session, user_id=buyer.id, mobile=order.mobile) == 1
    user_id, numbers = buyer.id, [mine.public_id, order.public_id]

    page, statements = counted(session, lambda: queries.my_orders(session, user_id=user_id))

    assert statements == 3
    assert [card.number for card in page.items] == numbers
    assert [part.units for part in page.items[1].parts] == [2, 3]
    assert (page.total, page.items[1].units) == (2, 5)


def test_a_guest_finds_an_order_by_number_and_mobile(session, order):
    found = queries.find_guest(session, number=f" {order.public_id.upper()} ", mobile="۰۹۱۲۱۲۳۴۵۶۷")

    assert found == order.link
    assert queries.find_guest(session, number=order.public_id, mobile="09121234568") is None
    assert queries.find_guest(session, number=order.public_id, mobile="x") is None


def test_the_desk_lists_what_is_to_be_done(session, firm, oil, order):
    firm_id = firm.id
    other = {"token_hash": digest("b")}
    shop.fill(session, (oil, 1), **other)
    send(session, shop.pay(session, shop.place(session, **other)).seller_orders[0])

    seen, statements = counted(session, lambda: desk.listing(session, firm_id=firm_id))

    assert statements == 3
    assert seen.counts == {
        "new": 1,
        "packing": 0,
        "shipped": 1,
        "problem": 0,
        "done": 0,
        "cancelled": 0,
        "all": 2,
    }
    [row] = seen.page.items
    assert (row.units, row.total, row.recipient) == (2, 14_400_000, "مریم رحیمی")
    assert (row.hint.code, seen.page.total) == ("accept", 1)


def test_the_most_urgent_comes_first_and_the_newest_of_the_done(session, firm, oil):
    for name in "abc":
        shop.fill(session, (oil, 1), token_hash=digest(name))
        shop.pay(session, shop.place(session, token_hash=digest(name)))
    a, b, c = session.scalars(select(SellerOrder).order_by(SellerOrder.id)).all()
    b.dispatch_by = clock.today() - timedelta(days=1)
    session.flush()

    urgent = desk.listing(session, firm_id=firm.id, tab="new").page.items
    assert [row.number for row in urgent] == [b.number, a.number, c.number]
    newest = desk.listing(session, firm_id=firm.id, tab="all").page.items
    assert [row.number for row in newest] == [c.number, b.number, a.number]


def test_unpaid_orders_are_not_on_the_desk(session, firm, oil):
    shop.fill(session, (oil, 1))
    part = shop.place(session).seller_orders[0]

    assert desk.listing(session, firm_id=firm.id, tab="all").page.total == 0
    with pytest.raises(NotFound):
        desk.detail(session, firm_id=firm.id, number=part.number)


@pytest.mark.parametrize("text", ["00001", "srd-", "رحیمی", "مريم", "۰۹۱۲۱۲۳۴۵۶۷", "+989121234567"])
def test_an_order_is_found_by_number_name_or_mobile(session, firm, order, text):
    found = desk.listing(session, firm_id=firm.id, tab="all", text=text)

    assert [row.number for row in found.page.items] == [order.seller_orders[0].number]
    assert found.page.total == 1


def test_a_search_for_nobody_and_for_wildcards_finds_nothing(session, firm, order):
    for text in ("سارا", "%", "_", "09351112233"):
        assert desk.listing(session, firm_id=firm.id, tab="all", text=text).page.items == []


def test_a_page_number_out_of_this_world_is_an_empty_page(session, firm, order):
    for number in (10**30, 2):
        assert desk.listing(session, firm_id=firm.id, number=number).page.items == []
        assert office.listing(session, number=number).page.items == []
    assert desk.listing(session, firm_id=firm.id, number=-5).page.number == 1


def test_the_desk_shows_where_the_money_of_an_order_goes(session, firm, order):
    number, firm_id = order.seller_orders[0].number, firm.id

    seen, statements = counted(
        session, lambda: desk.detail(session, firm_id=firm_id, number=number)
    )

    assert statements == 4
    [charge] = seen.charges
    assert (charge.amount, charge.vat, charge.percent_bp) == (1_112_000, 111_200, 800)
    assert seen.net == seen.total - 1_112_000 - 111_200
    assert [step.part for step in seen.timeline] == [number] * 2
    assert seen.may_drop


def test_another_firms_part_is_not_found(session, order):
    first, second = order.seller_orders

    with pytest.raises(NotFound):
        desk.detail(session, firm_id=first.firm_id, number=second.number)


def test_the_office_sees_all_orders_and_who_is_late(session, order, oil):
    first, second = order.seller_orders
    first.dispatch_by = clock.today() - timedelta(days=1)
    send(session, second)
    fulfilment.report_problem(
        session, link=order.link, part=second.public_id, note="شکسته", by="buyer"
    )
    shop.fill(session, (oil, 1))
    shop.place(session)
    name = order.public_id

    seen, statements = counted(session, lambda: office.listing(session))

    assert statements == 4
    assert seen.counts == {
        "all": 2,
        "awaiting_payment": 1,
        "paid": 1,
        "late": 1,
        "problem": 1,
        "cancelled": 0,
        "expired": 0,
    }
    for tab in ("paid", "late", "problem"):
        assert [row.number for row in office.listing(session, tab=tab).page.items] == [name]
    assert [part.state for part in office.listing(session, tab="late").page.items[0].parts] == [
        State.PAID,
        State.PROBLEM,
    ]
    assert office.detail(session, number=name).number == name


@pytest.mark.parametrize(
    "text",
    ["رحیمی", "رحيمي", "حیم", "می", "09121234567", "۰۹۱۲ ۱۲۳", "+98912", "number", "part"],
)
def test_the_office_searches(session, order, text):
    known = {"number": order.public_id, "part": order.seller_orders[0].number.lower()}

    found = office.listing(session, text=known.get(text, text))

    assert [row.number for row in found.page.items] == [order.public_id]
    assert found.page.total == 1


@pytest.mark.parametrize("text", ["%", "_", '"', "سارا", "09351112233"])
def test_the_office_finds_nobody(session, order, text):
    assert office.listing(session, text=text).page.items == []


def test_the_same_again_as_far_as_it_can_be_had(session, oil, olives, order):
    shop.product_of(session, olives).state = ProductState.HIDDEN
    _, reserved = shop.numbers(session, oil)
    oil.on_hand = reserved + 1
    session.flush()
    holder = {"token_hash": digest("new browser")}

    again = reorder(session, link=order.link, **holder)

    assert again.added == 1
    assert [one.title_en for one in again.missing] == [shop.product_of(session, olives).title_en]
    assert {line.offer: line.quantity for line in cart.view(session, **holder).lines} == {
        oil.public_id: 1,
    }
    with pytest.raises(NotFound):
        reorder(session, link="x", **holder)


def test_the_same_again_takes_nothing_from_a_fuller_cart(session, oil, order):
    holder = {"token_hash": digest("new browser")}
    shop.fill(session, (oil, 5), **holder)

    reorder(session, link=order.link, **holder)

    assert cart.count_units(session, **holder) == 5 + 3


def test_an_invoice_can_be_asked_for_once_paid(session, oil, order):
    page = queries.order_page(session, link=order.link)
    assert all(part.may_ask_invoice for part in page.parts)

    invoices.ask(session, link=order.link, part=page.parts[0].public_id, by="buyer")
    session.expire_all()

    assert queries.order_page(session, link=order.link).parts[0].invoices


def test_a_firm_forgets_the_buyer_three_months_after_the_end(session, firm, order):
    part = order.seller_orders[0]
    cancelling.cancel_part(session, link=order.link, part=part.public_id, by="buyer")

    known = desk.detail(session, firm_id=firm.id, number=part.number)
    part.paid_at = clock.now() - timedelta(days=91)
    session.flush()
    unknown = desk.detail(session, firm_id=firm.id, number=part.number)

    assert (known.has_contact, known.recipient_mobile) == (True, "+989121234567")
    assert (unknown.has_contact, unknown.recipient_mobile, unknown.address) == (False, "", "")
