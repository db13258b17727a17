"""The tables that the baseline reads and writes: flat copies, indexed, beside ours."""

from collections.abc import Mapping

from sqlalchemy import Connection, Engine, inspect, text

from portal.core import db, upkeep

CARDS = """
CREATE TABLE bench_cards AS
SELECT f.id AS id, f.category_code AS category, c.rank AS rank, c.newness AS published,
       c.price AS price, c.unit_from AS unit, f.public_id AS public_id, f.title_fa AS title,
       f.slug_fa AS slug, f.firm_name_fa AS firm, f.image_key_fa AS image, f.offer_public_id AS offer,
       f.title_fa || ' ' || p.summary_fa AS words
FROM card_faces f JOIN cards c ON c.id = f.id JOIN products p ON p.id = f.id
"""
INDEXES = (
    "CREATE UNIQUE INDEX bench_cards_id ON bench_cards (id)",
    "CREATE UNIQUE INDEX bench_cards_public ON bench_cards (public_id)",
    "CREATE INDEX bench_cards_rank ON bench_cards (category, rank)",
    "CREATE INDEX bench_cards_new ON bench_cards (category, published)",
    "CREATE INDEX bench_cards_price ON bench_cards (category, price)",
    "CREATE INDEX bench_cards_unit ON bench_cards (category, unit)",
    "CREATE TABLE bench_cart (cart TEXT, offer TEXT, quantity INT, PRIMARY KEY (cart, offer))",
)


def lay(engine: Engine) -> None:
    """Make the tables of the bare pages."""
    with engine.begin() as connection:
        for statement in (CARDS, *INDEXES):
            connection.execute(text(statement))
        if engine.dialect.name == "sqlite":
            connection.execute(text("CREATE VIRTUAL TABLE bench_text USING fts5(words)"))
            connection.execute(
                text("INSERT INTO bench_text (rowid, words) SELECT id, words FROM bench_cards")
            )
        else:
            connection.execute(
                text("CREATE INDEX bench_cards_words ON bench_cards USING gin (words gin_trgm_ops)")
            )
    with db.transaction() as session:
        upkeep.analyse(session)


def sizes(connection: Connection) -> dict[str, int]:
    """Rows of every table of ours and of DBOS; qualified names on PostgreSQL."""
    schemas = [None] if connection.dialect.name == "sqlite" else ["public", "dbos"]
    found = {}
    for schema in schemas:
        for name in inspect(connection).get_table_names(schema=schema):
            if not name.startswith(("bench_", "card_index", "order_index", "sqlite_")):
                qualified = name if schema in {None, "public"} else f"{schema}.{name}"
                found[qualified] = connection.execute(
                    text(f"SELECT count(*) FROM {qualified}")
                ).scalar_one()
    return found


def copies(engine: Engine, tables: Mapping[str, int]) -> str:
    """Empty tables of the same shape, with a row each to write; the form field for the baseline."""
    parts = []
    with engine.begin() as connection:
        for table, rows in sorted(tables.items()):
            name = table.replace(".", "_")
            connection.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS bench_{name}_one AS SELECT * FROM {table} LIMIT 1"
                )
            )
            connection.execute(
                text(f"CREATE TABLE IF NOT EXISTS bench_{name} AS SELECT * FROM {table} LIMIT 0")
            )
            first = inspect(connection).get_columns(f"bench_{name}")[0]["name"]
            connection.execute(
                text(f"CREATE INDEX IF NOT EXISTS bench_{name}_i ON bench_{name} ({first})")
            )
            parts.append(f"{name}:{rows}")
    return ",".join(parts)
