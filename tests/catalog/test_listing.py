"""Shelves, ticks, orders and pages, on both databases."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from portal.catalog.listing import LAST_OFFSET, Query, Sort
from portal.core import clock
from tests import make
from tests.catalog import goods
from tests.working import wait_until


@pytest.fixture
def shop(session):
    """Three oils and one jar of olives, of two firms."""
    oil = goods.shelf(session, "oil", position=1)
    olives = goods.shelf(session, "olives", position=2)
    evoo, virgin = (goods.shelf(session, code, oil) for code in ("evoo", "virgin"))
    green = goods.shelf(session, "green", olives)
    firms = [make.organisation(session, code=code, name_en=code) for code in ("SRD", "NYK")]
    oils, jars = goods.family(session), goods.family(session, "OLIVE_GREEN", title_en="Olives")
    facts = {"family_id": oils.id, "category_id": evoo.id, "grade": "EVOO"}
    first = datetime(2026, 10, 1, tzinfo=UTC)
    goods.product(
        session,
        firms[0],
        title_en="Zard half litre",
        cultivar="zard",
        harvest_year=1405,
        has_seal=True,
        price=7_000_000,
        published_at=first,
        **facts,
    )
    goods.product(
        session,
        firms[0],
        title_en="Mari litre",
        cultivar="mari",
        harvest_year=1404,
        price=10_000_000,
        net_value=1000,
        published_at=first + timedelta(days=1),
        **facts,
    )
    goods.product(
        session,
        firms[1],
        title_en="Kitchen tin",
        family_id=oils.id,
        category_id=virgin.id,
        price=24_000_000,
        net_value=3000,
        on_hand=0,
        harvest_year=1405,
        published_at=first + timedelta(days=2),
    )
    goods.product(
        session,
        firms[1],
        title_en="Green jar",
        family_id=jars.id,
        category_id=green.id,
        price=3_000_000,
        net_value=680,
        net_unit="g",
        has_seal=True,
        harvest_year=1405,
        published_at=first + timedelta(days=3),
    )
    return session


OILS = {"Zard half litre", "Mari litre", "Kitchen tin"}


ASKED = [
    ({}, {*OILS, "Green jar"}),
    ({"category": "oil"}, OILS),
    ({"category": "evoo"}, {"Zard half litre", "Mari litre"}),
    ({"kinds": ("virgin", "olives")}, {"Kitchen tin", "Green jar"}),
    ({"category": "oil", "kinds": ("olives",)}, set()),
    ({"families": ("OIL_EVOO",)}, OILS),
    ({"grades": ("EVOO",)}, {"Zard half litre", "Mari litre"}),
    ({"cultivars": ("zard", "mari")}, {"Zard half litre", "Mari litre"}),
    ({"cultivars": ("zard",), "harvests": (1404,)}, set()),
    ({"firms": ("NYK",)}, {"Kitchen tin", "Green jar"}),
    ({"firms": ("NYK", "SRD"), "has_seal": True}, {"Zard half litre", "Green jar"}),
    ({"sizes": ("small", "large")}, {"Zard half litre", "Kitchen tin"}),
    ({"in_stock": True, "category": "oil"}, {"Zard half litre", "Mari litre"}),
    ({"harvests": (1405,)}, {"Zard half litre", "Kitchen tin", "Green jar"}),
    ({"price_min": 7_000_000}, OILS),
    ({"price_max": 7_000_000}, {"Zard half litre", "Green jar"}),
    ({"price_min": 7_000_001, "price_max": 23_999_999}, {"Mari litre"}),
    ({"grades": ("no-such",)}, set()),
    ({"firms": ("NOBODY",)}, set()),
    ({"families": ("NOTHING", "OIL_EVOO")}, OILS),
    ({"sizes": ("no-such",)}, set()),
    ({"category": "no-such"}, set()),
    ({"price_min": 10**30}, set()),
    ({"harvests": (10**30, 1404)}, {"Mari litre"}),
]


def test_values_of_a_facet_are_or_and_facets_are_and(shop):
    for asked, expected in ASKED:
        listing = goods.found(shop, language="en", **asked)
        assert {card.title for card in listing.page.items} == expected, asked
        assert listing.page.total == len(expected), asked


ORDERS = {
    Sort.SUGGESTED: ["Green jar", "Zard half litre", "Mari litre", "Kitchen tin"],
    Sort.NEWEST: ["Green jar", "Kitchen tin", "Zard half litre", "Mari litre"],
    Sort.CHEAPEST: ["Green jar", "Zard half litre", "Mari litre", "Kitchen tin"],
    Sort.DEAREST: ["Kitchen tin", "Mari litre", "Zard half litre", "Green jar"],
    Sort.CHEAPEST_UNIT: ["Green jar", "Kitchen tin", "Mari litre", "Zard half litre"],
}


def test_orders(shop):
    """Suggested: what can be had, with the seal, of the newest harvest. Newest: of all harvests."""
    for sort, expected in ORDERS.items():
        assert goods.titles(shop, sort=sort) == expected
        oils = [title for title in expected if title in OILS]
        assert goods.titles(shop, sort=sort, category="oil") == oils
        evoo = [title for title in oils if title != "Kitchen tin"]
        assert goods.titles(shop, sort=sort, category="evoo") == evoo


def test_equal_cards_stand_in_one_order_on_every_page(session):
    leaf = goods.shelf(session, "evoo", goods.shelf(session, "oil"))
    moment = clock.now()
    for _ in range(7):
        goods.product(session, category_id=leaf.id, price=5_000_000, published_at=moment)
    for sort in Sort:
        pages = [goods.found(session, sort=sort, size=3, page=n).page for n in (1, 2, 3)]
        seen = [card.public_id for page in pages for card in page.items]
        assert len(set(seen)) == 7


def test_facets_are_counted_with_all_other_ticks(shop):
    listing = goods.found(shop, grades=("EVOO",), sizes=("small",), language="en")

    assert goods.counts(listing, "size") == {"small": 1, "medium": 1, "large": 0, "bulk": 0}
    assert goods.counts(listing, "cultivar") == {"zard": 1, "mari": 0}
    assert goods.counts(listing, "harvest") == {"1405": 1, "1404": 0}
    assert goods.counts(listing, "firm") == {"SRD": 1, "NYK": 0}
    assert goods.counts(listing, "category") == {"oil": 1, "olives": 0}
    assert goods.counts(listing, "seal") == {"1": 1}
    assert goods.counts(listing, "stock") == {"1": 1}
    assert [value.code for value in listing.facets["size"].values if value.is_selected] == ["small"]


def test_a_ticked_facet_keeps_the_counts_of_its_other_values(shop):
    listing = goods.found(shop, firms=("NYK",))
    assert goods.counts(listing, "firm") == {"NYK": 2, "SRD": 2}
    assert goods.counts(listing, "family") == {"OIL_EVOO": 1, "OLIVE_GREEN": 1}
    assert listing.firm_count == 1


def test_values_are_titled_in_the_language_of_the_reader(shop):
    for language, title in (("fa", "زرد"), ("en", "Zard")):
        facet = goods.found(shop, language=language).facets["cultivar"]
        assert {value.code: value.title for value in facet.values}["zard"] == title


def test_a_section_lists_its_categories_and_a_category_none(shop):
    assert list(goods.counts(goods.found(shop), "category")) == ["oil", "olives"]
    section = goods.found(shop, category="oil")
    assert goods.counts(section, "category") == {"evoo": 2, "virgin": 1}
    assert goods.counts(goods.found(shop, category="evoo"), "category") == {}
    ticked = goods.found(shop, kinds=("virgin",))
    assert goods.counts(ticked, "category") == {"oil": 1 + 2, "olives": 1, "virgin": 1}


def test_a_hidden_category_is_no_shelf_but_its_goods_are_found(session):
    section = goods.shelf(session, "oil")
    hidden = goods.shelf(session, "secret", section, is_visible=False)
    goods.product(session, title_en="Quiet oil", category_id=hidden.id)
    assert goods.found(session, category="secret").shelf is None
    assert goods.titles(session, category="secret") == []
    assert goods.titles(session, kinds=("secret",)) == []
    listing = goods.found(session, category="oil", language="en")
    assert [card.title for card in listing.page.items] == ["Quiet oil"]
    assert goods.counts(listing, "category") == {}


def test_the_shelf_of_a_page_knows_what_it_stands_under(shop):
    shelf = goods.found(shop, category="evoo", language="en").shelf
    assert (shelf.code, shelf.title, shelf.parent.code) == ("evoo", "Evoo", "oil")
    assert goods.found(shop, category="no-such").shelf is None
    assert goods.found(shop).shelf is None


def test_addresses_of_no_shelf_leave_nothing_in_memory(shop):
    goods.found(shop)
    memory = goods.facets.current(shop).index.memory
    before = len(memory)
    for place in range(9):
        goods.search(shop, Query(category=f"no-{place}"))
        goods.search(shop, Query(language=f"x{place}"))
    assert len(memory) <= before + len(goods.found(shop).facets) + 1


def test_prices_of_what_the_other_filters_leave(shop):
    assert goods.found(shop).prices == (3_000_000, 24_000_000)
    assert goods.found(shop, category="evoo", price_max=8_000_000).prices == (7_000_000, 10_000_000)
    assert goods.found(shop, grades=("no-such",)).prices == (None, None)


def test_a_long_facet_shows_the_most_frequent_and_what_is_ticked(session):
    for place in range(15):
        firm = make.organisation(session, code=f"M{place:02d}", name_fa=f"کارگاه {place:02d}")
        for _ in range(2 if place < 3 else 1):
            goods.product(session, firm)
    facet = goods.found(session, firms=("M14",)).facets["firm"]
    codes = [value.code for value in facet.values]
    assert set(codes[:3]) == {"M00", "M01", "M02"}
    assert len(codes) == 13
    assert codes[-1] == "M14"
    assert facet.hidden == 2
    assert len(goods.found(session, whole=frozenset({"firm"})).facets["firm"].values) == 15


def test_nothing_found_says_which_filter_to_drop(shop):
    for asked, facet, count in (
        ({"grades": ("EVOO",), "sizes": ("large",)}, "size", 2),
        ({"category": "evoo", "firms": ("NYK",)}, "firm", 2),
        ({"price_max": 1_000_000, "harvests": (1404,)}, "price", 1),
        ({"cultivars": ("zard",), "harvests": (1404,), "sizes": ("large",)}, "all", 4),
    ):
        listing = goods.found(shop, language="en", **asked)
        assert listing.page.total == 0
        assert (listing.suggestion.facet, listing.suggestion.count) == (facet, count)
        dropped = {"size": "sizes", "firm": "firms", "price": "price_max"}.get(facet)
        kept = {k: v for k, v in asked.items() if dropped and k != dropped}
        assert goods.found(shop, **kept).page.total == count


def test_the_suggestion_names_what_it_drops(shop):
    asked = {"grades": ("EVOO",), "firms": ("NYK",), "has_seal": True}
    suggestion = goods.found(shop, language="fa", **asked).suggestion
    assert (suggestion.codes, suggestion.titles) == (("EVOO",), ["فرابکر"])


def test_an_empty_shop_has_a_page(session):
    listing = goods.found(session)
    assert (listing.page.total, listing.page.number, listing.suggestion) == (0, 1, None)
    assert listing.prices == (None, None)


def test_a_page_beyond_the_end_is_the_last(session):
    leaf = goods.shelf(session, "evoo")
    for _ in range(5):
        goods.product(session, category_id=leaf.id)
    for asked, number, shown in ((-3, 1, 2), (2, 2, 2), (9, 3, 1)):
        page = goods.found(session, page=asked, size=2).page
        assert (page.number, len(page.items), page.total) == (number, shown, 5)


def test_nobody_reads_beyond_the_last_offset(session):
    goods.product(session)
    assert goods.found(session, page=10**9).page.number == 1
    query = Query(page=10**9, size=1).tidy()
    assert query.page * query.size > LAST_OFFSET


def test_one_statement_and_three_to_bring_the_counts_up_to_date(shop):
    goods.found(shop)
    state = goods.facets._state(shop)
    for asked in ({}, {"category": "oil", "firms": ("SRD",)}, {"text": "oil"}):
        for age, expected in ((0, 1), (1e6, 4)):
            state.took = 1.0
            state.checked = time.monotonic() - age
            query = Query(**asked)
            assert goods.statements(lambda q=query: goods.search(shop, q)) == expected


def test_counts_follow_a_change_at_once_in_a_small_shop(shop):
    assert goods.found(shop).page.total == 4
    product = goods.product(shop, title_en="Fifth")
    goods.facets._state(shop).checked = 0  # as if a while had gone by
    assert goods.search(shop, Query()).page.total == 5
    product.state = "hidden"
    goods.refresh(shop, product)
    goods.facets._state(shop).checked = 0
    assert goods.search(shop, Query()).page.total == 4


def test_a_page_that_shrank_since_it_was_counted_is_counted_anew(session):
    made = [goods.product(session) for _ in range(5)]
    assert goods.found(session, size=2, page=3).page.number == 3
    for product in made[:3]:
        product.state = "hidden"
    goods.refresh(session, *made[:3])
    goods.facets._state(session).took = 1e9  # the counts are not read again
    listing = goods.search(session, Query(size=2, page=3))
    assert (listing.page.number, listing.page.total, len(listing.page.items)) == (1, 2, 2)


def test_a_large_shop_is_read_in_a_thread_of_its_own(database, session):
    goods.product(session)
    session.commit()
    with database.session(readonly=True) as reader:
        assert goods.found(reader).page.total == 1
        reader.rollback()
        goods.product(session)
        session.commit()
        state = goods.facets._state(reader)
        state.took = 1e9  # as slow to read as a large shop
        state.checked -= 30
        goods.search(reader, Query())
        wait_until(lambda: not state.is_busy)
        assert goods.search(reader, Query()).page.total == 2


def test_names_of_equal_count_are_ordered_as_persian_readers_expect(session):
    for name in ("پسته", "گیلان", "ویتامین", "هل", "چای", "بادام"):
        goods.product(session, make.organisation(session, name_fa=name))
    values = goods.found(session, language="fa").facets["firm"].values
    expected = ["بادام", "پسته", "چای", "گیلان", "ویتامین", "هل"]
    assert [value.title for value in values] == expected
    assert expected != sorted(expected)  # what code points would give
