"""The worker: runs jobs and schedules from two tables until it is told to stop.

    python -m portal.worker

A job runs at least once. One that raises is tried again after growing delays, a day in all, and
then stays in `jobs.failed()` for a person. A schedule that raises waits for its next time. Messages
are tried again each quarter of an hour for three hours, so that an outage ends soon after it ended.
"""

from collections.abc import Mapping, Sequence
from threading import Event

import structlog
from dbos import DBOS, ClientScheduleInput, DBOSConfig
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from portal.core import db, jobs
from portal.core.db import Database
from portal.worker import slots
from portal.worker.attempts import Handler, workflow

LOG = structlog.get_logger("portal.worker")
VERSION = "1"  # jobs are single steps, so any release may finish the job of another
MINUTE, HOUR = 60, 3600
DELAYS: Mapping[str, Sequence[float]] = {  # by queue
    jobs.WORK: (
        *(5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE),
        *(HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR),
    ),
    jobs.MAIL: (5, 30, 2 * MINUTE, 5 * MINUTE, *[15 * MINUTE] * 12, *[HOUR] * 21),
    jobs.URGENT: (5, 15, 30, 30, MINUTE, 2 * MINUTE, 3 * MINUTE, 4 * MINUTE),
}
KILLS = 20  # a job that was in hand at so many deaths of workers is set aside
AT_ONCE = 12  # jobs of one queue in one worker; with POLL this bounds them to 24 a second
THREADS = 44
POLL = 0.5  # seconds between two looks at a queue
BEAT = 10  # seconds between two signs of life
GRACE = 20  # seconds that running jobs get at the end


def run_worker(
    handlers: Mapping[str, Handler],
    schedules: Mapping[str, str],
    *,
    database: Database,
    prefix: str,
    stop: Event,
    delays: Mapping[str, Sequence[float]] = DELAYS,
) -> None:
    """Work until `stop` is set.

    `handlers` maps a job's name to a function of its JSON payload; `schedules` maps the name of a
    handler without payload to a cron line in Tehran time; `prefix` begins the worker's name;
    `delays`: seconds before each further try, by queue.
    """
    engine = jobs.engine(database)
    with slots.executor(database, prefix) as executor_id:
        _beat(executor_id)
        try:
            _launch(engine, executor_id, handlers, schedules, delays)
            LOG.info("worker_started", executor=executor_id, jobs=len(handlers))
            while not stop.wait(BEAT):
                _beat(executor_id)
        finally:
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=GRACE)
            engine.dispose()
            LOG.info("worker_stopped", executor=executor_id)


def _beat(executor_id: str) -> None:
    """Say that we live; an unreachable database is waited out."""
    try:
        with db.transaction() as session:
            jobs.beat(session, executor_id)
    except DBAPIError:
        LOG.warning("heartbeat_missed", executor=executor_id, exc_info=True)


def _launch(
    engine: Engine,
    executor_id: str,
    handlers: Mapping[str, Handler],
    schedules: Mapping[str, str],
    delays: Mapping[str, Sequence[float]],
) -> None:
    DBOS(config=_config(engine, executor_id))
    for name, handler in handlers.items():
        DBOS.workflow(name=name, max_recovery_attempts=KILLS)(workflow(name, handler, delays))
    for queue in jobs.QUEUES:
        jobs.client().register_queue(
            queue,
            worker_concurrency=AT_ONCE,
            polling_interval_sec=POLL,
            application_name=jobs.APPLICATION,
        )
    _schedule(schedules)
    DBOS.launch()


def _config(engine: Engine, executor_id: str) -> DBOSConfig:
    return {
        "name": jobs.APPLICATION,
        "system_database_engine": engine,
        "dbos_system_schema": jobs.SCHEMA,
        "serializer": jobs.serializer(),
        "executor_id": executor_id,
        "application_version": VERSION,
        "max_executor_threads": THREADS,
        "log_level": "WARNING",
        "use_listen_notify": False,
        "run_migrations": False,
    }


def _schedule(schedules: Mapping[str, str]) -> None:
    """Make the table of schedules in the database equal to ours."""
    client = jobs.client()
    for known in client.list_schedules():
        if known["schedule_name"] not in schedules:
            client.delete_schedule(known["schedule_name"])
    wanted: list[ClientScheduleInput] = [
        {
            "schedule_name": name,
            "workflow_name": name,
            "schedule": cron,
            "cron_timezone": "Asia/Tehran",
        }
        for name, cron in schedules.items()
    ]
    client.apply_schedules(wanted)
