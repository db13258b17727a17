"""One order's claim on the free units of its offers: all of it or nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.catalog import holding, shelf
from portal.catalog.holding import Hold, Holder
from portal.catalog.models import HoldState, MovementKind
from portal.catalog.shelf import Step
from portal.core import clock
from portal.core.errors import OutOfStock, Refused, Shortage

ALWAYS_ALLOWED = 5  # units one holder may keep unpaid, however scarce
SHARE = 10  # or one tenth of what is there (security.md 4.4)


class Claim:
    """An order's wants against locked offers, with the holds that stand around them."""

    def __init__(
        self, session: Session, order_id: int, wants: Mapping[int, int], holder: Holder
    ) -> None:
        self.session = session
        self.order_id = order_id
        self.wants = dict(sorted(wants.items()))
        self.holder = holder
        self.moment = clock.now()
        self.places = shelf.lock(session, wants)
        around = holding.around(
            session, offer_ids=wants, order_id=order_id, holder=holder, moment=self.moment
        )
        self.own = [hold for hold in around if hold.order_id == order_id]
        others = [hold for hold in around if hold.order_id != order_id]
        self.late = [hold for hold in others if hold.expires_at <= self.moment]
        self.kept = [hold for hold in others if hold.expires_at > self.moment]

    def refuse_hoarding(self) -> None:
        """One holder may keep 5 units or a tenth of an offer in several unpaid orders.

        The first unpaid order may be of any size: a restaurant that takes 40 tins at once is a
        sale, and it pays or loses them in ten minutes. Only further orders beside an unpaid one
        are how a shelf is emptied without buying (security.md 4.4, B13), so only those count.
        Raises Refused("hoarding").
        """
        for offer_id, wanted in self.wants.items():
            held = _units(self.kept, offer_id)
            if not held or offer_id not in self.places:
                continue
            open_to_holder = self.places[offer_id].free + _units(self.late, offer_id) + held
            limit = max(ALWAYS_ALLOWED, open_to_holder // SHARE)
            if held + wanted > limit:
                raise Refused("hoarding", offer_id=offer_id, held=held, limit=limit)

    def make(self, expires_at: datetime, by: str) -> None:
        """Release the late, claim the rest, write the holds.

        Raises OutOfStock, and Refused("already_sold") when the order has bought these goods.
        """
        if any(hold.state is HoldState.CONSUMED for hold in self.own):
            raise Refused("already_sold")
        freed = holding.free_late(self.session, ids=[h.id for h in self.late], moment=self.moment)
        owned = _sum((h.offer_id, h.quantity) for h in self.own if h.state is HoldState.ACTIVE)
        self._refuse_short(owned + _sum((step.offer_id, -step.reserved) for step in freed))
        shelf.move(self.session, self.places, [*freed, *self._steps(owned)], by=by)
        holding.put(
            self.session,
            order_id=self.order_id,
            wants=self.wants,
            holder=self.holder,
            expires_at=expires_at,
        )

    def _refuse_short(self, given_back: Counter[int]) -> None:
        """`given_back`: units by offer that the order has already, or that were just freed."""
        short = [
            Shortage(offer_id, wanted, free)
            for offer_id, wanted in self.wants.items()
            if (free := self._free(offer_id, given_back)) < wanted
        ]
        if short:
            raise OutOfStock(short)

    def _free(self, offer_id: int, given_back: Counter[int]) -> int:
        place = self.places.get(offer_id)
        if place is None or not place.is_sellable:
            return 0
        return max(0, place.free + given_back[offer_id])

    def _steps(self, owned: Counter[int]) -> list[Step]:
        """What the order adds to its own active holds, or gives back of them."""
        return [
            Step(
                offer_id,
                MovementKind.HELD if wanted > owned[offer_id] else MovementKind.RELEASED,
                reserved=wanted - owned[offer_id],
                order_id=self.order_id,
            )
            for offer_id, wanted in self.wants.items()
            if wanted != owned[offer_id]
        ]


def _sum(units: Iterable[tuple[int, int]]) -> Counter[int]:
    total: Counter[int] = Counter()
    for offer_id, quantity in units:
        total[offer_id] += quantity
    return total


def _units(holds: Sequence[Hold], offer_id: int) -> int:
    return sum(hold.quantity for hold in holds if hold.offer_id == offer_id)
