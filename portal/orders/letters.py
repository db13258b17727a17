"""What the parties of an order hear: one message per purchase to the buyer, one to each firm."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

from portal.core import tokens
from portal.firms.contacts import office_contacts
from portal.firms.models import Organisation
from portal.messaging.models import Channel, Message
from portal.messaging.notices import Notice, notify_all
from portal.orders.models import Order, OrderLine, SellerOrder
from portal.payments.models import Refund, RefundRoute
from portal.shipping.models import Carrier

FIRMS_LANGUAGE = "fa"  # of messages to firms
PAYMENT_REMINDER = "payment_reminder:"  # begins the key
ACCEPT_LATE = "order_late_firm:"


def order_path(order: Order) -> str:
    """The buyer's page."""
    return f"/o/{order.link}"


def desk_path(firm: Organisation, number: str) -> str:
    """The firm's page of its part."""
    return f"/desk/{firm.code.lower()}/orders/{number}"


def _both(name: str, fa: str, en: str) -> dict[str, str]:
    """A text in two languages as templates take it."""
    return {name: fa, f"{name}_fa": fa, f"{name}_en": en}


def _to_buyer(kind: str, key: str, order: Order, facts: dict[str, Any]) -> Notice:
    given = {"link": order_path(order), "currency": order.currency.value} | facts
    return Notice(kind, f"{kind}:{key}", order.language, given, order.email, order.mobile)


def paid(session: Session, order: Order, parts: Sequence[SellerOrder]) -> None:
    """To the buyer once, however many firms; to each firm about its own part."""
    facts = {"number": order.public_id, "total": order.total}
    buyer = _to_buyer("order_paid_buyer", order.public_id, order, facts)
    notify_all(session, [buyer, *(_to_firm("order_paid_firm", part) for part in parts)])


def still_waiting(session: Session, parts: Sequence[SellerOrder]) -> None:
    """Remind firms that have not accepted in time, once a part."""
    notify_all(session, [_to_firm("order_late_firm", part) for part in parts])


def _to_firm(kind: str, part: SellerOrder) -> Notice:
    firm = part.firm
    return Notice(
        kind=kind,
        key=f"{kind}:{part.public_id}",
        language=FIRMS_LANGUAGE,
        facts={
            "number": part.number,
            "total": part.total,
            "currency": part.currency.value,
            "lines": [_line(line) for line in part.lines],
            "dispatch_by": part.dispatch_by.isoformat(),
            "desk_link_path": desk_path(firm, part.number),
        },
        email=firm.email,
        sms=firm.mobile,
    )


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        **_both("title", line.title_fa, line.title_en),
        "pack": line.pack_fa,
        "quantity": line.quantity - line.dropped,
        "sku": line.sku,
    }


def payment_reminder(session: Session, orders: Sequence[Order]) -> None:
    """To a buyer who has not paid yet, once: by e-mail where there is one, else by SMS."""
    notices = [
        Notice(
            kind="payment_reminder",
            key=PAYMENT_REMINDER + order.public_id,
            language=order.language,
            facts={
                "link": order_path(order),
                "total": order.total,
                "currency": order.currency.value,
            },
            email=order.email,
            sms=None if order.email else order.mobile,
        )
        for order in orders
    ]
    notify_all(session, notices)


def shipped(session: Session, order: Order, part: SellerOrder, carrier: Carrier) -> None:
    """With the tracking number; a corrected number is told again."""
    facts = {
        "number": order.public_id,
        **_both("firm", part.firm.name_fa, part.firm.name_en),
        **_both("carrier", carrier.name_fa, carrier.name_en),
        "tracking": part.tracking or "",
    }
    key = f"{part.public_id}:{part.tracking}"
    notify_all(session, [_to_buyer("order_shipped", key, order, facts)])


def _money_back(refunds: Sequence[Refund]) -> dict[str, Any]:
    """How much comes back, by which way and until when; nothing when nothing does."""
    if not refunds:
        return {}
    by_hand = [refund for refund in refunds if refund.route is RefundRoute.IBAN]
    return {
        "amount": sum(refund.amount for refund in refunds),
        "route": (RefundRoute.IBAN if by_hand else RefundRoute.GATEWAY).value,
        "expected_on": max(refund.expected_on for refund in refunds).isoformat(),
    }


def cancelled(
    session: Session,
    order: Order,
    parts: Sequence[SellerOrder],
    refunds: Sequence[Refund],
    *,
    reason: str = "",
    tell_firms: bool,
) -> None:
    """Paid parts that will not come: one message to the buyer; the firms, unless they said so."""
    facts: dict[str, Any] = {
        "number": order.public_id,
        "reason": reason,
        **_money_back(refunds),
    }
    key = order.public_id
    if len(parts) == 1:
        firm = parts[0].firm
        facts |= _both("firm", firm.name_fa, firm.name_en)
        key = parts[0].public_id
    notices = [_to_buyer("order_cancelled", key, order, facts)]
    if tell_firms:
        notices += [_cancelled_firm(part, reason) for part in parts]
    notify_all(session, notices)


def _cancelled_firm(part: SellerOrder, reason: str) -> Notice:
    """The words fit a firm too. By e-mail, or by SMS to a firm without one."""
    firm = part.firm
    return Notice(
        kind="order_cancelled",
        key=f"order_cancelled_firm:{part.public_id}",
        language=FIRMS_LANGUAGE,
        facts={"number": part.number, "link": desk_path(firm, part.number), "reason": reason},
        email=firm.email,
        sms=None if firm.email else firm.mobile,
    )


def problem(session: Session, order: Order, part: SellerOrder, note: str) -> None:
    """The buyer says that something is wrong: its firm and the office hear of it at once."""
    firm, name = part.firm, tokens.public_id()
    facts = {**_both("firm", firm.name_fa, firm.name_en), "note": note}

    def notice(who: str, number: str, path: str, email: str | None, sms: str | None) -> Notice:
        given = {**facts, "number": number, "desk_link_path": path}
        key = f"problem_reported:{name}:{who}"
        return Notice("problem_reported", key, FIRMS_LANGUAGE, given, email, sms)

    office_path = f"/consortium/orders/{order.public_id}"
    contacts = office_contacts(session)
    notify_all(
        session,
        [
            notice("firm", part.number, desk_path(firm, part.number), firm.email, firm.mobile),
            *(
                notice(f"office{n}", order.public_id, office_path, contact.email, contact.mobile)
                for n, contact in enumerate(contacts)
            ),
        ],
    )


def reduced(
    session: Session, order: Order, part: SellerOrder, lines: Sequence[OrderLine], refund: Refund
) -> None:
    """The firm cannot send all of `lines`; the difference comes back. One message for all."""
    titles_fa = "، ".join(line.title_fa for line in lines)
    titles_en = ", ".join(line.title_en for line in lines)
    facts = {
        "number": order.public_id,
        **_both("title", titles_fa, titles_en),
        **_both("firm", part.firm.name_fa, part.firm.name_en),
        "dropped": sum(line.dropped for line in lines),
        **_money_back([refund]),
    }
    notify_all(session, [_to_buyer("line_reduced", refund.public_id, order, facts)])


def is_written(key: ColumnElement[str]) -> ColumnElement[bool]:
    """True where a notice of this key was written, by e-mail or SMS. For queries over subjects."""
    names = [key + f":{channel.value}" for channel in Channel]
    return exists().where(Message.key.in_(names))
