"""What a backup consists of. It is written last, so a folder without one is no backup."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass

NAME = "manifest.json"
CHUNK = 1024 * 1024


class Spoilt(Exception):
    """The backup is not what was made; the message names the part."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the backup, by its place in the folder."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`kind` is sqlite or postgresql; `head` the newest seal of the audit log, "" without one."""

    made_at: str
    kind: str
    revision: str
    head: str
    parts: Sequence[Part]
    missing: Sequence[str] = ()  # files that rows name and that were gone already


def part(folder: str, name: str) -> Part:
    path = os.path.join(folder, name)
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return Part(name, os.path.getsize(path), digest.hexdigest())


def write(folder: str, manifest: Manifest) -> None:
    """Whole or not at all."""
    path = os.path.join(folder, NAME)
    with open(f"{path}.part", "w", encoding="utf-8", opener=private) as file:
        json.dump(asdict(manifest), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f"{path}.part", path)


def read(folder: str) -> Manifest:
    """Raises Spoilt when there is none or it cannot be read."""
    try:
        with open(os.path.join(folder, NAME), encoding="utf-8") as file:
            told = json.load(file)
        parts = [Part(**one) for one in told.pop("parts")]
        return Manifest(parts=parts, **told)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Spoilt(f"{NAME}: {error}") from error


def check(folder: str) -> Manifest:
    """Read every byte. Raises Spoilt for the first part that is gone or was changed."""
    manifest = read(folder)
    for wanted in manifest.parts:
        try:
            found = part(folder, wanted.name)
        except OSError as error:
            raise Spoilt(f"{wanted.name}: {error.strerror}") from error
        if found != wanted:
            raise Spoilt(f"{wanted.name} was changed")
    return manifest


def private(path: str, flags: int) -> int:
    """An opener: for its owner alone."""
    return os.open(path, flags, 0o600)
