"""What a firm does with an order: accept, pack, ship, correct, drop, cancel, resolve."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid, Refused
from portal.firms.policy import Permission
from portal.orders import cancelling, dropping, fulfilment
from portal.orders import desk as queries
from portal.orders.models import SellerOrderState
from portal.web import access, unit
from portal.web.desk.area import desk
from portal.web.desk.order_forms import (
    DropForm,
    ReasonForm,
    ShipForm,
    lots,
    posted_names,
    whole_fields,
)
from portal.web.desk.orders import order_page
from portal.web.forms import submitted
from portal.web.sentences import sentence
from portal.web.wording import gettext as _


def _back(number: str) -> Response:
    answer: Response = redirect(url_for("desk.order", number=number), 303)  # type: ignore[assignment]
    return answer


@desk.post("/orders/<number>/accept")
@access.firm(Permission.ORDERS_FULFIL)
def accept(firm_id: int, number: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("seller_order", number)
        fulfilment.accept(session, firm_id=firm_id, number=number, by=access.actor_name())
    flash(_("Accepted. Pack the goods and print the packing slip."), "ok")
    return _back(number)


@desk.post("/orders/<number>/pack")
@access.firm(Permission.ORDERS_FULFIL)
def pack(firm_id: int, number: str) -> ResponseReturnValue:
    """Packed, with the lots of the labels where they were written down."""
    seen = queries.detail(unit.reader(), firm_id=firm_id, number=number)
    units = {line.public_id: line.kept for line in seen.lines}
    try:
        picks = lots(posted_names("lot-"), units)
        with unit.transaction() as session:
            unit.about("seller_order", number)
            fulfilment.pack(
                session, firm_id=firm_id, number=number, lots=picks, by=access.actor_name()
            )
    except Invalid as error:
        return order_page(firm_id, number, pack_faults=_said(error), status=422)
    flash(_("Packed. Hand the parcel over and enter its tracking number."), "ok")
    return _back(number)


def _said(error: Invalid) -> dict[str, str]:
    return {name: sentence(code) for name, code in error.errors.items()}


@desk.post("/orders/<number>/ship")
@access.firm(Permission.ORDERS_FULFIL)
def ship(firm_id: int, number: str) -> ResponseReturnValue:
    return _with_tracking(firm_id, number, is_correction=False)


@desk.post("/orders/<number>/tracking")
@access.firm(Permission.ORDERS_FULFIL)
def correct_tracking(firm_id: int, number: str) -> ResponseReturnValue:
    return _with_tracking(firm_id, number, is_correction=True)


def _with_tracking(firm_id: int, number: str, *, is_correction: bool) -> ResponseReturnValue:
    form = submitted(ShipForm)
    if not form.validate():
        return order_page(firm_id, number, ship=form, status=422)
    act = fulfilment.correct_tracking if is_correction else fulfilment.ship
    try:
        with unit.transaction() as session:
            unit.about("seller_order", number)
            act(
                session,
                firm_id=firm_id,
                number=number,
                tracking=form.tracking.data,
                by=access.actor_name(),
            )
    except Invalid as error:
        form.refuse(error.errors)
        return order_page(firm_id, number, ship=form, status=422)
    flash(_("The buyer has been told the tracking number."), "ok")
    return _back(number)


@desk.post("/orders/<number>/drop")
@access.firm(Permission.ORDERS_FULFIL)
def drop(firm_id: int, number: str) -> ResponseReturnValue:
    """Units that cannot be supplied: the buyer gets their money back at once."""
    try:
        units, counted = whole_fields("drop-"), whole_fields("counted-")
        with unit.transaction() as session:
            unit.about("seller_order", number)
            dropping.drop(
                session,
                firm_id=firm_id,
                number=number,
                units=units,
                counted=counted,
                by=access.actor_name(),
            )
    except Invalid as error:
        form = DropForm()
        form.refuse({"units": next(iter(error.errors.values()))})
        return order_page(firm_id, number, drop=form, line_faults=_said(error), status=422)
    flash(_("The units were taken off, and the difference goes back to the buyer."), "ok")
    return _back(number)


@desk.post("/orders/<number>/cancel")
@access.firm(Permission.ORDERS_FULFIL)
def cancel(firm_id: int, number: str) -> ResponseReturnValue:
    form = submitted(ReasonForm)
    if not form.validate():
        flash(sentence("reason_required"), "bad")
        return _back(number)
    with unit.transaction() as session:
        unit.about("seller_order", number)
        cancelling.cancel_as_firm(
            session,
            firm_id=firm_id,
            number=number,
            reason=form.reason.data,
            by=access.actor_name(),
        )
    flash(_("Cancelled. The buyer has been told, and the money goes back."), "ok")
    return _back(number)


@desk.post("/orders/<number>/delivered")
@access.firm(Permission.ORDERS_FULFIL)
def delivered(firm_id: int, number: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("seller_order", number)
        fulfilment.deliver(session, firm_id=firm_id, number=number, by=access.actor_name())
    flash(_("Marked as delivered."), "ok")
    return _back(number)


@desk.post("/orders/<number>/resolve/<state>")
@access.firm(Permission.ORDERS_FULFIL)
def resolve(firm_id: int, number: str, state: str) -> ResponseReturnValue:
    """End a problem: sent again, delivered after all, or money back."""
    form = submitted(ReasonForm)
    if not form.validate():
        flash(sentence("reason_required"), "bad")
        return _back(number)
    if state not in {"shipped", "delivered", "closed", "cancelled"}:
        raise Refused("wrong_move")
    with unit.transaction() as session:
        unit.about("seller_order", number)
        fulfilment.resolve(
            session,
            firm_id=firm_id,
            number=number,
            to=SellerOrderState(state),
            note=form.reason.data,
            by=access.actor_name(),
        )
    flash(_("The problem is closed; the buyer sees how."), "ok")
    return _back(number)
