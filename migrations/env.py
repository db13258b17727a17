"""Run the migrations on the engine that the caller hands over, or on DATABASE_URL."""

from alembic import context
from sqlalchemy.engine import Connection

import config as settings
from portal.core import db
from portal.schema import METADATA

OURS = set(METADATA.tables)


def _is_ours(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
    """DBOS and FTS5 keep tables of their own beside ours; leave them alone."""
    return kind != "table" or name in OURS


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_object=_is_ours,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = (
    context.config.attributes.get("engine") or db.configure(settings.load().database_url).engine
)
with engine.connect() as connection:
    _run(connection)
    connection.commit()
