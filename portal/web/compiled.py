"""Compiled templates in files, as Python keeps its own: a process loads what another compiled.

A compiled template holds more than its source: parts that it includes, words, icons, digests of
static files. So a file counts only while all of these say what they said when it was written, and
the code that compiles too. What cannot be read or written is compiled anew.
"""

import glob
import hashlib
import marshal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

import config

FOLDER = config.INSTANCE / "templates"
SETTLING = (
    "portal/templates/**/*.*",
    "portal/web/*.py",
    "portal/i18n/*.py",
    "requirements/run.lock",  # Jinja itself
    "static/**/*.*",
    "translations/**/*.mo",
)


def _files() -> Iterator[str]:
    """What a compiled template depends upon."""
    for pattern in SETTLING:
        yield from sorted(glob.iglob(f"{config.ROOT}/{pattern}", recursive=True))


@cache
def ground() -> bytes:
    """A digest of all that compiled templates depend upon, read once a process."""
    digest = hashlib.blake2b(MAGIC_NUMBER)
    for path in _files():
        with open(path, "rb", buffering=0) as file:
            content = file.read()
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.digest()


class Compiled(BytecodeCache):
    """The templates of one language, a file each: a seal over ground, source and code, the code."""

    def __init__(
        self, language: str, folder: Path = FOLDER, known: Callable[[], bytes] = ground
    ) -> None:
        self.folder, self.known = folder / language, known

    def get_source_checksum(self, source: str) -> str:
        return hashlib.blake2b(source.encode(), key=self.known()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            seal, _, code = (self.folder / bucket.key).read_bytes().partition(b"\n")
            if seal == _seal(bucket, code):
                bucket.code = marshal.loads(code)  # noqa: S302 - we wrote it, in a folder of ours

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Whole or not at all: another process may read it at this moment."""
        code = marshal.dumps(bucket.code)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(_seal(bucket, code) + b"\n" + code)
            Path(file.name).replace(self.folder / bucket.key)


def _seal(bucket: Bucket, code: bytes) -> bytes:
    return hashlib.blake2b(bucket.checksum.encode() + code).hexdigest().encode()
