"""Transfers: what two persons saw pays an order once; money that does not fit goes back by IBAN."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import settlement
from portal.catalog import stock
from portal.catalog.models import StockHold
from portal.core import clock, db
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.states import StateChange
from portal.messaging.models import Message
from portal.orders import money_desk, unpaid
from portal.payments import gateways
from portal.payments.gateways.transfer import Account, Transfer
from portal.payments.models import AttemptState, RefundRoute, RefundState
from portal.payments.transfer_models import BankTransfer, TransferState
from portal.payments.transfers import Receipt
from tests.settlement.test_races import all_at_once, times_paid

State = TransferState
ONE, TWO = "user:one", "user:two"
LIMIT = 10**12


def switched_on(second_above=LIMIT):
    account = Account(
        holder="کنسرسیوم", bank="بانک", iban="IR630000000000000123456789", card="",
        lifetime=timedelta(hours=24), second_above=second_above,
    )  # fmt: skip
    gateways.configure(["sandbox", Transfer(account)])


@pytest.fixture(autouse=True)
def on(sandbox):
    switched_on()


@pytest.fixture
def strict():
    """Every transfer wants two persons."""
    switched_on(second_above=0)


def begin(shop):
    """The reference of a new transfer for the shop's order."""
    shop.session.rollback()
    url = settlement.start(
        payment_public_id=shop.payment.public_id,
        gateway="transfer",
        return_url="https://shop.example/pay/return/transfer",
    )
    return url.rsplit("/", 1)[1]


def receipt(**facts):
    given = {
        "sender_name": "سارا", "tracking": "۱۲-۳۴", "paid_on": clock.today(),
        "receipt_key": "t/ab/x.webp", "receipt_sha256": "a" * 64, "picture_sha256": "b" * 64,
        "size": 10,
    }  # fmt: skip
    return Receipt(**(given | facts))


def show(reference, **facts):
    with db.transaction() as session:
        settlement.show_receipt(session, reference=reference, receipt=receipt(**facts), by="buyer")


def row(shop, reference):
    [found] = shop.read(sa.select(BankTransfer).where(BankTransfer.reference == reference))
    return found


def see(shop, reference, *, by=ONE, received=None, line="L1", settle=True):
    """What the office does: approve, commit, and settle what is confirmed."""
    asked = row(shop, reference)
    with db.transaction() as session:
        seen = settlement.approve_transfer(
            session,
            public_id=asked.public_id,
            received=asked.amount if received is None else received,
            bank_reference=line,
            by=by,
        )
        is_confirmed = settlement.is_confirmed(seen)
    if is_confirmed and settle:
        return settlement.settle_transfer(reference).state
    return None


def refuse(shop, reference):
    with db.transaction() as session:
        name = row(shop, reference).public_id
        settlement.refuse_transfer(session, public_id=name, reason="نیامده", by=ONE)
    return settlement.settle_transfer(reference).state


def held_until(shop):
    return min(shop.read(sa.select(StockHold.expires_at)))


def test_what_one_person_saw_pays_the_order(shop):
    reference = begin(shop)
    show(reference)

    assert see(shop, reference) is AttemptState.VERIFIED
    assert shop.state() == ("paid", ["paid"])
    assert shop.journals() == ["sale"]
    assert shop.attempt(reference).receipt == "L1"
    assert row(shop, reference).taken_at is not None
    assert shop.whole() == 0


def test_money_may_be_found_without_a_receipt(shop):
    reference = begin(shop)

    assert see(shop, reference) is AttemptState.VERIFIED


def test_before_anybody_saw_it_nothing_is_paid(shop):
    reference = begin(shop)
    show(reference)

    assert settlement.settle_transfer(reference).state is AttemptState.REDIRECTED
    assert shop.state()[0] == "awaiting_payment"


def test_a_receipt_keeps_attempt_and_goods_for_72_hours_once(shop):
    reference = begin(shop)
    first = shop.attempt(reference).expires_at
    show(reference)

    until = shop.attempt(reference).expires_at
    assert until - first > timedelta(hours=47)
    assert held_until(shop) > until
    with clock.at(clock.now() + timedelta(hours=5)), pytest.raises(Refused, match="transfer_shown"):
        show(reference)
    assert shop.attempt(reference).expires_at == until


