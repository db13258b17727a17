"""`python -m portal.worker`: work with the settings of the environment until SIGTERM or SIGINT."""

import signal
from threading import Event
from types import FrameType

import config
from portal.core import db, files, logs, seals
from portal.messaging import gateways as carriers
from portal.payments import gateways
from portal.worker import rendering, run_worker
from portal.worker.handlers import HANDLERS
from portal.worker.schedules import SCHEDULES


def configure(settings: config.Settings) -> db.Database:
    """Give this process its database, file store, gateways, carriers and words."""
    files.configure(settings.storage_url, settings.storage_options)
    seals.configure(settings.audit_key, *settings.audit_key_fallbacks)
    gateways.configure(settings.gateways, settings)
    carriers.configure(settings)
    rendering.configure(settings)
    return db.configure(settings.database_url)


def main() -> None:
    settings = config.load()
    logs.configure()
    database = configure(settings)
    stop = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    run_worker(HANDLERS, SCHEDULES, database=database, prefix=settings.executor_id, stop=stop)


if __name__ == "__main__":
    main()
