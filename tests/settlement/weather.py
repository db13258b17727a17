"""The sandbox behind a bad line: its answers get lost, before or after it acted."""

from collections import Counter
from contextlib import suppress

from portal.payments import gateways
from portal.payments.gateways.interface import Declined, Unreachable
from portal.payments.gateways.sandbox import Sandbox
from portal.payments.models import RefundRoute


class Weather(Sandbox):
    """`lost[verb]`: so many answers are lost; `unheard[verb]`: so many requests do not arrive."""

    def __init__(self, *, lost=None, unheard=None, declines=(), by_hand=False):
        super().__init__()
        self.lost = Counter(lost or {})
        self.unheard = Counter(unheard or {})
        self.declines = set(declines)
        self.by_hand = by_hand
        self.asked = Counter()

    def _through(self, verb, work):
        self.asked[verb] += 1
        if self.unheard[verb] > 0:
            self.unheard[verb] -= 1
            raise Unreachable
        if verb in self.declines:
            raise Declined("not_allowed")
        answer = work()
        if self.lost[verb] > 0:
            self.lost[verb] -= 1
            raise Unreachable
        return answer

    def start(self, attempt):
        return self._through("start", lambda: super(Weather, self).start(attempt))

    def confirm(self, attempt):
        return self._through("confirm", lambda: super(Weather, self).confirm(attempt))

    def undo(self, attempt):
        return self._through("undo", lambda: super(Weather, self).undo(attempt))

    def refund(self, refund, key):
        return self._through("refund", lambda: super(Weather, self).refund(refund, key))

    def refund_route(self, attempt, amount):
        if self.by_hand:
            return type(super().refund_route(attempt, amount))(RefundRoute.IBAN, 3)
        return super().refund_route(attempt, amount)

    def pending(self, since):
        return self._through("pending", lambda: super(Weather, self).pending(since))


class Line:
    """Any gateway behind a bad line; `lost` and `unheard` as in Weather."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.lost, self.unheard = Counter(), Counter()

    def __getattr__(self, name):
        found = getattr(self.gateway, name)
        if name not in {"start", "confirm", "undo", "refund", "pending"}:
            return found
        return lambda *given: self._through(name, found, given)

    def _through(self, verb, work, given):
        if self.unheard[verb] > 0:
            self.unheard[verb] -= 1
            raise Unreachable
        if self.lost[verb] == 0:
            return work(*given)
        self.lost[verb] -= 1
        with suppress(Declined):
            work(*given)
        raise Unreachable


def in_weather(**facts):
    """Switch the gateway to bad weather; returns it."""
    gateway = Weather(**facts)
    gateways.configure([gateway])
    return gateway
