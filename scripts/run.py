"""`make run`: migrate, load, seed an empty database, then web server and worker until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

import config
from portal import schema
from portal.core import db, files, jobs
from portal.demo.accounts import ACCOUNTS, PASSPHRASE
from portal.demo.seed import seed_if_empty
from portal.reference import load

GRACE_SECONDS = 20


def prepare(settings: config.Settings) -> None:
    """The database at head, with reference data, and the demo where it is empty."""
    database = db.configure(settings.database_url)
    files.configure(settings.storage_url, settings.storage_options)
    schema.create_schema(database)
    jobs.prepare(database)
    with db.transaction() as session:
        load.load(session)
    if settings.demo and seed_if_empty():
        print("Demo data were filled in.", flush=True)
    database.engine.dispose()


def serve(port: int) -> list[subprocess.Popen[bytes]]:
    """The web server and one worker as children."""
    web = [
        sys.executable, "-m", "gunicorn", "portal.wsgi:app", "--bind", f"{host()}:{port}",
        "--workers", os.environ.get("WEB_WORKERS", "2"), "--threads", "8",
        "--worker-class", "gthread", "--graceful-timeout", "25", "--log-level", "warning",
    ]  # fmt: skip
    lean = os.environ | {"MALLOC_ARENA_MAX": "1"}  # threads share memory that was given back
    worker = [sys.executable, "-m", "portal.worker"]
    return [subprocess.Popen(web, env=lean), subprocess.Popen(worker, env=lean)]


def host() -> str:
    return os.environ.get("HOST", "127.0.0.1")


def announce(port: int) -> None:
    print(f"\n  The shop:     http://127.0.0.1:{port}/   (English: http://127.0.0.1:{port}/en/)")
    print(f"  Passphrase of every demo account: {PASSPHRASE}")
    for account in ACCOUNTS:
        print(f"    {account.email:<28} {account.what_en}")
    print("  Messages land in /admin/outbox (administrator). Stop with Ctrl-C.\n", flush=True)


def main() -> int:
    settings = config.load()
    port = int(os.environ.get("PORT", "8000"))
    started = time.monotonic()
    prepare(settings)
    children = serve(port)
    print(f"Ready after {time.monotonic() - started:.0f} s of preparation.", flush=True)
    announce(port)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(child.poll() is None for child in children):
        time.sleep(0.3)
    stop(signal.SIGTERM, None)
    for child in children:
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
