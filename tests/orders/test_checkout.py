"""From basket to an order that waits for its payment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.catalog.models import StockHold, VatStatus
from portal.catalog.prices import set_price
from portal.core import clock
from portal.core.errors import Invalid, OutOfStock, Refused
from portal.core.jalali import year_of
from portal.core.tokens import digest
from portal.orders import cart, checkout
from portal.orders.models import (
    Order,
    OrderState,
    SellerOrderState,
)
from portal.payments.models import PaymentState
from portal.shipping.models import Payer, Rate
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


def test_an_order_has_a_part_per_firm_with_frozen_money(session, oil, olives):
    shop.fill(session, (oil, 2), (olives, 3))

    order = shop.place(session)

    assert (order.goods_total, order.shipping_total, order.total) == (
        18_370_000,
        2 * shop.SHIPPING,
        19_370_000,
    )
    first, second = order.seller_orders
    assert (first.total, second.total) == (14_400_000, 4_970_000)
    [line] = second.lines
    assert (line.unit_price, line.gross, line.vat) == (1_490_000, 4_470_000, 406_364)
    assert (line.vat_rate_bp, line.stuff_id) == (1000, "2720000000001")
    assert line.return_policy == "faulty_only"
    assert first.lines[0].vat == 0


def test_parts_are_numbered_per_firm_and_jalali_year(session, oil, olives):
    shop.fill(session, (oil, 1), (olives, 1))
    first = shop.place(session)
    shop.fill(session, (oil, 1), token_hash=digest("b"))
    second = shop.place(
        session, token_hash=digest("b"), buyer=replace(shop.BUYER, mobile="09121112233")
    )
    year = year_of(first.placed_at)

    assert [part.number for part in first.seller_orders] == [
        f"SRD-{year}-00001",
        f"KHN-{year}-00001",
    ]
    assert [part.number for part in second.seller_orders] == [f"SRD-{year}-00002"]


def test_the_goods_are_held_and_the_payment_is_due(session, oil):
    shop.fill(session, (oil, 3))

    order = shop.place(session)

    assert shop.numbers(session, oil) == (20, 3)
    due = order.payment
    assert (due.amount, due.state) == (order.total, PaymentState.DUE)
    assert cart.count_units(session, token_hash=GUEST) == 3


def test_the_buyer_and_the_place_are_brought_to_their_form(session, oil):
    shop.fill(session, (oil, 1))
    buyer = replace(shop.BUYER, mobile="۰۹۱۲ ۱۲۳ ۴۵۶۷", name="علي  رضا", email="A@Example.com")
    address = replace(shop.ADDRESS, postcode="۳۳۵۱۹-۱۳۱۱۴")

    order = shop.place(session, buyer=buyer, address=address)

    assert (order.name, order.mobile, order.email) == (
        "علی رضا",
        "+989121234567",
        "a@example.com",
    )
    assert (order.recipient, order.recipient_mobile) == ("علی رضا", "+989121234567")
    assert (order.postcode, order.place_fa) == ("3351913114", "تهران، شهریار")
    assert order.terms_version == "1405-09-01"


def test_a_gift_goes_to_somebody_else(session, oil):
    shop.fill(session, (oil, 1))

    order = shop.place(session, address=shop.gift())

    assert (order.recipient, order.recipient_mobile) == ("سارا", "+989351112233")
    assert (order.is_gift, order.gift_note) == (True, "نوروز مبارک")


def test_a_company_buys(session, oil):
    shop.fill(session, (oil, 1))
    buyer = replace(
        shop.BUYER,
        company_name="شرکت نمونه",
        company_national_id="۱۰۳۸۰۲۸۴۷۹۰",
        company_economic_code="10380284790",
    )

    order = shop.place(session, buyer=buyer)

    assert (order.company_name, order.company_national_id, order.company_economic_code) == (
        "شرکت نمونه",
        "10380284790",
        "10380284790",
    )


BAD_BUYER = [
    ({"name": " "}, {"name": "required"}),
    ({"name": "x" * 101}, {"name": "too_long"}),
    ({"mobile": ""}, {"mobile": "required"}),
    ({"mobile": "0812345678"}, {"mobile": "mobile"}),
    ({"email": "maryam@"}, {"email": "email"}),
    ({"company_name": "شرکت"}, {"company_national_id": "required"}),
    ({"company_national_id": "10380284790"}, {"company_name": "required"}),
    (
        {"company_name": "شرکت", "company_national_id": "10380284791"},
        {"company_national_id": "national_id"},
    ),
    (
        {
            "company_name": "شرکت",
            "company_national_id": "10380284790",
            "company_economic_code": "12",
        },
        {"company_economic_code": "economic_code"},
    ),
]
BAD_ADDRESS = [
    ({"postcode": "123"}, {"postcode": "postcode"}),
    ({"postcode": ""}, {"postcode": "required"}),
    ({"address": ""}, {"address": "required"}),
    ({"note": "x" * 501}, {"note": "too_long"}),
    ({"recipient_mobile": "12"}, {"recipient_mobile": "mobile"}),
    ({"province_code": ""}, {"province_code": "required"}),
    ({"city_code": "q1"}, {"city_code": "not_in_province"}),
    (
        {"city_code": "", "address": "", "postcode": "1"},
        {"city_code": "required", "address": "required", "postcode": "postcode"},
    ),
]


@pytest.mark.asvs("2.2.1")
@pytest.mark.parametrize(("facts", "errors"), BAD_BUYER)
def test_a_wrong_buyer_is_told_what_is_wrong(session, oil, facts, errors):
    shop.fill(session, (oil, 1))

    with pytest.raises(Invalid) as caught:
        shop.place(session, buyer=replace(shop.BUYER, **facts))
    assert caught.value.errors == errors


@pytest.mark.asvs("2.2.1", "2.2.3")
@pytest.mark.parametrize(("facts", "errors"), BAD_ADDRESS)
def test_a_wrong_address_is_told_what_is_wrong(session, oil, facts, errors):
    shop.fill(session, (oil, 1))
    sent = shop.form(session) | {"address": replace(shop.ADDRESS, **facts)}

    with pytest.raises(Invalid) as caught:
        checkout.place(session, **sent)
    assert caught.value.errors == errors


def test_a_postcode_that_only_looks_odd_is_taken(session, oil):
    shop.fill(session, (oil, 1))

    assert shop.place(session, address=replace(shop.ADDRESS, postcode="1111111111"))


@pytest.mark.asvs("2.3.1")
def test_terms_must_be_accepted(session, oil):
    shop.fill(session, (oil, 1))

    with pytest.raises(Invalid) as caught:
        shop.place(session, terms_version="")
    assert caught.value.errors == {"terms": "required"}


@pytest.mark.asvs("2.3.1")
def test_an_empty_cart_is_no_order(session, firm):
    with pytest.raises(Refused, match="cart_unknown"):
        shop.place(session)


def test_a_price_that_changed_is_said_before_anything_is_written(session, firm, oil):
    shop.fill(session, (oil, 2))
    sent = shop.form(session)
    set_price(session, firm_id=firm.id, sku=oil.sku, minor=7_000_000, by="test")

    with pytest.raises(Refused) as caught:
        checkout.place(session, **sent)

    facts = caught.value.facts
    assert caught.value.code == "total_changed"
    assert (facts["was"], facts["now"]) == (14_400_000, 14_500_000)
    [change] = facts["lines"]
    assert (change.was, change.now) == (6_950_000, 7_000_000)
    assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_the_price_of_the_order_stays_when_the_firm_raises_it(session, firm, oil):
    shop.fill(session, (oil, 2))
    order = shop.place(session)

    set_price(session, firm_id=firm.id, sku=oil.sku, minor=7_000_000, by="test")

    assert shop.pay(session, order).total == 14_400_000


def test_shipping_that_changed_changes_the_total(session, oil):
    shop.fill(session, (oil, 1))
    sent = shop.form(session)
    session.scalars(select(Rate)).one().base += 10

    with pytest.raises(Refused) as caught:
        checkout.place(session, **sent)
    assert caught.value.code == "total_changed"
    assert caught.value.facts["lines"] == []


def test_a_service_that_is_gone_is_named(session, firm, oil):
    shop.fill(session, (oil, 1))

    for choice in ({}, {firm.code: "pigeon-1"}):
        with pytest.raises(Refused) as caught:
            shop.place(session, shipping_choice=choice)
        assert caught.value.code == "shipping_missing"
        assert caught.value.facts == {"firm_fa": firm.name_fa, "firm_en": firm.name_en}


def test_freight_collect_is_not_in_the_total(session, oil):
    session.scalars(select(Rate)).one().payer = Payer.COLLECT
    shop.fill(session, (oil, 1))

    order = shop.place(session)

    [part] = order.seller_orders
    assert (order.total, part.is_collect, part.collect_estimate) == (6_950_000, True, 500_000)


def test_short_goods_are_all_named_and_nothing_is_taken(session, firm, oil, olives):
    shop.fill(session, (oil, 5), (olives, 5))
    sent = shop.form(session)
    session.commit()
    oil.on_hand, olives.on_hand = 4, 0
    session.commit()

    with pytest.raises(OutOfStock) as caught:
        checkout.place(session, **sent)
    session.rollback()

    short = checkout.short_lines(session, caught.value)
    assert [(one.offer, one.wanted, one.free) for one in short] == [
        (oil.public_id, 5, 4),
        (olives.public_id, 5, 0),
    ]
    assert session.scalar(select(func.count()).select_from(StockHold)) == 0
    assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_goods_that_left_the_shop_are_refused(session, firm, oil):
    shop.fill(session, (oil, 1))
    sent = shop.form(session)
    firm.closed_until = clock.today() + timedelta(days=1)
    session.flush()

    with pytest.raises(Refused, match="not_sellable"):
        checkout.place(session, **sent)


def test_a_second_click_gives_the_same_order(session, oil):
    shop.fill(session, (oil, 2))
    sent = shop.form(session)

    first = shop.order_of(session, checkout.place(session, **sent))
    second = shop.order_of(session, checkout.place(session, **sent))

    assert first is second
    assert shop.numbers(session, oil) == (20, 2)


def test_a_second_click_after_paying_still_shows_the_order(session, oil):
    shop.fill(session, (oil, 2))
    sent = shop.form(session)
    placed = checkout.place(session, **sent)
    shop.pay(session, shop.order_of(session, placed))

    assert checkout.place(session, **sent) == replace(placed, is_new=False)


def test_the_same_form_in_a_second_tab_gives_the_same_order(session, oil):
    shop.fill(session, (oil, 2))
    sent = shop.form(session)

    first = shop.order_of(session, checkout.place(session, **sent))
    second = shop.order_of(
        session, checkout.place(session, **sent | {"idempotency_key": "the other tab"})
    )

    assert first is second


def test_a_used_form_with_other_facts_asks_again(session, oil):
    shop.fill(session, (oil, 2))
    sent = shop.form(session)
    checkout.place(session, **sent)

    with pytest.raises(Refused, match="form_used"):
        checkout.place(session, **sent | {"address": shop.gift()})


def test_the_key_of_another_cart_shows_nothing(session, oil):
    shop.fill(session, (oil, 1))
    sent = shop.form(session)
    checkout.place(session, **sent)
    other = digest("somebody else")
    shop.fill(session, (oil, 1), token_hash=other)

    with pytest.raises(Refused, match="form_used"):
        checkout.place(session, **sent | {"token_hash": other})


def test_a_changed_basket_replaces_its_unpaid_order(session, oil, olives):
    shop.fill(session, (oil, 2))
    first = shop.place(session)
    shop.fill(session, (olives, 1))

    second = shop.place(session)

    assert first is not second
    assert (first.state, second.state) == (OrderState.CANCELLED, OrderState.AWAITING_PAYMENT)
    assert first.seller_orders[0].state is SellerOrderState.CANCELLED
    assert first.payment.state is PaymentState.CANCELLED
    assert shop.numbers(session, oil) == (20, 2)


def test_one_may_buy_the_last_units_after_holding_them_oneself(session, firm):
    last = shop.goods(session, firm, on_hand=2)
    shop.fill(session, (last, 2))
    shop.place(session)

    assert cart.view(session, token_hash=GUEST).is_ready
    assert shop.place(session, address=shop.gift()).state is OrderState.AWAITING_PAYMENT
