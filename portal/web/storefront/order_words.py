"""An order as its buyer reads it: where each package is, what happened, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import g

from portal.i18n import formats
from portal.orders.documents import Document
from portal.orders.models import SellerOrderState
from portal.orders.order_page import OrderPage
from portal.orders.order_views import AccountView, LineView, PartView, RefundView
from portal.orders.timeline import TimelineStep
from portal.payments.models import RefundRoute, RefundState
from portal.reference.policies import RETURN_POLICIES
from portal.web.storefront import makers, paths
from portal.web.storefront.shell import say
from portal.web.wording import gettext as _

State = SellerOrderState
WAY = (State.PAID, State.PREPARING, State.SHIPPED, State.DELIVERED)
REACHED = {
    State.PAID: 1,
    State.PREPARING: 2,
    State.READY: 2,
    State.SHIPPED: 3,
    State.DELIVERED: 4,
    State.CLOSED: 4,
}
SHOWN_MOBILE = 4  # digits at each end
HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    meta: str
    path: str
    image: str
    amount: int
    note: str
    lots: Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline; the last one is where things stand."""

    title: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One package; `stage` 0 to 4 of the way, None when it left the way."""

    view: PartView
    title: str
    letter: str
    badge: str
    badge_kind: str
    stage: int | None
    promise: str
    delivery: str
    lines: Sequence[Line]
    steps: Sequence[Step]
    returns: str


@dataclass(frozen=True, slots=True)
class Refund:
    amount: int
    route: str
    state: str
    kind: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Order:
    """The page; without `is_own` phone and address are masked, for others may see a link."""

    page: OrderPage
    parts: Sequence[Part]
    refunds: Sequence[Refund]
    mobile: str
    address: str
    place: str
    is_own: bool


def order(page: OrderPage, *, is_own: bool = False) -> Order:
    steps = _by_part(page.timeline)
    return Order(
        page=page,
        parts=[_part(part, number, steps) for number, part in enumerate(page.parts, start=1)],
        refunds=[_refund(refund, page) for refund in page.refunds],
        mobile=local(page.recipient_mobile) if is_own else masked(page.recipient_mobile),
        address=page.address if is_own else HIDDEN,
        place=say(page, "place"),
        is_own=is_own,
    )


def masked(e164: str) -> str:
    """`0912•••4567`: enough to know one's own."""
    number = local(e164)
    return f"{number[:SHOWN_MOBILE]}•••{number[-SHOWN_MOBILE:]}"


def local(e164: str) -> str:
    return e164.replace("+98", "0", 1)


def paper(whole: Document) -> Document:
    """An invoice for whoever has the link: the buyer's telephone and street are left out."""
    buyer = whole.buyer
    shown = replace(
        buyer, phone=masked(buyer.phone), address=HIDDEN if buyer.address else "", postcode=""
    )
    return replace(whole, buyer=shown)


def _by_part(steps: Sequence[TimelineStep]) -> Mapping[str, list[TimelineStep]]:
    found: dict[str, list[TimelineStep]] = {}
    for step in steps:
        if step.part is not None:
            found.setdefault(step.part, []).append(step)
    return found


def _part(part: PartView, number: int, steps: Mapping[str, list[TimelineStep]]) -> Part:
    language = g.language
    words, kind = state(part.state)
    service = say(part, "service")
    return Part(
        view=part,
        title=_(
            "Package %(number)s: %(firm)s",
            number=formats.number(number, language),
            firm=say(part.firm, "name"),
        ),
        letter=makers.letter(say(part.firm, "name"), language),
        badge=words,
        badge_kind=kind,
        stage=REACHED.get(part.state),
        promise=_promise(part),
        delivery=_(
            "Freight collect, about %(amount)s at the door",
            amount=formats.money(part.collect_estimate, "IRR", language),
        )
        if part.is_collect
        else service,
        lines=[_line(line) for line in part.lines],
        steps=[_step(step) for step in steps.get(part.number, [])],
        returns=_returns(part),
    )


