"""Put a backup where the settings point: checked before, and looked over afterwards."""

import os
from dataclasses import dataclass

from alembic.script import ScriptDirectory

import config
from portal import inspection
from portal.backup import dumps, manifest
from portal.backup.making import FILES
from portal.backup.manifest import Manifest, Spoilt
from portal.backup.tools import Unable
from portal.core import db, files
from portal.inspection import Report


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `report` is None when the schema must be migrated first."""

    manifest: Manifest
    report: Report | None


def restore(folder: str, *, replace: bool = False) -> Restored:
    """Raises Spoilt for a backup that was changed, Unable where it may not go.

    Everything of the site must be stopped. `replace` takes away what is there now.
    """
    told = manifest.check(folder)
    database, store = db.current(), files.store()
    _refuse(told, database, is_empty=dumps.is_empty(database) and not store.keys(), replace=replace)
    dumps.load(database, folder)
    _put_files(folder, told, store)
    if told.revision != _scripts().get_current_head():
        return Restored(told, None)
    heads = [told.head] if told.head else []
    return Restored(told, inspection.run(heads=heads))


def _refuse(told: Manifest, database: db.Database, *, is_empty: bool, replace: bool) -> None:
    if told.kind != dumps.kind(database):
        raise Unable(f"a backup of {told.kind} does not go into {dumps.kind(database)}")
    known = {script.revision for script in _scripts().walk_revisions()}
    if told.revision not in known:
        raise Unable(f"revision {told.revision} is newer than this program: update it first")
    if not (is_empty or replace):
        raise Unable("the target is not empty: --replace would take away what is there")


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(config.ROOT / "migrations"))


def _put_files(folder: str, told: Manifest, store: files.Store) -> None:
    """Every file of the backup; what else is in the store is not of it."""
    wanted = {part.name.removeprefix(f"{FILES}/"): part for part in told.parts[1:]}
    for key, part in wanted.items():
        with open(os.path.join(folder, part.name), "rb") as file:
            if store.write(key, file.read()) != part.sha256:
                raise Spoilt(f"{part.name} was changed")
    for key in set(store.keys()) - wanted.keys():
        store.remove(key)
