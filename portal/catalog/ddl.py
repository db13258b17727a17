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
WORDS_INDEX = (
    "CREATE INDEX ix_card_index_words ON card_index USING gin (words) WITH (fastupdate = off)"
)
# Its `rank` is that of `cards`: a search sorts what it found without a look into each card.
POSTGRESQL = (
    """
    CREATE TABLE card_index (
      id integer PRIMARY KEY REFERENCES products (id),
      title tsvector NOT NULL,
      words tsvector NOT NULL
    )
    """,
    WORDS_INDEX,
)
RANKED = (  # without the index on the words, which would take in each row anew
    "SET LOCAL statement_timeout = 0",  # it takes longer in a great shop than any page may
    "DROP INDEX ix_card_index_words",
    "ALTER TABLE card_index ADD COLUMN rank bigint",
    "UPDATE card_index SET rank = c.rank FROM cards AS c WHERE c.id = card_index.id",
    "DELETE FROM card_index WHERE rank IS NULL",  # nobody can find what has no card
    "ALTER TABLE card_index ALTER COLUMN rank SET NOT NULL",
    WORDS_INDEX,
)
TRIGRAMS = "CREATE INDEX ix_search_words_trigrams ON search_words USING gin (word gin_trgm_ops)"


def create(connection: Connection) -> None:
    begin(connection)
    add_rank(connection)


def begin(connection: Connection) -> None:
    """The tables as the fifth migration made them."""
    ddl_stock.create(connection)
    if is_sqlite(connection):
        run(connection, *SQLITE)
        return
    run(connection, *POSTGRESQL)
    if has_trigrams(connection):
        run(connection, TRIGRAMS)


def add_rank(connection: Connection) -> None:
    """PostgreSQL alone: in SQLite's text index a row holds nothing but words."""
    if not is_sqlite(connection):
        run(connection, *RANKED)


def drop_rank(connection: Connection) -> None:
    if not is_sqlite(connection):
        run(connection, "ALTER TABLE card_index DROP COLUMN rank")


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
