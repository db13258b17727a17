"""`flask doctor`: is this installation set up as it should be? (security.md 6.2). It only looks.

`flask audit` looks at the data; this at settings, secrets, database, storage, machine and workers.
"""

from config import Settings
from portal.core import clock
from portal.inspection.checks import Report, judged
from portal.inspection.doctor import database, machine, rules, storage, work
from portal.inspection.doctor.ground import Question

__all__ = ["QUESTIONS", "Question", "examine"]

QUESTIONS: tuple[Question, ...] = (
    *rules.QUESTIONS,
    *database.QUESTIONS,
    *storage.QUESTIONS,
    *machine.QUESTIONS,
    *work.QUESTIONS,
)


def examine(settings: Settings) -> Report:
    """Every question, each on its own: one that cannot be answered says so."""
    results = [
        judged(one.id, one.sentence, one.level, lambda one=one: one.find(settings))  # type: ignore[misc]
        for one in QUESTIONS
    ]
    return Report(clock.now(), quick=False, results=results)
