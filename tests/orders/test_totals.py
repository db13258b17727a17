"""The arithmetic: what is split adds up, VAT is rounded once per line, no line goes below zero."""

from hypothesis import given
from hypothesis import strategies as st

from portal.catalog.models import VatStatus
from portal.core.money import included_vat
from portal.orders.models import Bearer
from portal.orders.totals import OrderDiscount, Totals, line_vat, spread

rials = st.integers(0, 10**11)


def off(amount, bearer=Bearer.BRAND):
    return OrderDiscount("تخفیف", "Voucher", bearer, amount)


def test_the_golden_basket():
    parts = spread([off(1_500_000)], [13_700_000, 4_470_000, 980_000])

    assert parts == [[1_073_107, 350_131, 76_762]]


@given(st.lists(rials, min_size=1, max_size=20), st.lists(rials, max_size=3))
def test_discounts_are_spread_to_the_rial(grosses, amounts):
    parts = spread([off(amount) for amount in amounts], grosses)

    left = list(grosses)
    for amount, part in zip(amounts, parts, strict=True):
        assert sum(part) == min(amount, sum(left))
        assert all(share >= 0 for share in part)
        left = [rest - share for rest, share in zip(left, part, strict=True)]
    assert all(rest >= 0 for rest in left)


@given(rials, st.integers(0, 3000))
def test_vat_is_inside_the_price(net, rate):
    vat = line_vat(net, VatStatus.TAXABLE, rate)

    assert 0 <= vat <= net
    assert vat == included_vat(net, rate)
    assert line_vat(net, VatStatus.EXEMPT, rate) == line_vat(net, VatStatus.OUTSIDE, rate) == 0


def test_vat_is_rounded_half_up():
    assert line_vat(11, VatStatus.TAXABLE, 1000) == 1
    assert line_vat(1_100_000, VatStatus.TAXABLE, 1000) == 100_000
    assert line_vat(16, VatStatus.TAXABLE, 1000) == 1  # 1.4545
    assert line_vat(17, VatStatus.TAXABLE, 1000) == 2  # 1.5454


@given(rials, rials, rials)
def test_a_total_is_goods_and_shipping_less_discount(goods, shipping, discount):
    assert Totals(goods, shipping, discount).total == goods + shipping - discount
