"""Any order of taking, ending, paying, dropping, sending and counting keeps the books (W01)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import update

from portal.catalog import leaving, stock
from portal.catalog.models import StockHold
from portal.core import clock
from portal.core.errors import OutOfStock, Refused
from tests.catalog import makers

units = st.integers(1, 4)
REFUSALS = (OutOfStock, Refused)


class Shop(RuleBasedStateMachine):
    """Two offers, any number of orders; `self.session` is given by the test."""

    session = None

    @initialize(tins=st.integers(0, 8), jars=st.integers(0, 8))
    def open(self, tins, jars):
        self.offers = [makers.offer(self.session, units=u) for u in (tins, jars)]
        self.held: set[int] = set()
        self.paid: set[int] = set()
        self.wants: dict[int, dict[int, int]] = {}

    def free(self, offer):
        on_hand, reserved = makers.numbers(self.session, offer)
        return on_hand - reserved

    def attempt(self, act):
        """All or nothing: a refused act leaves no trace, as in a request that is rolled back."""
        savepoint = self.session.begin_nested()
        try:
            act()
        except REFUSALS:
            savepoint.rollback()
            return False
        savepoint.commit()
        return True

    @rule(tins=st.integers(0, 4), jars=st.integers(0, 4), is_late=st.booleans())
    def take(self, tins, jars, is_late):
        wants = {o.id: n for o, n in zip(self.offers, (tins, jars), strict=True) if n}
        if not wants:
            return
        order = makers.order_id()
        minutes = -1 if is_late else 10
        if self.attempt(lambda: makers.hold(self.session, wants, order=order, minutes=minutes)):
            self.held.add(order)
            self.wants[order] = wants
            assert stock.is_held(self.session, order_id=order)

    def some(self, orders, pick):
        return sorted(orders)[pick % len(orders)] if orders else None

    @rule(pick=st.integers(0, 50))
    def let_it_run_out(self, pick):
        order = self.some(self.held, pick)
        self.session.execute(
            update(StockHold)
            .where(StockHold.order_id == order)
            .values(expires_at=clock.now() - timedelta(seconds=1))
        )

    @rule()
    def sweep(self):
        stock.release_expired(self.session)

    @rule(pick=st.integers(0, 50))
    def pay(self, pick):
        order = self.some(self.held, pick)
        if order is None:
            return
        was_held = stock.is_held(self.session, order_id=order)
        paid = self.attempt(lambda: stock.consume(self.session, order_id=order, by="gateway"))
        assert paid == was_held
        if paid:
            self.held.discard(order)
            self.paid.add(order)

    @rule(pick=st.integers(0, 50))
    def pay_late(self, pick):
        order = self.some(self.held, pick)
        if order is None:
            return
        act = lambda: stock.retake(  # noqa: E731
            self.session,
            order_id=order,
            wants=self.wants[order],
            holder="m",
            expires_at=makers.soon(),
            by="gateway",
        )
        if self.attempt(act):
            self.pay(sorted(self.held).index(order))

    @rule(pick=st.integers(0, 50))
    def give_back(self, pick):
        order = self.some(self.held, pick)
        if order is not None:
            stock.release(self.session, order_id=order, by="buyer", reason="cancelled")

    @rule(pick=st.integers(0, 50), number=units)
    def drop(self, pick, number):
        self.leave(pick, number, lambda **k: stock.drop(self.session, **k, by="f", reason="short"))

    @rule(pick=st.integers(0, 50), number=units)
    def dispatch(self, pick, number):
        self.leave(pick, number, lambda **k: stock.dispatch(self.session, **k, by="f"))

    def leave(self, pick, number, act):
        order = self.some(self.paid, pick)
        if order is None:
            return
        before = leaving.undispatched(self.session, order_id=order)
        offer_id = min(self.wants[order])
        left = self.attempt(lambda: act(order_id=order, units={offer_id: number}))
        after = leaving.undispatched(self.session, order_id=order)
        assert before.get(offer_id, 0) - after.get(offer_id, 0) == (number if left else 0)
        assert left or number > before.get(offer_id, 0) or self.is_short(offer_id, number)

    def is_short(self, offer_id, number):
        offer = next(o for o in self.offers if o.id == offer_id)
        return makers.numbers(self.session, offer)[0] < number

    @rule(which=st.integers(0, 1), counted=st.integers(0, 9))
    def count(self, which, counted):
        offer = self.offers[which]
        stock.count(
            self.session,
            firm_id=offer.firm_id,
            sku=offer.sku,
            counted=counted,
            reason="shelf",
            by="f",
        )
        assert makers.numbers(self.session, offer)[0] == counted

    @rule(which=st.integers(0, 1), quantity=units)
    def receive(self, which, quantity):
        offer = self.offers[which]
        stock.receive(
            self.session,
            firm_id=offer.firm_id,
            sku=offer.sku,
            quantity=quantity,
            reason="",
            by="f",
        )

    @invariant()
    def the_books_agree(self):
        if self.session is not None:
            makers.assert_the_books_agree(self.session)

    def teardown(self):
        self.session.rollback()


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_no_sequence_breaks_the_books(session):
    class Here(Shop):
        pass

    Here.session = session
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
