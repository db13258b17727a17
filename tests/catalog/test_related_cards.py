"""Cards beside a page, one statement each."""

from datetime import timedelta

from portal.catalog import related
from portal.core import clock
from tests import make
from tests.catalog import goods


def titles(cards):
    return [card.title for card in cards]


def test_similar_goods_are_of_the_shelf_nearest_in_price_and_to_be_had(session):
    leaf = goods.shelf(session, "evoo")
    prices = {"Cheap": 2, "Near below": 6, "This": 7, "Near above": 9, "Far": 30}
    made = {
        title: goods.product(session, title_en=title, category_id=leaf.id, price=price * 1_000_000)
        for title, price in prices.items()
    }
    goods.product(session, title_en="Gone", category_id=leaf.id, price=7_000_000, on_hand=0)
    goods.product(session, title_en="Other shelf", price=7_000_000)

    near = related.similar(session, product_id=made["This"].id, language="en", limit=3)
    assert titles(near) == ["Near below", "Near above", "Cheap"]


def test_a_product_that_is_not_listed_has_no_similar_ones(session):
    product = goods.product(session, price=None)
    assert related.similar(session, product_id=product.id, language="fa") == []


def test_the_fresh_ones_are_of_the_newest_harvest_and_to_be_had(session):
    now = clock.now()
    goods.product(session, title_en="Old", harvest_year=1403, published_at=now)
    goods.product(session, title_en="New", harvest_year=1405, published_at=now - timedelta(days=9))
    goods.product(session, title_en="Gone", harvest_year=1405, on_hand=0)

    assert titles(related.fresh(session, language="en")) == ["New", "Old"]
    assert titles(related.fresh(session, language="en", limit=1)) == ["New"]


def test_the_goods_of_a_firm_in_pages(session):
    firm = make.organisation(session)
    for _ in range(5):
        goods.product(session, firm)
    goods.product(session)

    facts = {"firm_id": firm.id, "language": "fa", "size": 2}
    first = related.firm_cards(session, **facts)
    assert (first.total, len(first.items), first.count) == (5, 2, 3)
    assert {card.firm_name for card in first.items} == {firm.name_fa}
    assert len(related.firm_cards(session, number=3, **facts).items) == 1
    assert related.firm_cards(session, number=9, **facts).number == 3
    other = make.organisation(session)
    assert related.firm_cards(session, firm_id=other.id, language="fa", number=4).total == 0


def test_cards_of_given_products_keep_the_given_order(session):
    ids = [goods.product(session, title_en=f"Oil {n}").id for n in range(3)]
    asked = [ids[2], 10**6, ids[0]]
    cards = related.cards_of(session, product_ids=asked, language="en")
    assert titles(cards) == ["Oil 2", "Oil 0"]
    assert related.cards_of(session, product_ids=[], language="en") == []


def test_one_statement_each(session):
    product = goods.product(session)
    works = (
        lambda: related.similar(session, product_id=product.id, language="fa"),
        lambda: related.fresh(session, language="fa"),
        lambda: related.firm_cards(session, firm_id=product.owner_id, language="fa"),
        lambda: related.cards_of(session, product_ids=[product.id], language="fa"),
    )
    assert [goods.statements(work) for work in works] == [1, 1, 1, 1]
