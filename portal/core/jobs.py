"""Work after the commit: a thin face over DBOS, whose tables live in our own database.

A job is enqueued in the caller's transaction, so it commits with the change or not at all. It runs
at least once: a handler's effects carry keys. Only this file and the worker know DBOS.

DBOS gets an engine of its own on SQLite, because it begins transactions itself there; ours begin
explicitly. Its tables have plain names (`queues`, `notifications`, `streams`, `workflow_*` ...).
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pysqlite3
from sqlalchemy import Engine, NullPool, QueuePool, create_engine, event, make_url, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock, db, lazy
from portal.core.db import Database, Model, Short
from portal.core.errors import NotFound

if TYPE_CHECKING:
    import dbos
    from dbos import _serialization as serialization
    from dbos import _sys_db as sys_db
else:
    dbos = lazy.module("dbos")
    serialization = lazy.module("dbos._serialization")
    sys_db = lazy.module("dbos._sys_db")

APPLICATION = "portal"
SCHEMA = "dbos"  # on PostgreSQL
WORK = "work"
MAIL = "mail"  # apart, so that a slow mail server holds up no refund
URGENT = "urgent"  # messages of minutes: a code waits behind no letter to a mail server that hangs
QUEUES = (WORK, MAIL, URGENT)
SILENCE = timedelta(minutes=3)  # a worker that has not been seen for longer is taken for dead
BROKEN = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
OVER = [*BROKEN, "SUCCESS", "CANCELLED"]
BATCH = 500


class WorkerHeartbeat(Model):
    """When a worker was last seen. Work in the hands of a silent one is given to others."""

    __tablename__ = "worker_heartbeats"

    executor_id: Mapped[str] = mapped_column(Short, unique=True)
    seen_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Job:
    """One job as DBOS keeps it; `status` is ENQUEUED, DELAYED, PENDING, SUCCESS, ERROR ..."""

    id: str
    name: str
    status: str
    queue: str
    executor_id: str | None
    payload: Mapping[str, Any]
    fault: str | None
    created_at: datetime


def engine(database: Database, *, pooled: bool = True) -> Engine:
    """An engine for DBOS. Without a pool (in web processes) no connection stays open."""
    pool = QueuePool if pooled else NullPool
    if not database.is_sqlite:
        return create_engine(database.engine.url, poolclass=pool, hide_parameters=True)
    made = create_engine(
        make_url(database.url).set(drivername="sqlite"),
        module=pysqlite3.dbapi2,
        poolclass=pool,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 10},
    )
    event.listen(made, "connect", _let_dbos_begin)
    return made


def _let_dbos_begin(connection: Any, _record: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    for pragma in db.PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def serializer() -> "serialization.Serializer":
    """Readable by a person, and no pickle is ever loaded from a table."""
    return serialization.DBOSPortableJSON


def prepare(database: Database) -> None:
    """Bring DBOS's own tables to its version; no transaction may be open. Harmless twice."""
    made = engine(database, pooled=False)
    system = sys_db.SystemDatabase.create(
        system_database_url="sqlite://" if database.is_sqlite else "postgresql://",
        engine_kwargs={},
        engine=made,
        schema=SCHEMA,
        serializer=serializer(),
        executor_id=None,
        use_listen_notify=False,
    )
    system.run_migrations()


class _Current:
    client: "dbos.DBOSClient | None" = None
    made_for: tuple[int, Database] | None = None  # process (servers fork) and database


def client() -> "dbos.DBOSClient":
    """The client of this process for its present database; it opens no connection by itself."""
    mark = (os.getpid(), db.current())
    if _Current.client is None or _Current.made_for != mark:
        # The application's own engine on PostgreSQL: DBOS then reuses its compiled inserts.
        used = engine(mark[1], pooled=False) if mark[1].is_sqlite else mark[1].engine
        _Current.client = dbos.DBOSClient(
            system_database_engine=used,
            dbos_system_schema=SCHEMA,
            serializer=serializer(),
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )
        _Current.made_for = mark
    return _Current.client


def later(
    session: Session,
    name: str,
    *,
    key: str,
    delay_seconds: float = 0,
    queue: str = WORK,
    **payload: Any,
) -> None:
    """Run the handler `name` with the JSON `payload` once `session` has committed.

    `key` is unique per name; the same key again is harmless. Two statements.
    """
    enqueue(session, name, job_id(name, key), payload, delay_seconds=delay_seconds, queue=queue)


def job_id(name: str, key: str) -> str:
    """The name under which DBOS keeps a job."""
    return f"{name}:{key}"


