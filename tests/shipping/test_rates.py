"""Quotes: the closest zone, the firm's own tariff, weight bands, free above, freight collect."""

from datetime import UTC, date, datetime

import pytest

from portal.core import db
from portal.shipping.models import Holiday, Payer, ZoneKind
from portal.shipping.rates import Goods, Parcel, quote
from tests import make
from tests.shipping import makers

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # Monday noon in Tehran
BOTTLE = Goods(900, 80, 80, 300, 1)


@pytest.fixture
def firm(session):
    makers.places(session)
    makers.carrier(session)
    return make.organisation(session)


def offers(session, firm, *, goods=(BOTTLE,), value=1_000_000, city="t2", postcode="3351913114"):
    parcel = Parcel(firm.id, tuple(goods), value)
    found = quote(
        session, parcels=[parcel], province_code="IR-23", city_code=city, postcode=postcode, at=AT
    )
    return found[firm.id]


def test_no_service_for_the_place_is_an_empty_list(session, firm):
    gilan = makers.zone(session, makers.tariff(session), (ZoneKind.PROVINCE, "IR-01"))
    makers.rate(session, gilan)

    assert offers(session, firm) == []


def test_the_city_beats_the_prefix_beats_the_province_beats_the_country(session, firm):
    tariff = makers.tariff(session)
    for base, place in enumerate(
        [
            (ZoneKind.COUNTRY, "IR"),
            (ZoneKind.PROVINCE, "IR-23"),
            (ZoneKind.PREFIX, "33"),
            (ZoneKind.PREFIX, "3351"),
            (ZoneKind.CITY, "t2"),
        ],
        start=1,
    ):
        makers.rate(session, makers.zone(session, tariff, place), base=base)

    assert [offer.price for offer in offers(session, firm)] == [5]
    assert [offer.price for offer in offers(session, firm, city="t1")] == [4]
    assert [offer.price for offer in offers(session, firm, city="t1", postcode="3399999999")] == [3]
    assert [offer.price for offer in offers(session, firm, city="t1", postcode="1111111111")] == [2]


def test_the_firms_own_tariff_replaces_the_consortiums(session, firm):
    common = makers.zone(session, makers.tariff(session), (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, common, base=10)
    own = makers.zone(
        session, makers.tariff(session, firm_id=firm.id), (ZoneKind.PROVINCE, "IR-23")
    )
    makers.rate(session, own, base=20)
    neighbour = make.organisation(session)

    assert [offer.price for offer in offers(session, firm)] == [20]
    assert [offer.price for offer in offers(session, neighbour)] == [10]


def test_an_own_tariff_without_zones_only_sets_the_threshold(session, firm):
    common = makers.zone(session, makers.tariff(session), (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, common, base=10)
    makers.tariff(session, firm_id=firm.id, free_above=1_500_000)

    [offer] = offers(session, firm)

    assert (offer.price, offer.free_above_missing) == (10, 500_000)


def test_above_the_threshold_the_cheapest_service_is_free(session, firm):
    makers.carrier(session, "tipax")
    tariff = makers.tariff(session, free_above=1_000_000)
    zone = makers.zone(session, tariff, (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, zone, base=500)
    makers.rate(session, zone, base=900, carrier_code="tipax", service_en="Tipax")

    post, tipax = offers(session, firm)

    assert (post.carrier_code, post.price, post.is_free) == ("post", 0, True)
    assert (tipax.price, tipax.is_free, tipax.free_above_missing) == (900, False, None)


def test_freight_collect_costs_nothing_now_and_tells_an_estimate(session, firm):
    zone = makers.zone(session, makers.tariff(session), (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, zone, base=400, payer=Payer.COLLECT)

    [offer] = offers(session, firm)

    assert (offer.price, offer.is_collect, offer.estimate, offer.is_free) == (0, True, 400, False)


def test_each_started_kilogram_above_the_band_costs_extra(session, firm):
    zone = makers.zone(session, makers.tariff(session), (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, zone, from_g=0, to_g=2000, base=100)
    makers.rate(session, zone, from_g=2000, to_g=30_000, base=100, per_kg=30)

    def price(grams):
        return offers(session, firm, goods=[Goods(grams, None, None, None, 1)])[0].price

    assert price(1820) == 100  # with its carton exactly 2000 g
    assert price(1821) == 130
    assert price(2820) == 130
    assert price(2821) == 160


def test_the_key_of_a_service_outlives_its_weight_band(session, firm):
    zone = makers.zone(session, makers.tariff(session), (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, zone, from_g=0, to_g=2000)
    makers.rate(session, zone, from_g=2000, to_g=30_000)

    light = offers(session, firm)[0]
    heavy = offers(session, firm, goods=[Goods(9000, None, None, None, 1)])[0]

    assert light.key == heavy.key


def test_a_heavy_parcel_is_split_or_goes_by_freight(session, firm):
    makers.carrier(session, "freight", maximum_g=2_000_000)
    zone = makers.zone(session, makers.tariff(session), (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, zone, base=100)
    makers.rate(
        session,
        zone,
        base=5000,
        carrier_code="freight",
        service_en="Freight",
        to_g=2_000_000,
        payer=Payer.COLLECT,
    )
    tin = Goods(18_400, 235, 235, 350, 2)

    split, freight = offers(session, firm, goods=[tin])

    assert (split.price, split.boxes) == (200, 2)
    assert (freight.is_collect, freight.boxes) == (True, 1)
    [only] = offers(session, firm, goods=[Goods(18_400, 235, 235, 350, 40)])
    assert only.carrier_code == "freight"


def test_the_promise_counts_preparation_road_and_holidays(session, firm):
    firm.preparation_days = 2
    session.add(Holiday(day=date(2026, 11, 24), title_fa="تعطیل", title_en="Holiday"))
    zone = makers.zone(session, makers.tariff(session), (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, zone, lead_days=1)

    [offer] = offers(session, firm)

    assert offer.dispatch_by == date(2026, 11, 26)  # the 24th is off
    assert offer.promised_on == date(2026, 11, 28)  # the 27th is a Friday


def test_many_firms_are_quoted_in_one_statement(session, firm):
    zone = makers.zone(session, makers.tariff(session), (ZoneKind.COUNTRY, "IR"))
    makers.rate(session, zone)
    parcels = [Parcel(make.organisation(session).id, (BOTTLE,), 1) for _ in range(5)]
    session.flush()
    seen: list[str] = []
    db.statements.set(seen)

    found = quote(
        session, parcels=parcels, province_code="IR-23", city_code="t1", postcode="1", at=AT
    )

    assert len(seen) == 1
    assert all(len(found[parcel.firm_id]) == 1 for parcel in parcels)
