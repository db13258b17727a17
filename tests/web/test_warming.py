"""A server gets ready for the pages after its first one, and never falls over it."""

import logging
import sys

import pytest

import config
from portal.app import create_app
from portal.catalog import facets
from portal.core import db
from portal.core.db import statements
from portal.web import warming


@pytest.fixture
def app(database_url, tmp_path):
    yield create_app(
        config.Settings(
            testing=True, database_url=database_url, storage_url=f"file://{tmp_path}/files"
        )
    )
    facets.forget()
    db.current().engine.dispose()
    db._Current.database = None


def test_the_index_and_what_stands_aside_are_there_afterwards(app):
    facets.forget()
    warming.soon(0).join()

    assert "dbos" in sys.modules
    token = statements.set([])
    try:
        with db.reading() as session:
            facets.current(session)
        assert len(statements.get()) <= 3  # the changes of a small shop, no more
    finally:
        statements.reset(token)


def test_a_database_that_cannot_be_read_is_logged(app, caplog):
    with db.current().engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE cards")

    with caplog.at_level(logging.ERROR):
        warming.soon(0).join()

    assert "the server was not warmed" in caplog.text
