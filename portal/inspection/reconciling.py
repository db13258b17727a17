"""I26: what the gateways hold for us is what we know of. It asks them, and opens no transaction.

It confirms nothing: at some banks asking is taking. The sweep of the worker does that.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.core import clock, db
from portal.inspection.checks import Level, Offence, Result, judged
from portal.payments import gateways
from portal.payments.gateways.interface import Gateway
from portal.payments.models import AttemptState, PaymentAttempt

LOOK_BACK = timedelta(days=4)
AT_BANK = timedelta(minutes=15)  # a buyer who is still there has money on its way
OPEN = (AttemptState.REDIRECTED, AttemptState.CLAIMED)


def ask() -> list[Result]:
    """Two answers for each gateway that is switched on, and one on what we wait for ourselves."""
    db.refuse_open_transaction()
    found = [result for gateway in gateways.enabled().values() for result in _ask(gateway)]
    sentence = "no payment is unknown to us for long"
    return [*found, judged("I26", sentence, Level.WARNING, _unknown)]


def _ask(gateway: Gateway) -> Iterable[Result]:
    told: list[str] = []

    def hear() -> Iterable[Offence]:
        told.extend(claim.reference for claim in gateway.pending(clock.now() - LOOK_BACK))
        return _waiting(gateway.name, told)

    sentence = f"{gateway.name} holds no money that waits for our word"
    heard = judged("I26", sentence, Level.WARNING, hear)
    yield heard
    if heard.level is not Level.NOT_LOOKED:
        ours = f"{gateway.name} holds no money under a reference that is not ours"
        yield judged("I26", ours, Level.BROKEN, lambda: _strange(gateway.name, told))


def _known(gateway: str, references: list[str]) -> dict[str, tuple[str, AttemptState, datetime]]:
    wanted = select(PaymentAttempt).where(
        PaymentAttempt.gateway == gateway, PaymentAttempt.provider_ref.in_(references)
    )
    with db.reading() as session:
        return {
            str(one.provider_ref): (one.public_id, one.state, one.created_at)
            for one in session.scalars(wanted)
        }


def _waiting(gateway: str, references: list[str]) -> list[Offence]:
    recent = clock.now() - AT_BANK
    return [
        {"gateway": gateway, "reference": reference, "attempt": attempt, "state": state.value}
        for reference, (attempt, state, begun) in _known(gateway, references).items()
        if state is not AttemptState.VERIFIED and begun < recent
    ]


def _strange(gateway: str, references: list[str]) -> list[Offence]:
    known = _known(gateway, references)
    strange = [reference for reference in references if reference not in known]
    return [{"gateway": gateway, "reference": reference} for reference in strange]


def _unknown() -> list[Offence]:
    late = select(PaymentAttempt).where(
        PaymentAttempt.state.in_(OPEN), PaymentAttempt.expires_at < clock.now() - AT_BANK
    )
    with db.reading() as session:
        return [
            {"attempt": one.public_id, "gateway": one.gateway, "state": one.state.value}
            for one in session.scalars(late)
        ]
