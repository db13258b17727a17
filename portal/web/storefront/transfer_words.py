"""A transfer as its buyer reads it: how it stands, in a title and a sentence."""

from flask import g

from portal.i18n import formats
from portal.orders.models import OrderState
from portal.orders.transfer_page import TransferPage
from portal.payments.transfer_models import TransferState
from portal.web.storefront.verdicts import Verdict
from portal.web.wording import gettext as _

State = TransferState


def verdict(page: TransferPage) -> Verdict:
    """Above the page of the transfer, and above its order while that waits for the money."""
    if page.order_state is OrderState.PAID and page.state is not State.CONFIRMED:
        return _paid_otherwise()
    return {
        State.WAITING: _waiting,
        State.SHOWN: _with_the_office,
        State.APPROVED: _with_the_office,
        State.CONFIRMED: _confirmed,
        State.REFUSED: _refused,
        State.CANCELLED: _cancelled,
    }[page.state](page)


def _waiting(page: TransferPage) -> Verdict:
    if page.order_state is not OrderState.AWAITING_PAYMENT:
        told = _(
            "The goods are no longer kept. Do not transfer anything now. If you have already"
            " transferred, send the receipt: the order is finished or the money goes back."
        )
        return Verdict(_("The time to transfer is over"), told, "warn")
    told = _("Transfer the amount and send the receipt; the goods are kept for you until then.")
    return Verdict(_("We wait for your transfer"), told, "info")


def _with_the_office(page: TransferPage) -> Verdict:
    day = formats.weekday_day(page.answer_by, g.language) if page.answer_by else ""
    told = (
        _("A person looks at it by %(day)s. You hear of it by SMS.", day=day)
        if day
        else _("A person has found your money and looks at it once more.")
    )
    return Verdict(_("Your receipt is with the office"), told, "info")


def _confirmed(page: TransferPage) -> Verdict:
    if page.order_state is OrderState.PAID:
        told = _("The order is paid; how it goes on stands on its page.")
    else:
        told = _("What happens with the money stands on the page of the order.")
    return Verdict(_("Your transfer has arrived"), told, "ok")


def _refused(page: TransferPage) -> Verdict:
    told, title = _("The office says:"), _("The office did not find this transfer")
    return Verdict(title, told, "bad", quote=page.reason)


def _cancelled(_page: TransferPage) -> Verdict:
    told = _(
        "If you have transferred all the same, call the office; the money is found and goes back."
    )
    return Verdict(_("You chose another way to pay"), told, "warn")


def _paid_otherwise() -> Verdict:
    told = _("Do not transfer anything. Money that comes twice goes back to your IBAN.")
    return Verdict(_("This order is already paid"), told, "ok")