def enqueue(
    session: Session,
    name: str,
    identity: str,
    payload: Mapping[str, Any],
    *,
    attempt: int = 1,
    delay_seconds: float = 0,
    queue: str = WORK,
) -> None:
    """Write one job row under `identity`; `attempt` counts the tries of a job that is repeated."""
    options: dbos.EnqueueOptions = {
        "workflow_name": name,
        "workflow_id": identity,
        "queue_name": queue,
    }
    if delay_seconds > 0:
        options["delay_seconds"] = delay_seconds
    client().enqueue_in_transaction(
        session, options, payload=dict(payload), attempt=attempt, queue=queue
    )
    # DBOS leaves its schema translation on the caller's connection, where it would make every
    # later statement of the transaction compile again and be rewritten before each execution.
    session.connection().execution_options(schema_translate_map=None)


def _moment(milliseconds: int | None) -> datetime:
    return datetime.fromtimestamp((milliseconds or 0) / 1000, tz=UTC)


def _job(status: "dbos.WorkflowStatus") -> Job:
    given = status.input or {"kwargs": {}, "args": ()}
    return Job(
        id=status.workflow_id,
        name=status.name,
        status=status.status,
        queue=status.queue_name or WORK,
        executor_id=status.executor_id,
        payload=given["kwargs"].get("payload", {}),
        fault=None if status.error is None else str(status.error),
        created_at=_moment(status.created_at),
    )


def _listed(*statuses: str, limit: int) -> list[Job]:
    found = client().list_workflows(status=list(statuses), limit=limit, sort_desc=True)
    return [_job(status) for status in found]


def failed(*, limit: int = 100) -> list[Job]:
    """Jobs that gave up, newest first: they wait for a person."""
    return _listed(*BROKEN, limit=limit)


def waiting(*, limit: int = 100) -> list[Job]:
    """Jobs that are queued, delayed or in a worker's hands, newest first."""
    return _listed("ENQUEUED", "DELAYED", "PENDING", limit=limit)


def longest_ready(*, limit: int = 1) -> list[Job]:
    """Jobs that could run now and that no worker took, the longest first.

    `created_at` is when they became ready: a delayed one is no older than the end of its delay.
    """
    found = client().list_workflows(status="ENQUEUED", limit=limit, load_output=False)
    return [replace(_job(one), created_at=_ready_at(one)) for one in found]


def _ready_at(status: "dbos.WorkflowStatus") -> datetime:
    return max(_moment(status.created_at), _moment(status.delay_until_epoch_ms))


def retry(identity: str) -> None:
    """Run a failed job again. Call it with no transaction open: DBOS writes in one of its own.

    Raises NotFound for a job that is unknown or has not failed.
    """
    found = client().list_workflows(workflow_ids=[identity], status=BROKEN)
    if not found:
        raise NotFound
    client().rewind_workflow(identity, queue_name=_job(found[0]).queue)


def beat(session: Session, executor_id: str) -> None:
    """Note that the worker `executor_id` is alive."""
    row = session.scalar(select(WorkerHeartbeat).where(WorkerHeartbeat.executor_id == executor_id))
    if row is None:
        row = WorkerHeartbeat(executor_id=executor_id)
        session.add(row)
    row.seen_at = clock.now()


def workers(session: Session) -> Sequence[WorkerHeartbeat]:
    """Every worker ever seen, the latest first."""
    return session.scalars(select(WorkerHeartbeat).order_by(WorkerHeartbeat.seen_at.desc())).all()


def is_served(session: Session) -> bool:
    """Was any worker seen lately? For the readiness page."""
    recent = select(WorkerHeartbeat.id).where(WorkerHeartbeat.seen_at > clock.now() - SILENCE)
    return session.scalar(recent.limit(1)) is not None


def resume_silent(session: Session) -> int:
    """Queue anew what silent workers held; returns how many. Reads `session`, DBOS writes."""
    seen = select(WorkerHeartbeat.executor_id).where(
        WorkerHeartbeat.seen_at > clock.now() - SILENCE
    )
    alive = set(session.scalars(seen))
    held = client().list_workflows(status="PENDING", load_input=False, load_output=False)
    lost = [_job(status) for status in held if status.executor_id not in alive]
    for queue in {job.queue for job in lost}:
        names = [job.id for job in lost if job.queue == queue]
        client().resume_workflows(names, queue_name=queue)
    return len(lost)


def forget(*, older_than: timedelta, names: Sequence[str] | None = None) -> int:
    """Delete the records of jobs that were over before `older_than` ago; returns how many.

    Of the jobs called `names`, or of all. A key is free again afterwards, so `older_than` exceeds
    the life of any retry.
    """
    before = (clock.now() - older_than).isoformat()
    count = 0
    while over := _over(before, names):
        client().delete_workflows(over)
        count += len(over)
    return count


def _over(before: str, names: Sequence[str] | None) -> list[str]:
    found = client().list_workflows(
        status=OVER,
        name=None if names is None else list(names),
        completed_before=before,
        limit=BATCH,
        load_input=False,
        load_output=False,
    )
    return [status.workflow_id for status in found]
