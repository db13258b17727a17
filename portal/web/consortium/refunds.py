"""Refunds: what is on its way, what needs a person; and payments that do not fit."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.core.errors import Refused
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.orders import money_desk, withdrawal_desk
from portal.payments import withdrawals
from portal.payments.models import RefundState
from portal.web import access, unit
from portal.web.consortium import withdrawal_words
from portal.web.consortium.area import consortium
from portal.web.forms import PortalForm, Required, Text, submitted
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

CASES = "cases"
STATES = {
    "needs_person": _l("Needs a person"),
    "pending": _l("On its way"),
    "done": _l("Paid back"),
    CASES: _l("Payments that do not fit"),
}


class ReceiptForm(PortalForm):
    receipt = Text(_l("Number of the bank transfer"), [Required()], longest=60)
    account = Text(longest=64)  # the one that the page showed


@consortium.get("/refunds")
@access.office(Permission.REFUNDS_DECIDE)
def refunds() -> ResponseReturnValue:
    state = request.args.get("state", "needs_person")
    state = state if state in STATES else "needs_person"
    session = unit.reader()
    if state == CASES:
        return render_template(
            "consortium/cases.html",
            cases=money_desk.cases(session),
            taken=withdrawal_desk.unhandled(session),
            words=withdrawal_words,
            state=state,
            states=STATES,
        )
    page = money_desk.refunds(
        session,
        state=RefundState(state),
        number=parse.integer(request.args.get("page", "1")) or 1,
    )
    return render_template("consortium/refunds.html", page=page, state=state, states=STATES)


@consortium.post("/refunds/<public_id>/paid")
@access.office(Permission.REFUNDS_DECIDE)
def refund_paid(public_id: str) -> ResponseReturnValue:
    """Paid by hand from the consortium's bank account."""
    form = submitted(ReceiptForm)
    if not form.validate():
        raise Refused("receipt_required")
    with unit.transaction() as session:
        unit.about("refund", public_id)
        settlement.book_refund_paid(
            session,
            refund=public_id,
            receipt=form.receipt.data,
            account=form.account.data,
            by=access.actor_name(),
        )
    flash(_("Booked as paid; the buyer has been told."), "ok")
    return redirect(url_for("consortium.refunds"), 303)


@consortium.post("/refunds/<public_id>/retry")
@access.office(Permission.REFUNDS_DECIDE)
def refund_retry(public_id: str) -> ResponseReturnValue:
    with unit.transaction() as session:
        unit.about("refund", public_id)
        settlement.retry_refund(session, refund=public_id, by=access.actor_name())
    flash(_("It will be tried again in a moment."), "ok")
    return redirect(url_for("consortium.refunds"), 303)


@consortium.post("/payments/<attempt>/return")
@access.office(Permission.REFUNDS_DECIDE)
def return_mismatch(attempt: str) -> ResponseReturnValue:
    """Money that we did not ask for goes back to its sender; the case is closed."""
    with unit.transaction() as session:
        unit.about("payment_attempt", attempt)
        refund = settlement.return_mismatch(session, attempt=attempt, by=access.actor_name())
    told = _("The money goes back; the buyer has been told.")
    flash(told if refund else _("The case is closed; no money had come to us."), "ok")
    return redirect(url_for("consortium.refunds", state=CASES), 303)


@consortium.post("/withdrawals/<public_id>/handled")
@access.office(Permission.REFUNDS_DECIDE)
def withdrawal_handled(public_id: str) -> ResponseReturnValue:
    """The provider has decided, and a person has done what followed from it."""
    with unit.transaction() as session:
        unit.about("withdrawal", public_id)
        withdrawals.handled(session, public_id=public_id, by=access.actor_name())
    flash(_("The case is closed."), "ok")
    return redirect(url_for("consortium.refunds", state=CASES), 303)
