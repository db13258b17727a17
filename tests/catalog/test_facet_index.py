"""The bits agree with counting by hand, from scratch and brought up to date."""

from array import array
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from portal.catalog.facet_builder import Builder, planes_of, sorted_out
from portal.catalog.facet_index import (
    COLUMNS,
    EMPTY,
    Tally,
    bits_of,
    places,
    values_in,
    without,
)

cards = st.fixed_dictionaries(
    {
        "category": st.integers(1, 4),
        "family": st.integers(1, 3),
        "firm": st.integers(1, 60),
        "grade": st.sampled_from([None, "EVOO", "VOO"]),
        "cultivar": st.sampled_from([None, "zard", "mari", "mission"]),
        "harvest": st.sampled_from([None, 1404, 1405]),
        "size": st.integers(0, 15),
        "seal": st.booleans(),
        "stock": st.booleans(),
        "price": st.integers(1, 2**33),
    }
)
shops = st.dictionaries(st.integers(1, 400), cards, max_size=60)


def row(number, card):
    return (number, *(card[facet] for facet in COLUMNS), card["price"])


def built(shop, before=EMPTY):
    builder = Builder(before, max(shop, default=0) + 1)
    builder.add([row(number, card) for number, card in shop.items()])
    return builder.finish()


def by_hand(shop, facet, numbers):
    return Counter(key for number in numbers for key in values_in(facet, shop[number][facet]))


def nonzero(counts):
    return {key: count for key, count in counts.items() if count}


@given(st.sets(st.integers(0, 900)))
def test_bits_and_their_places_are_two_ways_of_saying_the_same(numbers):
    assert places(bits_of(numbers, 901)) == sorted(numbers)


@given(st.lists(st.integers(0, 2**40), max_size=80))
def test_columns_and_planes_are_two_ways_of_saying_the_same(numbers):
    planes = planes_of(array("q", numbers))
    for place, number in enumerate(numbers):
        assert number == sum((plane >> place & 1) << bit for bit, plane in enumerate(planes))


@given(st.lists(st.integers(0, 700), max_size=80), st.data())
def test_cards_are_sorted_out_by_what_their_column_has(numbers, data):
    chosen = [place for place in range(len(numbers)) if data.draw(st.booleans())]
    found = sorted_out(bits_of(chosen, len(numbers)), planes_of(array("H", numbers)))
    expected = {
        number: [place for place in chosen if numbers[place] == number]
        for number in {numbers[place] for place in chosen}
    }
    assert {number: places(bits) for number, bits in found} == expected


@given(shops, st.data())
def test_counts_agree_with_counting_by_hand(shop, data):
    index = built(shop)
    chosen = [n for n in shop if data.draw(st.booleans())]
    tally = Tally(index, bits_of(chosen, index.width))
    for facet in COLUMNS:
        expected = by_hand(shop, facet, chosen)
        assert nonzero(tally.counts(facet)) == nonzero(expected)
        assert nonzero(tally._one_by_one(facet)) == nonzero(expected)
        assert tally.how_many(facet) == len(expected)


@given(shops, shops)
def test_bringing_up_to_date_is_building_anew(old, changes):
    index = built(changes, built(old))
    anew = built(old | changes)
    everything = Tally(index, index.live), Tally(anew, anew.live)
    assert index.live == anew.live
    for facet in COLUMNS:
        assert nonzero(everything[0].counts(facet)) == nonzero(everything[1].counts(facet))
        assert everything[0]._one_by_one(facet) == everything[1]._one_by_one(facet)


@given(shops, st.sets(st.integers(1, 400)))
def test_cards_that_are_gone_are_counted_no_more(shop, gone):
    left = {number: card for number, card in shop.items() if number not in gone}
    index = without(built(shop), bits_of(left, 401))
    for facet in COLUMNS:
        assert nonzero(Tally(index, index.live).counts(facet)) == by_hand(left, facet, left)


@given(shops, st.integers(0, 2**34), st.integers(0, 2**34))
def test_a_price_between_two_bounds(shop, lowest, highest):
    index = built(shop)
    fitting = [n for n, card in shop.items() if lowest <= card["price"] <= highest]
    assert places(index.priced(lowest, highest)) == sorted(fitting)
    assert places(index.priced(None, highest)) == sorted(
        n for n, card in shop.items() if card["price"] <= highest
    )
    assert index.priced(None, None) == index.live


@given(shops)
def test_the_lowest_and_the_highest_price(shop):
    index = built(shop)
    prices = [card["price"] for card in shop.values()]
    expected = (min(prices), max(prices)) if prices else None
    assert index.price_range(index.live) == expected
