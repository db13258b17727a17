"""What models cannot say: tables that only grow. Triggers refuse UPDATE and DELETE of history.

Both databases answer a breach with an IntegrityError. On PostgreSQL TRUNCATE is refused too.
"""

from sqlalchemy import Connection

HISTORY = ("audit_entries", "state_changes")
SEALS = ("audit_blocks",)  # younger than the history they seal

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING
    MESSAGE = TG_TABLE_NAME || ' only grows', ERRCODE = 'integrity_constraint_violation';
END $$
"""


def run(connection: Connection, *statements: str) -> None:
    """Execute DDL as it stands: no bind parameters, no colons to escape."""
    for statement in statements:
        connection.exec_driver_sql(statement)


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def insert_only(connection: Connection, table: str) -> None:
    """From now on rows of `table` can be added and read, never changed or taken away."""
    if is_sqlite(connection):
        run(connection, *(_sqlite_guard(table, verb) for verb in ("UPDATE", "DELETE")))
        return
    run(
        connection,
        REFUSE_CHANGE,
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    )


def _sqlite_guard(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    )


def not_insert_only(connection: Connection, table: str) -> None:
    """Undo `insert_only`, for the way down and for tests that break history on purpose."""
    if is_sqlite(connection):
        names = [f"{table}_no_update", f"{table}_no_delete"]
        run(connection, *(f"DROP TRIGGER IF EXISTS {name}" for name in names))
        return
    names = [f"{table}_only_grows", f"{table}_never_emptied"]
    run(connection, *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name in names))


def create(connection: Connection) -> None:
    for table in (*HISTORY, *SEALS):
        insert_only(connection, table)


def drop(connection: Connection) -> None:
    for table in (*HISTORY, *SEALS):
        not_insert_only(connection, table)
    if not is_sqlite(connection):
        run(connection, "DROP FUNCTION IF EXISTS refuse_change() CASCADE")
