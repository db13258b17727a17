"""The one table from a job's name to what it does. Each may run twice; keys make that harmless."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from portal import settlement
from portal.accounts import passkeys, sessions, steps
from portal.catalog import cards, stock
from portal.core import clock, db, jobs, limits, upkeep
from portal.messaging import notices, sending
from portal.orders import cart_care, clocks, unpaid
from portal.payments import refunds
from portal.worker import looking, sealing
from portal.worker.attempts import Handler
from portal.worker.rendering import render
from portal.worker.schedules import SCHEDULES

ROUNDS = 100  # batches that one run works off at most; the next run goes on
CARTS_KEPT = timedelta(days=14)  # of guests
JOBS_KEPT = timedelta(days=30)  # longer than any retry, so that a key stays taken
TICKS_KEPT = timedelta(days=1)  # runs of schedules


def send_messages(keys: Sequence[str]) -> None:
    sending.send(keys, render=render)


def _batches(work: Callable[[Session], int]) -> Callable[[], None]:
    """Repeat `work`, each time in a transaction of its own, until it finds nothing more to do."""

    def run() -> None:
        for _ in range(ROUNDS):
            if not db.retrying(work):
                return

    return run


def sweep_payments() -> None:
    settlement.sweep()


def resume_silent() -> None:
    with db.reading() as session:
        jobs.resume_silent(session)


def sweep_rate_counters() -> None:
    with db.transaction() as session:
        limits.sweep(session)


def forget_sign_ins() -> None:
    with db.transaction() as session:
        sessions.sweep(session)
        steps.sweep(session)
        passkeys.sweep(session)


def forget_carts(session: Session) -> int:
    return cart_care.forget_old(session, before=clock.now() - CARTS_KEPT)


def forget_jobs() -> None:
    jobs.forget(older_than=TICKS_KEPT, names=list(SCHEDULES))
    jobs.forget(older_than=JOBS_KEPT)


def keep_statistics() -> None:
    with db.transaction() as session:
        upkeep.analyse(session)


HANDLERS: Mapping[str, Handler] = {
    notices.JOB: send_messages,
    refunds.JOB: settlement.run_refund,
    "hear_gateway": settlement.work_off,
    "release_expired_holds": _batches(stock.release_expired),
    "expire_orders": _batches(unpaid.expire),
    "remind_unpaid": _batches(unpaid.remind),
    "refresh_due_prices": _batches(cards.refresh_due),
    "resume_silent": resume_silent,
    "payment_sweep": sweep_payments,
    "give_up_messages": _batches(sending.give_up),
    "remind_unaccepted": _batches(clocks.remind_unaccepted),
    "deliver_after_seven_days": _batches(clocks.deliver_overdue),
    "close_after_seven_days": _batches(clocks.close_overdue),
    "seal_audit": sealing.run,
    "look_over": looking.quick,
    "look_over_all": looking.full,
    "sweep_rate_counters": sweep_rate_counters,
    "forget_sign_ins": forget_sign_ins,
    "forget_carts": _batches(forget_carts),
    "forget_jobs": forget_jobs,
    "keep_statistics": keep_statistics,
}
