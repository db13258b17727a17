"""`/metrics` in Prometheus's text format: figures from the database, and requests by status.

Figures of the business are the same from whichever process answers. Requests are counted by each
process; with METRICS_DIR each keeps its counts in a file there, and who answers adds them all up,
those of processes that have ended too, so that counters never fall. Empty the folder at a start.
"""

import mmap
import os
import time
from collections.abc import Iterable, Iterator, MutableSequence
from ipaddress import ip_address
from threading import Lock

from flask import Flask, Response, current_app, request

from portal.core import tokens
from portal.inspection.figures import Figure

TYPE = "text/plain; version=0.0.4; charset=utf-8"
CLASSES = 6  # 1xx to 5xx; the first place stays 0
WIDTH = 8
NAME = "requests-"


class Counter:
    """Answers by their status class, in this process; in a file of its own when it has a folder."""

    def __init__(self, folder: str) -> None:
        self.folder, self.lock = folder, Lock()
        self.process = 0  # servers fork: each child begins a file of its own
        self.counts: MutableSequence[int] = [0] * CLASSES

    def count(self, response: Response) -> Response:
        with self.lock:
            if self.process != os.getpid():
                self._begin()
            self.counts[response.status_code // 100] += 1
        return response

    def _begin(self) -> None:
        self.process = os.getpid()
        self.counts = _mapped(self.folder) if self.folder else [0] * CLASSES

    def totals(self) -> list[int]:
        """Of all processes that share the folder, or of this one."""
        if not self.folder:
            return list(self.counts)
        every = [
            _read(entry.path) for entry in os.scandir(self.folder) if entry.name.startswith(NAME)
        ]
        return [sum(column) for column in zip(*every, [0] * CLASSES, strict=True)]


def _mapped(folder: str) -> MutableSequence[int]:
    path = os.path.join(folder, f"{NAME}{os.getpid()}-{time.time_ns()}")
    with open(path, "w+b") as file:
        file.truncate(CLASSES * WIDTH)
        shared: MutableSequence[int] = memoryview(mmap.mmap(file.fileno(), 0)).cast("q")  # type: ignore[assignment]
    return shared


def _read(path: str) -> list[int]:
    with open(path, "rb") as file:
        held = file.read(CLASSES * WIDTH).ljust(CLASSES * WIDTH, b"\0")  # just begun: shorter
    return list(memoryview(held).cast("q"))


def install(app: Flask) -> None:
    counter = Counter(app.config["SETTINGS"].metrics_dir)
    app.extensions["requests"] = counter
    app.after_request(counter.count)


def may_read() -> bool:
    """By the token, or without one from this machine itself, never through a proxy."""
    wanted = current_app.config["SETTINGS"].metrics_token
    if wanted:
        return tokens.same(request.headers.get("Authorization", ""), f"Bearer {wanted}")
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not is_forwarded and ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 - no address: not loopback


def text(figures: Iterable[Figure]) -> str:
    return "".join(_lines([*figures])) + "".join(_requests())


def _requests() -> Iterator[str]:
    totals = current_app.extensions["requests"].totals()
    yield "# HELP portal_requests_total Answers by status.\n# TYPE portal_requests_total counter\n"
    for status in range(1, CLASSES):
        yield f'portal_requests_total{{status="{status}xx"}} {totals[status]}\n'


def _lines(figures: list[Figure]) -> Iterator[str]:
    for name in dict.fromkeys(figure.name for figure in figures):
        same = [figure for figure in figures if figure.name == name]
        yield f"# HELP {name} {same[0].says}\n# TYPE {name} gauge\n"
        yield from (f"{name}{_labels(figure)} {_number(figure.value)}\n" for figure in same)


def _labels(figure: Figure) -> str:
    said = ",".join(f'{name}="{value}"' for name, value in figure.labels.items())
    return f"{{{said}}}" if said else ""


def _number(value: float) -> str:
    return "+Inf" if value == float("inf") else str(value)
