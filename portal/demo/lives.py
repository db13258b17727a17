"""The life of one order, step by step, by the verbs that buyers, firms and the bank use."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import settlement
from portal.accounts import terms
from portal.core import clock, tokens
from portal.core.db import reading, transaction
from portal.demo.accounts import BY
from portal.demo.plan import Buyer, Fate, Planned
from portal.orders import cancelling, cart, checkout, dropping, fulfilment
from portal.orders.checkout import AddressFacts, BuyerFacts
from portal.orders.models import Order, SellerOrder, SellerOrderState
from portal.payments import sandbox_bank
from portal.payments.gateways.interface import Notice
from portal.payments.gateways.sandbox import NAME as SANDBOX
from portal.payments.models import Refund, RefundState
from portal.shipping.models import Carrier

Life = Generator[datetime, None, None]  # yields the moment at which it goes on
OUTCOMES = {Fate.PAID_TWICE: "twice"}  # what the bank's page is told; else "paid"
UNPAID = {Fate.EXPIRED, Fate.AWAITING}
STOPS = {Fate.PAID: 0, Fate.PREPARING: 1, Fate.READY: 2, Fate.SHIPPED: 3}  # steps the firms take
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Verb(Protocol):
    """A step of the desk that needs no more than the part."""

    def __call__(self, session: Session, *, firm_id: int, number: str, by: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Town:
    """What the lives look up: public names of offers, codes of cities, the demo buyer's key."""

    offers: Mapping[str, str]
    cities: Mapping[tuple[str, str], str]
    user_id: int


@dataclass(frozen=True, slots=True)
class Part:
    """One firm's share: what the desk would have in its hands."""

    firm_id: int
    public_id: str
    number: str
    tracking: str
    lines: tuple[tuple[str, int], ...]  # public id, units


def life(planned: Planned, town: Town) -> Life:
    """From the basket to its fate; yields before each step the moment of that step."""
    dice = Random(planned.number)
    yield planned.at
    link = _place(planned, town)
    if planned.fate in UNPAID:
        return
    yield clock.now() + timedelta(minutes=dice.randrange(1, 4))
    pay(link, OUTCOMES.get(planned.fate, "paid"))
    yield from _after_payment(planned, link, dice)


def _after_payment(planned: Planned, link: str, dice: Random) -> Life:
    if planned.fate is Fate.CANCELLED:
        yield clock.now() + dice.randrange(1, 6) * HOUR
        cancel(link)
        yield clock.now() + DAY
        send_refunds(link)
        return
    yield from _work(planned.fate, link, dice)
    if planned.fate in STOPS:
        return
    yield clock.now() + dice.randrange(2, 4) * DAY
    _arrive(link, is_bad=planned.fate is Fate.PROBLEM)


def _work(fate: Fate, link: str, dice: Random) -> Life:
    """The firms accept, pack and hand over; one may refuse or reduce its part, the others go on."""
    steps = STOPS.get(fate, 3)
    if steps >= 1:
        yield clock.now() + dice.randrange(1, 5) * HOUR
        _each(link, fulfilment.accept)
    if fate in {Fate.REDUCED, Fate.REFUSED}:
        yield clock.now() + HOUR
        _drop(link, is_everything=fate is Fate.REFUSED)
        yield clock.now() + DAY
        send_refunds(link)
    if steps >= 2:
        yield clock.now() + dice.randrange(1, 6) * HOUR
        _each(link, fulfilment.pack)
    if steps >= 3:
        yield clock.now() + dice.randrange(14, 26) * HOUR
        _ship(link, dice)


def _place(planned: Planned, town: Town) -> str:
    """Basket, quote, order; the secret part of the order's address."""
    buyer = planned.buyer
    token, user_id = _holder(planned, town)
    address = _address(buyer, town)
    with transaction() as session:
        for sku, quantity in planned.basket.items():
            offer = town.offers[sku]
            cart.add(session, token_hash=token, user_id=user_id, offer=offer, quantity=quantity)
        quote = checkout.quote(
            session,
            cart=cart.view(session, token_hash=token, user_id=user_id),
            province_code=address.province_code,
            city_code=address.city_code,
            postcode=address.postcode,
        )
        choice = quote.first_choice()
        placed = checkout.place(
            session,
            token_hash=token,
            user_id=user_id,
            buyer=_facts(buyer),
            address=address,
            shipping_choice=choice,
            expected_total=quote.totals(choice).total,
            idempotency_key=f"demo-{planned.number}",
            terms_version=terms.current(session, code="sale").version,
            language=buyer.language,
            by="buyer",
        )
        return placed.link


