"""The text index of the catalogue, as each database has it, and the guard of stock movements."""

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from portal.catalog import ddl_stock
from portal.core.ddl import is_sqlite, run

# Contentless: the words are made in text_index and never read back. Columns are enough detail, as
# phrases are tokens of their own.
SQLITE = (
    """
    CREATE VIRTUAL TABLE card_index USING fts5(
      title, rest, content='', contentless_delete=1, detail=column, prefix='2 3',
      tokenize="unicode61 remove_diacritics 0 tokenchars '.'"
    )
    """,
    """
    CREATE VIRTUAL TABLE word_index USING fts5(
      word, content='', contentless_delete=1, detail=none, tokenize='trigram'
    )
    """,
)
POSTGRESQL = (
    """
    CREATE TABLE card_index (
      id integer PRIMARY KEY REFERENCES products (id),
      title tsvector NOT NULL,
      words tsvector NOT NULL
    )
    """,
    "CREATE INDEX ix_card_index_words ON card_index USING gin (words) WITH (fastupdate = off)",
)
TRIGRAMS = "CREATE INDEX ix_search_words_trigrams ON search_words USING gin (word gin_trgm_ops)"


def create(connection: Connection) -> None:
    ddl_stock.create(connection)
    if is_sqlite(connection):
        run(connection, *SQLITE)
        return
    run(connection, *POSTGRESQL)
    if has_trigrams(connection):
        run(connection, TRIGRAMS)


def has_trigrams(connection: Connection) -> bool:
    """Only some roles may create an extension; without it typing is mended by a slower road."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DBAPIError:
        return False
    return True


def drop(connection: Connection) -> None:
    ddl_stock.drop(connection)
    run(connection, "DROP TABLE IF EXISTS card_index")
    if is_sqlite(connection):
        run(connection, "DROP TABLE IF EXISTS word_index")
    else:
        run(connection, "DROP INDEX IF EXISTS ix_search_words_trigrams")
