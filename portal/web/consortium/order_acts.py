"""What the office does with a part over its firm's head: end it, or end its problem."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid, Refused
from portal.firms.policy import Permission
from portal.orders import cancelling, fulfilment
from portal.orders.models import SellerOrderState
from portal.web import access, unit
from portal.web.consortium.area import consortium
from portal.web.consortium.orders import order_page
from portal.web.forms import PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

ENDINGS = {"shipped", "delivered", "closed", "cancelled"}


class ReasonForm(PortalForm):
    reason = Text(_l("Why"), [Required()], longest=300)


@consortium.post("/orders/<number>/parts/<part>/cancel")
@access.office(Permission.REFUNDS_DECIDE)
def cancel_part(number: str, part: str) -> ResponseReturnValue:
    """A part that its firm leaves lying; the buyer's money goes back."""

    def act(session: unit.Session, reason: str) -> None:
        cancelling.cancel_for_office(
            session, order=number, part=part, reason=reason, by=access.actor_name()
        )

    return _acted(number, part, act, _("Cancelled. Buyer and firm have been told."))


@consortium.post("/orders/<number>/parts/<part>/resolve/<state>")
@access.office(Permission.REFUNDS_DECIDE)
def resolve_part(number: str, part: str, state: str) -> ResponseReturnValue:
    """A problem that its firm does not answer."""
    if state not in ENDINGS:
        raise Refused("wrong_move")

    def act(session: unit.Session, note: str) -> None:
        fulfilment.resolve_for_office(
            session,
            order=number,
            part=part,
            to=SellerOrderState(state),
            note=note,
            by=access.actor_name(),
        )

    return _acted(number, part, act, _("The problem is closed; the buyer sees how."))


def _acted(
    number: str, part: str, act: Callable[[unit.Session, str], None], said: str
) -> ResponseReturnValue:
    form = submitted(ReasonForm)
    if not form.validate():
        return order_page(number, refused=form, part=part, status=422)
    try:
        with unit.transaction() as session:
            unit.about("seller_order", part, reason=form.reason.data)
            act(session, form.reason.data)
    except Invalid as error:
        form.refuse({"reason": next(iter(error.errors.values()))})
        return order_page(number, refused=form, part=part, status=422)
    flash(said, "ok")
    return redirect(url_for("consortium.order", number=number), 303)
