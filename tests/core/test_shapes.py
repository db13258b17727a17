"""Objects from a native statement are those that the ORM would have loaded."""

from sqlalchemy import inspect, select

from portal.core import clock, saving, shapes
from portal.core.money import Currency
from portal.core.native import Statement
from portal.core.shapes import Shape
from portal.payments.models import AttemptState, Payment, PaymentAttempt, Purpose
from portal.shipping.models import Carrier

DUE = {"purpose": Purpose.ORDER, "subject_id": 7, "amount": 500, "currency": Currency.IRR}


def test_shapes_give_the_objects_that_the_orm_would(session):
    payment = saving.add(session, Payment, DUE)
    tries = [
        saving.add(
            session,
            PaymentAttempt,
            {
                "payment_id": payment.id, "gateway": "sandbox", "amount": 500,
                "currency": Currency.IRR, "expires_at": clock.now(),
            },
        )
        for _ in range(2)
    ]  # fmt: skip
    session.expunge_all()
    both = (Shape(Payment), Shape(PaymentAttempt))
    joined = (
        select(*shapes.columns(*both))
        .join(PaymentAttempt, PaymentAttempt.payment_id == Payment.id)
        .order_by(PaymentAttempt.id)
    )
    found = shapes.distinct(Statement(lambda: joined).typed(session), both)
    [read] = [both[0].put(session, values) for values in found[0]]
    attempts = [both[1].put(session, values) for values in found[1]]
    shapes.point(attempts, "payment", [read], "payment_id")

    assert read is session.get(Payment, payment.id)
    assert [one.id for one in attempts] == [one.id for one in tries]
    assert (attempts[0].state, attempts[0].payment) == (AttemptState.CREATED, read)
    assert not session.dirty
    attempts[0].state = AttemptState.FAILED
    again = both[1].put(session, found[1][0])
    assert again is attempts[0]
    assert again.state is AttemptState.CREATED


def test_what_is_only_looked_at_is_in_no_session(session):
    shape = Shape(Carrier, "code")
    carrier = shape.detached((1, "post"))
    assert (carrier.id, carrier.code) == (1, "post")
    assert inspect(carrier).detached
    assert carrier not in session
