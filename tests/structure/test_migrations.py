"""The migrations make the models, on both databases, up and down; what models cannot say included.

Alembic compares tables and columns, but neither CHECK constraints nor triggers, so the schema that
the migrations made is compared with the one that the models and the ddl modules make.
"""

import importlib
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.core import db
from portal.schema import METADATA, alembic_config
from tests.structure import source

KEEPS = {"alembic_version"}


@pytest.fixture
def empty_sqlite(tmp_path):
    return f"sqlite:///{tmp_path}/empty.db", f"sqlite:///{tmp_path}/other.db"


@pytest.fixture
def empty_postgresql(postgresql_server, request):
    names = [f"empty_{request.node.nodeid.__hash__() & 0xFFFFFF:x}_{n}" for n in "ab"]
    server = sa.create_engine(
        sa.make_url(postgresql_server).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
    )
    with server.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    yield [postgresql_server.rsplit("/", 1)[0] + f"/{name}" for name in names]
    with server.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request):
    """Two empty databases of one kind."""
    made = [db.Database(url) for url in request.getfixturevalue(f"empty_{request.param}")]
    yield made
    for each in made:
        each.engine.dispose()


def ddl_modules():
    names = sorted(
        ".".join(path.relative_to(source.ROOT).with_suffix("").parts)
        for path in source.named(".py", under=source.PORTAL)
        if path.name == "ddl.py"
    )
    return [importlib.import_module(name) for name in names]


def make_from_models(database):
    with database.engine.begin() as connection:
        METADATA.create_all(connection)
        for module in ddl_modules():
            module.create(connection)


def squeezed(sql):
    """SQL without blanks, quotes, brackets and casts that say nothing."""
    said = "" if sql is None else str(sql)
    text = re.sub(r"::(?:\w+(?:\(\d+\))?|character varying)(?:\[\])?", "", said)
    return re.sub(r"[\s\"'()`]", "", text).lower()


def columns_of(inspector, table):
    return {
        c["name"]: (str(c["type"]), c["nullable"], squeezed(c["default"]))
        for c in inspector.get_columns(table)
    }


def rules_of(inspector, table):
    """Keys, uniqueness, checks and indexes of one table, free of order."""
    foreign = {
        (f["name"], *f["constrained_columns"], f["referred_table"], *f["referred_columns"],
         str(sorted(f["options"].items())))
        for f in inspector.get_foreign_keys(table)
    }  # fmt: skip
    return {
        "key": tuple(inspector.get_pk_constraint(table)["constrained_columns"]),
        "foreign": foreign,
        "unique": {(u["name"], *u["column_names"]) for u in inspector.get_unique_constraints(table)},
        "checks": {(c["name"], squeezed(c["sqltext"])) for c in inspector.get_check_constraints(table)},
        "indexes": {
            (i["name"], *map(str, i["column_names"]), *map(str, i.get("expressions", ())),
             bool(i["unique"]), squeezed(_where(i)))
            for i in inspector.get_indexes(table)
        },
    }  # fmt: skip


def _where(index):
    options = index.get("dialect_options", {})
    found = options.get("sqlite_where")
    return found if found is not None else options.get("postgresql_where")


def beyond_models(connection):
    """Triggers, functions, virtual tables and views, by name and text."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
            " OR sql LIKE 'CREATE VIRTUAL%'"
        )
    else:
        rows = connection.exec_driver_sql(
            "SELECT tgname || ' on ' || tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE NOT tgisinternal UNION ALL"
            " SELECT proname, prosrc FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
            " WHERE nspname = 'public' AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')"
            " UNION ALL SELECT extname, '' FROM pg_extension"
        )
    return {name: squeezed(text) for name, text in rows}


def schema_of(database):
    inspector = sa.inspect(database.engine)
    tables = {
        name: (columns_of(inspector, name), rules_of(inspector, name))
        for name in inspector.get_table_names()
        if name not in KEEPS
    }
    with database.engine.connect() as connection:
        return tables, beyond_models(connection)


def left(database):
    inspector = sa.inspect(database.engine)
    with database.engine.connect() as connection:
        beyond = set(beyond_models(connection)) - {"plpgsql", "pg_trgm", "unaccent"}
    return set(inspector.get_table_names()) - KEEPS | beyond


def steps():
    made = ScriptDirectory(str(Path(source.ROOT, "migrations")))
    return [script.revision for script in reversed(list(made.walk_revisions()))]


def test_the_migrations_are_one_line_without_branches():
    made = ScriptDirectory(str(Path(source.ROOT, "migrations")))

    assert len(made.get_heads()) == 1
    assert len(made.get_bases()) == 1


def is_modelled(_object, name, kind, is_reflected, other):
    """Tables of DBOS and of FTS5, and indexes that only a ddl module can say, are not."""
    if kind == "index":
        return not (is_reflected and other is None)
    return kind != "table" or name in METADATA.tables


def test_alembic_finds_no_difference_to_the_models(two):
    command.upgrade(alembic_config(two[0]), "head")

    with two[0].engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": is_modelled,
            },
        )
        assert compare_metadata(context, METADATA) == []


def test_the_schema_of_the_migrations_is_that_of_the_models_and_their_ddl(two):
    migrated, modelled = two
    command.upgrade(alembic_config(migrated), "head")
    make_from_models(modelled)

    tables, beyond = schema_of(migrated)
    wanted_tables, wanted_beyond = schema_of(modelled)
    assert tables.keys() == wanted_tables.keys()
    for name, (columns, rules) in wanted_tables.items():
        assert tables[name][0] == columns, name
        assert tables[name][1] == rules, name
    assert beyond == wanted_beyond


def test_every_step_goes_down_and_up_again(two):
    database = two[0]
    for revision in steps():
        command.upgrade(alembic_config(database), revision)
        before = schema_of(database)
        command.downgrade(alembic_config(database), "-1")
        command.upgrade(alembic_config(database), revision)
        assert schema_of(database) == before, revision


def test_all_the_way_down_leaves_nothing(two):
    command.upgrade(alembic_config(two[0]), "head")
    command.downgrade(alembic_config(two[0]), "base")

    assert left(two[0]) == set()
