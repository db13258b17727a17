"""Ids that commit out of order on PostgreSQL: a seal waits for those on their way, and stops none."""

from contextlib import ExitStack
from threading import Thread

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import inspection
from portal.core import audit, db, ddl, seals, settled
from portal.core.audit import AuditEntry
from portal.worker import sealing

KEY = "the key of the tests"


def act(session, number):
    audit.record(session, action="desk.ship", actor=f"user:{number}")


@pytest.fixture
def hasty(monkeypatch):
    """Nobody waits long in a test."""
    monkeypatch.setattr(settled.last_id, "__kwdefaults__", {"patience": 0.0})


@pytest.fixture
def on_postgresql(postgresql_url):
    seals.configure(KEY)
    return db.configure(postgresql_url)


def sealed():
    with db.reading() as session:
        return [row for block in seals.blocks(session) for row in seals.marks_of(block)]


def there():
    with db.reading() as session:
        return list(session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id)))


@pytest.mark.postgresql
def test_a_lower_id_on_its_way_is_waited_for(on_postgresql, hasty):
    with on_postgresql.session(readonly=False) as slow:
        act(slow, 1)
        with db.transaction() as quick:
            act(quick, 2)
        assert not sealing.seal()
        assert sealed() == []
        slow.commit()
    assert sealing.seal()
    assert sealed() == there()
    assert len(there()) == 2


@pytest.mark.postgresql
def test_a_writer_who_gives_up_leaves_a_gap_and_no_fault(on_postgresql, hasty):
    with on_postgresql.session(readonly=False) as slow:
        act(slow, 1)
        with db.transaction() as quick:
            act(quick, 2)
        slow.rollback()
    assert sealing.seal()
    assert sealed() == there()
    assert inspection.run().exit_code == 0


@pytest.mark.postgresql
def test_writers_are_not_held_up_while_a_seal_waits(on_postgresql):
    with on_postgresql.session(readonly=False) as slow:
        act(slow, 1)
        waiting = Thread(target=sealing.seal)
        waiting.start()
        for number in range(2, 30):
            with db.transaction() as quick:
                quick.execute(sa.text("SET LOCAL lock_timeout = '3s'"))
                act(quick, number)
        assert waiting.is_alive()
        slow.commit()
        waiting.join(60)
    sealing.run()
    assert sealed() == there()


def test_two_sealers_make_one_chain(database):
    """The second block of the same number is not written."""
    seals.configure(KEY)
    with db.transaction() as session:
        act(session, 1)
    with db.reading() as session:
        blocks = [seals.next_block(session), seals.next_block(session)]
    with db.transaction() as session:
        assert [seals.write(session, block) for block in blocks] == [True, False]
    assert inspection.run().exit_code == 0


MOVES = st.lists(
    st.tuples(st.sampled_from(["write", "commit", "give up", "seal"]), st.integers(0, 3)),
    min_size=5,
    max_size=25,
)


@pytest.mark.postgresql
@given(moves=MOVES)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_commits_is_sealed_whole_once_and_by_id(on_postgresql, hasty, moves):
    """Four writers and a sealer in any order: no row is left out, doubled or out of its place."""
    with db.transaction() as session:
        ddl.drop(session.connection())
        for table in ("audit_blocks", "audit_entries"):
            session.execute(sa.text(f"DELETE FROM {table}"))
        ddl.create(session.connection())
    with ExitStack() as opened:
        made = [opened.enter_context(on_postgresql.session(readonly=False)) for _ in range(4)]
        for move, who in moves:
            play(move, made[who], who)
        for each in made:
            each.commit()
    before = sealed()
    sealing.run()
    assert sealed() == there()
    assert sealed()[: len(before)] == before
    assert inspection.run().exit_code == 0


def play(move, session, who):
    if move == "write":
        act(session, who)
    elif move == "commit":
        session.commit()
    elif move == "give up":
        session.rollback()
    else:
        sealing.seal(size=2)
