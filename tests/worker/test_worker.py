"""The worker as it is started: its tables agree, it logs JSON, and it ends when told to."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from croniter import croniter
from sqlalchemy import select

from portal.core import db, jobs, seals
from portal.messaging import notices
from portal.messaging.models import Message, MessageState
from portal.messaging.notices import notify
from portal.payments import gateways, refunds
from portal.settlement import hearing
from portal.worker.handlers import HANDLERS
from portal.worker.schedules import SCHEDULES
from tests.messaging.facts import LEAST
from tests.working import PATIENCE, wait_until

ENQUEUED = {notices.JOB, refunds.JOB, hearing.JOB}


def test_every_schedule_has_its_handler_and_every_handler_its_cause():
    assert HANDLERS.keys() == SCHEDULES.keys() | ENQUEUED


@pytest.mark.parametrize("cron", sorted(set(SCHEDULES.values())))
def test_a_cron_line_can_be_read(cron):
    assert croniter.is_valid(cron, second_at_beginning=True)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_scheduled_handler_finds_nothing_to_do_in_an_empty_shop(name):
    gateways.configure(["sandbox"])
    seals.configure("a key of the tests")
    HANDLERS[name]()


def test_the_worker_sends_what_was_written_and_ends_when_told_to(sqlite_url, tmp_path):
    db.configure(sqlite_url)
    with db.transaction() as session:
        notify(
            session,
            kind="order_paid_buyer",
            key="order_paid:a",
            language="fa",
            facts=LEAST["order_paid_buyer"],
            email="sara@example.com",
            sms="+989121234567",
        )
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": sqlite_url,
        "STORAGE_URL": f"file://{tmp_path}/files",
        "PUBLIC_URL": "https://shop.zeytoun.example",
    }
    log = tmp_path / "log"
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", "portal.worker"],
            env=environment,
            cwd=Path(__file__).parents[2],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until(lambda: _states() == [MessageState.SENT] * 2)
            with db.reading() as session:
                assert jobs.is_served(session)
            worker.terminate()
            assert worker.wait(PATIENCE) == 0
        finally:
            worker.kill()
            worker.wait()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    events = [line["event"] for line in lines]
    assert events[0] == "worker_started"
    assert events[-1] == "worker_stopped"
    assert "job_done" in events
    assert {line["level"] for line in lines} == {"info"}


def _states() -> list[MessageState]:
    with db.reading() as session:
        return list(session.scalars(select(Message.state)))
