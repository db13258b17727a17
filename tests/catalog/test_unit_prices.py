"""A litre, a kilogram or a piece: marketplace 2.19."""

import pytest

from portal.catalog.card_facts import sizes_of
from portal.catalog.card_tables import SIZE_BITS, Size
from portal.catalog.models import NetUnit, UnitBasis
from portal.catalog.unit_prices import Content, UnitPrice, unit_price

ML, G, PC = NetUnit.MILLILITRE, NetUnit.GRAM, NetUnit.PIECE
LITRE, KILOGRAM, DRAINED, PIECE = UnitBasis


@pytest.mark.parametrize(
    ("minor", "content", "basis", "expected"),
    [
        (6_950_000, Content(500, ML), LITRE, (13_900_000, LITRE)),
        (12_000_000, Content(250, ML, pieces=6), LITRE, (8_000_000, LITRE)),
        (180_000_000, Content(18_000, G), LITRE, (9_160_000, LITRE)),  # the tin, by volume
        (2_650_000, Content(400, G), KILOGRAM, (6_625_000, KILOGRAM)),
        (916_000, Content(1000, ML), KILOGRAM, (1_000_000, KILOGRAM)),
        (3_400_000, Content(680, G, drained_g=400), DRAINED, (8_500_000, DRAINED)),
        (6_800_000, Content(680, G, pieces=2, drained_g=400), DRAINED, (8_500_000, DRAINED)),
        (3_400_000, Content(680, G), DRAINED, (5_000_000, KILOGRAM)),
        (900_000, Content(20, PC), KILOGRAM, (45_000, PIECE)),  # tea bags
        (900_000, Content(100, G, pieces=3), PIECE, (300_000, PIECE)),
        (1_000, Content(3, PC), PIECE, (333, PIECE)),
        (2_000, Content(3, PC), PIECE, (667, PIECE)),
    ],
)
def test_the_price_of_a_unit(minor, content, basis, expected):
    assert unit_price(minor, content, basis) == UnitPrice(*expected)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (Content(500, ML), Size.SMALL),
        (Content(501, G), Size.MEDIUM),
        (Content(1000, ML), Size.MEDIUM),
        (Content(250, ML, pieces=6), Size.LARGE),
        (Content(9_999, G), Size.LARGE),
        (Content(10_000, G), Size.BULK),
    ],
)
def test_the_size_of_a_pack(content, size):
    assert sizes_of(content) == SIZE_BITS[size]


def test_pieces_have_no_size():
    assert sizes_of(Content(20, PC)) == 0


def test_packs_stand_by_what_is_in_them_whatever_the_label_counts_in():
    packs = [
        Content(18_000, G), Content(250, ML, pieces=6), Content(5_000, ML), Content(500, ML),
        Content(450, G), Content(40, PC), Content(20, PC),
    ]  # fmt: skip

    by_size = sorted(packs, key=lambda pack: pack.size)

    oil = [pack for pack in by_size if pack.net_unit is not PC]
    assert [pack.total for pack in oil] == [450, 500, 1_500, 5_000, 18_000]
    assert [pack.total for pack in by_size if pack.net_unit is PC] == [20, 40]
