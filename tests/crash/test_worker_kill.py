"""Kill -9 of the worker loses no job of a committed order and does nothing twice."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import text

from portal.core import clock, db, jobs
from tests.crash.worker_process import TABLES
from tests.working import PATIENCE, wait_until

pytestmark = pytest.mark.crash

ORDERS = 300
THREADS = 3


@contextmanager
def process(url: str, prefix: str = "crash") -> Iterator[subprocess.Popen]:
    started = subprocess.Popen([sys.executable, "-m", "tests.crash.worker_process", url, prefix])
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def number(table: str, what: str = "*") -> int:
    with db.reading() as session:
        return session.execute(text(f"SELECT count({what}) FROM {table}")).scalar_one()


def place_orders(first: int) -> None:
    """A customer's orders; every third is followed by one whose change is rolled back."""
    for n in range(first, ORDERS, THREADS):
        place(f"order:{n}")
        if n % 3 == 0:
            with pytest.raises(RuntimeError):
                place(f"ghost:{n}", is_refused=True)
        time.sleep(0.03)


def place(key: str, *, is_refused: bool = False) -> None:
    with db.transaction() as session:
        session.execute(text("INSERT INTO crash_orders (key) VALUES (:key)"), {"key": key})
        jobs.later(session, "fulfil", key=key, order=key)
        if is_refused:
            raise RuntimeError


@contextmanager
def buyers() -> Iterator[None]:
    threads = [Thread(target=place_orders, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def kill_in_the_middle(url: str) -> None:
    before = number("crash_runs")
    with process(url):
        wait_until(lambda: number("crash_runs") >= before + 12)


@pytest.mark.parametrize(
    ("server", "kills"), [("sqlite", 5), ("postgresql", 3)], ids=["sqlite", "postgresql"]
)
def test_killed_workers_lose_nothing_and_double_nothing(server, kills, request):
    url = request.getfixturevalue(f"{server}_url")
    database = db.configure(url)
    with database.engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(table))
    with buyers():
        for _ in range(kills):
            kill_in_the_middle(url)
    with process(url):
        wait_until(lambda: not jobs.waiting(limit=1))
    with db.reading() as session:
        placed = set(session.execute(text("SELECT key FROM crash_orders")).scalars())
        done = list(session.execute(text("SELECT key FROM crash_effects")).scalars())
    assert len(placed) == ORDERS
    assert sorted(done) == sorted(placed)
    assert number("crash_runs") >= ORDERS
    assert jobs.failed() == []


def test_the_work_of_a_silent_worker_goes_to_another(database, database_url):
    with database.engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(table))
    for n in range(20):
        place(f"order:{n}")
    with process(database_url, "dead"):
        wait_until(lambda: number("crash_runs") >= 4)
    held = [job for job in jobs.waiting() if job.status == "PENDING"]
    assert held
    with process(database_url, "alive"):
        wait_until(lambda: number("crash_effects") + len(held) >= 20)
        wait_until(lambda: {job.executor_id for job in jobs.waiting()} == {"dead-1"})
        with db.transaction() as session:
            assert jobs.resume_silent(session) == 0
            for row in jobs.workers(session):
                if row.executor_id == "dead-1":
                    row.seen_at = clock.now() - jobs.SILENCE
        with db.reading() as session:
            assert jobs.resume_silent(session) == len(held)
        wait_until(lambda: not jobs.waiting(limit=1))
    assert number("crash_effects") == 20


def test_a_worker_told_to_stop_finishes_what_it_holds(sqlite_url):
    database = db.configure(sqlite_url)
    with database.engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(table))
    for n in range(4):
        place(f"order:{n}")
    with process(sqlite_url) as worker:
        wait_until(lambda: number("crash_runs") > 0)
        worker.terminate()
        assert worker.wait(PATIENCE) == 0
    assert number("crash_runs") == number("crash_effects")
