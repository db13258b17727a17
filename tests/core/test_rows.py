"""Rows written straight to their tables keep the promises of those written through a session."""

import pytest
from sqlalchemy import func, select

from portal.core import clock, db, rows
from portal.core.states import StateChange
from portal.ledger.models import Journal

STEP = {
    "machine": "order",
    "subject_id": 1,
    "was": None,
    "now": "paid",
    "actor": "buyer",
    "note": None,
    "at": clock.now(),
}
HEAD = {"kind": "sale", "source": "attempt:1"}


def count(session, model):
    return session.scalar(select(func.count(model.id)))


def test_defaults_are_filled_in_and_the_key_comes_back(session):
    key = rows.add_once(session, Journal, ("kind", "source"), HEAD)
    journal = session.get_one(Journal, key)
    assert len(journal.public_id) == 16
    assert (journal.memo, journal.is_posted) == ("", False)


def test_what_is_there_already_is_left_alone(session):
    assert rows.add_once(session, Journal, ("kind", "source"), HEAD)
    assert rows.add_once(session, Journal, ("kind", "source"), HEAD) is None
    rows.add_new(session, Journal, ("kind", "source"), [HEAD, HEAD | {"source": "attempt:2"}])
    assert count(session, Journal) == 2


def test_many_rows_are_one_statement_and_none_is_no_statement(session):
    token = db.statements.set([])
    rows.add(session, StateChange, [STEP, STEP | {"note": "why"}, STEP])
    rows.add(session, StateChange, [])
    rows.add_new(session, Journal, ("kind", "source"), [])
    assert len(db.statements.get()) == 1
    db.statements.reset(token)
    assert count(session, StateChange) == 3


def test_named_rows_give_their_keys_in_order_and_are_told_to_who_listens(session):
    made = [HEAD | {"public_id": f"j{n}", "source": f"attempt:{n}"} for n in (3, 1, 2)]
    told = session.info[rows.NAMED] = []
    keys = rows.add_named(session, Journal, made)
    found = {row.public_id: row.id for row in session.scalars(select(Journal))}
    assert keys == [found["j3"], found["j1"], found["j2"]]
    assert told == [("journals", row) for row in made]


def test_they_go_with_the_transaction(session):
    rows.add(session, StateChange, [STEP])
    session.rollback()
    assert count(session, StateChange) == 0


@pytest.mark.parametrize("write", ["add", "add_new", "add_named", "add_once"])
def test_a_reader_writes_none(session, write):
    session.commit()
    given = {
        "add": (StateChange, [STEP]),
        "add_new": (Journal, ("kind", "source"), [HEAD]),
        "add_named": (Journal, [HEAD | {"public_id": "j"}]),
        "add_once": (Journal, ("kind", "source"), HEAD),
    }[write]
    with db.reading() as reader, pytest.raises(RuntimeError, match="asked to write"):
        getattr(rows, write)(reader, *given)
