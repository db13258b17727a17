"""D09: room on the disks. D10: how old the newest backup is."""

import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import make_url

from config import Settings
from portal.core import clock, db, files
from portal.inspection.checks import Level, Offence
from portal.inspection.doctor.ground import Question
from portal.inspection.doctor.storage import existing

GIGABYTE = 10**9
LOW, FULL = 2 * GIGABYTE, GIGABYTE // 5
BACKUP_AGE = timedelta(hours=26)  # each night, and two hours for the work
MANIFEST = "manifest.json"  # as portal.backup writes it, last of all


def _free() -> dict[str, int]:
    """Bytes left where the database and the files lie on this machine."""
    folders = set()
    if db.current().is_sqlite:
        folders.add(os.path.dirname(os.path.abspath(make_url(db.current().url).database or "")))
    if files.store().is_local:
        folders.add(existing(files.store().root))
    return {folder: shutil.disk_usage(folder).free for folder in sorted(folders)}


def _below(limit: int) -> list[Offence]:
    return [{"folder": name, "free": free} for name, free in _free().items() if free < limit]


def low(_settings: Settings) -> Iterable[Offence]:
    return _below(LOW)


def full(_settings: Settings) -> Iterable[Offence]:
    return _below(FULL)


def backups(settings: Settings) -> Iterable[Offence]:
    """The newest whole backup in BACKUP_DIR; the manifest is written last."""
    if not settings.backup_dir:
        return [{"setting": "BACKUP_DIR is not set: nobody knows of a backup"}]
    if not os.path.isdir(settings.backup_dir):  # `flask backup` makes it at its first run
        return [{"backups": "none"}]
    made = [_made(entry.path) for entry in os.scandir(settings.backup_dir) if entry.is_dir()]
    newest = max((at for at in made if at is not None), default=None)
    if newest is None:
        return [{"backups": "none"}]
    return [{"newest": newest.isoformat()}] if newest < clock.now() - BACKUP_AGE else []


def _made(folder: str) -> datetime | None:
    path = os.path.join(folder, MANIFEST)
    return datetime.fromtimestamp(os.stat(path).st_mtime, UTC) if os.path.isfile(path) else None


QUESTIONS = (
    Question("D09", "two gigabytes are free", low, Level.WARNING),
    Question("D09", "the disk is not full", full),
    Question("D10", "there is a backup of the last day", backups, Level.WARNING),
)
