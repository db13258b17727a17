"""Transfers to our account: receipts, what stands on our statement, and who saw it."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.core import files
from portal.core.errors import Invalid, NotFound, Refused
from portal.firms.policy import Permission
from portal.i18n import parse
from portal.orders import transfer_desk
from portal.payments.models import AttemptState
from portal.payments.transfer_models import TransferState
from portal.payments.transfers import LONGEST, LONGEST_REASON, MEDIA_TYPE
from portal.web import access, unit
from portal.web.consortium.area import consortium
from portal.web.consortium.orders import ORDER_WORDS
from portal.web.forms import PortalForm, Required, Text, Toman, submitted
from portal.web.reading import close_reader
from portal.web.sentences import sentence
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

TABS = {
    "look": _l("To look at"),
    "second": _l("Second approval"),
    "bare": _l("Without a receipt"),
    "done": _l("Done"),
}
STATE_WORDS = {
    TransferState.WAITING: (_l("no receipt yet"), ""),
    TransferState.SHOWN: (_l("receipt to look at"), "warn"),
    TransferState.APPROVED: (_l("waits for a second person"), "warn"),
    TransferState.CONFIRMED: (_l("confirmed"), "ok"),
    TransferState.REFUSED: (_l("refused"), "bad"),
    TransferState.CANCELLED: (_l("given up by the buyer"), ""),
}
STEP_WORDS = {
    TransferState.WAITING: _l("The buyer was told our account"),
    TransferState.SHOWN: _l("The receipt came"),
    TransferState.APPROVED: _l("First approval"),
    TransferState.CONFIRMED: _l("Confirmed: the money is on our statement"),
    TransferState.REFUSED: _l("Refused"),
    TransferState.CANCELLED: _l("The buyer chose another way to pay"),
}


class SeenForm(PortalForm):
    """What stands on our statement, typed from it and not from the receipt."""

    received = Toman(_l("Amount on our statement, in toman"), [Required()])
    bank_reference = Text(_l("Reference of the bank"), [Required()], longest=LONGEST)


class RefusalForm(PortalForm):
    reason = Text(_l("Why; the buyer reads it"), [Required()], longest=LONGEST_REASON)


@consortium.get("/transfers")
@access.office(Permission.TRANSFERS_DECIDE)
def transfers() -> ResponseReturnValue:
    tab = request.args.get("tab", "look")
    tab = tab if tab in TABS else "look"
    number = parse.integer(request.args.get("page", "1")) or 1
    return render_template(
        "consortium/transfers.html",
        found=transfer_desk.listing(unit.reader(), tab=tab, number=number),
        tab=tab,
        tabs=TABS,
        state_words=STATE_WORDS,
    )


@consortium.get("/transfers/<public_id>")
@access.office(Permission.TRANSFERS_DECIDE)
def transfer(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


def _page(
    public_id: str,
    *,
    seen: SeenForm | None = None,
    refusal: RefusalForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    case = transfer_desk.case(unit.reader(), public_id=public_id)
    page = render_template(
        "consortium/transfer.html",
        case=case,
        is_mine=case.first_by == access.actor_name(),
        seen=seen or SeenForm(),
        refusal=refusal or RefusalForm(),
        state_words=STATE_WORDS,
        step_words=STEP_WORDS,
        order_words=ORDER_WORDS,
    )
    return page, status


@consortium.get("/transfers/<public_id>/receipt")
@access.office(Permission.TRANSFERS_DECIDE)
def transfer_receipt(public_id: str) -> ResponseReturnValue:
    """The picture of the receipt, for these eyes alone: never in a cache."""
    key = transfer_desk.receipt_key(unit.reader(), public_id=public_id)
    try:
        content = files.store().read(key)
    except FileNotFoundError:
        raise NotFound from None
    response = Response(content, mimetype=MEDIA_TYPE)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@consortium.post("/transfers/<public_id>/confirm")
@access.office(Permission.TRANSFERS_DECIDE)
def confirm_transfer(public_id: str) -> ResponseReturnValue:
    """The money is on our statement. The commit stands first; then the order is asked to settle."""
    form = submitted(SeenForm)
    if not form.validate():
        return _page(public_id, seen=form, status=422)
    try:
        with unit.transaction() as session:
            row = settlement.approve_transfer(
                session,
                public_id=public_id,
                received=form.received.data,
                bank_reference=form.bank_reference.data,
                by=access.actor_name(),
            )
            unit.about("bank_transfer", public_id, state=row.state.value)
            reference = row.reference if settlement.is_confirmed(row) else ""
    except Invalid as error:
        form.refuse(error.errors)
        return _page(public_id, seen=form, status=422)
    except Refused as error:
        flash(sentence(error.code), "bad")
        return _page(public_id, seen=form, status=409)
    if reference:
        _settle(reference)
    else:
        flash(_("Written down. A second person has to see it on the statement, too."), "ok")
    return _to(public_id)


def _settle(reference: str) -> None:
    """The order hears of it in this request, as it would from any bank."""
    close_reader()
    state = settlement.settle_transfer(reference).state
    said = {
        AttemptState.VERIFIED: (_("Confirmed: the order is paid."), "ok"),
        AttemptState.MISMATCH: (
            _("Confirmed with another amount: the payment is a case that does not fit."),
            "warn",
        ),
        AttemptState.REVERSED: (
            _("Confirmed, but the order cannot have it any more: the money goes back by IBAN."),
            "warn",
        ),
    }
    flash(*said.get(state, (_("Confirmed. The order follows in a few minutes."), "ok")))


@consortium.post("/transfers/<public_id>/take-back")
@access.office(Permission.TRANSFERS_DECIDE)
def take_back_transfer(public_id: str) -> ResponseReturnValue:
    """The first person was wrong; the transfer waits as before."""
    with unit.transaction() as session:
        unit.about("bank_transfer", public_id)
        settlement.take_back_transfer(session, public_id=public_id, by=access.actor_name())
    flash(_("The first approval is taken back."), "ok")
    return _to(public_id)


@consortium.post("/transfers/<public_id>/refuse")
@access.office(Permission.TRANSFERS_DECIDE)
def refuse_transfer(public_id: str) -> ResponseReturnValue:
    """No such money; the buyer is told why."""
    form = submitted(RefusalForm)
    if not form.validate():
        return _page(public_id, refusal=form, status=422)
    try:
        with unit.transaction() as session:
            unit.about("bank_transfer", public_id)
            reference = settlement.refuse_transfer(
                session, public_id=public_id, reason=form.reason.data, by=access.actor_name()
            )
    except Invalid as error:
        form.refuse(error.errors)
        return _page(public_id, refusal=form, status=422)
    close_reader()
    settlement.settle_transfer(reference)
    flash(_("Refused; the buyer has been told."), "ok")
    return _to(public_id)


def _to(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("consortium.transfer", public_id=public_id), 303)
