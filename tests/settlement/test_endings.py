"""Money that came and cannot be kept, or was not what we asked for: booked in, and owed back."""

import pytest
import sqlalchemy as sa

from portal import settlement
from portal.catalog import stock
from portal.catalog.models import Offer, StockHold
from portal.core import clock
from portal.core.errors import OutOfStock, Refused, WrongMove
from portal.core.money import Currency
from portal.messaging.models import Message
from portal.orders import checkout
from portal.payments.models import AttemptState, PaymentState, RefundState, SandboxCharge
from tests.settlement.weather import in_weather


def sell_out(shop):
    """The order's holds end, and somebody else takes everything."""
    session = shop.look()
    stock.release(session, order_id=shop.order.id, by="clock", reason="expired")
    for offer in session.scalars(sa.select(Offer)):
        stock.take(
            session,
            order_id=900_000 + offer.id,
            wants={offer.id: offer.on_hand},
            holder="rival",
            expires_at=clock.now() + stock.HOLD,
            by="buyer",
        )
    session.commit()


def let_go(shop):
    """The order's holds end, and its goods are still there."""
    session = shop.look()
    stock.release(session, order_id=shop.order.id, by="clock", reason="expired")
    session.commit()


def expire(shop):
    let_go(shop)
    shop.look().execute(
        sa.text("UPDATE orders SET placed_at = :then"),
        {"then": (clock.now() - stock.HOLD * 2).replace(tzinfo=None).isoformat(" ")},
    )
    assert checkout.expire(shop.session) == 1
    shop.session.commit()


def told(shop):
    return shop.read(sa.select(Message.kind).distinct())


