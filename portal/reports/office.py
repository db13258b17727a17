"""The office's first page: who waits for us, which orders are late, how the market goes."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from portal.catalog.models import ChangeState, ProductChange, ShortageTask
from portal.core.money import Currency, Money
from portal.firms.models import Organisation, OrganisationKind, OrganisationState
from portal.ledger.models import Entry
from portal.orders.models import SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.orders.office import is_late
from portal.payments.models import AttemptState, PaymentAttempt, Refund, RefundRoute, RefundState
from portal.payments.transfer_models import BankTransfer, TransferState
from portal.reports.sales import WeekSales, sales_by_week


@dataclass(frozen=True, slots=True)
class OfficeBoard:
    """Counts of what waits for a person, and rials."""

    applications: int
    listings: int
    refunds: int
    mismatches: int
    receipts: int  # of transfers, to look at
    second_looks: int  # transfers that one person has seen
    late_parts: int
    problems: int
    shortages: int
    firms: int
    commission: Money
    levy: Money
    owed_to_firms: Money
    weeks: tuple[WeekSales, ...]


def dashboard(session: Session) -> OfficeBoard:
    """Two statements."""
    row = session.execute(_counts()).one()
    return OfficeBoard(
        applications=row.applications,
        listings=row.listings,
        refunds=row.refunds,
        mismatches=row.mismatches,
        receipts=row.receipts,
        second_looks=row.second_looks,
        late_parts=row.late_parts,
        problems=row.problems,
        shortages=row.shortages,
        firms=row.firms,
        commission=_owned(row.commission),
        levy=_owned(row.levy),
        owed_to_firms=_owned(row.owed_to_firms),
        weeks=tuple(sales_by_week(session, firm_id=None)),
    )


def _owned(booked: int | None) -> Money:
    """Income and debts are negative in the books."""
    return Money(-int(booked or 0), Currency.IRR)


def _firms(state: OrganisationState) -> ScalarSelect[int]:
    of_state = select(func.count(Organisation.id)).where(
        Organisation.kind == OrganisationKind.FIRM, Organisation.state == state
    )
    return of_state.scalar_subquery()


def _transfers(state: TransferState) -> Select[int]:
    return select(func.count(BankTransfer.id)).where(BankTransfer.state == state)


def _booked(account: str) -> ScalarSelect[int]:
    all_of = select(func.sum(Entry.amount)).where(
        Entry.account == account, Entry.currency == Currency.IRR
    )
    return all_of.scalar_subquery()


def _counts() -> Any:
    by_hand = (Refund.state == RefundState.NEEDS_PERSON) | (
        (Refund.state == RefundState.PENDING) & (Refund.route == RefundRoute.IBAN)
    )
    waiting = {
        "listings": select(func.count(ProductChange.id)).where(
            ProductChange.state == ChangeState.SUBMITTED
        ),
        "refunds": select(func.count(Refund.id)).where(by_hand),
        "mismatches": select(func.count(PaymentAttempt.id)).where(
            PaymentAttempt.state == AttemptState.MISMATCH
        ),
        "receipts": _transfers(TransferState.SHOWN),
        "second_looks": _transfers(TransferState.APPROVED),
        "late_parts": select(func.count(SellerOrder.id)).where(is_late()),
        "problems": select(func.count(SellerOrder.id)).where(SellerOrder.state == State.PROBLEM),
        "shortages": select(func.count(ShortageTask.id)).where(ShortageTask.closed_at.is_(None)),
    }
    return select(
        _firms(OrganisationState.APPLIED).label("applications"),
        _firms(OrganisationState.ACTIVE).label("firms"),
        *(query.scalar_subquery().label(name) for name, query in waiting.items()),
        _booked("commission").label("commission"),
        _booked("levy").label("levy"),
        _booked("firm").label("owed_to_firms"),
    )
