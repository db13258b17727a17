"""Who buys what, when, and how it ends: the same dice give the same weeks every time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random

from portal.core import clock
from portal.demo import content
from portal.demo.content import Goods, Pack, Sale
from portal.demo.firms import invented_legal_id
from portal.demo.goods import sku_of

SEED = 1418
DAYS = 84  # twelve weeks of trade
ORDERS = 120
RECENT = timedelta(days=10)
GROWTH = 1.25  # above 1: more orders the nearer to today
BUSY = (10, 12, 13, 17, 18, 20, 21, 22)  # hours of Tehran at which people order
HEAVY = 25_000  # grams; such packs go to companies only
DRUM = 100_000  # and these are sold by telephone
OFTEN: Mapping[str, int] = {
    "SRD": 9,
    "NYK": 7,
    "CHZ": 5,
    "KHN": 5,
    "KHG": 3,
    "SYP": 3,
    "CHQ": 2,
    "MND": 3,
}


class Fate(StrEnum):
    """How far an order has come, or how it ended."""

    CLOSED = "closed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # by the firm, which has none left
    REDUCED = "reduced"
    PROBLEM = "problem"
    PAID_TWICE = "paid_twice"
    DELIVERED = "delivered"
    SHIPPED = "shipped"
    READY = "ready"
    PREPARING = "preparing"
    PAID = "paid"
    AWAITING = "awaiting"


# Of the past weeks one in a few ends badly; of the last days every state is seen.
PAST = (
    [Fate.CLOSED] * 30 + [Fate.EXPIRED] * 2 + [Fate.CANCELLED] * 2 + [Fate.REDUCED] * 2
    + [Fate.REFUSED, Fate.PAID_TWICE]
)  # fmt: skip
LATELY = (
    Fate.DELIVERED, Fate.PROBLEM, Fate.DELIVERED, Fate.PROBLEM, Fate.DELIVERED, Fate.DELIVERED,
    Fate.SHIPPED, Fate.SHIPPED, Fate.REDUCED, Fate.SHIPPED, Fate.READY, Fate.SHIPPED, Fate.READY,
    Fate.PREPARING, Fate.CANCELLED, Fate.READY, Fate.PREPARING, Fate.PAID, Fate.PREPARING,
    Fate.PAID, Fate.EXPIRED, Fate.PAID, Fate.PAID, Fate.AWAITING,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Buyer:
    """One person or company; `city` by its Persian name. A company has an invented id."""

    name: str
    mobile: str
    province: str
    city: str
    postcode: str
    address: str
    email: str | None = None
    language: str = "fa"
    company: str | None = None
    company_id: str | None = None
    is_account: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """One order to come: when, whose, units by SKU, and its fate."""

    number: int
    at: datetime
    buyer: Buyer
    basket: Mapping[str, int]
    fate: Fate


def buyers() -> list[Buyer]:
    found = []
    for number, row in enumerate(content.table("buyers")["buyer"]):
        company_id = invented_legal_id(500 + number) if "company" in row else None
        found.append(Buyer(**row, company_id=company_id))
    return found


def plan(goods: list[Goods], now: datetime) -> list[Planned]:
    """Twelve weeks up to `now`, more orders the nearer they come; in order of time."""
    dice = Random(SEED)
    people = buyers()
    stall = _Stall(goods)
    moments = _moments(dice, now)
    late = [moment for moment in moments if moment > now - RECENT]
    fates = [dice.choice(PAST) for _ in range(len(moments) - len(late))]
    fates += _spread(LATELY, len(late))
    planned = []
    for number, (moment, fate) in enumerate(zip(moments, fates, strict=True), start=1):
        buyer = _somebody(dice, people, number)
        planned.append(Planned(number, moment, buyer, stall.basket(dice, buyer), fate))
    return planned


def _moments(dice: Random, now: datetime) -> list[datetime]:
    """Rising towards today; the last one is of this very quarter of an hour."""
    ages = sorted((DAYS * dice.random() ** GROWTH for _ in range(ORDERS - 1)), reverse=True)
    today = clock.tehran_day(now)
    found = []
    for number, age in enumerate(ages):
        hour = time(dice.choice(BUSY), dice.randrange(60), dice.randrange(60), tzinfo=clock.TEHRAN)
        moment = datetime.combine(today - timedelta(days=int(age)), hour)
        earlier = now - timedelta(minutes=40 + 7 * (ORDERS - number))
        found.append(moment if moment < now else earlier)
    return [*sorted(found), now - timedelta(minutes=4)]


def _spread(fates: Sequence[Fate], count: int) -> list[Fate]:
    """`fates` stretched over `count` orders, oldest first; the last is the newest order's."""
    return [fates[(i + 1) * len(fates) // count - 1] for i in range(count)]


def _somebody(dice: Random, people: list[Buyer], number: int) -> Buyer:
    """The demo buyer orders now and then, so that her account shows something."""
    return people[0] if number % 15 == 0 else dice.choice(people[1:])


class _Stall:
    """What can be bought: retail packs of each firm, and the large ones for companies."""

    def __init__(self, goods: list[Goods]) -> None:
        self.retail: dict[str, list[str]] = {}
        self.wholesale: dict[str, list[str]] = {}
        for one in goods:
            for pack in one.packs:
                for sale in pack.sales:
                    self._put(one, pack, sale)

    def _put(self, one: Goods, pack: Pack, sale: Sale) -> None:
        is_large = one.category.startswith("bulk") or pack.gross >= HEAVY
        shelf = self.wholesale if is_large else self.retail
        if pack.gross < DRUM and (sale.stock or is_large):
            shelf.setdefault(sale.firm, []).append(sku_of(one, pack, sale))

    def basket(self, dice: Random, buyer: Buyer) -> Mapping[str, int]:
        shelf = self.wholesale if buyer.company else self.retail
        amounts = (1, 1, 1, 2) if buyer.company else (1, 1, 1, 2, 2, 3)
        basket: Counter[str] = Counter()
        for firm in self._firms(dice, shelf):
            for sku in dice.sample(
                shelf[firm], min(len(shelf[firm]), dice.choice((1, 1, 2, 2, 3)))
            ):
                basket[sku] += dice.choice(amounts)
        return dict(basket)

    def _firms(self, dice: Random, shelf: Mapping[str, list[str]]) -> list[str]:
        """One firm, and for every third order a second."""
        there = [firm for firm in OFTEN if firm in shelf]
        weights = [OFTEN[firm] for firm in there]
        count = 2 if dice.random() < 0.35 else 1
        return list(dict.fromkeys(dice.choices(there, weights, k=count)))


def units_of(planned: list[Planned]) -> Mapping[str, int]:
    """What all these baskets take, by SKU."""
    total: Counter[str] = Counter()
    for one in planned:
        total.update(one.basket)
    return total
