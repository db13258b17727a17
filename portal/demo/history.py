"""Twelve weeks in the order they happened: every order's next step, and the clocks each night."""

import heapq
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import settlement
from portal.accounts.models import User
from portal.catalog.models import Offer
from portal.core import clock
from portal.core.db import reading, transaction
from portal.demo.accounts import BUYER
from portal.demo.lives import Life, Town, life
from portal.demo.plan import Planned, plan, units_of
from portal.orders import checkout, clocks
from portal.shipping.models import City

__all__ = ["live_through", "plan", "units_of"]

NIGHT = time(3, 0, tzinfo=clock.TEHRAN)


def live_through(planned: list[Planned]) -> None:
    """Let every order live its steps up to now, each at its own moment."""
    now = clock.now()
    with reading() as session:
        town = _town(session)
    lives = [life(one, town) for one in planned]
    lives.append(_nights(planned[0].at, now))
    waiting = [(next(each), number, each) for number, each in enumerate(lives)]
    heapq.heapify(waiting)
    while waiting:
        moment, number, each = heapq.heappop(waiting)
        if moment > now:
            continue  # it has not happened yet
        with clock.at(moment):
            following = next(each, None)
        if following is not None:
            heapq.heappush(waiting, (following, number, each))


def _town(session: Session) -> Town:
    offers = session.execute(select(Offer.sku, Offer.public_id))
    cities = session.execute(select(City.province_code, City.name_fa, City.code))
    buyer = session.scalars(select(User.id).where(User.email == BUYER.email)).one()
    return Town(
        offers={row.sku: row.public_id for row in offers},
        cities={(row.province_code, row.name_fa): row.code for row in cities},
        user_id=buyer,
    )


def _nights(first: datetime, last: datetime) -> Life:
    """What the schedules do: ask the bank, let unpaid orders expire, close what was delivered."""
    for night in _each_night(first, last):
        yield night
        tidy()


def tidy() -> None:
    """One round of the schedules, at the present moment."""
    settlement.sweep()
    with transaction() as session:
        checkout.expire(session)
        clocks.deliver_overdue(session)
        clocks.close_overdue(session)


def _each_night(first: datetime, last: datetime) -> Iterator[datetime]:
    day = clock.tehran_day(first) + timedelta(days=1)
    while (moment := datetime.combine(day, NIGHT)) <= last:
        yield moment
        day += timedelta(days=1)
