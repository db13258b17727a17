"""Remembered telephones, desks that want a second step, and the page of sign-ins."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from config import REQUIRED
from portal.accounts import sessions
from portal.accounts.models import Lifetime, LoginSession
from portal.core import clock, db
from tests.web.storefront.browser import Browser


def browser_of(house, user_id, **facts):
    client = house.app.test_client()
    with db.transaction() as session:
        secret = sessions.begin(session, user_id=user_id, **facts)
    client.set_cookie("sid", secret, domain="localhost")
    return Browser(client)


def remembered(house, name):
    return browser_of(
        house, house.people[name].id, lifetime=Lifetime.FIRM, factor="app", is_remembered=True
    )


def test_a_remembered_telephone_packs_for_thirty_days_and_does_no_more(house):
    owner = remembered(house, "owner")
    with time_machine.travel(clock.now() + timedelta(days=29), tick=False):
        for path in ("/desk/srd/orders", "/desk/srd/stock"):
            assert owner.get(path).path == path
        for path in (
            "/desk/srd/products",
            "/desk/srd/profile",
            "/desk/srd/money",
            "/desk/srd/team",
        ):
            assert owner.ask(path).status_code == 303, path
    with time_machine.travel(clock.now() + timedelta(days=30, minutes=1), tick=False):
        assert owner.get("/desk/srd/orders").path == "/account/sign-in"


@pytest.mark.parametrize(
    ("lifetime", "factor"), [(Lifetime.FIRM, None), (Lifetime.OFFICE, "app")], ids=str
)
def test_nobody_is_remembered_without_a_second_step_nor_in_the_office(house, lifetime, factor):
    browser_of(
        house, house.people["owner"].id, lifetime=lifetime, factor=factor, is_remembered=True
    )
    with db.reading() as session:
        assert not any(session.scalars(select(LoginSession.is_remembered)))


@pytest.mark.asvs("6.3.3")
def test_where_it_is_required_a_desk_opens_after_setting_it_up(house):
    settings = house.app.config["SETTINGS"]
    house.app.config["SETTINGS"] = replace(settings, second_factor=REQUIRED)
    assert house.person("owner").get("/desk/srd/orders").path == "/account/second-step"
    assert house.person("administrator").get("/consortium/").path == "/account/second-step"
    assert remembered(house, "owner").get("/desk/srd/orders").path == "/desk/srd/orders"
    assert house.person("buyer").get("/account").path == "/account"


@pytest.mark.asvs("7.5.2")
def test_one_sign_in_is_ended_and_only_ones_own(house):
    here, there = house.person("buyer"), browser_of(house, house.people["buyer"].id)
    with db.reading() as session:
        rows = sessions.open_of(session, user_id=house.people["buyer"].id)
        newest = max(rows, key=lambda row: row.id).public_name
    path = f"/account/sessions/{newest}/end"
    assert house.person("neighbour").post(path).status == 404
    assert path in here.get("/account/sessions").html
    here.post(path)
    assert there.get("/account").path == "/account/sign-in"
    assert here.get("/account").path == "/account"
