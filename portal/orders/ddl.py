"""The text index over the names and mobiles of orders, as each database has it: of trigrams.

On SQLite triggers keep it beside the column; on PostgreSQL it is an index like any other, where
the role may have the extension.
"""

from sqlalchemy import Connection

from portal.catalog.ddl import has_trigrams
from portal.core.ddl import is_sqlite, run

ADD = "INSERT INTO order_index (rowid, search_text) VALUES (NEW.id, NEW.search_text);"
TAKE = (
    "INSERT INTO order_index (order_index, rowid, search_text) "
    "VALUES ('delete', OLD.id, OLD.search_text);"
)
TRIGGERS = {
    "orders_indexed": f"AFTER INSERT ON orders BEGIN {ADD} END",
    "orders_reindexed": f"AFTER UPDATE OF search_text ON orders BEGIN {TAKE} {ADD} END",
    "orders_unindexed": f"AFTER DELETE ON orders BEGIN {TAKE} END",
}
TABLE = (
    "CREATE VIRTUAL TABLE order_index USING fts5("
    "search_text, content='orders', content_rowid='id', tokenize='trigram')"
)
REBUILD = "INSERT INTO order_index (order_index) VALUES ('rebuild')"
POSTGRESQL = "CREATE INDEX ix_orders_search_text ON orders USING gin (search_text gin_trgm_ops)"


def create(connection: Connection) -> None:
    """The column is filled already."""
    if is_sqlite(connection):
        made = (f"CREATE TRIGGER {name} {body}" for name, body in TRIGGERS.items())
        run(connection, TABLE, REBUILD, *made)
    elif has_trigrams(connection):
        run(connection, POSTGRESQL)


def drop(connection: Connection) -> None:
    if is_sqlite(connection):
        run(connection, *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS))
        run(connection, "DROP TABLE IF EXISTS order_index")
    else:
        run(connection, "DROP INDEX IF EXISTS ix_orders_search_text")
