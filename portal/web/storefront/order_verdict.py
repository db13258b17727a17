"""The first thing the page of an order says: how it stands, payment first."""

from collections.abc import Set as AbstractSet

from portal.orders.models import OrderState, SellerOrderState
from portal.orders.order_page import OrderPage
from portal.orders.payable import LastTry
from portal.orders.transfer_page import TransferPage
from portal.payments.models import AttemptState
from portal.web.storefront import bank_words, transfer_words
from portal.web.storefront.verdicts import Verdict
from portal.web.wording import gettext as _

State = SellerOrderState
ARRIVED = frozenset({State.DELIVERED, State.CLOSED})
SENT = ARRIVED | {State.SHIPPED}
AT_WORK = frozenset({State.PREPARING, State.READY})


def verdict(page: OrderPage, last: LastTry | None, transfer: TransferPage | None = None) -> Verdict:
    """`last`: the newest attempt to pay; None before the first. `transfer`: where it is one."""
    if page.state is OrderState.EXPIRED and transfer and transfer.is_with_office:
        return transfer_words.verdict(transfer)
    settled = {
        OrderState.CANCELLED: _cancelled,
        OrderState.EXPIRED: _expired,
    }.get(page.state)
    if page.state is OrderState.PAID:
        return _on_the_way({part.state for part in page.parts} - {State.CANCELLED})
    if settled:
        return settled()
    return transfer_words.verdict(transfer) if transfer else _unpaid(last)


def _on_the_way(states: AbstractSet[State]) -> Verdict:
    """How a paid order stands, from the states of its packages that were not cancelled."""
    if not states:
        return _cancelled()
    if State.PROBLEM in states:
        return _problem()
    if states <= ARRIVED:
        return _arrived()
    return _sent(states) if states & SENT else _unsent(states)


def _sent(states: AbstractSet[State]) -> Verdict:
    """At least one package has left its maker, not all have arrived."""
    told = _("Where each package is stands below.")
    if states & ARRIVED:
        return Verdict(_("Part of your order has arrived"), told, "ok")
    if states == {State.SHIPPED}:
        return Verdict(_("Your order is on its way"), told, "ok")
    return Verdict(_("Part of your order is on its way"), told, "ok")


def _unsent(states: AbstractSet[State]) -> Verdict:
    told = _("Each package is told about below; you get its tracking number by SMS.")
    title = _("Your order is being prepared") if states & AT_WORK else _("Your order is placed")
    return Verdict(title, told, "ok")


def _arrived() -> Verdict:
    told = _("What was in each package and its invoice stand below.")
    return Verdict(_("Your order has arrived"), told, "ok")


def _problem() -> Verdict:
    told = _("The office and the maker have your report. The money is held until it is solved.")
    return Verdict(_("A problem with this order is being looked at"), told, "warn")


def _cancelled() -> Verdict:
    told = _("If money was paid, the way it comes back stands below.")
    return Verdict(_("This order is cancelled"), told, "bad")


def _expired() -> Verdict:
    told = _("No money is kept for this order. You can put the goods into your basket again.")
    return Verdict(_("The time to pay is over"), told, "warn")


def _unpaid(last: LastTry | None) -> Verdict:
    if last is None:
        return _waiting()
    if last.state is AttemptState.FAILED:
        return _failed(bank_words.reason(last.code))
    return {
        AttemptState.CLAIMED: _asking,
        AttemptState.EXPIRED: _asking,
        AttemptState.REDIRECTED: _not_finished,
        AttemptState.CANCELLED: _failed,
        AttemptState.MISMATCH: _mismatch,
    }.get(last.state, _waiting)()


def _asking() -> Verdict:
    told = _("Look again in a little while. The order is finished, or the money goes back.")
    return Verdict(_("We are asking the bank"), told, "info", is_waiting=True)


def _not_finished() -> Verdict:
    told = _("If you have paid at the bank, wait a little; otherwise pay now.")
    return Verdict(_("The payment is not finished"), told, "warn")


def _failed(reason: str = "") -> Verdict:
    on = _("Try again, or go back to the basket. The goods are still kept for you.")
    title = _("The payment did not go through and no money was taken")
    return Verdict(title, f"{reason} {on}".strip(), "bad")


def _mismatch() -> Verdict:
    told = _("A person is looking at this payment; your money is safe.")
    return Verdict(_("The bank reports another amount"), told, "warn")


def _waiting() -> Verdict:
    told = _("The goods are kept for you for ten minutes.")
    return Verdict(_("This order waits for your payment"), told, "warn")
