"""Jobs commit with the change, run once per key, are tried again, and end with a person."""

import subprocess
import sys
from datetime import timedelta
from threading import Lock

import pytest
from sqlalchemy import text

from portal.core import clock, db, jobs
from portal.core.errors import NotFound
from portal.worker import slots
from tests.working import wait_until, worker

pytestmark = pytest.mark.usefixtures("database")


class Diary:
    """A handler that notes each call; the first `faults` of them fail."""

    def __init__(self, faults: int = 0) -> None:
        self.calls: list[dict] = []
        self.faults = faults
        self.lock = Lock()

    def __call__(self, **payload: object) -> None:
        with self.lock:
            self.calls.append(payload)
            if len(self.calls) <= self.faults:
                raise ConnectionError("the mail server is away")


def enqueue(name: str = "note", *, key: str, delay_seconds: float = 0, **payload: object) -> None:
    with db.transaction() as session:
        jobs.later(session, name, key=key, delay_seconds=delay_seconds, **payload)


def idle() -> bool:
    return not jobs.waiting()


@pytest.mark.asvs("2.3.3")
def test_a_job_of_a_rolled_back_change_does_not_exist():
    with db.current().session(readonly=False) as session:
        jobs.later(session, "note", key="order:1")
        session.rollback()
    assert jobs.waiting() == []


def test_a_committed_job_runs_once_with_its_payload():
    diary = Diary()
    enqueue(key="order:1", number="SRD-1405-00217", lines=[1, 2])
    with worker({"note": diary}):
        wait_until(idle)
    assert diary.calls == [{"number": "SRD-1405-00217", "lines": [1, 2]}]


def test_the_same_key_again_is_harmless_before_and_after_the_run():
    diary = Diary()
    enqueue(key="order:1")
    enqueue(key="order:1")
    with db.transaction() as session:
        jobs.later(session, "note", key="order:1")
        jobs.later(session, "note", key="order:1")
    with worker({"note": diary}):
        wait_until(idle)
        enqueue(key="order:1")
        enqueue(key="order:2")
        wait_until(idle)
    assert len(diary.calls) == 2


def test_two_kinds_of_job_may_use_the_same_key():
    first, second = Diary(), Diary()
    with db.transaction() as session:
        jobs.later(session, "first", key="order:1")
        jobs.later(session, "second", key="order:1")
    with worker({"first": first, "second": second}):
        wait_until(idle)
    assert (len(first.calls), len(second.calls)) == (1, 1)


def test_a_delayed_job_waits_for_its_time():
    diary = Diary()
    enqueue(key="later", delay_seconds=3600)
    enqueue(key="now")
    with worker({"note": diary}):
        wait_until(lambda: [job.status for job in jobs.waiting()] == ["DELAYED"])
    assert len(diary.calls) == 1


def test_a_job_that_fails_is_tried_again_until_it_works_or_a_person_is_needed():
    passing, broken = Diary(faults=1), Diary(faults=2)
    enqueue("passing", key="order:1", number="A")
    enqueue("broken", key="order:1", number="B")
    with worker({"passing": passing, "broken": broken}, delays={jobs.WORK: (0.1,)}):
        wait_until(lambda: idle() and len(jobs.failed()) == 1)
        (job,) = jobs.failed()
        assert (job.name, job.payload) == ("broken", {"number": "B"})
        assert "mail server" in str(job.fault)
        assert passing.calls == [{"number": "A"}] * 2
        assert broken.calls == [{"number": "B"}] * 2
        jobs.retry(job.id)
        wait_until(lambda: idle() and jobs.failed() == [])
    assert (len(passing.calls), len(broken.calls)) == (2, 3)


def test_only_a_failed_job_can_be_tried_again():
    enqueue(key="order:1")
    for identity in ("note:order:1", "note:none"):
        with pytest.raises(NotFound):
            jobs.retry(identity)


def test_a_schedule_runs_its_handler_and_leaves_the_table_with_its_line():
    tick = Diary()
    with worker({"tick": tick}, {"tick": "* * * * * *"}):
        wait_until(lambda: len(tick.calls) >= 2)
        assert [row["schedule_name"] for row in jobs.client().list_schedules()] == ["tick"]
    with worker({"tock": tick}, {"tock": "0 4 * * *"}):
        wait_until(
            lambda: [row["schedule_name"] for row in jobs.client().list_schedules()] == ["tock"]
        )


def test_enqueueing_costs_two_statements_and_leaves_the_connection_as_it_was():
    with db.transaction() as session:
        session.execute(text("SELECT 1"))
        counted: list[str] = []
        token = db.statements.set(counted)
        jobs.later(session, "note", key="order:1")
        db.statements.reset(token)
        assert len(counted) == 2
        assert not session.connection().get_execution_options().get("schema_translate_map")
        jobs.later(session, "note", key="order:2")
    assert len(jobs.waiting()) == 2


def test_finished_jobs_are_forgotten_after_their_time():
    diary = Diary()
    enqueue(key="done")
    with worker({"note": diary}):
        wait_until(idle)
    enqueue(key="open")
    assert jobs.forget(older_than=timedelta(days=1)) == 0
    assert jobs.forget(older_than=timedelta(seconds=-5)) == 1
    assert [job.id for job in jobs.waiting()] == ["note:open"]


def test_a_worker_is_known_to_be_alive_only_while_it_says_so():
    with db.transaction() as session:
        assert not jobs.is_served(session)
        jobs.beat(session, "local-1")
        jobs.beat(session, "local-1")
        assert jobs.is_served(session)
        (row,) = jobs.workers(session)
        row.seen_at = clock.now() - jobs.SILENCE
        session.flush()
        assert not jobs.is_served(session)


def test_names_of_workers_are_not_shared_and_are_used_again(database):
    with slots.executor(database, "local") as first:
        with slots.executor(database, "local") as second:
            assert (first, second) == ("local-1", "local-2")
        with slots.executor(database, "local") as third:
            assert third == "local-2"
    with slots.executor(database, "local") as again:
        assert again == "local-1"


FORKING = """
import os, sys
from portal.core import db, jobs

def enqueue(key):
    with db.transaction() as session:
        jobs.later(session, "note", key=key)

db.configure(sys.argv[1])
enqueue("parent")
assert len(jobs.waiting()) == 1
db.current().engine.dispose()
children = []
for number in range(2):
    child = os.fork()
    if not child:
        enqueue(f"child:{number}")
        os._exit(0)
    children.append(child)
codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
assert codes == [0, 0], codes
assert len(jobs.waiting()) == 3
"""


def test_a_server_that_forks_after_the_first_job_goes_on_enqueueing(database_url):
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKING, database_url],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
