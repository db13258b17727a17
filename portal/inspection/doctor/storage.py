"""D08: files can be read and kept. It writes nothing, so of S3 it only knows that it answers."""

import os
from collections.abc import Iterable

from config import Settings
from portal.core import files
from portal.inspection.checks import Offence
from portal.inspection.doctor.ground import Question

PROBE = "doctor/no-such-file"


def reachable(_settings: Settings) -> Iterable[Offence]:
    """Raises what the storage raises: then we could not look."""
    files.store().exists(PROBE)
    return []


def writable(_settings: Settings) -> Iterable[Offence]:
    store = files.store()
    if not store.is_local:
        return []
    folder = existing(store.root)
    may = os.access(folder, os.W_OK | os.X_OK)
    return [] if may else [{"folder": folder, "is": "not writable"}]


def existing(path: str) -> str:
    """The folder itself, or the nearest above it that is there."""
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path


QUESTIONS = (
    Question("D08", "the storage answers", reachable),
    Question("D08", "the storage takes files", writable),
)
