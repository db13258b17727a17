"""D11-D12: somebody works off the jobs, and none waits long or gave up."""

from collections.abc import Iterable
from datetime import timedelta

from config import Settings
from portal.core import clock, db, jobs
from portal.inspection.checks import Level, Offence
from portal.inspection.doctor.ground import Question

LONG = timedelta(minutes=15)


def silent(_settings: Settings) -> Iterable[Offence]:
    """No worker for minutes: mail, refunds and clocks stand still, though the shop still sells."""
    with db.reading() as session:
        if jobs.is_served(session):
            return []
        seen = jobs.workers(session)
    last = seen[0].seen_at.isoformat() if seen else "never"
    return [{"last_seen": last, "do": "python -m portal.worker"}]


def oldest(_settings: Settings) -> Iterable[Offence]:
    late = clock.now() - LONG
    return [
        {"job": job.id, "ready_since": job.created_at.isoformat()}
        for job in jobs.longest_ready()
        if job.created_at < late
    ]


def given_up(_settings: Settings) -> Iterable[Offence]:
    return [{"job": job.id, "fault": job.fault} for job in jobs.failed()]


QUESTIONS = (
    Question("D11", "a worker lives", silent),
    Question("D12", "no job waits longer than a quarter of an hour", oldest, Level.WARNING),
    Question("D12", "no job gave up", given_up, Level.WARNING),
)
