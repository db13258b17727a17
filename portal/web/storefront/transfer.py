"""The page of a transfer to our account: where to, the receipt, and how it stands."""

import hashlib
from datetime import timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.catalog import pictures
from portal.catalog.picture_wire import RECEIPT
from portal.core.errors import Invalid, Refused
from portal.orders import transfer_page
from portal.payments import transfers
from portal.payments.transfers import Receipt
from portal.web import access, limits, unit, uploads
from portal.web.forms import JalaliDay, PortalForm, Required, Text
from portal.web.reading import reader
from portal.web.storefront import paying, transfer_words
from portal.web.storefront.area import storefront
from portal.web.storefront.order import private
from portal.web.wording import gettext as _
from portal.web.wording import lazy as _l

BY = "buyer"
PER_HOUR = 10  # receipts of one transfer that are looked into
PER_CALLER = 30


class ReceiptForm(PortalForm):
    """What the buyer says of the transfer; the file is beside it and cannot be kept."""

    receipt = Text(_l("Picture of the receipt"))
    sender_name = Text(_l("Name of the sender"), [Required()], longest=transfers.LONGEST)
    tracking = Text(_l("Tracking number of the bank"), [Required()], longest=transfers.LONGEST)
    paid_on = JalaliDay(_l("Day of the transfer"), [Required()])


@storefront.get("/transfer/<reference>")
@access.public
def transfer(reference: str) -> ResponseReturnValue:
    return _show(reference, ReceiptForm())


def _show(reference: str, form: ReceiptForm, status: int = 200) -> ResponseReturnValue:
    g.tab = "orders"
    account = settlement.transfer_bank().account
    page = transfer_page.page(reader(), reference=reference)
    return private(
        render_template(
            "storefront/transfer.html",
            page=page,
            account=account,
            verdict=transfer_words.verdict(page),
            form=form,
        ),
        status,
    )


@storefront.post("/transfer/<reference>")
@access.public
def transfer_send(reference: str) -> ResponseReturnValue:
    """The receipt goes to the office. Its picture is made anew first, in a child process."""
    form = ReceiptForm(request.form)
    settlement.transfer_bank()
    page = transfer_page.page(reader(), reference=reference)
    if not page.may_show:
        raise Refused("transfer_shown")
    limits.count("transfer", page.reference, limit=PER_HOUR, per=timedelta(hours=1))
    limits.count("transfer_from", limits.caller(), limit=PER_CALLER, per=timedelta(hours=1))
    try:
        receipt = _receipt(form)
        with unit.transaction() as session:
            number = settlement.show_receipt(session, reference=reference, receipt=receipt, by=BY)
            unit.about("order", number)
    except Invalid as error:
        form.refuse(uploads.said(error))
        return _show(reference, form, 422)
    flash(_("The receipt is with the office."), "ok")
    return redirect(url_for("storefront.transfer", reference=reference), 303)


def _receipt(form: ReceiptForm) -> Receipt:
    """What was typed is judged before the picture is looked into. Raises Invalid."""
    content = _content(form)
    try:
        made = pictures.take_in(content, RECEIPT)
    except Invalid as error:
        raise Invalid({"receipt": error.errors["image"]}) from error
    [(key, sha256, size)] = made.files
    return Receipt(
        sender_name=form.sender_name.data,
        tracking=form.tracking.data,
        paid_on=form.paid_on.data,
        receipt_key=key,
        receipt_sha256=hashlib.sha256(content).hexdigest(),
        picture_sha256=sha256,
        size=size,
    )


def _content(form: ReceiptForm) -> bytes:
    """The bytes of the file. Raises Invalid with the faults of all fields."""
    faults: dict[str, str] = {}
    content = b""
    try:
        content = uploads.picture("receipt")
    except Invalid as error:
        faults |= error.errors
    if form.validate():
        faults |= transfers.faults(
            sender_name=form.sender_name.data,
            tracking=form.tracking.data,
            paid_on=form.paid_on.data,
        )
    if faults or form.errors:
        raise Invalid(faults)
    return content


@storefront.post("/transfer/<reference>/cancel")
@access.public
def transfer_cancel(reference: str) -> ResponseReturnValue:
    """Pay another way: to the page that asks for a bank."""
    with unit.transaction() as session:
        payment = settlement.cancel_transfer(session, reference=reference, by=BY)
        unit.about("payment", payment)
    return paying.to_pay(payment)