def _promise(part: PartView) -> str:
    if part.delivered_at is not None:
        return _("delivered %(day)s", day=formats.weekday_day(part.delivered_at, g.language))
    if part.state in {State.CANCELLED, State.EXPIRED}:
        return ""
    return _("arrives %(day)s", day=formats.weekday_day(part.promised_on, g.language))


def _returns(part: PartView) -> str:
    codes = sorted({line.return_policy for line in part.lines})
    return _("; ").join(
        say(RETURN_POLICIES[code], "title") for code in codes if code in RETURN_POLICIES
    )


def _line(line: LineView) -> Line:
    language = g.language
    pack = formats.digits(say(line, "pack"), language)
    dropped = (
        _(
            "%(count)s could not be sent; its money goes back",
            count=formats.number(line.dropped, language),
        )
        if line.dropped
        else ""
    )
    return Line(
        title=say(line, "title"),
        meta=f"{pack} × {formats.number(line.quantity, language)}",
        path=f"{paths.prefix()}/p/{line.product}",
        image=paths.picture(line.image_key),
        amount=line.gross - line.discount,
        note=dropped,
        lots=[lot.code for lot in line.lots],
    )


def state(value: SellerOrderState) -> tuple[str, str]:
    """(words, kind of badge) of a package's state."""
    return {
        State.AWAITING: (_("Waiting for payment"), "warn"),
        State.PAID: (_("Paid, waiting for the maker"), "info"),
        State.PREPARING: (_("Being prepared"), "info"),
        State.READY: (_("Packed, waiting for the carrier"), "info"),
        State.SHIPPED: (_("On its way"), "brand"),
        State.DELIVERED: (_("Delivered"), "ok"),
        State.CLOSED: (_("Finished"), "ok"),
        State.CANCELLED: (_("Cancelled"), "bad"),
        State.EXPIRED: (_("Not paid in time"), "bad"),
        State.PROBLEM: (_("A problem is being looked at"), "bad"),
    }[value]


def _step(step: TimelineStep) -> Step:
    titles = {
        State.AWAITING: _("Order placed"),
        State.PAID: _("Payment received"),
        State.PREPARING: _("The maker has accepted it"),
        State.READY: _("Packed"),
        State.SHIPPED: _("Handed to the carrier"),
        State.DELIVERED: _("Delivered"),
        State.CLOSED: _("Finished"),
        State.CANCELLED: _("Cancelled"),
        State.EXPIRED: _("Not paid in time"),
        State.PROBLEM: _("A problem was reported"),
    }
    return Step(title=titles[State(step.state)], note=step.note, at=step.at)


def _refund(refund: RefundView, page: OrderPage) -> Refund:
    done = refund.state is RefundState.DONE
    is_stuck = refund.state is RefundState.NEEDS_PERSON and page.refund_account is None
    day = formats.weekday_day(
        refund.done_at if done and refund.done_at else refund.expected_on, g.language
    )
    return Refund(
        amount=refund.amount,
        route=_way_back(refund, page.refund_account),
        state=_("waits for your IBAN") if is_stuck else _due(day, is_done=done),
        kind="ok" if done else "warn" if is_stuck else "info",
        receipt=refund.receipt or "",
    )


def _due(day: str, *, is_done: bool) -> str:
    return _("sent on %(day)s", day=day) if is_done else _("expected by %(day)s", day=day)


def _way_back(refund: RefundView, account: AccountView | None) -> str:
    if not refund.is_by_hand:
        return route(RefundRoute.GATEWAY)
    if account is None:
        return _("by bank transfer, to the IBAN that you give below")
    return _("by bank transfer to the account you gave")


def route(value: RefundRoute) -> str:
    if value is RefundRoute.GATEWAY:
        return _("to the card it was paid with")
    return _("by bank transfer, to the IBAN that you give on the page of the order")
