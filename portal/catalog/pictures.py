"""Pictures from people: decoded and made anew in a bounded child process, then stored.

Nothing here opens a transaction: making a picture takes half a second, and storing may be network.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from portal.catalog.picture_wire import LENGTH, PLANS, PRODUCT, RECEIPT
from portal.core import files, tokens
from portal.core.errors import Invalid, TooMany

WIDTHS = tuple(reversed(PLANS[PRODUCT].sides))
FORMATS = PLANS[PRODUCT].formats  # the smaller first: the order of <source> in a page
LARGEST = 8 * 1024 * 1024  # bytes of an upload (security.md 4.5)
SECONDS = 30  # by the wall, a picture
AT_ONCE = 2  # children of one process of ours
PATIENCE = 60  # seconds to wait for a free child
FOLDERS = {PRODUCT: "p", RECEIPT: "t"}  # of the store; only products are ever public
ROOT = Path(__file__).resolve().parents[2]

_children = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class File:
    """One rendering: `width` is the side of the square it fits in; small originals stay small."""

    width: int
    format: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture made anew; `width` and `height` in pixels of the largest rendering."""

    width: int
    height: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """Files that lie in the store and wait for their rows (`images.add`)."""

    public_id: str
    key: str  # "p/ab/abcdef..."; of a receipt "t/ab/abcdef..."
    files: tuple[tuple[str, str, int], ...]  # key, SHA-256 in hex, bytes


def path(key: str, width: int, extension: str) -> str:
    """The store's key of one rendering: "p/ab/abcdef...-300.webp"."""
    return f"{key}-{width}.{extension}"


def render(content: bytes, plan: str = PRODUCT) -> Rendered:
    """Make one uploaded picture anew, for a product or as a receipt.

    Raises Invalid({"image": "not_an_image" | "too_many_pixels" | "webp_too_large" |
    "avif_too_large" | "too_large" | "unreadable"}), and TooMany when all children have been busy
    for a minute.
    """
    [made] = render_many([content], plan)
    if isinstance(made, Invalid):
        raise made
    return made


def render_many(contents: Sequence[bytes], plan: str = PRODUCT) -> list[Rendered | Invalid]:
    """Make many, by two children side by side; a bad one costs the others nothing."""
    made: dict[int, Rendered | Invalid] = {}
    waiting = iter([*enumerate(contents)])
    turn = threading.Lock()

    def work() -> None:
        _Worker(waiting, turn, made, plan).run()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = [pool.submit(work) for _ in range(min(AT_ONCE, len(contents)))]
        for each in done:
            each.result()
    return [made[i] for i in range(len(contents))]


class _Worker:
    """Feeds one child after another from a shared queue; a child that dies costs one picture."""

    def __init__(
        self,
        waiting: Iterator[tuple[int, bytes]],
        turn: threading.Lock,
        made: dict[int, Rendered | Invalid],
        plan: str,
    ) -> None:
        self.waiting = waiting
        self.turn = turn
        self.made = made
        self.plan = plan
        self.child: _Child | None = None

    def run(self) -> None:
        if not _children.acquire(timeout=PATIENCE):
            raise TooMany(SECONDS)
        try:
            while (each := self._next()) is not None:
                self.made[each[0]] = self._render(each[1])
        finally:
            self._drop()
            _children.release()

    def _next(self) -> tuple[int, bytes] | None:
        with self.turn:
            return next(self.waiting, None)

    def _render(self, content: bytes) -> Rendered | Invalid:
        if len(content) > LARGEST:
            return Invalid({"image": "too_large"})
        self.child = self.child or _Child(self.plan)
        try:
            return self.child.render(content)
        except _ChildDied:
            self._drop()
            return Invalid({"image": "unreadable"})

    def _drop(self) -> None:
        if self.child is not None:
            self.child.end()
            self.child = None


class _ChildDied(Exception):
    """Killed by one of its limits, or by us when its time was over."""


class _Child:
    def __init__(self, plan: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - a plan of ours, and no shell
            [sys.executable, "-m", "portal.catalog.picture_child", plan],
            cwd=ROOT,
            env={"MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def render(self, content: bytes) -> Rendered | Invalid:
        """One question, one answer. Raises _ChildDied."""
        alarm = threading.Timer(SECONDS, self.process.kill)
        alarm.start()
        try:
            return self._ask(content)
        except (OSError, ValueError, KeyError, TypeError) as error:  # cut short, or nonsense
            raise _ChildDied from error
        finally:
            alarm.cancel()

    def _ask(self, content: bytes) -> Rendered | Invalid:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(LENGTH.pack(len(content)) + content)
        self.process.stdin.flush()
        header: dict[str, Any] = json.loads(
            _read(self.process.stdout, _length(self.process.stdout))
        )
        if "fault" in header:
            return Invalid({"image": header["fault"]})
        made = tuple(
            File(width, name, _read(self.process.stdout, size))
            for width, name, size in header["files"]
        )
        return Rendered(header["width"], header["height"], made)

    def end(self) -> None:
        self.process.kill()
        with self.process:
            pass


def _length(stream: IO[bytes]) -> int:
    return int(LENGTH.unpack(_read(stream, LENGTH.size))[0])


def _read(stream: IO[bytes], size: int) -> bytes:
    if size > LARGEST:
        raise ValueError("no rendering is that large")
    content = stream.read(size)
    if len(content) != size:
        raise ValueError("the answer was cut short")
    return content


def store(rendered: Rendered, plan: str = PRODUCT) -> StoredPicture:
    """Write the files under a fresh random name; without rows they are strays for the audit."""
    public_id = tokens.public_id()
    key = f"{FOLDERS[plan]}/{public_id[:2]}/{public_id}"
    written = tuple(
        (name, files.store().write(name, file.content), len(file.content))
        for file in rendered.files
        for name in [path(key, file.width, file.format)]
    )
    return StoredPicture(public_id, key, written)


def take_in(content: bytes, plan: str = PRODUCT) -> StoredPicture:
    """Make and store an uploaded picture. Raises as `render` does."""
    return store(render(content, plan), plan)
