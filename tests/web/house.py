"""The shop with everybody who works behind it, and a browser for each of them.

Signing in is a row and a cookie here; the pages of signing in have their own tests.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal.accounts import sessions
from portal.accounts.models import User
from portal.catalog import stock
from portal.catalog.models import Offer
from portal.core import db
from portal.firms.models import Membership, Organisation, Role
from portal.messaging.models import Message
from portal.orders.models import SellerOrder
from tests import make
from tests.web import kept, site
from tests.web.kept import Kept
from tests.web.storefront import shop as goods
from tests.web.storefront.browser import Browser, Page
from tests.web.storefront.shop import Shop

POST_NUMBER = "246810000001405090200001"  # the post's own example


@dataclass
class House:
    """The site with its shop; `person("owner")` is a browser in which that person is signed in."""

    app: Flask
    shop: Shop
    people: dict[str, User] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def person(self, name: str) -> Browser:
        if name not in self.browsers:
            self.browsers[name] = Browser(self.client(self.people[name].id))
        return self.browsers[name]

    def client(self, user_id: int) -> FlaskClient:
        client = self.app.test_client()
        with db.transaction() as session:
            secret = sessions.begin(session, user_id=user_id, lifetime=sessions.Lifetime.FIRM)
        client.set_cookie("sid", secret, domain="localhost")
        return client

    def stranger(self) -> Browser:
        return Browser(self.app.test_client())

    def buy(self, *offers: str, **address: str) -> Page:
        """A guest buys these offers (short names of the shop) through the pages."""
        browser = self.stranger()
        for name in offers:
            browser.add(self.shop.offers[name].public_id)
        browser.write_address(**address)
        return browser.pay(browser.place())

    def numbers(self, firm: Organisation) -> list[str]:
        """The firm's order numbers, oldest first."""
        mine = select(SellerOrder.number).where(SellerOrder.firm_id == firm.id)
        with db.reading() as session:
            return list(session.scalars(mine.order_by(SellerOrder.id)))

    def letters(self, kind: str, channel: str = "email") -> list[Message]:
        """What was written to people, oldest first."""
        wanted = select(Message).where(Message.kind == kind, Message.channel == channel)
        with db.reading() as session:
            return list(session.scalars(wanted.order_by(Message.id)))


STAFF = {
    "owner": ("SRD", Role.OWNER),
    "sales": ("SRD", Role.SALES),
    "warehouse": ("SRD", Role.WAREHOUSE),
    "finance": ("SRD", Role.FINANCE),
    "viewer": ("SRD", Role.VIEWER),
    "neighbour": ("KHN", Role.OWNER),
    "administrator": ("QOC", Role.ADMINISTRATOR),
    "officer": ("QOC", Role.OFFICER),
    "treasurer": ("QOC", Role.FINANCE),
    "auditor": ("QOC", Role.AUDITOR),
}


def settle_in(session: db.Session) -> tuple[Shop, dict[str, User]]:
    """Shop and people, flushed."""
    shop, people = goods.stock(session), {}
    _count_stock(session, shop)
    codes = {row.code: row.id for row in session.scalars(select(Organisation))}
    for name, (code, role) in STAFF.items():
        held = make.membership(session, organisation_id=codes[code], role=role)
        people[name] = session.get_one(User, held.user_id)
    people["buyer"] = make.user(session)
    return shop, people


def _count_stock(session: db.Session, shop: Shop) -> None:
    """The makers write numbers; here they come in by movements, as the books want them."""
    for offer in shop.offers.values():
        row = session.get_one(Offer, offer.id)
        row.on_hand = 0
        session.flush()
        stock.receive(
            session, firm_id=row.firm_id, sku=row.sku, quantity=20, reason="first", by="test"
        )


def end_membership(user: User) -> None:
    with db.transaction() as session:
        session.query(Membership).filter_by(user_id=user.id).delete()


def picture(width: int = 1300, height: int = 1300, kind: str = "JPEG") -> bytes:
    """An uploaded photograph."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), (70, 83, 31)).save(made, kind)
    return made.getvalue()


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    yield from site.opened(sqlite_url, tmp_path)


@pytest.fixture(scope="session")
def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept.keep(sqlite_template, tmp_path_factory.mktemp("house") / "kept.db", settle_in)


@pytest.fixture
def house(app: Flask, settled: Kept) -> House:
    shop, people = settled.lay_out()
    return House(app, shop, people)


@pytest.fixture
def owner(house: House) -> Browser:
    """The owner of the mill at Sirdan."""
    return house.person("owner")


@pytest.fixture
def office(house: House) -> Browser:
    """The administrator of the consortium."""
    return house.person("administrator")
