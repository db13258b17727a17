"""200 buyers on 20 units through the real site: 20 orders, 180 sold-out pages, nothing else (B01).

The canary runs the same crowd against a site whose guard is off (`careless`), and must see the
race: overselling on PostgreSQL, locked errors on SQLite (B02).
"""

import pytest
from sqlalchemy import select

from portal import inspection
from portal.catalog.models import Offer
from portal.core import db
from tests import serving
from tests.race import crowd

pytestmark = pytest.mark.race

BUYERS, UNITS = 200, 20


@pytest.fixture
def full(database):
    """(offer, baskets of all buyers), committed."""
    with db.transaction() as session:
        offer = crowd.stocked(session, UNITS)
        made = crowd.baskets(session, offer, BUYERS)
    return offer, made


def numbers(offer):
    with db.reading() as session:
        row = session.scalars(select(Offer).where(Offer.id == offer.id)).one()
        return row.on_hand, row.reserved


@pytest.mark.asvs("2.3.4")
def test_twenty_of_two_hundred_buyers_get_one(full, database_url, tmp_path):
    offer, made = full
    with serving.web(database_url, tmp_path) as site:
        said = crowd.all_at_once(site.port, made)

    assert said == {"order": UNITS, "sold out": BUYERS - UNITS}
    assert crowd.orders() == UNITS
    assert numbers(offer) == (UNITS, UNITS)
    assert [result for result in inspection.run().results if result.level] == []


def test_the_same_buyer_in_twenty_tabs_gets_one_order(full, database_url, tmp_path):
    """A double click, and the same form in many tabs: one order, the same answer for all."""
    _offer, made = full
    with serving.web(database_url, tmp_path) as site:
        said = crowd.all_at_once(site.port, [made[0]] * 10)

    assert said == {"order": 10}
    assert crowd.orders() == 1


def test_without_the_guard_the_same_crowd_shows_the_race(full, database_url, tmp_path):
    offer, made = full
    with serving.web(database_url, tmp_path, application="tests.race.careless:app") as site:
        said = crowd.all_at_once(site.port, made)

    on_hand, reserved = numbers(offer)
    if database_url.startswith("sqlite"):
        assert sum(times for told, times in said.items() if told.startswith("503")) > 0, said
    else:
        assert said["order"] > UNITS, said
        assert reserved > on_hand
