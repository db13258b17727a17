"""Real databases for every test: a fresh SQLite file, and PostgreSQL where a test asks for both.

`session` is an open writing session on a fresh, migrated database. Domain tests run on both
databases through `session`; page tests use `client` (SQLite unless parametrised).
"""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.core import clock, db, files
from portal.schema import create_schema
from tests import postgres, statements, units
from tests.pool import Pool, administer

pytest_plugins = ["tests.asvs"]

statements.share()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: units.turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> units.Units:
    config.option.loadscopereorder = False  # by the number of tests, it means
    return units.Units(config, log)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    made = db.configure(f"sqlite:///{path}")
    create_schema(made)
    raw = made.engine.raw_connection()
    raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    made.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    name = f"template_{uuid.uuid4().hex[:8]}"
    administer(postgresql_server, f'CREATE DATABASE "{name}"')
    made = db.configure(postgresql_server.rsplit("/", 1)[0] + f"/{name}")
    create_schema(made)
    made.engine.dispose()
    return name


@pytest.fixture(scope="session")
def postgresql_pool(postgresql_server: str, postgresql_template: str) -> Pool:
    return Pool(postgresql_server, postgresql_template)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "portal.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_pool: Pool) -> Iterator[str]:
    yield postgresql_pool.take()
    if db._Current.database is not None:
        db._Current.database.engine.dispose()
    postgresql_pool.give_back()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[db.Database]:
    made = db.configure(database_url)
    files.configure(f"file://{tmp_path}/files")
    yield made
    made.engine.dispose()
    db._Current.database = None


@pytest.fixture
def still() -> Iterator[None]:
    """The clock stands: uses that are counted by the minute all fall into the same one."""
    with clock.at(clock.now()):
        yield


@pytest.fixture
def session(database: db.Database) -> Iterator[Session]:
    """An open writing session; commit() to let other sessions see."""
    with database.session(readonly=False) as opened:
        yield opened
