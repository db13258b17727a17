"""A firm cannot supply all it sold: units come off before dispatch, the difference goes back.

Reducing is the firm's right; more units or another price never (marketplace.md 2.16).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.catalog import stock
from portal.core.errors import Invalid
from portal.orders import cancelling, invoices, letters, parts, refunding
from portal.orders.models import OrderLine, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.payments.models import Refund

REASON = "reduced"


@dataclass(frozen=True, slots=True)
class Dropped:
    """The part as it is now, and the money on its way back."""

    part: SellerOrder
    refund: Refund | None


def drop(
    session: Session,
    *,
    firm_id: int,
    number: str,
    units: Mapping[str, int],
    counted: Mapping[str, int] | None = None,
    by: str,
) -> Dropped:
    """Take `units` (line's public id -> how many) off a part that has not been sent.

    `counted` says per line how many are really on the shelf, or the dropped units would be sold
    again. With nothing left the part is cancelled, shipping included. Raises NotFound,
    Refused("wrong_state"), Invalid: "units" "required"; per line "unknown", "too_small",
    "too_large".
    """
    part = parts.of_firm(session, firm_id=firm_id, number=number)
    parts.require(part, [*parts.NOT_SENT, State.PROBLEM] if part.shipped_at is None else [])
    taken = _checked(part, units)
    refund: Refund | None
    if _is_everything(part, taken):
        refund = _cancel(session, part, by)
    else:
        refund = _reduce(session, part, taken, by)
    _count(session, part, counted or {}, by)
    return Dropped(part, refund)


def _checked(part: SellerOrder, units: Mapping[str, int]) -> dict[OrderLine, int]:
    lines = {line.public_id: line for line in part.lines}
    wanted = {name: count for name, count in units.items() if count}
    if not wanted:
        raise Invalid({"units": "required"})
    errors = {
        name: fault for name, count in wanted.items() if (fault := _fault(lines.get(name), count))
    }
    if errors:
        raise Invalid(errors)
    return {lines[name]: count for name, count in wanted.items()}


def _fault(line: OrderLine | None, count: int) -> str | None:
    if line is None:
        return "unknown"
    if count < 0:
        return "too_small"
    return "too_large" if count > line.quantity - line.dropped else None


def _is_everything(part: SellerOrder, taken: Mapping[OrderLine, int]) -> bool:
    return sum(taken.values()) == sum(line.quantity - line.dropped for line in part.lines)


def _cancel(session: Session, part: SellerOrder, by: str) -> Refund | None:
    ended = cancelling.end_parts(session, part.order, [part], reason="", tell_firms=False, by=by)
    return next(iter(ended), None)


def _reduce(session: Session, part: SellerOrder, taken: Mapping[OrderLine, int], by: str) -> Refund:
    refund = refunding.refund_units(
        session,
        seller_order=part,
        units={line.id: count for line, count in taken.items()},
        with_shipping=False,
        reason=REASON,
        by=by,
    )
    given_up = {line.offer_id: count for line, count in taken.items()}
    stock.drop(session, order_id=part.order_id, units=given_up, by=by, reason=REASON)
    for line, count in taken.items():
        line.dropped += count
    session.flush()
    invoices.credit(session, part, refund, by=by)
    letters.reduced(session, part.order, part, list(taken), refund)
    return refund


def _count(session: Session, part: SellerOrder, counted: Mapping[str, int], by: str) -> None:
    lines = {line.public_id: line for line in part.lines}
    for name, units in counted.items():
        if name not in lines:
            raise Invalid({name: "unknown"})
        stock.count(
            session,
            firm_id=part.firm_id,
            sku=lines[name].sku,
            counted=units,
            reason=f"order {part.number}",
            by=by,
        )
