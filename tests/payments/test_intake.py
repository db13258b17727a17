"""What a provider's answer does to an attempt."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.money import Currency, Money
from portal.payments import gateways, intake, start
from portal.payments.gateways.interface import Claim, Code, Unreachable, Verdict
from portal.payments.models import (
    ATTEMPT,
    AttemptState,
    GatewayNotice,
    Payment,
    PaymentState,
    Purpose,
)
from tests.settlement.weather import Weather

PRICE = Money(2_000_000)


@pytest.fixture
def payment(session):
    gateways.configure(["sandbox"])
    return start.begin(
        session,
        purpose=Purpose.ORDER,
        subject_id=7,
        amount=PRICE.minor,
        currency=Currency.IRR,
    )


@pytest.fixture
def attempt(session, payment):
    made = start.new_attempt(
        session, payment=payment, gateway=gateways.named("sandbox"), by="buyer"
    )
    start.sent(session, attempt=made, reference="S1", by="buyer")
    return made


def steps(session, attempt):
    session.flush()
    return [step.now for step in ATTEMPT.history(session, attempt.id)]


def test_a_thing_is_due_once(session, payment):
    with pytest.raises(IntegrityError):
        start.begin(session, purpose=Purpose.ORDER, subject_id=7, amount=1, currency=Currency.IRR)


def test_what_is_not_wanted_any_more_is_withdrawn(session, payment):
    start.withdraw(session, purpose=Purpose.ORDER, subject_id=7)
    assert payment.state is PaymentState.CANCELLED
    with pytest.raises(NotFound):
        start.withdraw(session, purpose=Purpose.ORDER, subject_id=8)


def test_what_was_paid_is_not_withdrawn(session, attempt):
    intake.verified(session, attempt=attempt, verdict=Verdict(Code.PAID, PRICE), by="gateway")
    start.withdraw(session, purpose=Purpose.ORDER, subject_id=7)
    assert attempt.payment.state is PaymentState.CAPTURED


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (Code.FAILED, AttemptState.FAILED),
        (Code.CANCELLED, AttemptState.CANCELLED),
        (Code.PENDING, AttemptState.REDIRECTED),
        (Code.UNKNOWN, AttemptState.CLAIMED),
    ],
)
def test_no_money_leaves_the_attempt_open_to_a_better_answer(session, attempt, code, state):
    intake.claim(session, attempt=attempt, by="gateway")
    intake.unpaid(session, attempt=attempt, verdict=Verdict(code), by="gateway")
    assert attempt.state is state
    assert not intake.is_final(attempt)
    intake.verified(session, attempt=attempt, verdict=Verdict(Code.PAID, PRICE), by="gateway")
    assert attempt.state is AttemptState.VERIFIED


def test_who_is_still_at_the_bank_after_its_time_is_expired(session, attempt):
    attempt.expires_at = clock.now() - timedelta(seconds=1)
    intake.claim(session, attempt=attempt, by="gateway")
    intake.unpaid(session, attempt=attempt, verdict=Verdict(Code.PENDING), by="gateway")
    assert attempt.state is AttemptState.EXPIRED


def test_history_shows_every_step_of_a_late_success(session, attempt):
    intake.cancelled(session, attempt=attempt, by="gateway")
    intake.verified(session, attempt=attempt, verdict=Verdict(Code.PAID, PRICE), by="gateway")
    assert steps(session, attempt) == [
        "created",
        "redirected",
        "cancelled",
        "claimed",
        "verified",
    ]


def test_a_payment_is_captured_by_one_attempt_only(session, payment, attempt):
    other = start.new_attempt(
        session, payment=payment, gateway=gateways.named("sandbox"), by="buyer"
    )
    start.sent(session, attempt=other, reference="S2", by="buyer")
    for each in (attempt, other):
        intake.verified(session, attempt=each, verdict=Verdict(Code.PAID, PRICE), by="gateway")
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_reference_belongs_to_one_attempt(session, payment, attempt):
    other = start.new_attempt(
        session, payment=payment, gateway=gateways.named("sandbox"), by="buyer"
    )
    start.sent(session, attempt=other, reference="S1", by="buyer")
    with pytest.raises(IntegrityError):
        session.flush()


class Says(Weather):
    """A provider that gives a fixed answer."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def confirm(self, attempt):
        if self.answer is Unreachable:
            raise Unreachable
        return self.answer


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Verdict(Code.PAID, PRICE), Code.PAID),
        (Verdict(Code.ALREADY, PRICE), Code.ALREADY),
        (Verdict(Code.PAID, Money(1)), Code.MISMATCH),
        (Verdict(Code.ALREADY, Money(PRICE.minor, Currency.EUR)), Code.MISMATCH),
        (Verdict(Code.PAID, None), Code.MISMATCH),
        (Verdict(Code.FAILED), Code.FAILED),
        (Unreachable, Code.UNKNOWN),
    ],
)
def test_an_answer_is_compared_with_what_we_asked_for(session, attempt, answer, code):
    assert intake.ask(Says(answer), start.facts(attempt)).code is code


def test_a_notice_is_kept_once(session, attempt):
    claim = Claim("S1", "S1:OK")
    for _ in range(3):
        intake.note(
            session, gateway="sandbox", claim=claim, attempt_id=attempt.id, outcome="applied"
        )
    assert session.scalar(sa.select(sa.func.count(GatewayNotice.id))) == 1


def test_amounts_due_are_positive(session):
    session.add(Payment(purpose=Purpose.ORDER, subject_id=9, amount=0, currency=Currency.IRR))
    with pytest.raises(IntegrityError):
        session.flush()
