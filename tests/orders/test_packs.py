import pytest

from portal.catalog.models import NetUnit, Variant
from portal.orders.packs import pack_text


@pytest.mark.parametrize(
    ("net_value", "net_unit", "pieces", "fa", "en"),
    [
        (500, NetUnit.MILLILITRE, 1, "500 میلی‌لیتر", "500 ml"),
        (1000, NetUnit.MILLILITRE, 1, "1 لیتر", "1 litre"),
        (3000, NetUnit.MILLILITRE, 1, "3 لیتر", "3 litres"),
        (1500, NetUnit.GRAM, 1, "1٫5 کیلوگرم", "1.5 kg"),
        (18000, NetUnit.GRAM, 1, "18 کیلوگرم", "18 kg"),
        (250, NetUnit.GRAM, 6, "6 × 250 گرم", "6 × 250 g"),
        (20, NetUnit.PIECE, 1, "20 عدد", "20 pieces"),
        (1, NetUnit.PIECE, 1, "1 عدد", "1 piece"),
    ],
)
def test_a_pack_in_words(net_value, net_unit, pieces, fa, en):
    variant = Variant(net_value=net_value, net_unit=net_unit, pieces=pieces)

    assert pack_text(variant) == (fa, en)
