"""Triggers that keep the books: balanced when posted, and never touched after.

A journal is written as its head, its entries, then one UPDATE of `is_posted`. That UPDATE is
accepted only when the entries sum to zero in every currency; nothing else may be changed, ever.
On PostgreSQL a deferred trigger also refuses to commit a head that was left unposted; SQLite has
no such moment, there the audit (I01) finds one.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from portal.core.ddl import insert_only, is_sqlite, not_insert_only, run

UNBALANCED = """
  SELECT currency FROM entries WHERE journal_id = NEW.id GROUP BY currency HAVING sum(amount) <> 0
"""
EMPTY = "NOT EXISTS (SELECT 1 FROM entries WHERE journal_id = NEW.id)"
SQLITE = {
    "journals_start_unposted": """
      BEFORE INSERT ON journals WHEN NEW.is_posted
      BEGIN SELECT RAISE(ABORT, 'a journal is posted after its entries'); END""",
    "journals_post_once": """
      BEFORE UPDATE ON journals WHEN OLD.is_posted OR NOT NEW.is_posted
        OR OLD.id <> NEW.id OR OLD.public_id <> NEW.public_id OR OLD.kind <> NEW.kind
        OR OLD.source <> NEW.source OR OLD.memo <> NEW.memo OR OLD.at <> NEW.at
        OR OLD.order_id IS NOT NEW.order_id
      BEGIN SELECT RAISE(ABORT, 'journals are never changed'); END""",
    "journals_balance": f"""
      BEFORE UPDATE OF is_posted ON journals
      WHEN {EMPTY} OR EXISTS ({UNBALANCED})
      BEGIN SELECT RAISE(ABORT, 'a journal sums to zero'); END""",
    "journals_no_delete": """
      BEFORE DELETE ON journals
      BEGIN SELECT RAISE(ABORT, 'journals are never deleted'); END""",
    "entries_before_posting": """
      BEFORE INSERT ON entries
      WHEN (SELECT is_posted FROM journals WHERE id = NEW.journal_id)
      BEGIN SELECT RAISE(ABORT, 'a posted journal takes no entry'); END""",
}

# PostgreSQL: function -> (what must not be, what is said then).
REFUSALS = {
    "start_unposted": [("NEW.is_posted", "a journal is posted after its entries")],
    "post_once": [
        ("OLD.is_posted OR NOT NEW.is_posted", "journals are never changed"),
        (
            "to_jsonb(OLD) - 'is_posted' <> to_jsonb(NEW) - 'is_posted'",
            "journals are never changed",
        ),
        (f"{EMPTY} OR EXISTS ({UNBALANCED})", "a journal sums to zero"),
    ],
    "entry_before_posting": [
        (
            "EXISTS (SELECT 1 FROM journals WHERE id = NEW.journal_id AND is_posted)",
            "a posted journal takes no entry",
        )
    ],
    "posted_at_commit": [
        (
            "EXISTS (SELECT 1 FROM journals WHERE id = NEW.id AND NOT is_posted)",
            "an unposted journal cannot be committed",
        )
    ],
}
POSTGRESQL = {
    "journals_start_unposted": "BEFORE INSERT ON journals FOR EACH ROW|start_unposted",
    "journals_post_once": "BEFORE UPDATE ON journals FOR EACH ROW|post_once",
    "journals_no_delete": "BEFORE DELETE ON journals FOR EACH ROW|refuse_change",
    "journals_never_emptied": "BEFORE TRUNCATE ON journals FOR EACH STATEMENT|refuse_change",
    "entries_before_posting": "BEFORE INSERT ON entries FOR EACH ROW|entry_before_posting",
}
AT_COMMIT = (
    "CREATE CONSTRAINT TRIGGER journals_posted_at_commit AFTER INSERT ON journals "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION posted_at_commit()"
)


def create(connection: Connection) -> None:
    """Needs the function of core.ddl.insert_only on PostgreSQL, which it makes itself."""
    insert_only(connection, "entries")
    if is_sqlite(connection):
        run(connection, *(f"CREATE TRIGGER {name} {body}" for name, body in SQLITE.items()))
        return
    run(connection, *(_function(name, refusals) for name, refusals in REFUSALS.items()))
    run(connection, *(_trigger(name, told) for name, told in POSTGRESQL.items()), AT_COMMIT)


def _trigger(name: str, told: str) -> str:
    when, function = told.split("|")
    return f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function}()"


def _function(name: str, refusals: Sequence[tuple[str, str]]) -> str:
    body = " ".join(
        f"IF {wrong} THEN RAISE EXCEPTION USING "
        f"ERRCODE = 'integrity_constraint_violation', MESSAGE = '{said}'; END IF;"
        for wrong, said in refusals
    )
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NEW; END $$"
    )


def drop(connection: Connection) -> None:
    not_insert_only(connection, "entries")
    if is_sqlite(connection):
        run(connection, *(f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE))
        return
    names = [*POSTGRESQL, "journals_posted_at_commit"]
    run(connection, *(f"DROP TRIGGER IF EXISTS {name} ON {_table(name)}" for name in names))
    run(connection, *(f"DROP FUNCTION IF EXISTS {name}()" for name in REFUSALS))


def _table(trigger: str) -> str:
    return trigger.split("_", 1)[0]
