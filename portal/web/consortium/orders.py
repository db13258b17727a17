"""Every order, for questions on the telephone."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.firms.policy import Permission
from portal.i18n import parse
from portal.orders import money_desk, office
from portal.payments.models import AttemptState
from portal.web import access, unit
from portal.web.consortium.area import consortium
from portal.web.forms import PortalForm
from portal.web.wording import lazy as _l

TABS = {
    "all": _l("All"),
    "awaiting_payment": _l("Waiting for payment"),
    "paid": _l("Paid"),
    "late": _l("Late"),
    "problem": _l("Problem"),
    "cancelled": _l("Cancelled"),
    "expired": _l("Not paid in time"),
}
ORDER_WORDS = {
    "awaiting_payment": (_l("Waiting for payment"), "warn"),
    "paid": (_l("Paid"), "ok"),
    "expired": (_l("Not paid in time"), ""),
    "cancelled": (_l("Cancelled"), "bad"),
}
ATTEMPT_WORDS = {
    AttemptState.CREATED: _l("begun"),
    AttemptState.REDIRECTED: _l("at the bank"),
    AttemptState.CLAIMED: _l("being checked with the bank"),
    AttemptState.VERIFIED: _l("paid"),
    AttemptState.CANCELLED: _l("given up by the buyer"),
    AttemptState.FAILED: _l("failed"),
    AttemptState.EXPIRED: _l("ran out of time"),
    AttemptState.MISMATCH: _l("does not fit"),
    AttemptState.REVERSED: _l("taken back"),
}


@consortium.get("/orders")
@access.office(Permission.ORDERS_VIEW)
def orders() -> ResponseReturnValue:
    tab = request.args.get("tab", "all")
    tab = tab if tab in TABS else "all"
    found = office.listing(
        unit.reader(),
        tab=tab,
        text=request.args.get("q", "")[:80],
        number=parse.integer(request.args.get("page", "1")) or 1,
    )
    return render_template(
        "consortium/orders.html", found=found, tab=tab, tabs=TABS, order_words=ORDER_WORDS
    )


@consortium.get("/orders/<number>")
@access.office(Permission.ORDERS_VIEW)
def order(number: str) -> ResponseReturnValue:
    return order_page(number)


def order_page(
    number: str, *, refused: PortalForm | None = None, part: str = "", status: int = 200
) -> ResponseReturnValue:
    """One order whole; a refused form of a part comes back here with what was typed."""
    session = unit.reader()
    page = render_template(
        "consortium/order.html",
        order=office.detail(session, number=number),
        attempts=money_desk.attempts_of(session, order_number=number),
        order_words=ORDER_WORDS,
        attempt_words=ATTEMPT_WORDS,
        refused=refused,
        refused_part=part,
    )
    return page, status
