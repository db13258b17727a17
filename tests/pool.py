"""One PostgreSQL database for many tests: emptied in milliseconds instead of made anew.

Making a database copies four hundred files. A test that changed the schema itself (the canaries
drop triggers) leaves another fingerprint, and gets the next test a new database.
"""

import uuid

import sqlalchemy as sa

FINGERPRINT = """
SELECT (SELECT count(*) FROM pg_trigger) || '/' || (SELECT count(*) FROM pg_constraint) || '/'
    || (SELECT count(*) FROM pg_class) || '/' || (SELECT count(*) FROM pg_attribute)
    || '/' || (SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O')
"""
FILLED = """
SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
WHERE schemaname IN ('public', 'dbos')
"""
EMPTY = """
DO $$
DECLARE
  name text;
  has_rows boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH name IN ARRAY %s::text[] LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO has_rows;
    IF has_rows THEN EXECUTE 'DELETE FROM ' || name; END IF;
  END LOOP;
END $$
"""


class Pool:
    """Hands out one database; `give_back` empties it, or drops it when its schema was touched."""

    def __init__(self, server: str, template: str) -> None:
        self.server, self.template = server, template
        self.name: str | None = None
        self.fingerprint = ""
        self.tables: list[str] = []

    def take(self) -> str:
        if self.name is None:
            self.name = f"test_{uuid.uuid4().hex[:12]}"
            administer(self.server, f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
            self._learn()
        return self.url

    @property
    def url(self) -> str:
        return self.server.rsplit("/", 1)[0] + f"/{self.name}"

    def _learn(self) -> None:
        """Which tables a fresh database leaves empty."""
        with _connected(self.url) as connection:
            self.fingerprint = connection.exec_driver_sql(FINGERPRINT).scalar_one()
            names = connection.exec_driver_sql(FILLED).scalars().all()
            count = "SELECT EXISTS (SELECT 1 FROM {})"
            self.tables = [
                name
                for name in names
                if not connection.exec_driver_sql(count.format(name)).scalar_one()
            ]

    def give_back(self) -> None:
        with _connected(self.url) as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if connection.exec_driver_sql(FINGERPRINT).scalar_one() == self.fingerprint:
                listed = "ARRAY['" + "','".join(self.tables) + "']"
                connection.exec_driver_sql(EMPTY.replace("%s", listed))
                return
        administer(self.server, f'DROP DATABASE "{self.name}" WITH (FORCE)')
        self.name = None


def _connected(url: str) -> sa.Connection:
    made = sa.make_url(url).set(drivername="postgresql+psycopg")
    return sa.create_engine(made, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect()


def administer(url: str, statement: str) -> None:
    with _connected(url) as connection:
        connection.exec_driver_sql(statement)
