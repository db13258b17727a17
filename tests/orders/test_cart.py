"""The basket: add, change, remove, merge; it never asks for more than is free."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.catalog.models import OfferState, ProductState
from portal.catalog.prices import set_price
from portal.core import clock, db
from portal.core.errors import Invalid, NotFound, Refused
from portal.core.tokens import digest
from portal.firms.models import OrganisationState
from portal.orders import cart, cart_care
from portal.orders.models import Cart, CartLine
from tests import make
from tests.orders import shop

GUEST = shop.GUEST


@pytest.fixture
def firm(session):
    return make.organisation(session)


@pytest.fixture
def oil(session, firm):
    return shop.goods(session, firm)


def lines(session, **holder):
    seen = cart.view(session, **(holder or {"token_hash": GUEST}))
    return {line.offer: line.quantity for line in seen.lines}


def test_the_first_line_makes_the_cart(session, oil):
    added = cart.add(session, token_hash=GUEST, offer=oil.public_id, quantity=2)

    assert (added.quantity, added.free, added.is_capped) == (2, 20, False)
    assert lines(session) == {oil.public_id: 2}
    assert cart.count_units(session, token_hash=GUEST) == 2


def test_adding_again_adds_up(session, oil):
    shop.fill(session, (oil, 2), (oil, 3))

    assert lines(session) == {oil.public_id: 5}


def test_more_than_is_free_is_capped_and_said(session, oil):
    added = cart.add(session, token_hash=GUEST, offer=oil.public_id, quantity=21)

    assert (added.quantity, added.is_capped) == (20, True)


def test_a_cart_holds_no_stock(session, oil):
    shop.fill(session, (oil, 5))

    assert shop.numbers(session, oil) == (20, 0)


@pytest.mark.parametrize(
    ("quantity", "code"), [(0, "too_small"), (-1, "too_small"), (1000, "too_large")]
)
def test_a_quantity_is_between_one_and_999(session, oil, quantity, code):
    for act in (cart.add, cart.set_quantity):
        with pytest.raises(Invalid) as caught:
            act(session, token_hash=GUEST, offer=oil.public_id, quantity=quantity)
        assert caught.value.errors == {"quantity": code}


def test_an_unknown_offer_and_a_cart_of_nobody_are_not_found(session, oil):
    with pytest.raises(NotFound):
        cart.add(session, token_hash=GUEST, offer="nothing", quantity=1)
    with pytest.raises(NotFound):
        cart.add(session, offer=oil.public_id, quantity=1)
    with pytest.raises(NotFound):
        cart.set_quantity(session, token_hash=GUEST, offer=oil.public_id, quantity=1)


def test_sold_out_goods_cannot_be_added(session, firm):
    empty = shop.goods(session, firm, on_hand=0)

    with pytest.raises(Refused, match="sold_out"):
        cart.add(session, token_hash=GUEST, offer=empty.public_id, quantity=1)


def _pause(session, offer, firm):
    offer.state = OfferState.PAUSED


def _hide(session, offer, firm):
    shop.product_of(session, offer).state = ProductState.HIDDEN


def _suspend(session, offer, firm):
    firm.state = OrganisationState.SUSPENDED


def _close(session, offer, firm):
    firm.closed_until = clock.today() + timedelta(days=2)


@pytest.mark.parametrize("stop", [_pause, _hide, _suspend, _close])
def test_goods_off_sale_cannot_be_added_and_are_marked_in_the_cart(session, firm, oil, stop):
    shop.fill(session, (oil, 1))
    stop(session, oil, firm)
    session.flush()

    with pytest.raises(Refused, match="not_sellable"):
        cart.add(session, token_hash=GUEST, offer=oil.public_id, quantity=1)
    seen = cart.view(session, token_hash=GUEST)
    assert not seen.lines[0].is_sellable
    assert not seen.is_ready


def test_goods_without_a_price_are_not_sold(session, firm):
    unpriced = shop.goods(session, firm, price=None)

    with pytest.raises(Refused, match="not_sellable"):
        cart.add(session, token_hash=GUEST, offer=unpriced.public_id, quantity=1)


def test_twenty_lines_are_enough(session, firm):
    many = [shop.goods(session, firm) for _ in range(21)]
    shop.fill(session, *((offer, 1) for offer in many[:20]))

    with pytest.raises(Refused, match="too_many_lines"):
        cart.add(session, token_hash=GUEST, offer=many[20].public_id, quantity=1)
    cart.add(session, token_hash=GUEST, offer=many[0].public_id, quantity=1)


def test_a_quantity_is_set_and_a_line_removed_twice_without_harm(session, oil):
    shop.fill(session, (oil, 5))

    cart.set_quantity(session, token_hash=GUEST, offer=oil.public_id, quantity=2)
    assert lines(session) == {oil.public_id: 2}
    cart.remove(session, token_hash=GUEST, offer=oil.public_id)
    cart.remove(session, token_hash=GUEST, offer=oil.public_id)
    assert cart.view(session, token_hash=GUEST).is_empty


def test_another_cookie_is_another_cart(session, oil):
    shop.fill(session, (oil, 1))

    assert lines(session, token_hash=digest("somebody else")) == {}


def test_a_package_per_firm_in_the_order_they_came(session, firm, oil):
    other = make.organisation(session)
    olives = shop.goods(session, other, price=2_000_000)
    paste = shop.goods(session, firm, price=1_000_000)
    shop.fill(session, (olives, 1), (oil, 2), (paste, 1))

    seen = cart.view(session, token_hash=GUEST)

    assert [package.firm.code for package in seen.packages] == [other.code, firm.code]
    assert [package.goods_total for package in seen.packages] == [2_000_000, 14_900_000]
    assert (seen.goods_total, seen.units) == (16_900_000, 4)
    assert seen.is_ready


def test_a_line_tells_its_pack_and_its_price_per_litre(session, oil):
    shop.fill(session, (oil, 1))

    [line] = cart.view(session, token_hash=GUEST).lines

    assert (line.pack_fa, line.pack_en) == ("500 میلی‌لیتر", "500 ml")
    assert line.per_unit == 13_900_000
    assert line.title_fa == shop.product_of(session, oil).title_fa


def test_a_changed_price_is_shown_beside_the_one_that_was_seen(session, firm, oil):
    shop.fill(session, (oil, 2))
    set_price(session, firm_id=firm.id, sku=oil.sku, minor=7_000_000, by="test")

    seen = cart.view(session, token_hash=GUEST)

    assert (seen.lines[0].price_seen, seen.lines[0].unit_price) == (6_950_000, 7_000_000)
    assert seen.has_changes
    cart.accept_prices(session, token_hash=GUEST)
    assert not cart.view(session, token_hash=GUEST).has_changes


def test_a_larger_quantity_gets_the_price_of_its_step(session, firm, oil):
    set_price(session, firm_id=firm.id, sku=oil.sku, minor=6_000_000, minimum=6, by="test")
    shop.fill(session, (oil, 6))

    [line] = cart.view(session, token_hash=GUEST).lines

    assert (line.unit_price, line.gross, line.is_changed) == (6_000_000, 36_000_000, False)


def test_short_lines_are_set_to_what_is_left(session, firm, oil):
    gone = shop.goods(session, firm)
    shop.fill(session, (oil, 10), (gone, 1))
    oil.on_hand, gone.on_hand = 4, 0
    session.flush()

    assert cart.view(session, token_hash=GUEST).lines[0].is_short
    assert cart.set_to_available(session, token_hash=GUEST) == 2
    assert lines(session) == {oil.public_id: 4}


def test_what_others_are_paying_for_is_not_free(session, oil):
    shop.network(session)
    other = digest("somebody else")
    shop.fill(session, (oil, 15), token_hash=other)
    shop.place(session, token_hash=other)
    shop.fill(session, (oil, 1))

    [line] = cart.view(session, token_hash=GUEST).lines
    assert line.free == 5
    added = cart.add(session, token_hash=GUEST, offer=oil.public_id, quantity=9)
    assert (added.quantity, added.is_capped) == (5, True)


def test_what_one_is_paying_for_oneself_counts_as_free(session, oil):
    shop.network(session)
    shop.fill(session, (oil, 15))
    shop.place(session)

    [line] = cart.view(session, token_hash=GUEST).lines
    assert line.free == 20
    assert cart.add(session, token_hash=GUEST, offer=oil.public_id, quantity=5).quantity == 20


def test_at_sign_in_the_guests_cart_becomes_the_users(session, oil):
    buyer = make.user(session)
    shop.fill(session, (oil, 2))

    assert cart.merge(session, token_hash=GUEST, user_id=buyer.id) == 1
    assert lines(session, user_id=buyer.id) == {oil.public_id: 2}
    assert lines(session) == {}


def test_two_carts_merge_without_doubling(session, firm, oil):
    buyer = make.user(session)
    olives, paste = shop.goods(session, firm), shop.goods(session, firm)
    shop.fill(session, (oil, 2), (olives, 5), user_id=buyer.id)
    shop.fill(session, (oil, 3), (olives, 1), (paste, 1))

    assert cart.merge(session, token_hash=GUEST, user_id=buyer.id) == 2
    session.commit()
    assert lines(session, user_id=buyer.id) == {
        oil.public_id: 3,
        olives.public_id: 5,
        paste.public_id: 1,
    }
    assert session.scalar(select(func.count()).select_from(Cart)) == 1
    assert cart.merge(session, token_hash=GUEST, user_id=buyer.id) == 0


def test_old_carts_of_guests_are_forgotten(session, oil):
    buyer = make.user(session)
    shop.fill(session, (oil, 1))
    shop.fill(session, (oil, 1), user_id=buyer.id)
    session.flush()

    assert cart_care.forget_old(session, before=clock.now() + timedelta(seconds=1)) == 1
    assert session.scalar(select(func.count()).select_from(CartLine)) == 1


def test_statements(session, firm, oil):
    olives = shop.goods(session, firm)
    session.commit()
    seen: list[str] = []
    db.statements.set(seen)

    cart.add(session, token_hash=GUEST, offer=oil.public_id, quantity=1)
    assert len(seen) == 3
    seen.clear()
    cart.add(session, token_hash=GUEST, offer=olives.public_id, quantity=1)
    assert len(seen) == 2
    session.commit()
    seen.clear()
    cart.view(session, token_hash=GUEST)
    assert len(seen) == 1
    seen.clear()
    cart.count_units(session, token_hash=GUEST)
    assert len(seen) == 1
