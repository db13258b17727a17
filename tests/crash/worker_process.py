"""A worker of its own process for the crash tests: `python -m tests.crash.worker_process URL NAME`.

Its one job writes its effect by key, and beside it a line for every run.
"""

import signal
import sys
import time
from threading import Event

from sqlalchemy import text

from portal.core import db
from portal.worker import run_worker

TABLES = (
    "CREATE TABLE crash_orders (key TEXT PRIMARY KEY)",
    "CREATE TABLE crash_effects (key TEXT PRIMARY KEY)",
    "CREATE TABLE crash_runs (key TEXT NOT NULL)",
)
EFFECT = text("INSERT INTO crash_effects (key) VALUES (:key) ON CONFLICT (key) DO NOTHING")
RUN = text("INSERT INTO crash_runs (key) VALUES (:key)")


def fulfil(order: str) -> None:
    with db.transaction() as session:
        session.execute(RUN, {"key": order})
    time.sleep(0.05)  # the outside world; most kills fall here
    with db.transaction() as session:
        session.execute(EFFECT, {"key": order})


def main() -> None:
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    database = db.configure(sys.argv[1])
    run_worker({"fulfil": fulfil}, {}, database=database, prefix=sys.argv[2], stop=stop)


if __name__ == "__main__":
    main()
