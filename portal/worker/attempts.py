"""One try at a job, and what follows when it fails."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from dbos import DBOS
from sqlalchemy.exc import OperationalError

from portal.core import db, jobs

Handler = Callable[..., object]

LOG = structlog.get_logger("portal.worker")
DATABASE_PAUSE = 2  # seconds


@dataclass(frozen=True, slots=True)
class Attempt:
    """The try `number` (from 1) at the job `name`; `id` is what DBOS knows it by."""

    name: str
    id: str
    payload: Mapping[str, Any]
    number: int
    queue: str

    @property
    def following(self) -> "Attempt":
        """The next try. Its id is made of ours, so that two runs of this one enqueue one."""
        number = self.number + 1
        return replace(
            self, number=number, id=f"{self.id.removesuffix(f'~{self.number}')}~{number}"
        )

    def enqueue(self, delay: float) -> None:
        """Put the try in its queue; a database that is away is waited for, so none is lost."""
        while True:
            try:
                self._write(delay)
            except OperationalError:
                LOG.warning("retry_not_written", job=self.name, id=self.id, exc_info=True)
                time.sleep(DATABASE_PAUSE)
            else:
                return

    def _write(self, delay: float) -> None:
        with db.transaction() as session:
            jobs.enqueue(
                session,
                self.name,
                self.id,
                self.payload,
                attempt=self.number,
                delay_seconds=delay,
                queue=self.queue,
            )


def workflow(
    name: str, handler: Handler, delays: Mapping[str, Sequence[float]]
) -> Callable[..., None]:
    """What DBOS runs for the job `name`. A schedule calls it with its time and a context."""

    def work(
        at: object = None,
        _context: object = None,
        *,
        payload: Mapping[str, Any] | None = None,
        attempt: int = 1,
        queue: str = jobs.WORK,
    ) -> None:
        this = Attempt(name, str(DBOS.workflow_id), payload or {}, attempt, queue)
        is_last = at is not None or attempt > len(delays[queue])
        try:
            _run(this, handler, is_tick=at is not None)
        except Exception:
            if is_last:
                raise
            this.following.enqueue(delays[queue][attempt - 1])

    return work


def _run(this: Attempt, handler: Handler, *, is_tick: bool) -> None:
    """Run and log; the ticks of schedules go well without a word."""
    log = LOG.bind(job=this.name, id=this.id, attempt=this.number)
    began = time.monotonic()
    try:
        handler(**this.payload)
    except Exception as error:
        log.exception("job_failed", fault=repr(error))
        raise
    say = log.debug if is_tick else log.info
    say("job_done", seconds=round(time.monotonic() - began, 3))
