"""What has not been sent can be cancelled: by the buyer, whole or in part, or by the firm."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalog import stock
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.text import fold
from portal.orders import invoices, letters, parts, refunding, unpaid
from portal.orders.models import SELLER_ORDER, Order, OrderState, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.payments.models import Refund

LONGEST_REASON = 500


def cancel_order(session: Session, *, link: str, reason: str = "", by: str) -> list[Refund]:
    """The buyer cancels every part that has not been sent; an unpaid order as a whole.

    Returns the refunds (amount, route, expected_on), none for an unpaid order. Raises NotFound,
    Refused("already_shipped"), Refused("payment_running").
    """
    why = _reason(reason)
    order = session.scalar(select(Order).where(Order.link == link))
    if order is None:
        raise NotFound
    if order.state is OrderState.AWAITING_PAYMENT:
        unpaid.withdraw(session, order, OrderState.CANCELLED, by=by, note=why or "#by_buyer")
    if order.state is not OrderState.PAID:
        return []
    order, mine = parts.all_of(session, link=link)
    open_parts = [part for part in mine if part.state in parts.NOT_SENT]
    if not open_parts:
        raise Refused("already_shipped")
    return end_parts(session, order, open_parts, reason=why, tell_firms=True, by=by)


def cancel_part(
    session: Session, *, link: str, part: str, reason: str = "", by: str
) -> Refund | None:
    """The buyer cancels one firm's part. Raises NotFound, Refused("already_shipped").

    None only when all its money had gone back before.
    """
    why = _reason(reason)
    mine = parts.of_buyer(session, link=link, part=part)
    _require_not_sent(mine)
    ended = end_parts(session, mine.order, [mine], reason=why, tell_firms=True, by=by)
    return next(iter(ended), None)


def cancel_as_firm(
    session: Session, *, firm_id: int, number: str, reason: str, by: str
) -> Refund | None:
    """The firm cannot send it. Raises NotFound, Refused("already_shipped"), Invalid reason."""
    why = _required(reason)
    part = parts.of_firm(session, firm_id=firm_id, number=number)
    _require_not_sent(part)
    ended = end_parts(session, part.order, [part], reason=why, tell_firms=False, by=by)
    return next(iter(ended), None)


def cancel_for_office(
    session: Session, *, order: str, part: str, reason: str, by: str
) -> Refund | None:
    """The office ends a part that its firm leaves lying (public ids); both sides are told."""
    why = _required(reason)
    mine = parts.of_office(session, order=order, part=part)
    _require_not_sent(mine)
    ended = end_parts(session, mine.order, [mine], reason=why, tell_firms=True, by=by)
    return next(iter(ended), None)


def _required(text: str) -> str:
    reason = _reason(text)
    if not reason:
        raise Invalid({"reason": "required"})
    return reason


def _reason(text: str) -> str:
    reason = fold(text)
    if len(reason) > LONGEST_REASON:
        raise Invalid({"reason": "too_long"})
    return reason


def _require_not_sent(part: SellerOrder) -> None:
    may = part.state in parts.NOT_SENT
    if not may and not (part.state is State.PROBLEM and part.shipped_at is None):
        raise Refused("already_shipped")


def end_parts(
    session: Session,
    order: Order,
    ended: Sequence[SellerOrder],
    *,
    reason: str,
    tell_firms: bool,
    by: str,
) -> list[Refund]:
    """Cancel paid, locked parts: stock, money, document, state, messages."""
    given = [_end(session, part, reason=reason, by=by) for part in ended]
    refunds = [refund for refund in given if refund is not None]
    session.flush()
    parts.close_order_if_empty(session, order, by=by)
    letters.cancelled(session, order, ended, refunds, reason=reason, tell_firms=tell_firms)
    return refunds


def _end(session: Session, part: SellerOrder, *, reason: str, by: str) -> Refund | None:
    """Goods that were not sent are free again; those that were, come in by a count."""
    units = parts.kept_units(part)
    if part.shipped_at is None and units:
        stock.drop(session, order_id=part.order_id, units=units, by=by, reason="cancelled")
    refund = refunding.refund_rest(session, seller_order=part, reason="cancelled", by=by)
    if refund is not None:
        invoices.credit(session, part, refund, by=by)
    SELLER_ORDER.move(session, part, State.CANCELLED, by=by, note=reason or None)
    return refund
