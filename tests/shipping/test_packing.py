"""Boxes hold everything, nothing twice, and never more than the carrier takes."""

from hypothesis import given
from hypothesis import strategies as st

from portal.shipping.packing import Goods, boxes, chargeable_g, packed_g

packs = st.builds(
    Goods,
    gross_g=st.integers(1, 20_000),
    length_mm=st.none() | st.integers(10, 500),
    width_mm=st.integers(10, 400),
    height_mm=st.integers(10, 400),
    quantity=st.integers(1, 40),
)


def bottle(quantity=1, **facts):
    return Goods(
        **({"gross_g": 900, "length_mm": 80, "width_mm": 80, "height_mm": 300} | facts),
        quantity=quantity,
    )


def test_a_heavy_pack_is_charged_by_its_weight_with_the_carton():
    assert chargeable_g([bottle()]) == 900 + 90


def test_a_bulky_pack_is_charged_by_its_volume():
    crate = bottle(length_mm=400, width_mm=300, height_mm=250)

    assert chargeable_g([crate]) == 6000


def test_a_pack_without_measures_counts_with_its_weight():
    assert bottle(length_mm=None).volumetric_g == 900


def test_forty_kilograms_travel_in_two_boxes():
    tins = Goods(18_400, 235, 235, 350, 2)

    assert boxes([tins], 30_000) == [packed_g(18_400)] * 2


def test_a_pack_that_no_box_takes_has_no_service():
    assert boxes([Goods(31_000, None, None, None, 1)], 30_000) is None


def test_more_than_ten_boxes_are_a_case_for_freight():
    assert boxes([Goods(18_400, None, None, None, 11)], 30_000) is None
    assert len(boxes([Goods(18_400, None, None, None, 11)], 1_000_000)) == 1


@given(st.lists(packs, min_size=1, max_size=6))
def test_boxes_hold_all_goods_within_the_limit(goods):
    filled = boxes(goods, 30_000)

    if filled is not None:
        assert all(0 < weight <= 30_000 for weight in filled)
        assert sum(filled) >= sum(item.gross_g * item.quantity for item in goods)
        assert sum(filled) >= sum(item.volumetric_g * item.quantity for item in goods)
        assert filled == sorted(filled, reverse=True)
        assert len(filled) <= 10
