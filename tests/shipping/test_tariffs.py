"""The office and the firms edit what parcels cost."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from portal.core.audit import AuditEntry
from portal.core.errors import Invalid, NotFound, Refused
from portal.shipping import bands, holidays, tariffs, zones
from portal.shipping.bands import RateFacts
from portal.shipping.models import Payer, Rate, Zone, ZoneKind, ZoneMember
from portal.shipping.tariff_view import view
from tests import make
from tests.shipping import makers

TEHRAN = (ZoneKind.PROVINCE, "IR-23")
BAND = RateFacts("post", "پیشتاز", "Express", 0, 2000, 100, 0, Payer.BUYER, 2, 14)


@pytest.fixture
def firm(session):
    makers.places(session)
    makers.carrier(session)
    makers.tariff(session)
    return make.organisation(session)


@pytest.fixture
def zone(session, firm):
    tariffs.open_own(
        session, firm_id=firm.id, title_fa="ما", title_en="Ours", free_above=5, by="test"
    )
    return zones.add(
        session, firm_id=firm.id, title_fa="تهران", title_en="Tehran", places=[TEHRAN], by="test"
    )


def errors_of(call, *args, **facts):
    with pytest.raises(Invalid) as caught:
        call(*args, **facts)
    return caught.value.errors


def test_a_firm_opens_fills_and_closes_its_own_tariff(session, firm, zone):
    bands.add(session, firm_id=firm.id, zone=zone.public_id, facts=BAND, by="test")

    shown = view(session, firm_id=firm.id)

    assert shown.free_above == 5
    assert [place.name_en for place in shown.zones[0].places] == ["Tehran"]
    assert [rate.base for rate in shown.zones[0].rates] == [100]

    tariffs.close_own(session, firm_id=firm.id, by="test")
    assert view(session, firm_id=firm.id) is None
    assert all(
        session.scalar(select(func.count()).select_from(kind)) == 0
        for kind in (Zone, ZoneMember, Rate)
    )


def test_a_second_own_tariff_is_refused(session, firm, zone):
    with pytest.raises(Refused, match="tariff_exists"):
        tariffs.open_own(
            session, firm_id=firm.id, title_fa="ما", title_en="Ours", free_above=None, by="test"
        )


def test_every_change_leaves_an_audit_row_with_before_and_after(session, firm, zone):
    tariffs.edit(
        session, firm_id=firm.id, title_fa="ما", title_en="Ours", free_above=9, by="user:x"
    )
    session.flush()

    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.action, last.actor, last.on_behalf_of) == ("tariff.edited", "user:x", firm.id)
    assert last.before_hash != last.after_hash


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"title_fa": " "}, {"title_fa": "required"}),
        ({"title_en": "x" * 81}, {"title_en": "too_long"}),
        ({"free_above": 0}, {"free_above": "too_small"}),
        ({"free_above": 10**13}, {"free_above": "too_large"}),
    ],
)
def test_terms_are_checked(session, firm, zone, facts, errors):
    given = {"title_fa": "ما", "title_en": "Ours", "free_above": None} | facts

    assert errors_of(tariffs.edit, session, firm_id=firm.id, by="test", **given) == errors


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ([], "required"),
        ([(ZoneKind.CITY, "atlantis")], "unknown"),
        ([(ZoneKind.PREFIX, "12x")], "unknown"),
        ([(ZoneKind.PREFIX, "1234567890")], "unknown"),
        ([(ZoneKind.COUNTRY, "IQ")], "unknown"),
        ([TEHRAN], "taken"),
    ],
)
def test_places_of_a_zone_are_checked(session, firm, zone, places, code):
    found = errors_of(
        zones.add, session, firm_id=firm.id, title_fa="ب", title_en="B", places=places, by="test"
    )

    assert found == {"places": code}


def test_a_zone_keeps_its_rates_when_its_places_change(session, firm, zone):
    bands.add(session, firm_id=firm.id, zone=zone.public_id, facts=BAND, by="test")

    zones.edit(
        session,
        firm_id=firm.id,
        zone=zone.public_id,
        title_fa="شمال",
        title_en="North",
        places=[TEHRAN, (ZoneKind.PREFIX, "۳۳"), (ZoneKind.COUNTRY, "IR")],
        by="test",
    )

    [shown] = view(session, firm_id=firm.id).zones
    assert [place.place for place in shown.places] == ["IR-23", "33", "IR"]
    assert len(shown.rates) == 1


@pytest.mark.parametrize(
    ("facts", "errors"),
    [
        ({"carrier_code": "pigeon"}, {"carrier_code": "unknown"}),
        ({"service_fa": ""}, {"service_fa": "required"}),
        ({"to_g": 0}, {"to_g": "not_above_from"}),
        ({"to_g": 30_001}, {"to_g": "over_carrier_maximum"}),
        ({"base": -1}, {"base": "too_small"}),
        ({"lead_days": 61}, {"lead_days": "too_large"}),
        ({"cutoff_hour": 25}, {"cutoff_hour": "too_large"}),
        ({"from_g": 1999, "to_g": 3000}, {"from_g": "overlap"}),
    ],
)
def test_a_band_is_checked(session, firm, zone, facts, errors):
    bands.add(session, firm_id=firm.id, zone=zone.public_id, facts=BAND, by="test")

    found = errors_of(
        bands.add,
        session,
        firm_id=firm.id,
        zone=zone.public_id,
        facts=replace(BAND, **facts),
        by="test",
    )

    assert found == errors


def test_bands_may_touch_and_other_services_may_overlap(session, firm, zone):
    for facts in (BAND, replace(BAND, from_g=2000, to_g=3000), replace(BAND, service_en="Slow")):
        bands.add(session, firm_id=firm.id, zone=zone.public_id, facts=facts, by="test")


def test_a_stopped_band_makes_room_and_cannot_come_back_into_it(session, firm, zone):
    old = bands.add(session, firm_id=firm.id, zone=zone.public_id, facts=BAND, by="test")
    bands.stop(session, firm_id=firm.id, rate=old.public_id, by="test")
    new = bands.add(session, firm_id=firm.id, zone=zone.public_id, facts=BAND, by="test")

    found = errors_of(bands.start, session, firm_id=firm.id, rate=old.public_id, by="test")

    assert found == {"from_g": "overlap"}
    bands.stop(session, firm_id=firm.id, rate=new.public_id, by="test")
    assert bands.start(session, firm_id=firm.id, rate=old.public_id, by="test").is_active


def test_a_band_is_edited_in_place(session, firm, zone):
    row = bands.add(session, firm_id=firm.id, zone=zone.public_id, facts=BAND, by="test")

    bands.edit(
        session, firm_id=firm.id, rate=row.public_id, facts=replace(BAND, base=777), by="test"
    )

    assert bands.facts_of(row).base == 777


def test_another_firms_zone_and_rate_do_not_exist_for_me(session, firm, zone):
    row = bands.add(session, firm_id=firm.id, zone=zone.public_id, facts=BAND, by="test")
    for stranger in (make.organisation(session).id, None):
        with pytest.raises(NotFound):
            zones.drop(session, firm_id=stranger, zone=zone.public_id, by="test")
        with pytest.raises(NotFound):
            bands.stop(session, firm_id=stranger, rate=row.public_id, by="test")


def test_the_office_keeps_the_holidays(session):
    day = date(2027, 3, 21)
    holidays.add(session, day=day, title_fa="نوروز", title_en="Nowruz", by="office:x")
    session.flush()

    assert session.scalar(select(holidays.since(day))) == {day}
    assert [row.title_en for row in holidays.listing(session, first=day)] == ["Nowruz"]
    found = errors_of(holidays.add, session, day=day, title_fa="", title_en="x", by="office:x")
    assert found == {"day": "taken", "title_fa": "required"}
    holidays.remove(session, day=day, by="office:x")
    with pytest.raises(NotFound):
        holidays.remove(session, day=day, by="office:x")
