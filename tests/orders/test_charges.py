"""Which rule applies, and what it makes of a price."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalog.models import VatStatus
from portal.core import db
from portal.core.errors import Invalid, NotFound
from portal.orders import charge_rules, charges
from portal.orders.charges import (
    Fit,
    Sale,
    Sold,
    applying,
    base_of,
    charge,
    consider,
    fit,
    shadowed,
)
from portal.orders.models import ChargeKind, ChargeLine, ChargeRule
from portal.payments import gateways
from tests.orders import sales
from tests.orders.sales import DAY, Goods, Part

OIL = Sale(firm_id=1, family_code="OIL_EVOO", day=DAY)


def rule(**facts):
    given = {
        "kind": ChargeKind.COMMISSION,
        "position": 10,
        "percent_bp": 800,
        "vat_bp": 1000,
        "active_from": date(2026, 3, 21),
    }
    return ChargeRule(**(given | facts))


def line(gross, rate=0, **facts):
    status = VatStatus.TAXABLE if rate else VatStatus.EXEMPT
    return Sold(1, 1, "OIL_EVOO", gross, vat_rate_bp=rate, vat_status=status, **facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Fit.HIT),
        ({"firm_id": 1, "family_code": "OIL_EVOO"}, Fit.HIT),
        ({"firm_id": 2}, Fit.OTHER_FIRM),
        ({"family_code": "PASTE"}, Fit.OTHER_FAMILY),
        ({"active_from": DAY + timedelta(days=1)}, Fit.NOT_YET),
        ({"active_from": DAY, "active_to": DAY}, Fit.HIT),
        ({"active_to": DAY - timedelta(days=1)}, Fit.ENDED),
    ],
)
def test_a_rule_says_why_it_does_not_apply(facts, expected):
    assert fit(rule(**facts), OIL) is expected


def test_the_first_that_fits_wins_and_the_rest_are_in_its_shadow():
    special = rule(position=1, firm_id=2)
    oil = rule(position=2, family_code="OIL_EVOO", percent_bp=600)
    general = rule(position=3)
    assert [each.fit for each in consider([general, oil, special], OIL)] == [
        Fit.OTHER_FIRM,
        Fit.HIT,
        Fit.SHADOWED,
    ]
    assert applying([general, oil, special], OIL) == [oil]


def test_a_sale_may_bear_one_commission_and_one_levy():
    commission, levy = rule(), rule(kind=ChargeKind.LEVY, percent_bp=100)
    assert applying([levy, commission, rule(position=20)], OIL) == [commission, levy]


def test_no_rule_no_charge():
    assert applying([rule(firm_id=2)], OIL) == []


def test_a_catch_all_above_others_is_pointed_out():
    general, oil = rule(position=1), rule(position=2, family_code="OIL_EVOO")
    ended = rule(position=0, active_to=DAY)
    assert shadowed([oil, general, ended]) == [(oil, general)]


def test_the_base_is_net_of_vat_and_of_what_the_firm_bears():
    assert base_of(line(1_100_000, rate=1000)) == 1_000_000
    assert base_of(line(1_100_000, rate=1000, firm_discount=110_000)) == 900_000
    assert base_of(line(1_100_000)) == 1_100_000


@given(base=st.integers(0, 10**12), percent=st.integers(0, 10_000), vat=st.integers(0, 10_000))
def test_a_charge_is_never_more_than_its_base_nor_off_by_more_than_half_a_rial(base, percent, vat):
    made = charge(rule(percent_bp=percent, vat_bp=vat), base)
    assert 0 <= made.amount <= base
    assert abs(made.amount * 10_000 - base * percent) <= 5_000
    assert abs(made.vat * 10_000 - made.amount * vat) <= 5_000


firms = st.sampled_from([None, 1, 2])
families = st.sampled_from([None, "OIL_EVOO", "PASTE"])
days = st.integers(-3, 3).map(lambda n: DAY + timedelta(days=n))
rules = st.lists(
    st.builds(
        rule,
        kind=st.sampled_from(ChargeKind),
        position=st.integers(1, 5),
        firm_id=firms,
        family_code=families,
        active_from=days,
        active_to=st.none() | days,
    ),
    max_size=8,
)


@given(rules=rules, firm=st.sampled_from([1, 2]), family=st.sampled_from(["OIL_EVOO", "PASTE"]))
def test_what_applies_fits_and_nothing_that_fits_stands_before_it(rules, firm, family):
    sale = Sale(firm, family, DAY)
    applied = applying(rules, sale)
    assert len({each.kind for each in applied}) == len(applied)
    for each in rules:
        if fit(each, sale) is Fit.HIT:
            [winner] = [other for other in applied if other.kind is each.kind]
            assert winner.position <= each.position


@given(rules=rules, firm=st.sampled_from([1, 2]), family=st.sampled_from(["OIL_EVOO", "PASTE"]))
def test_a_rule_said_to_be_shadowed_never_applies(rules, firm, family):
    hidden = [lower for lower, _ in shadowed(rules)]
    for each in applying(rules, Sale(firm, family, DAY)):
        assert not any(each is other for other in hidden)


@pytest.fixture
def sandbox():
    gateways.configure(["sandbox"])


def test_freezing_takes_two_statements_however_many_lines(session):
    sales.rule(session)
    order = sales.placed(session, Part([Goods(100_000), Goods(200_000), Goods(300_000)]))
    [part] = order.seller_orders
    session.query(ChargeLine).delete()
    seen = []
    token = db.statements.set(seen)
    charges.freeze(session, lines=[sales.sold(line) for line in part.lines], day=DAY)
    db.statements.reset(token)
    assert len(seen) == 2
    assert [row.amount for row in session.query(ChargeLine)] == [8_000, 16_000, 24_000]


def test_a_rule_changed_after_the_sale_changes_nothing_sold(session):
    made = sales.rule(session)
    order = sales.placed(session, Part([Goods(100_000)]))
    charge_rules.end(session, public_id=made.public_id, last_day=DAY, by="office:1")
    made.percent_bp = 5_000
    session.flush()
    [frozen] = order.seller_orders[0].lines[0].charges
    assert (frozen.percent_bp, frozen.amount) == (800, 8_000)


def test_the_office_sees_which_rule_would_hit_and_why(session):
    firm = sales.make.organisation(session)
    general = sales.rule(session, position=2)
    special = sales.rule(session, position=1, firm_id=firm.id, percent_bp=500)
    told = charges.why(session, firm_id=firm.id, family_code="PASTE", day=DAY)
    assert [(each.rule, each.fit) for each in told] == [
        (special, Fit.HIT),
        (general, Fit.SHADOWED),
    ]


def levy(session, **facts):
    given = {
        "kind": ChargeKind.LEVY,
        "title_fa": "سهم صندوق",
        "title_en": "Fund",
        "percent_bp": 100,
        "vat_bp": 0,
        "active_from": DAY,
        "by": "office:1",
    }
    return charge_rules.add(session, **(given | facts))


def listed(session):
    return [row.public_id for row in charge_rules.listing(session)]


def test_a_special_rule_is_tried_before_the_one_that_would_hide_it(session):
    sales.make.family(session, code="PASTE")
    general = levy(session)
    later = levy(session, active_from=DAY - timedelta(days=9))
    special = levy(session, family_code="PASTE")
    assert listed(session) == [special.public_id, general.public_id, later.public_id]
    assert not any(row.is_shadowed for row in charge_rules.listing(session))


def test_the_office_moves_and_ends_a_rule(session):
    first, second = levy(session), levy(session, active_from=DAY - timedelta(days=1))
    charge_rules.move(session, public_id=second.public_id, step=-1, by="office:1")
    assert listed(session) == [second.public_id, first.public_id]
    charge_rules.move(session, public_id=second.public_id, step=-1, by="office:1")
    assert listed(session) == [second.public_id, first.public_id]
    assert [row.is_shadowed for row in charge_rules.listing(session)] == [False, True]
    charge_rules.move(session, public_id=second.public_id, step=1, by="office:1")
    assert listed(session) == [first.public_id, second.public_id]
    charge_rules.end(session, public_id=first.public_id, last_day=DAY, by="office:1")
    assert charge_rules.listing(session)[0].active_to == DAY


def test_a_rule_in_the_list_names_firm_and_family(session):
    firm = sales.make.organisation(session, name_en="Mill", code="MIL")
    sales.make.family(session, code="PASTE", title_en="Paste")
    levy(session, firm_code="MIL", family_code="PASTE")
    [row] = charge_rules.listing(session)
    assert (row.firm_en, row.family_en, row.firm_fa) == ("Mill", "Paste", firm.name_fa)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"percent_bp": 10_001}, {"percent": "out_of_range"}),
        ({"vat_bp": -1}, {"vat_percent": "out_of_range"}),
        ({"title_fa": " "}, {"title_fa": "required"}),
        ({"active_to": DAY - timedelta(days=1)}, {"active_to": "before_start"}),
        ({"firm_code": "NOPE"}, {"firm": "unknown"}),
        ({"family_code": "NOPE"}, {"family_code": "unknown"}),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(session, given, fault):
    with pytest.raises(Invalid) as refused:
        levy(session, **given)
    assert refused.value.errors == fault


def test_a_rule_cannot_end_before_it_began_and_must_exist(session):
    made = levy(session)
    with pytest.raises(Invalid):
        charge_rules.end(
            session, public_id=made.public_id, last_day=DAY - timedelta(days=1), by="office:1"
        )
    with pytest.raises(NotFound):
        charge_rules.end(session, public_id="none", last_day=DAY, by="office:1")
    with pytest.raises(NotFound):
        charge_rules.move(session, public_id="none", step=1, by="office:1")
