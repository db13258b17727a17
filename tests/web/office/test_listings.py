"""Reviewing changes of products on sale."""

import pytest
from sqlalchemy import select

from portal.catalog.models import Product, ProductChange
from portal.core import db
from tests.web.desk.listings import Desk


@pytest.fixture
def desk(owner):
    return Desk(owner, "srd")


def change():
    with db.reading() as session:
        return session.scalars(select(ProductChange).order_by(ProductChange.id.desc())).first()


def oil(house):
    with db.reading() as session:
        return session.get_one(Product, house.shop.oil.id)


def test_what_is_not_marked_is_approved_and_the_rest_is_not(house, office, desk):
    desk.save(house.shop.oil.public_id, title_fa="روغن زیتون درجه‌یک جهان", storage_fa="دور از نور")
    page = office.get(f"/consortium/listings/{change().public_id}")
    assert "روغن زیتون فرابکر برداشت نخست" in page.text  # as it is
    assert "روغن زیتون درجه‌یک جهان" in page.text  # as it would be

    office.post(
        f"/consortium/listings/{change().public_id}",
        {"act": "approve", "bad-title_fa": "y", "why-title_fa": "untrue"},
    )
    assert oil(house).storage_fa == "دور از نور"
    assert oil(house).title_fa == "روغن زیتون فرابکر برداشت نخست"


def test_sending_back_needs_a_mark_or_a_note(house, office, desk):
    desk.save(house.shop.oil.public_id, storage_fa="دور از نور")
    name = change().public_id
    page = office.post(f"/consortium/listings/{name}", {"act": "back"})
    assert "دست‌کم یک مورد را با دلیل نشان کنید" in page.text
    assert change().state.value == "submitted"
    office.post(f"/consortium/listings/{name}", {"act": "back", "note": "تلفن بزنید"})
    assert change().state.value == "needs_work"


def test_a_decided_change_cannot_be_decided_again(house, office, desk):
    desk.save(house.shop.oil.public_id, storage_fa="دور از نور")
    name = change().public_id
    office.post(f"/consortium/listings/{name}", {"act": "approve"})
    page = office.post(f"/consortium/listings/{name}", {"act": "back", "note": "نه"})
    assert "تصمیم گرفته شده" in page.text
    assert oil(house).storage_fa == "دور از نور"


def test_a_suspended_firms_wishes_fall(house, office, desk):
    desk.save(house.shop.oil.public_id, storage_fa="دور از نور")
    office.post(f"/consortium/firms/{house.shop.sirdan.public_id}/suspend", {"reason": "پروانه"})
    assert change().state.value == "rejected"
    office.post(f"/consortium/firms/{house.shop.sirdan.public_id}/reinstate")
    assert oil(house).storage_fa != "دور از نور"
    assert "روغن زیتون فرابکر برداشت نخست" in house.stranger().get("/shop").text


def test_a_long_change_costs_eight_statements(office, desk):
    """A first listing has an item for every fact, pack and picture; session and person included."""
    desk.complete()
    page = f"/consortium/listings/{change().public_id}"
    office.get(page)
    token = db.statements.set(seen := [])
    try:
        assert office.get(page).status == 200
    finally:
        db.statements.reset(token)
    assert len(seen) <= 8, seen