def _holder(planned: Planned, town: Town) -> tuple[str | None, int | None]:
    """Who holds the basket: the account, or a guest's cookie of this one order."""
    if planned.buyer.is_account:
        return None, town.user_id
    return tokens.digest(f"demo-{planned.number}"), None


def _address(buyer: Buyer, town: Town) -> AddressFacts:
    return AddressFacts(
        recipient="",
        recipient_mobile="",
        province_code=buyer.province,
        city_code=town.cities[buyer.province, buyer.city],
        postcode=buyer.postcode,
        address=buyer.address,
    )


def _facts(buyer: Buyer) -> BuyerFacts:
    return BuyerFacts(
        name=buyer.name,
        mobile=buyer.mobile,
        email=buyer.email,
        company_name=buyer.company,
        company_national_id=buyer.company_id,
        company_economic_code=buyer.company_id,
    )


def pay(link: str, outcome: str) -> None:
    """To the bank, its answer, and back."""
    with reading() as session:
        payment = _order(session, link).payment.public_id
    address = settlement.start(
        payment_public_id=payment, gateway=SANDBOX, return_url=f"/o/{link}", description="demo"
    )
    back = sandbox_bank.decide(urlsplit(address).path.rsplit("/", 1)[-1], outcome)
    settlement.receive(SANDBOX, Notice(query=dict(parse_qsl(urlsplit(back).query))))


def _order(session: Session, link: str) -> Order:
    parts = selectinload(Order.seller_orders).selectinload(SellerOrder.lines)
    return session.scalars(select(Order).where(Order.link == link).options(parts)).one()


def _parts(link: str) -> list[Part]:
    """The parts that are still to be sent or received."""
    with reading() as session:
        examples = {
            row.code: row.tracking_example
            for row in session.execute(select(Carrier.code, Carrier.tracking_example))
        }
        return [
            Part(
                part.firm_id,
                part.public_id,
                part.number,
                examples[part.carrier_code],
                tuple((line.public_id, line.quantity) for line in part.lines),
            )
            for part in _order(session, link).seller_orders
            if part.state is not SellerOrderState.CANCELLED
        ]


def _each(link: str, verb: Verb) -> None:
    """What every firm of the order does with its part."""
    parts = _parts(link)
    with transaction() as session:
        for part in parts:
            verb(session, firm_id=part.firm_id, number=part.number, by=BY)


def _ship(link: str, dice: Random) -> None:
    parts = _parts(link)
    with transaction() as session:
        for part in parts:
            tracking = "".join(str(dice.randrange(10)) if c.isdigit() else c for c in part.tracking)
            fulfilment.ship(
                session, firm_id=part.firm_id, number=part.number, tracking=tracking, by=BY
            )


def _arrive(link: str, *, is_bad: bool) -> None:
    """The buyer says so, or that something is wrong."""
    parts = _parts(link)
    with transaction() as session:
        for part in parts:
            if is_bad:
                note = "یکی از شیشه‌ها شکسته بود."
                fulfilment.report_problem(
                    session, link=link, part=part.public_id, note=note, by="buyer"
                )
            else:
                fulfilment.confirm_delivery(session, link=link, part=part.public_id, by="buyer")


def cancel(link: str) -> None:
    with transaction() as session:
        cancelling.cancel_order(session, link=link, reason="تصمیمم عوض شد.", by="buyer")


def _drop(link: str, *, is_everything: bool) -> None:
    """The first firm is one unit short, or has none at all."""
    part = _parts(link)[0]
    units = dict(part.lines) if is_everything else {part.lines[0][0]: 1}
    with transaction() as session:
        dropping.drop(session, firm_id=part.firm_id, number=part.number, units=units, by=BY)


def send_refunds(link: str) -> None:
    """What the worker would have done long ago."""
    with reading() as session:
        order = _order(session, link)
        waiting = select(Refund.public_id).where(
            Refund.order_id == order.id, Refund.state == RefundState.PENDING
        )
        names = list(session.scalars(waiting))
    for name in names:
        settlement.run_refund(refund=name)