def test_above_the_limit_a_second_person_sees_the_same(shop, strict):
    reference = begin(shop)
    show(reference)

    assert see(shop, reference) is None
    assert row(shop, reference).state is State.APPROVED
    with pytest.raises(Refused, match="transfer_same_person"):
        see(shop, reference, by=ONE)
    with pytest.raises(Refused, match="transfer_differs"):
        see(shop, reference, by=TWO, line="L2")
    with pytest.raises(Refused, match="transfer_differs"):
        see(shop, reference, by=TWO, received=7)
    assert shop.state()[0] == "awaiting_payment"
    assert see(shop, reference, by=TWO, line="l-1") is AttemptState.VERIFIED
    with pytest.raises(Refused, match="transfer_decided"):
        see(shop, reference, by=TWO)


def test_a_small_figure_does_not_slip_under_the_limit(shop):
    switched_on(second_above=10_000_000)
    reference = begin(shop)

    assert see(shop, reference, received=1000) is None
    assert row(shop, reference).state is State.APPROVED


def test_the_first_look_can_be_taken_back(shop, strict):
    reference = begin(shop)
    show(reference)
    see(shop, reference, line="WRONG")
    with db.transaction() as session:
        name = row(shop, reference).public_id
        settlement.take_back_transfer(session, public_id=name, by=TWO)

    assert row(shop, reference).state is State.SHOWN
    see(shop, reference, by=TWO)
    assert see(shop, reference, by=ONE) is AttemptState.VERIFIED


def test_a_line_of_the_statement_pays_one_order(shop):
    first, second = begin(shop), begin(shop)
    see(shop, first)
    with pytest.raises(Invalid, match="bank_reference_used"):
        see(shop, second)


@pytest.mark.parametrize(("received", "line"), [(0, "L"), (-5, "L"), (5, " - ")])
def test_what_nobody_can_have_seen_is_refused(shop, received, line):
    reference = begin(shop)
    with pytest.raises(Invalid):
        see(shop, reference, received=received, line=line)
    assert row(shop, reference).state is State.WAITING


@pytest.mark.parametrize("more", [-1_000_000, 1_000_000])
def test_another_amount_is_a_case_and_goes_back_by_iban(shop, more):
    reference = begin(shop)
    asked = row(shop, reference).amount
    state = see(shop, reference, received=asked + more)

    assert state is AttemptState.MISMATCH
    assert shop.state()[0] == "awaiting_payment"
    attempt = shop.attempt(reference)
    with db.reading() as session:
        [case] = money_desk.cases(session)
    assert case.attempt.captured.minor == asked + more
    with db.transaction() as session:
        settlement.return_mismatch(session, attempt=attempt.public_id, by=ONE)
    [refund] = shop.refunds()
    assert (refund.route, refund.state) == (RefundRoute.IBAN, RefundState.NEEDS_PERSON)
    assert refund.amount == asked + more
    assert shop.balance("suspense") == 0
    assert shop.whole() == 0


def test_a_refusal_ends_the_try_and_tells_the_buyer_why(shop):
    reference = begin(shop)
    show(reference)

    assert refuse(shop, reference) is AttemptState.FAILED
    told = shop.read(sa.select(Message).where(Message.kind == "transfer_refused"))
    assert {message.channel.value for message in told} >= {"sms"}
    assert all(message.facts["reason"] == "نیامده" for message in told)
    with pytest.raises(Refused, match="transfer_decided"):
        see(shop, reference)
    assert shop.state()[0] == "awaiting_payment"


def test_a_buyer_who_pays_another_way_and_transfers_all_the_same_gets_it_back(shop):
    reference = begin(shop)
    with db.transaction() as session:
        settlement.cancel_transfer(session, reference=reference, by="buyer")
    assert shop.attempt(reference).state is AttemptState.CANCELLED
    shop.pay()

    assert see(shop, reference) is AttemptState.REVERSED
    [refund] = shop.refunds()
    assert (refund.reason, refund.route) == ("paid_twice", RefundRoute.IBAN)
    assert times_paid(shop) == 1
    assert shop.whole() == 0


