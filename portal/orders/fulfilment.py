"""A firm's work on its part: accept, pack, ship; and what carrier and buyer say after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.catalog import stock
from portal.core import audit, clock
from portal.core.errors import Invalid, Refused
from portal.core.text import fold
from portal.orders import cancelling, invoices, letters, parts
from portal.orders.models import SELLER_ORDER, OrderLine, OrderLineLot, SellerOrder
from portal.orders.models import SellerOrderState as State
from portal.shipping import carriers

LONGEST_CODE = 40
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class LotPick:
    """`quantity` units of a line (public id) came from the lot `code`."""

    line: str
    code: str
    quantity: int
    best_before: date | None = None


def accept(session: Session, *, firm_id: int, number: str, by: str) -> SellerOrder:
    """The firm will send it. Raises NotFound, Refused("wrong_state")."""
    part = parts.of_firm(session, firm_id=firm_id, number=number)
    parts.require(part, [State.PAID])
    SELLER_ORDER.move(session, part, State.PREPARING, by=by)
    return part


def pack(
    session: Session, *, firm_id: int, number: str, lots: Sequence[LotPick] = (), by: str
) -> SellerOrder:
    """Packed, with the lots the goods came from where the firm says them.

    Raises NotFound, Refused("wrong_state"), Invalid: per line (public id) "unknown", "too_small",
    "too_large" (more than are sent), "required" (no code), "too_long".
    """
    part = parts.of_firm(session, firm_id=firm_id, number=number)
    parts.require(part, [State.PREPARING])
    _write_lots(part, lots)
    SELLER_ORDER.move(session, part, State.READY, by=by)
    return part


def _write_lots(part: SellerOrder, lots: Sequence[LotPick]) -> None:
    lines = {line.public_id: line for line in part.lines}
    errors = {pick.line: "unknown" for pick in lots if pick.line not in lines}
    for line in part.lines:
        fault = _lot_fault(line, [pick for pick in lots if pick.line == line.public_id])
        if fault:
            errors[line.public_id] = fault
    if errors:
        raise Invalid(errors)
    for pick in lots:
        row = OrderLineLot(
            lot_code=fold(pick.code), quantity=pick.quantity, best_before=pick.best_before
        )
        lines[pick.line].lots.append(row)


def _lot_fault(line: OrderLine, picks: Sequence[LotPick]) -> str | None:
    lengths = [len(fold(pick.code)) for pick in picks]
    if any(length == 0 for length in lengths):
        return "required"
    if any(length > LONGEST_CODE for length in lengths):
        return "too_long"
    if any(pick.quantity < 1 for pick in picks):
        return "too_small"
    is_more = sum(pick.quantity for pick in picks) > line.quantity - line.dropped
    return "too_large" if is_more else None


def ship(session: Session, *, firm_id: int, number: str, tracking: str, by: str) -> SellerOrder:
    """Handed to the carrier: stock leaves, the invoice is issued, the buyer gets the number.

    From ready; from preparing it counts as packed too. Raises NotFound, Refused("wrong_state"),
    Invalid({"tracking": ...}), Refused("not_on_hand") when a count says the shelf is empty.
    """
    part = parts.of_firm(session, firm_id=firm_id, number=number)
    parts.require(part, [State.PREPARING, State.READY, State.PROBLEM])
    if part.shipped_at is not None:
        raise Refused("wrong_state", state=part.state)
    carrier = carriers.by_code(session, part.carrier_code)
    part.tracking = carriers.check_tracking(carrier, tracking)
    part.shipped_at = clock.now()
    stock.dispatch(session, order_id=part.order_id, units=parts.kept_units(part), by=by)
    if part.state is State.PREPARING:
        SELLER_ORDER.move(session, part, State.READY, by=by)
    SELLER_ORDER.move(session, part, State.SHIPPED, by=by, note=part.tracking or None)
    invoices.ensure(session, part, by=by)
    letters.shipped(session, part.order, part, carrier)
    return part


def correct_tracking(
    session: Session, *, firm_id: int, number: str, tracking: str, by: str
) -> SellerOrder:
    """The number was mistyped; the buyer is told the right one. Raises as `ship` does."""
    part = parts.of_firm(session, firm_id=firm_id, number=number)
    parts.require(part, [State.SHIPPED])
    carrier = carriers.by_code(session, part.carrier_code)
    was, part.tracking = part.tracking, carriers.check_tracking(carrier, tracking)
    if part.tracking == was:
        return part
    audit.record(
        session,
        action="order.tracking_corrected",
        actor=by,
        on_behalf_of=firm_id,
        object_kind="seller_order",
        object_id=part.number,
        before={"tracking": was},
        after={"tracking": part.tracking},
    )
    letters.shipped(session, part.order, part, carrier)
    return part


def deliver(session: Session, *, firm_id: int, number: str, by: str) -> SellerOrder:
    """The carrier told the firm. Raises NotFound, Refused("wrong_state")."""
    part = parts.of_firm(session, firm_id=firm_id, number=number)
    return _delivered(session, part, by)


def confirm_delivery(session: Session, *, link: str, part: str, by: str) -> SellerOrder:
    """The buyer says it is here; a second tap does no harm."""
    mine = parts.of_buyer(session, link=link, part=part)
    if mine.state in {State.DELIVERED, State.CLOSED}:
        return mine
    return _delivered(session, mine, by)


def _delivered(session: Session, part: SellerOrder, by: str) -> SellerOrder:
    parts.require(part, [State.SHIPPED])
    SELLER_ORDER.move(session, part, State.DELIVERED, by=by)
    part.delivered_at = clock.now()
    return part


def report_problem(session: Session, *, link: str, part: str, note: str, by: str) -> SellerOrder:
    """Something is wrong with what came, or did not come: the buyer's words stop the clocks.

    Raises NotFound, Refused("wrong_state"), Invalid({"note": "required" | "too_long"}).
    """
    mine = parts.of_buyer(session, link=link, part=part)
    parts.require(mine, [State.SHIPPED, State.DELIVERED])
    said = _note(note)
    SELLER_ORDER.move(session, mine, State.PROBLEM, by=by, note=said)
    letters.problem(session, mine.order, mine, said)
    return mine


def _note(text: str) -> str:
    note = fold(text)
    if not 0 < len(note) <= LONGEST_NOTE:
        raise Invalid({"note": "too_long" if note else "required"})
    return note


def resolve(
    session: Session, *, firm_id: int, number: str, to: State, note: str, by: str
) -> SellerOrder:
    """The end of a problem: on its way again, delivered after all, closed, or money back.

    Raises NotFound, Refused("wrong_state"), Invalid for the note. What was never sent can only be
    sent (`ship`) or cancelled.
    """
    part = parts.of_firm(session, firm_id=firm_id, number=number)
    return _resolved(session, part, to, note, by)


def resolve_for_office(
    session: Session, *, order: str, part: str, to: State, note: str, by: str
) -> SellerOrder:
    """The same by the office, for a firm that does not answer; public ids.

    Money that is given back over the firm's head is told to the firm.
    """
    mine = parts.of_office(session, order=order, part=part)
    return _resolved(session, mine, to, note, by, tell_firms=True)


def _resolved(
    session: Session, part: SellerOrder, to: State, note: str, by: str, *, tell_firms: bool = False
) -> SellerOrder:
    parts.require(part, [State.PROBLEM])
    reason = _note(note)
    if to is State.CANCELLED:
        order = part.order
        cancelling.end_parts(session, order, [part], reason=reason, tell_firms=tell_firms, by=by)
    elif to in {State.SHIPPED, State.DELIVERED, State.CLOSED}:
        _move_on(session, part, to, reason, by)
    else:
        raise Refused("wrong_state", state=part.state)
    return part


def _move_on(session: Session, part: SellerOrder, to: State, note: str, by: str) -> None:
    if part.shipped_at is None:
        raise Refused("wrong_state", state=part.state)
    SELLER_ORDER.move(session, part, to, by=by, note=note)
    if part.delivered_at is None and to is not State.SHIPPED:
        part.delivered_at = clock.now()
