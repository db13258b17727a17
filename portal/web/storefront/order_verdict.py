"""The first thing the page of an order says: how it stands, payment first."""

from dataclasses import dataclass

from portal.orders.models import OrderState
from portal.orders.order_page import OrderPage
from portal.orders.payable import LastTry
from portal.payments.models import AttemptState
from portal.web.storefront import bank_words
from portal.web.wording import gettext as _


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` of its note: ok, info, warn, bad; `is_waiting`: the page asks again soon."""

    title: str
    text: str
    kind: str
    is_waiting: bool = False


def verdict(page: OrderPage, last: LastTry | None) -> Verdict:
    """`last`: the newest attempt to pay; None before the first."""
    settled = {
        OrderState.PAID: _paid,
        OrderState.CANCELLED: _cancelled,
        OrderState.EXPIRED: _expired,
    }.get(page.state)
    return settled() if settled else _unpaid(last)


def _paid() -> Verdict:
    told = _("Each package is told about below; you get its tracking number by SMS.")
    return Verdict(_("Your order is placed"), told, "ok")


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
