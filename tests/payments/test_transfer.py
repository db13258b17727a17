"""Our own account as a bank: what it says in each state, and what its people may do in each."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock, db
from portal.core.errors import Invalid, Refused, WrongMove
from portal.core.identifiers import card
from portal.core.money import Currency, Money
from portal.payments import transfers
from portal.payments.gateways.interface import Attempt, Code, Declined
from portal.payments.gateways.transfer import Transfer
from portal.payments.transfer_models import TRANSFER, BankTransfer, TransferState
from portal.payments.transfers import Receipt
from tests.payments.test_contract import our_account

State = TransferState
PRICE = Money(2_000_000)
SAID = {
    State.WAITING: Code.PENDING,
    State.SHOWN: Code.PENDING,
    State.APPROVED: Code.PENDING,
    State.CONFIRMED: Code.PAID,
    State.REFUSED: Code.FAILED,
    State.CANCELLED: Code.CANCELLED,
}
MOVES = {  # state -> what each act makes of it; what is not here is refused
    State.WAITING: {"show": State.SHOWN, "see": State.APPROVED, "refuse": State.REFUSED,
                    "cancel": State.CANCELLED},
    State.SHOWN: {"see": State.APPROVED, "refuse": State.REFUSED, "cancel": State.CANCELLED},
    State.APPROVED: {"see_too": State.CONFIRMED, "refuse": State.REFUSED,
                     "take_back": State.WAITING},
    State.CANCELLED: {"see": State.APPROVED, "refuse": State.REFUSED},
    State.CONFIRMED: {},
    State.REFUSED: {},
}  # fmt: skip
WAYS = {  # acts that lead there
    State.WAITING: (), State.SHOWN: ("show",), State.APPROVED: ("see",),
    State.CONFIRMED: ("see", "see_too"), State.REFUSED: ("refuse",), State.CANCELLED: ("cancel",),
}  # fmt: skip


def seen(by):
    return {"received": PRICE.minor, "bank_reference": "L1", "second_above": 0, "by": by}


def receipt():
    return Receipt("سارا", "۱۲", clock.today(), "t/a/b.webp", "a" * 64, "b" * 64, 1)


ACTS = {
    "show": lambda session, row: transfers.show(session, row, receipt(), by="buyer"),
    "see": lambda session, row: transfers.approve(session, row, **seen("user:one")),
    "see_too": lambda session, row: transfers.approve(session, row, **seen("user:two")),
    "refuse": lambda session, row: transfers.refuse(session, row, reason="نه", by="user:two"),
    "take_back": lambda session, row: transfers.take_back(session, row, by="user:two"),
    "cancel": lambda session, row: transfers.cancel(session, row, by="buyer"),
}


@pytest.fixture
def bank(database):
    return Transfer(our_account(second_above=0))


def attempt(reference="", amount=PRICE):
    return Attempt("a1", reference, amount, "", "https://shop.example/", clock.now())


def brought_to(bank, state):
    reference = bank.start(attempt()).reference
    for act in WAYS[state]:
        with db.transaction() as session:
            ACTS[act](session, transfers.by_reference(session, reference))
    return reference


def state_of(reference):
    with db.reading() as session:
        mine = select(BankTransfer.state).where(BankTransfer.reference == reference)
        return session.scalars(mine).one()


@pytest.mark.parametrize(("state", "act"), [*itertools.product(State, ACTS)])
def test_each_act_in_each_state_does_what_the_table_says(bank, state, act):
    reference = brought_to(bank, state)
    wanted = MOVES[state].get(act)
    if act == "see_too" and state is not State.APPROVED:  # whoever looks first is the first
        wanted = MOVES[state].get("see")
    try:
        with db.transaction() as session:
            ACTS[act](session, transfers.by_reference(session, reference))
    except (Refused, WrongMove):
        assert wanted is None
    assert state_of(reference) is (wanted or state)


@pytest.mark.parametrize("state", list(State))
def test_what_the_bank_says_in_each_state(bank, state):
    asked = attempt(brought_to(bank, state))

    assert bank.confirm(asked).code is SAID[state]
    again = bank.confirm(asked).code
    assert again is (Code.ALREADY if state is State.CONFIRMED else SAID[state])


def test_moves_and_acts_know_the_same_states():
    for state, after in MOVES.items():
        assert set(after.values()) <= set(TRANSFER.moves.get(state, ()))


def test_a_stranger_is_no_payment(bank):
    assert bank.confirm(attempt("x" * 43)).code is Code.FAILED


def test_rials_only(bank):
    with pytest.raises(Declined, match="currency"):
        bank.start(attempt(amount=Money(100, Currency.EUR)))


@pytest.mark.parametrize("reason", ["", "  ", "ن" * 301])
def test_a_refusal_needs_words(bank, reason):
    reference = brought_to(bank, State.SHOWN)
    with db.transaction() as session:
        row = transfers.by_reference(session, reference)
        with pytest.raises(Invalid, match="reason"):
            transfers.refuse(session, row, reason=reason, by="user:one")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("۱۲۳-۴۵ ۶", "123456"), ("ab/12", "AB12"), (" - ", ""), ("٠١", "01"), ("12\u200c3", "123")],
)
def test_two_people_write_a_number_the_same(typed, kept):
    assert transfers.number(typed) == kept


def test_a_day_to_come_and_empty_words_are_faults():
    day = clock.today()
    assert transfers.faults(sender_name="س", tracking="1", paid_on=day) == {}
    found = transfers.faults(sender_name=" ", tracking="-", paid_on=day + timedelta(days=1))
    assert found == {"sender_name": "required", "tracking": "required", "paid_on": "day_to_come"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0000-1111-2222-3337", "0000111122223337"),
        ("۰۰۰۰ ۱۱۱۱ ۲۲۲۲ ۳۳۳۷", "0000111122223337"),
        ("0000111122223338", None),
        ("000011112222333", None),
        ("", None),
    ],
)
def test_a_card_has_sixteen_digits_that_fit(typed, kept):
    assert card(typed) == kept
