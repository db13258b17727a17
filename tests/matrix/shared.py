"""The world on disk: built once for all processes of a test run, then copied by whoever needs it."""

import fcntl
import pickle
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import config
from portal.accounts import passwords
from portal.core import db, files, sealing
from portal.firms.models import Organisation
from portal.payments import gateways
from tests.matrix import world
from tests.matrix.world import World

LETTERS = {"ALF": "A", "BET": "B", "GIM": "C", "QOC": "office"}


@dataclass
class Built:
    """A world that nobody else writes to; `houses` maps an organisation's key to its letter."""

    settings: config.Settings
    world: World
    houses: dict[int, str]


def settings_of(folder: Path, **facts) -> config.Settings:
    return config.Settings(
        testing=True,
        database_url=f"sqlite:///{folder}/world.db",
        storage_url=f"file://{folder}/files",
        public_url="http://localhost:8000",  # a name: only then there are passkeys
        gateways=("sandbox", "transfer"),
        **facts,
    )


def configure(settings: config.Settings) -> None:
    db.configure(settings.database_url)
    files.configure(settings.storage_url)
    sealing.configure((settings.factor_key,))
    passwords.configure(testing=True)
    gateways.configure(settings.gateways, settings)


def copy(factory: pytest.TempPathFactory, template: Path) -> Built:
    """A copy of its own for the caller."""
    original = _original(factory, template)
    folder = factory.mktemp("matrix") / "copy"
    shutil.copytree(original, folder)
    made, houses = pickle.loads((folder / "world.pickle").read_bytes())
    return Built(settings_of(folder), made, houses)


def _original(factory: pytest.TempPathFactory, template: Path) -> Path:
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # xdist's workers side by side
    folder = shared / "matrix-world"
    with open(shared / "matrix-world.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "world.pickle").exists():
            _build(folder, template)
    return folder


def _build(folder: Path, template: Path) -> None:
    folder.mkdir(exist_ok=True)
    shutil.copy(template, folder / "world.db")
    configure(settings_of(folder))
    with db.transaction() as session:
        made = world.build(session)
        houses = {row.id: LETTERS.get(row.code, row.code) for row in session.query(Organisation)}
    raw = db.current().engine.raw_connection()
    raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    db.current().engine.dispose()
    (folder / "world.pickle").write_bytes(pickle.dumps((made, houses)))