def test_what_the_office_has_in_hand_is_not_given_up(shop, strict):
    reference = begin(shop)
    see(shop, reference)
    with db.transaction() as session, pytest.raises(Refused, match="transfer_in_hand"):
        settlement.cancel_transfer(session, reference=reference, by="buyer")


def ran_out(shop):
    """A day later the clock ends the attempt, and soon after the order."""
    with clock.at(clock.now() - timedelta(minutes=59)):
        assert settlement.sweep().asked == 1
    session = shop.look()
    stock.release_expired(session)
    unpaid.expire(session)
    session.commit()


def test_late_money_still_pays_while_the_goods_are_there(shop):
    reference = begin(shop)
    with clock.at(clock.now() + timedelta(hours=25)):
        ran_out(shop)
        assert shop.state()[0] == "expired"
        assert shop.attempt(reference).state is AttemptState.EXPIRED
        assert see(shop, reference) is AttemptState.VERIFIED
        assert shop.state() == ("paid", ["paid"])


def test_late_money_for_goods_that_are_gone_goes_back_by_iban(shop):
    reference = begin(shop)
    with clock.at(clock.now() + timedelta(hours=25)):
        ran_out(shop)
        session = shop.look()
        session.execute(sa.text("UPDATE offers SET on_hand = reserved"))
        session.commit()
        show(reference)
        assert see(shop, reference) is AttemptState.REVERSED
        [refund] = shop.refunds()
        assert (refund.reason, refund.route) == ("stock_lost", RefundRoute.IBAN)
        assert shop.whole() == 0


def test_the_sweep_leaves_open_transfers_alone_and_finds_confirmed_ones(shop):
    reference = begin(shop)
    steps = sa.select(StateChange.id).where(StateChange.machine == "payment_attempt")
    before = len(shop.read(steps))
    with clock.at(clock.now() + timedelta(hours=2)):
        assert settlement.sweep().asked == 0
        assert len(shop.read(steps)) == before
        see(shop, reference, settle=False)  # we crashed between the two commits
        assert settlement.sweep().unheard == 1
        assert shop.state()[0] == "paid"
        assert settlement.sweep().unheard == 0


def test_unknown_names_are_not_found(shop):
    with db.transaction() as session, pytest.raises(NotFound):
        settlement.show_receipt(session, reference="x" * 43, receipt=receipt(), by="buyer")
    with pytest.raises(NotFound):
        settlement.settle_transfer("x" * 43)


@pytest.mark.race
@pytest.mark.parametrize("above", [LIMIT, 0], ids=["one", "two"])
def test_two_persons_at_once_confirm_once(shop, above):
    switched_on(second_above=above)
    reference = begin(shop)
    told = all_at_once(lambda: see(shop, reference, by=ONE), lambda: see(shop, reference, by=TWO))

    enough = {AttemptState.VERIFIED, "transfer_decided" if above else None}
    assert set(told) == enough
    assert times_paid(shop) == 1
    assert shop.journals() == ["sale"]


@pytest.mark.race
def test_the_same_person_twice_at_once_is_one_person(shop, strict):
    reference = begin(shop)
    told = all_at_once(*[lambda: see(shop, reference, by=ONE)] * 4)

    assert sorted(map(str, told)) == ["None", *["transfer_same_person"] * 3]
    assert row(shop, reference).second_by is None
    assert shop.state()[0] == "awaiting_payment"


@pytest.mark.race
def test_one_line_for_two_transfers_at_once_pays_one(shop):
    references = [begin(shop), begin(shop)]

    def work(reference):
        try:
            return see(shop, reference, settle=False) or "seen"
        except Invalid as error:
            return error.errors["bank_reference"]

    told = all_at_once(*[lambda name=name: work(name) for name in references])

    assert sorted(told) == ["bank_reference_used", "seen"]
    lines = shop.read(sa.select(BankTransfer.bank_reference))
    assert sorted(map(str, lines)) == ["L1", "None"]
