"""What the database counts for the first page is what listings count."""

import pytest

from portal.catalog import tallies
from portal.catalog.listing import Query
from portal.catalog.search import search
from portal.core.db import statements
from tests import make
from tests.catalog import goods


@pytest.fixture
def shop(session):
    oil = goods.shelf(session, "oil")
    evoo, virgin = (goods.shelf(session, code, oil) for code in ("evoo", "virgin"))
    olives = goods.shelf(session, "olives")
    first, second = make.organisation(session), make.organisation(session)
    family = goods.family(session)
    made = [
        goods.product(session, firm, category_id=shelf.id, family_id=family.id)
        for firm, shelf in ((first, evoo), (first, evoo), (second, virgin), (second, olives))
    ]
    goods.refresh(session, *made)
    goods.facets.forget()
    return session


def counted(session, facet, **asked):
    found = search(session, Query(size=1, **asked)).facets[facet]
    return {value.code: value.count for value in found.values}


def test_shelves_are_counted_as_a_listing_counts_them(shop):
    found = tallies.of_shelves(shop)

    assert found == {"oil": 3, "evoo": 2, "virgin": 1, "olives": 1}
    assert found == counted(shop, "category") | counted(shop, "category", category="oil")


def test_firms_are_counted_as_a_listing_counts_them(shop):
    found = tallies.of_firms(shop)

    assert sorted(found.values()) == [2, 2]
    assert found == counted(shop, "firm", whole=frozenset({"firm"}))


@pytest.mark.parametrize("count", [tallies.of_shelves, tallies.of_firms])
def test_an_index_is_enough(shop, count):
    token = statements.set([])
    try:
        count(shop)
        (only,) = statements.get()
    finally:
        statements.reset(token)

    if shop.get_bind().dialect.name == "sqlite":
        plan = shop.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {only}").all()
        assert any("cards USING COVERING INDEX" in row[-1] for row in plan), plan
