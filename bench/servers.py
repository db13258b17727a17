"""Our application and the baseline, behind the same server with the same workers."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import Browser
from tests.postgres import free_port

WORKERS, THREADS = 2, 8
STARTING_SECONDS = 30


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    cold_start_s: float

    def worker_rss_mb(self) -> float:
        """The largest worker's resident memory."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return max(_rss_mb(int(pid)) for pid in children.split())


def _rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def serving(application: str, first_page: str, database_url: str, folder: Path) -> Iterator[Server]:
    """Start gunicorn on `application`; ready when `first_page` answers 200."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "STORAGE_URL": f"file://{folder}/files",
        "GET_LIMITS": "off",
        "MALLOC_ARENA_MAX": "1",  # as `make run` starts it
    }
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread",
        "--keep-alive", "60", "--log-level", "error",
    ]  # fmt: skip
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    try:
        yield Server(port, process, _wait(port, first_page, started))
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, page: str, started: float) -> float:
    while time.perf_counter() - started < STARTING_SECONDS:
        try:
            if Browser(port).get(page).status == 200:
                return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"no answer from port {port}")
