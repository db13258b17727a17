"""What the database's door promises: readers write nothing, a dead connection is not handed out."""

import pytest
from sqlalchemy import text, update

from portal.core import db
from portal.firms.models import Organisation
from tests import make


@pytest.fixture
def code(session):
    made = make.organisation(session)
    session.commit()
    return made.code


def test_a_reader_does_not_write_what_was_changed_by_mistake(session, code):
    with db.reading() as reader:
        reader.query(Organisation).filter_by(code=code).one().name_fa = "دیگر"
        with pytest.raises(RuntimeError, match="asked to write"):
            reader.flush()


def test_a_reader_refuses_statements_that_write(session, code):
    change = update(Organisation).where(Organisation.code == code).values(name_fa="دیگر")
    with db.reading() as reader, pytest.raises(RuntimeError, match="asked to write"):
        reader.execute(change)


def test_what_a_reader_found_can_be_read_after_it(session, code):
    with db.reading() as reader:
        found = reader.query(Organisation).filter_by(code=code).one()

    assert found.code == code


def test_a_reader_has_one_connection_whichever_way_it_asks(session, code):
    pool = db.current().engine.pool
    before = pool.checkedout()
    with db.reading() as reader:
        assert db.rows(reader, "SELECT 1", {}) == [(1,)]
        assert reader.query(Organisation).filter_by(code=code).one()
        assert db.rows(reader, "SELECT 2", {}) == [(2,)]
        assert pool.checkedout() == before + 1
    assert pool.checkedout() == before


def test_a_reader_that_asks_nothing_takes_no_connection(database):
    before = database.engine.pool.checkedout()
    with db.reading() as reader:
        assert db.is_sqlite(reader) == database.is_sqlite
        assert database.engine.pool.checkedout() == before


def test_what_a_reader_asked_leaves_the_connection_as_it_was(session, code):
    with db.reading() as reader:
        db.rows(reader, "SELECT 1", {})
    with db.transaction() as writer:
        writer.query(Organisation).filter_by(code=code).one().name_fa = "دیگر"
        writer.flush()
        writer.rollback()
    with db.reading() as reader:
        assert reader.query(Organisation).filter_by(code=code).one().name_fa != "دیگر"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_died_in_the_pool_is_replaced(session, monkeypatch):
    monkeypatch.setattr(db, "IDLE", 0.0)
    killer = session.connection()  # one of its own, before the reader's goes back to the pool
    with db.reading() as reader:
        pid = reader.scalar(text("SELECT pg_backend_pid()"))
    killer.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    with db.reading() as reader:
        assert reader.scalar(text("SELECT pg_backend_pid()")) != pid