def test_money_for_goods_that_are_gone_goes_back_at_once(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    sell_out(shop)

    assert shop.come_back(authority).state is AttemptState.REVERSED

    [refund] = shop.refunds()
    assert (refund.reason, refund.amount, refund.state) == (
        "stock_lost",
        shop.order.total,
        RefundState.DONE,
    )
    assert shop.charge(authority).status == "reversed"
    assert shop.journals() == ["capture", "refund", "refund_paid"]
    for account in ("gateway:sandbox", "suspense", "refunds"):
        assert shop.balance(account) == 0
    assert shop.state() == ("awaiting_payment", ["awaiting"])
    assert {"refund_opened", "refund_done"} <= set(told(shop))


def test_goods_that_were_let_go_but_are_there_are_taken_again(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    let_go(shop)
    assert shop.come_back(authority).state is AttemptState.VERIFIED
    assert shop.state() == ("paid", ["paid"])


def test_late_money_revives_an_expired_order(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    expire(shop)
    assert shop.state() == ("expired", ["expired"])
    assert shop.come_back(authority).state is AttemptState.VERIFIED
    assert shop.state() == ("paid", ["paid"])
    assert shop.payment.state is PaymentState.CAPTURED


def test_late_money_for_an_expired_order_without_goods_goes_back(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    expire(shop)
    sell_out(shop)
    assert shop.come_back(authority).state is AttemptState.REVERSED
    assert shop.state() == ("expired", ["expired"])
    assert [refund.state for refund in shop.refunds()] == [RefundState.DONE]


def test_money_for_an_order_the_buyer_gave_up_revives_it(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    checkout.back_to_cart(shop.look(), link=shop.order.link, by="buyer")
    shop.session.commit()
    assert shop.state() == ("cancelled", ["cancelled"])
    assert shop.come_back(authority).state is AttemptState.VERIFIED
    assert shop.state() == ("paid", ["paid"])


def test_no_money_for_an_expired_order_holds_nothing(shop):
    authority = shop.go_to_bank()
    shop.decide(authority, "failed")
    expire(shop)
    shop.come_back(authority, "OK")
    assert set(shop.read(sa.select(Offer.reserved))) == {0}


def test_an_order_that_ran_out_cannot_be_paid_any_more(shop):
    expire(shop)
    with pytest.raises(Refused, match="order_closed"):
        shop.go_to_bank()


def test_going_to_the_bank_takes_goods_again_or_says_they_are_gone(shop):
    let_go(shop)
    shop.go_to_bank()
    sell_out(shop)
    with pytest.raises(OutOfStock):
        shop.go_to_bank()


def test_paying_twice_gives_the_second_back(shop):
    first, second = shop.go_to_bank(), shop.go_to_bank()
    shop.decide(first)
    shop.decide(second)

    assert shop.come_back(second).state is AttemptState.VERIFIED
    assert shop.come_back(first).state is AttemptState.REVERSED

    [refund] = shop.refunds()
    assert (refund.reason, refund.state) == ("paid_twice", RefundState.DONE)
    assert shop.balance("gateway:sandbox") == shop.order.total
    assert shop.balance("refunds") == shop.balance("suspense") == 0
    assert shop.charge(first).status == "reversed"
    assert shop.charge(second).status == "verified"


def test_the_bank_plays_paying_twice(shop):
    assert shop.pay("twice").state is AttemptState.VERIFIED
    swept = settlement.sweep()
    assert (swept.unheard, swept.unknown) == (1, 0)
    assert [refund.reason for refund in shop.refunds()] == ["paid_twice"]
    assert shop.balance("gateway:sandbox") == shop.order.total


def test_the_bank_plays_being_late(shop):
    authority = shop.go_to_bank()
    address = shop.decide(authority, "late")
    assert "Status=OK" in address
    assert shop.attempt(authority).state is AttemptState.EXPIRED
    assert shop.come_back(authority).state is AttemptState.VERIFIED


def test_late_and_sold_out(shop):
    authority = shop.go_to_bank()
    shop.decide(authority, "late")
    sell_out(shop)
    assert shop.come_back(authority).state is AttemptState.REVERSED


def test_a_buyer_who_never_returned_is_found_by_the_sweep(shop):
    authority = shop.go_to_bank()
    assert shop.decide(authority, "paid_never_returned") == "https://shop.example/"
    assert shop.state() == ("awaiting_payment", ["awaiting"])
    assert settlement.sweep().unheard == 1
    assert shop.state() == ("paid", ["paid"])
    assert settlement.sweep() == settlement.Swept()


def alter(shop, authority, **facts):
    mine = sa.update(SandboxCharge).where(SandboxCharge.authority == authority)
    shop.look().execute(mine.values(**facts))
    shop.session.commit()


@pytest.fixture
def mismatched(shop):
    """The bank took one rial instead of the order's total."""
    authority = shop.go_to_bank()
    shop.decide(authority)
    alter(shop, authority, amount=1)
    return authority


@pytest.mark.asvs("16.5.3")
def test_another_amount_pays_nothing_and_goes_to_a_person(shop, mismatched):
    assert shop.come_back(mismatched).state is AttemptState.MISMATCH
    assert shop.state() == ("awaiting_payment", ["awaiting"])
    assert shop.balance("gateway:sandbox") == 1
    assert shop.balance("suspense") == -1
    assert shop.come_back(mismatched).state is AttemptState.MISMATCH
    assert shop.journals() == ["capture"]


def test_a_person_gives_a_mismatch_back(shop, mismatched):
    shop.come_back(mismatched)
    attempt = shop.attempt(mismatched)
    refund = settlement.return_mismatch(shop.look(), attempt=attempt.public_id, by="office:1")
    assert refund.amount == 1
    shop.session.commit()
    settlement.run_refund(refund=refund.public_id)
    assert [each.state for each in shop.refunds()] == [RefundState.DONE]
    assert shop.balance("suspense") == shop.balance("gateway:sandbox") == 0
    with pytest.raises(WrongMove):
        settlement.return_mismatch(shop.look(), attempt=attempt.public_id, by="office:1")


def test_another_currency_pays_nothing(shop):
    authority = shop.go_to_bank()
    shop.decide(authority)
    alter(shop, authority, currency=Currency.EUR)
    assert shop.come_back(authority).state is AttemptState.MISMATCH
    assert shop.attempt(authority).captured == 0
    assert shop.whole() == 0


@pytest.mark.asvs("16.5.2")
def test_a_gateway_that_is_down_is_said_to_be(shop):
    in_weather(unheard={"start": 1})
    with pytest.raises(Refused, match="gateway_down"):
        shop.go_to_bank()
    assert shop.pay().state is AttemptState.VERIFIED


@pytest.mark.asvs("16.5.2", "16.5.3")
def test_no_answer_means_unknown_and_the_sweep_asks_again(shop):
    in_weather(unheard={"confirm": 1})
    authority = shop.go_to_bank()
    shop.decide(authority)
    assert shop.come_back(authority).state is AttemptState.CLAIMED
    with pytest.raises(Refused, match="payment_running"):
        shop.go_to_bank()
    settlement.sweep()
    assert shop.state() == ("paid", ["paid"])


def test_an_answer_lost_after_the_bank_acted_is_no_loss(shop):
    """The bank has confirmed, we never heard: it says "already" the next time."""
    gateway = in_weather(lost={"confirm": 1})
    authority = shop.go_to_bank()
    shop.decide(authority)
    assert shop.come_back(authority).state is AttemptState.CLAIMED
    assert shop.come_back(authority).state is AttemptState.VERIFIED
    assert gateway.asked["confirm"] == 2
    assert shop.journals() == ["sale"]


def test_holds_of_a_payment_whose_outcome_is_unknown_stay(shop):
    in_weather(unheard={"confirm": 1})
    authority = shop.go_to_bank()
    shop.decide(authority)
    shop.come_back(authority)
    assert {state.value for state in shop.read(sa.select(StockHold.state))} == {"active"}
    assert checkout.expire(shop.look()) == 0
