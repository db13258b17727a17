"""The real site for tests: gunicorn and workers as processes of their own, on 127.0.0.1."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.core.scrubbing import scrubbed
from portal.demo.accounts import PASSPHRASE
from tests.postgres import free_port

STARTING_SECONDS = 60


@dataclass
class Served:
    """One running process group; `url` is the database it works on."""

    port: int
    process: subprocess.Popen
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """SIGKILL to all of it, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def environment(url: str, folder: Path, port: int, **more: str) -> dict[str, str]:
    given = {
        "DATABASE_URL": url,
        "STORAGE_URL": f"file://{folder}/files",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "PYTHONWARNINGS": "ignore",
        "PORTAL_ENV": "development",
        "GET_LIMITS": "off",  # the crowds of the tests have one address
    }
    return os.environ | given | more


@contextmanager
def web(
    url: str, folder: Path, *, application: str = "portal.wsgi:app", workers: int = 2, threads: int = 8,
    port: int | None = None, **more: str,
) -> Iterator[Served]:  # fmt: skip
    """gunicorn with gthread workers, ready when it answers."""
    served = start_web(
        url, folder, application=application, workers=workers, threads=threads, port=port, **more
    )
    try:
        wait_for(served)
        yield served
    finally:
        end(served)
    assert not secrets_of(served.log)


def start_web(
    url: str, folder: Path, *, application: str = "portal.wsgi:app", workers: int = 2, threads: int = 8,
    port: int | None = None, **more: str,
) -> Served:  # fmt: skip
    """The same without waiting for it."""
    port = port or free_port()
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
        "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread",
        "--log-level", "warning", "--graceful-timeout", "10",
    ]  # fmt: skip
    return _start(command, environment(url, folder, port, **more), folder / f"web-{port}.log", port)


@contextmanager
def worker(url: str, folder: Path, *, port: int = 0, **more: str) -> Iterator[Served]:
    """`python -m portal.worker`; ends when the block does."""
    command = [sys.executable, "-m", "portal.worker"]
    served = _start(command, environment(url, folder, port, **more), folder / "worker.log", port)
    try:
        yield served
    finally:
        end(served)
    assert not secrets_of(served.log)


def secrets_of(log: Path) -> list[str]:
    """Lines that hold what a log must not (W30), of everything that the suites do to a site."""
    lines = log.read_text(errors="replace").splitlines()
    return [line for line in lines if PASSPHRASE in line or scrubbed(line) != line]


def _start(command: list[str], env: dict[str, str], log: Path, port: int) -> Served:
    with open(log, "ab") as out:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    return Served(port, process, log)


def end(served: Served) -> None:
    """SIGTERM, and SIGKILL to what is left after its grace."""
    if served.process.poll() is None:
        os.killpg(served.process.pid, signal.SIGTERM)
        try:
            served.process.wait(25)
        except subprocess.TimeoutExpired:
            served.kill()


def wait_for(served: Served, path: str = "/healthz") -> None:
    """Until it answers; its log when it does not."""
    for _ in range(STARTING_SECONDS * 20):
        if served.process.poll() is not None:
            break
        try:
            connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                connection.close()
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise RuntimeError(served.log.read_text()[-3000:])
