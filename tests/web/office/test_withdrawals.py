"""What a bank took back is a case of the office, in both languages, until somebody closes it."""

from sqlalchemy import select

from portal.core import db
from portal.core.money import Money
from portal.payments import withdrawals
from portal.payments.gateways.interface import Fate, Outflow
from portal.payments.models import AttemptState, PaymentAttempt
from portal.payments.withdrawal_models import Withdrawal, WithdrawalKind


def test_a_lost_dispute_is_shown_and_closed(house, office):
    house.buy("oil-500")
    with db.transaction() as session:
        paid = select(PaymentAttempt).where(PaymentAttempt.state == AttemptState.VERIFIED)
        attempt = session.scalars(paid).one()
        told = Outflow(
            "dp_1", attempt.public_id, Money(attempt.amount), Fate.KEPT, "lost", "fraudulent"
        )
        withdrawals.record(
            session, attempt=attempt, kind=WithdrawalKind.DISPUTE, told=told, by="gateway"
        )
        name = session.scalars(select(Withdrawal.public_id)).one()
    assert "اعتراض دارندهٔ کارت" in office.get("/consortium/refunds?state=cases").text
    assert "says: I did not pay this" in office.get("/en/consortium/refunds?state=cases").text

    assert office.post(f"/consortium/withdrawals/{name}/handled", {}).status in {200, 303}
    assert "اعتراض دارندهٔ کارت" not in office.get("/consortium/refunds?state=cases").text
