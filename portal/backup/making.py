"""Make a backup of the process's database and store."""

import os

from portal.backup import dumps, manifest
from portal.backup.manifest import Manifest, Part
from portal.core import clock, db, files

FILES = "files"


def make(directory: str) -> str:
    """A new folder in `directory`, named for the moment; returns its path. Raises Unable."""
    now = clock.now()
    os.makedirs(directory, mode=0o700, exist_ok=True)
    folder = os.path.join(directory, now.strftime("%Y%m%dT%H%M%S%fZ"))
    os.mkdir(folder, mode=0o700)
    database = db.current()
    revision, head, keys = dumps.dump(database, folder)
    kind = dumps.kind(database)
    copied = [(key, _copy(key, folder)) for key in keys]
    parts = [manifest.part(folder, dumps.NAMES[kind])]
    parts += [part for _key, part in copied if part is not None]
    missing = [key for key, part in copied if part is None]
    whole = Manifest(now.isoformat(), kind, revision, head, parts, missing)
    manifest.write(folder, whole)
    return folder


def _copy(key: str, folder: str) -> Part | None:
    """One stored file; None when it is gone, which `flask audit` tells as well."""
    try:
        content = files.store().read(key)
    except FileNotFoundError:
        return None
    name = f"{FILES}/{key}"
    path = os.path.join(folder, name)
    _enclose(os.path.dirname(path))
    with open(path, "wb", opener=manifest.private) as file:
        file.write(content)
    return manifest.part(folder, name)


def _enclose(folder: str) -> None:
    """The folder and those above it, each for its owner alone."""
    if not os.path.isdir(folder):
        _enclose(os.path.dirname(folder))
        os.mkdir(folder, mode=0o700)
