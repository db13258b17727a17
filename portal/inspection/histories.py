"""I15: each record's history is a path through its state machine, and ends where it stands."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.catalog.models import CHANGE, PRODUCT, Product, ProductChange
from portal.core.states import StateChange, StateMachine
from portal.firms.models import ORGANISATION, Organisation
from portal.inspection.checks import Check, Offence, Scope, rows
from portal.orders.models import ORDER, SELLER_ORDER, Order, SellerOrder
from portal.payments.models import ATTEMPT, REFUND, PaymentAttempt, Refund
from portal.payments.transfer_models import TRANSFER, BankTransfer

MACHINES: Sequence[tuple[StateMachine[Any], Any]] = (
    (ORDER, Order),
    (SELLER_ORDER, SellerOrder),
    (ATTEMPT, PaymentAttempt),
    (REFUND, Refund),
    (TRANSFER, BankTransfer),
    (PRODUCT, Product),
    (CHANGE, ProductChange),
    (ORGANISATION, Organisation),
)


def steps(session: Session, scope: Scope) -> Iterable[Offence]:
    """Steps that no table of moves lists; each kind of step once, with how often it was taken."""
    taken = (
        select(
            StateChange.machine,
            StateChange.was,
            StateChange.now,
            func.count(StateChange.id).label("times"),
        )
        .where(scope.newer(StateChange))
        .group_by(StateChange.machine, StateChange.was, StateChange.now)
    )
    return [step for step in rows(session, taken) if not _is_listed(step)]


def _is_listed(step: Offence) -> bool:
    """A first step has no origin; machines we do not know are not ours to judge."""
    machine = next((one for one, _ in MACHINES if one.name == step["machine"]), None)
    if machine is None or step["was"] is None:
        return True
    return any(was == step["was"] and step["now"] in after for was, after in machine.moves.items())


def paths(session: Session, scope: Scope) -> Iterable[Offence]:
    """Each step begins where the one before it ended, and only the first begins nowhere.

    A quick look sees the end of long histories only, so it cannot tell which step was the first.
    """
    one_record = (StateChange.machine, StateChange.subject_id)
    before = func.lag(StateChange.now).over(partition_by=one_record, order_by=StateChange.id)
    place = func.row_number().over(partition_by=one_record, order_by=StateChange.id)
    seen = (
        select(
            StateChange.machine,
            StateChange.was,
            StateChange.at,
            before.label("before"),
            place.label("place"),
        )
        .where(
            StateChange.machine.in_([machine.name for machine, _ in MACHINES]),
            scope.newer(StateChange),
        )
        .subquery()
    )
    wrong = and_(seen.c.place > 1, seen.c.was.is_distinct_from(seen.c.before))
    if scope.since is None:
        wrong = or_(wrong, and_(seen.c.place == 1, seen.c.was.is_not(None)))
    return rows(session, select(seen.c.machine, seen.c.was, seen.c.before, seen.c.at).where(wrong))


def ends(session: Session, scope: Scope) -> Iterable[Offence]:
    """The last step is the present state; a record without history was never begun."""
    return [one for machine, kind in MACHINES for one in _ends(session, scope, machine, kind)]


def _ends(
    session: Session, scope: Scope, machine: StateMachine[Any], kind: Any
) -> Iterable[Offence]:
    last = (
        select(StateChange.subject_id, func.max(StateChange.id).label("id"))
        .where(StateChange.machine == machine.name, scope.newer(StateChange))
        .group_by(StateChange.subject_id)
        .subquery()
    )
    told = select(kind.public_id.label(machine.name), kind.state, StateChange.now.label("history"))
    if scope.since is not None:
        seen = told.join(last, last.c.subject_id == kind.id)
        moved = seen.join(StateChange, StateChange.id == last.c.id)
        return rows(session, moved.where(StateChange.now != kind.state))
    every = told.outerjoin(last, last.c.subject_id == kind.id)
    wrong = every.outerjoin(StateChange, StateChange.id == last.c.id)
    never_begun = StateChange.now.is_(None)
    return rows(session, wrong.where(or_(never_begun, StateChange.now != kind.state)))


CHECKS = (
    Check("I15", "every step is one that its state machine lists", steps),
    Check("I15", "histories have no gaps", paths),
    Check("I15", "each record stands where its history ends", ends),
)
