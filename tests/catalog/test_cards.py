"""A card says what the product is now, in both languages; what is not on show has none."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.catalog import cards, related
from portal.catalog.card_tables import Card, CardFace
from portal.catalog.models import (
    Offer,
    OfferPrice,
    OfferState,
    ProductState,
    UnitBasis,
    Variant,
)
from portal.core import clock
from portal.firms.models import OrganisationState
from tests import make
from tests.catalog import goods


def card(session, product):
    session.expire_all()
    return session.get(Card, product.id)


def face(session, product):
    session.expire_all()
    return session.get(CardFace, product.id)


def offer_of(session, product):
    return session.scalar(select(Offer).join(Variant).where(Variant.product_id == product.id))


def test_a_card_shows_the_cheapest_pack_that_can_be_had(session):
    product = goods.product(session, price=5_000_000, on_hand=0)
    dearer = goods.pack(session, product, price=9_000_000, net_value=1000)
    goods.pack(session, product, price=30_000_000, net_value=5000)

    shown = face(session, product)
    assert shown.offer_id == dearer.id
    assert shown.price == card(session, product).price == 9_000_000
    assert shown.packs == 3
    assert card(session, product).in_stock


def test_a_sold_out_card_shows_its_cheapest_pack(session):
    product = goods.product(session, price=5_000_000, on_hand=0)
    goods.pack(session, product, price=9_000_000, on_hand=0)

    assert face(session, product).price == 5_000_000
    assert not card(session, product).in_stock
    assert face(session, product).is_sellable


def test_the_unit_price_is_of_the_pack_shown_and_the_lowest_of_all(session):
    product = goods.product(session, price=5_000_000, net_value=500)
    goods.pack(session, product, price=24_000_000, net_value=3000)

    shown = face(session, product)
    assert (shown.unit_price, shown.unit_from) == (10_000_000, 8_000_000)
    assert shown.unit_basis == UnitBasis.LITRE


def test_a_former_price_counts_only_when_it_was_higher(session):
    reduced = goods.product(session, price=8_000_000, was=10_000_000)
    raised = goods.product(session, price=8_000_000, was=7_000_000)

    assert face(session, reduced).was_price == 10_000_000
    assert face(session, raised).was_price is None
    view = related.cards_of(session, product_ids=[reduced.id], language="fa")[0]
    assert view.discount_percent == 20


def test_each_language_has_its_picture_and_its_words(session):
    product = goods.product(session, title_fa="روغن", title_en="Oil")
    goods.picture(session, product, key="p/fa", language="fa", alt_fa="بطری")
    goods.picture(session, product, key="p/en", language="en", alt_en="Bottle")

    persian, english = (
        related.cards_of(session, product_ids=[product.id], language=language)[0]
        for language in ("fa", "en")
    )
    assert (persian.title, persian.image_key) == ("روغن", "p/fa")
    assert (english.title, english.image_key) == ("Oil", "p/en")


def test_a_reader_of_another_language_reads_english(session):
    product = goods.product(session, title_en="Oil")

    assert related.cards_of(session, product_ids=[product.id], language="ru")[0].title == "Oil"


@pytest.mark.parametrize("state", [s for s in ProductState if s is not ProductState.LIVE])
def test_only_a_live_product_has_a_card(session, state):
    product = goods.product(session)
    product.state = state
    goods.refresh(session, product)

    assert card(session, product) is None
    assert face(session, product) is None
    assert goods.found(session, text=product.title_en).page.total == 0


@pytest.mark.parametrize(
    ("state", "is_listed"),
    [
        (OrganisationState.ACTIVE, True),
        (OrganisationState.PAUSED, True),
        (OrganisationState.SUSPENDED, False),
        (OrganisationState.LEFT, False),
    ],
)
def test_a_firm_that_may_not_sell_takes_its_goods_along(session, state, is_listed):
    firm = make.organisation(session)
    product = goods.product(session, firm)
    firm.state = state
    cards.refresh_firm(session, firm.id)

    assert (card(session, product) is not None) == is_listed
    if is_listed:
        assert card(session, product).in_stock == (state is OrganisationState.ACTIVE)


def test_a_suspended_firm_comes_back_with_all_its_goods(session):
    firm = make.organisation(session)
    product = goods.product(session, firm, title_en="Returning oil")
    for state in (OrganisationState.SUSPENDED, OrganisationState.ACTIVE):
        firm.state = state
        cards.refresh_firm(session, firm.id)

    assert goods.titles(session, text="returning") == ["Returning oil"]
    assert card(session, product).in_stock


def test_a_renamed_firm_is_renamed_on_its_cards_and_found_by_its_new_name(session):
    firm = make.organisation(session, name_en="Old Mill", slug_en="old-mill")
    product = goods.product(session, firm)
    firm.name_en, firm.slug_en = "Sirdan Press", "sirdan-press"
    cards.refresh_firm(session, firm.id)

    assert face(session, product).firm_name_en == "Sirdan Press"
    assert face(session, product).firm_slug_en == "sirdan-press"
    assert goods.found(session, text="sirdan").page.total == 1


def test_a_product_without_a_price_is_not_listed(session):
    product = goods.product(session, price=None)
    assert card(session, product) is None


def test_ended_offers_and_inactive_packs_are_not_shown(session):
    product = goods.product(session, price=5_000_000)
    goods.pack(session, product, price=9_000_000)
    offer_of(session, product).state = OfferState.ENDED
    goods.refresh(session, product)
    assert face(session, product).price == 9_000_000

    for variant in session.scalars(select(Variant).where(Variant.product_id == product.id)):
        variant.is_active = False
    goods.refresh(session, product)
    assert card(session, product) is None


def test_a_holiday_ends_by_the_clock(session):
    firm = make.organisation(session, closed_until=clock.today() + timedelta(days=3))
    product = goods.product(session, firm)
    closed = card(session, product)
    assert not closed.in_stock
    opening = closed.due_at.astimezone(clock.TEHRAN)
    assert (opening.date(), opening.hour) == (firm.closed_until, 0)
    assert cards.refresh_due(session) == 0

    with time_machine.travel(opening + timedelta(seconds=1)):
        assert cards.refresh_due(session) == 1
    assert card(session, product).in_stock
    assert card(session, product).due_at is None


def test_a_price_comes_into_force_by_the_clock(session):
    product = goods.product(session, price=5_000_000)
    later = OfferPrice(
        offer_id=offer_of(session, product).id,
        minor=4_000_000,
        valid_from=clock.now() + timedelta(hours=1),
        created_by="test",
    )
    session.add(later)
    goods.refresh(session, product)
    assert card(session, product).price == 5_000_000
    assert card(session, product).due_at == later.valid_from

    assert cards.refresh_due(session) == 0

    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1)):
        assert cards.refresh_due(session) == 1
    assert card(session, product).price == 4_000_000
    assert card(session, product).due_at is None


def test_stock_that_crosses_zero_turns_the_card_and_its_place(session):
    product = goods.product(session, title_en="Turning", on_hand=1)
    goods.product(session, title_en="Steady", published_at=clock.now() - timedelta(days=9))
    offer = offer_of(session, product)
    assert goods.titles(session) == ["Turning", "Steady"]

    offer.reserved = 1
    session.flush()
    assert cards.stock_crossed(session, [offer.id]) == 1
    assert goods.titles(session) == ["Steady", "Turning"]
    assert goods.titles(session, in_stock=True) == ["Steady"]
    assert cards.stock_crossed(session, [offer.id]) == 0


def test_a_card_moves_to_another_pack_when_the_shown_one_sells_out(session):
    product = goods.product(session, price=5_000_000)
    cheapest = offer_of(session, product)
    goods.pack(session, product, price=9_000_000)
    session.expire_all()
    cheapest.reserved = cheapest.on_hand
    session.flush()

    assert cards.stock_crossed(session, [cheapest.id]) == 1
    assert face(session, product).price == 9_000_000


def test_the_stock_of_a_card_is_read_with_it(session):
    product = goods.product(session)
    offer_of(session, product).reserved = 20
    session.flush()  # and nobody refreshed the card

    assert not goods.found(session).page.items[0].in_stock


def test_rebuilding_gives_the_same_cards(session):
    for place, name in enumerate(("Amber", "Bronze", "Copper"), start=1):
        goods.product(session, title_en=f"Oil {name}", price=1_000_000 * place)
    hidden = goods.product(session)
    before = session.execute(select(CardFace.__table__).order_by(CardFace.id)).all()
    hidden.state = ProductState.HIDDEN
    assert cards.rebuild(session) == 4

    after = session.execute(select(CardFace.__table__).order_by(CardFace.id)).all()
    assert after == before[:3]
    assert goods.titles(session, text="oil copper") == ["Oil Copper"]


def test_a_renamed_category_is_found_by_its_new_name(session):
    section = goods.shelf(session, "oil")
    leaf = goods.shelf(session, "evoo", section)
    goods.product(session, category_id=leaf.id)
    section.title_en = "Liquid gold"
    cards.refresh_category(session, section.id)

    assert goods.found(session, text="liquid gold").page.total == 1


def test_refreshing_costs_the_same_for_many_as_for_one(session):
    products = [goods.product(session) for _ in range(30)]
    few = goods.statements(lambda: goods.refresh(session, products[0]))
    many = goods.statements(lambda: goods.refresh(session, *products))
    assert few == many
