"""A worker inside the test's own process, for as long as a block runs."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Thread

from portal.core import db, jobs
from portal.worker import Handler, run_worker

PATIENCE = 90  # seconds: a busy machine starts a process in ten


@contextmanager
def worker(
    handlers: Mapping[str, Handler],
    schedules: Mapping[str, str] | None = None,
    *,
    delays: Mapping[str, Sequence[float]] | None = None,
    prefix: str = "test",
) -> Iterator[None]:
    """Run jobs of the present database until the block ends."""
    stop = Event()
    failure: list[BaseException] = []

    def work() -> None:
        try:
            run_worker(
                handlers,
                schedules or {},
                database=db.current(),
                prefix=prefix,
                stop=stop,
                delays=delays or dict.fromkeys(jobs.QUEUES, ()),
            )
        except BaseException as error:  # noqa: BLE001 - raised again by the block
            failure.append(error)

    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
    if failure:
        raise failure[0]


def wait_until(condition: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    """Wait for `condition`; an AssertionError when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
