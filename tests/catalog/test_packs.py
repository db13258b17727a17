"""What a pack may measure."""

import pytest

from portal.catalog import packs
from portal.catalog.models import NetUnit, Packing, UnitBasis
from portal.core.errors import Invalid

TIN = {"net_value": "۳۰۰۰", "net_unit": "ml", "gross_g": "3,100", "packing": "tin"}


def errors_of(act, *given):
    with pytest.raises(Invalid) as refusal:
        act(*given)
    return refusal.value.errors


def test_a_pack_is_typed_in_any_digits():
    values = packs.clean(TIN | {"gtin": "", "pieces": None})

    assert values == {
        "net_value": 3000,
        "net_unit": NetUnit.MILLILITRE,
        "gross_g": 3100,
        "packing": Packing.TIN,
        "gtin": None,
        "pieces": None,
    }
    packs.check(values, UnitBasis.LITRE)


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("net_value", "0", "too_small"),
        ("net_value", "-1", "too_small"),
        ("net_value", "1.5", "not_whole"),
        ("net_value", "1e3", "not_a_number"),
        ("net_value", "2000000", "too_large"),
        ("net_unit", "kg", "unknown_choice"),
        ("packing", "barrel", "unknown_choice"),
        ("gtin", "6261234567890", "bad_gtin"),
        ("colour", "green", "unknown_field"),
    ],
)
def test_what_no_pack_measures_is_refused(field, typed, code):
    assert errors_of(packs.clean, TIN | {field: typed}) == {field: code}


@pytest.mark.asvs("2.2.3")
def test_a_pack_weighs_at_least_what_is_in_it():
    six = packs.clean(TIN | {"net_value": 250, "pieces": 6, "gross_g": 1000})
    assert errors_of(packs.check, six, UnitBasis.LITRE) == {"gross_g": "below_net"}

    jar = packs.clean(TIN | {"net_unit": "g", "gross_g": 2999})
    assert errors_of(packs.check, jar, UnitBasis.KILOGRAM) == {"gross_g": "below_net"}


def test_goods_sold_by_drained_weight_say_it():
    jar = packs.clean(TIN | {"net_unit": "g", "net_value": 700, "gross_g": 1000})

    assert errors_of(packs.check, jar, UnitBasis.DRAINED_KILOGRAM) == {"drained_g": "required"}
    assert errors_of(packs.check, jar | {"drained_g": 701}, UnitBasis.DRAINED_KILOGRAM) == {
        "drained_g": "above_net"
    }
    packs.check(jar | {"drained_g": 400}, UnitBasis.DRAINED_KILOGRAM)


def test_what_a_pack_needs_is_asked_for():
    assert errors_of(packs.check, {"net_value": 1}, UnitBasis.LITRE) == dict.fromkeys(
        ["net_unit", "gross_g", "packing"], "required"
    )
