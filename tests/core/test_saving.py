"""What passes the unit of work by is written as it would have written it."""

import pytest
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm.exc import StaleDataError

from portal.core import clock, db, native, rows, saving
from portal.core.money import Currency
from portal.core.native import Statement
from portal.ledger.models import Journal
from portal.payments.models import Payment, PaymentState, Purpose
from tests import make

DUE = {"purpose": Purpose.ORDER, "subject_id": 7, "amount": 500, "currency": Currency.IRR}


def written(session, payment):
    """What the table says, past the session's own objects."""
    columns = (Payment.state, Payment.captured_at, Payment.amount)
    return tuple(session.execute(select(*columns).where(Payment.id == payment.id)).one())


def test_a_new_row_is_in_the_session_as_if_it_had_been_read(session):
    payment = saving.add(session, Payment, DUE)
    assert (payment.state, payment.captured_at, len(payment.public_id)) == (
        PaymentState.DUE,
        None,
        16,
    )
    assert not session.new
    assert not session.dirty
    assert session.get(Payment, payment.id) is payment
    assert written(session, payment) == (PaymentState.DUE, None, 500)


def test_changes_are_written_and_not_written_again(session):
    some = [saving.add(session, Payment, DUE | {"subject_id": n}) for n in (1, 2, 3)]
    moment = clock.now()
    for payment in some[:2]:
        payment.state, payment.captured_at = PaymentState.CAPTURED, moment
    token = db.statements.set([])
    saving.save(session, some)
    session.flush()
    assert len(db.statements.get()) == 1  # two that changed alike, and one that did not
    db.statements.reset(token)
    assert written(session, some[1]) == (PaymentState.CAPTURED, moment, 500)
    assert written(session, some[2]) == (PaymentState.DUE, None, 500)


def test_a_row_that_is_gone_is_told_of(session):
    payment = saving.add(session, Payment, DUE)
    session.execute(delete(Payment).execution_options(synchronize_session=False))
    payment.state = PaymentState.CANCELLED
    with pytest.raises(StaleDataError):
        saving.save(session, [payment])


def test_an_audited_transaction_leaves_the_change_to_the_flush(session):
    payment = saving.add(session, Payment, DUE)
    session.info[rows.NAMED] = []
    payment.state = PaymentState.CANCELLED
    saving.save(session, [payment])
    assert payment in session.dirty
    session.flush()
    assert written(session, payment)[0] is PaymentState.CANCELLED


def test_columns_that_change_with_every_change_are_the_unit_of_works(session):
    variant = make.offer(session).variant
    variant.product.slug_fa = "another"
    with pytest.raises(ValueError, match="change with every change"):
        saving.save(session, [variant.product])


def test_a_column_that_is_not_there_is_a_fault(session):
    with pytest.raises(ValueError, match="journals has no colour"):
        rows.add(session, Journal, [{"kind": "sale", "source": "s", "colour": "red"}])


def test_an_update_counts_and_a_reader_is_refused_one(session):
    saving.add(session, Payment, DUE)
    cancel = Statement(
        lambda: (
            update(Payment)
            .where(Payment.subject_id == bindparam("subject"))
            .values(state=PaymentState.CANCELLED)
            .returning(Payment.state)
        )
    )
    assert cancel.typed(session, subject=7) == [(PaymentState.CANCELLED,)]
    assert cancel.count(session, subject=8) == 0
    session.commit()
    with db.reading() as reader:
        for ask in (cancel.rows, cancel.count):
            with pytest.raises(RuntimeError, match="asked to write"):
                ask(reader, subject=7)


def test_a_list_fills_a_power_of_two_places():
    assert native.spread("key", [4, 5, 6]) == {"key_0": 4, "key_1": 5, "key_2": 6, "key_3": 6}
    assert native.spread("key", [4]) == {"key_0": 4}
