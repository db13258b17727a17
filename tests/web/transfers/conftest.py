"""The shop with transfers switched on, a buyer who chose one, and two people of the office."""

import io
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

import config
from portal.app import create_app
from portal.catalog import facets
from portal.core import clock, db, jalali
from portal.orders.models import Order
from portal.payments import gateways
from portal.payments.models import Payment, PaymentAttempt
from portal.payments.transfer_models import BankTransfer
from tests.web.house import House, house, office, picture, settled
from tests.web.storefront.browser import Browser, Page

__all__ = ["house", "office", "settled"]


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path):
    made = create_app(
        config.Settings(
            testing=True,
            database_url=sqlite_url,
            storage_url=f"file://{tmp_path}/files",
            public_url="http://localhost",
            gateways=("sandbox", "transfer"),
        )
    )
    yield made
    facets.forget()
    db.current().engine.dispose()
    db._Current.database = None


@pytest.fixture
def treasurer(house: House) -> Browser:
    return house.person("treasurer")


@pytest.fixture
def two_persons(app):
    """Every transfer wants two persons of the office."""
    bank = gateways.enabled()["transfer"]
    bank.account = replace(bank.account, second_above=1000)


def said(content: bytes | None = None, name: str = "receipt.png", **facts):
    """The form of a receipt, as typed by a Persian."""
    shown = picture(600, 900, "PNG") if content is None else content
    year, month, day = jalali.from_date(clock.today())
    given = {
        "sender_name": "سارا محمدی",
        "tracking": "۱۴۰۵۰۹-۰۶ ۷۷",
        "paid_on": f"{year}/{month}/{day}",
        "receipt": FileStorage(io.BytesIO(shown), name),
    }
    return given | facts


@dataclass
class Trip:
    """A buyer's order on its way to be paid by transfer."""

    house: House
    buyer: Browser
    page: Page

    @property
    def path(self) -> str:
        return self.page.path

    def row(self) -> BankTransfer:
        reference = self.path.rpartition("/")[2]
        with db.reading() as session:
            mine = select(BankTransfer).where(BankTransfer.reference == reference)
            found = session.scalars(mine).one()
            session.expunge_all()
            return found

    def order(self) -> Order:
        with db.reading() as session:
            mine = (
                select(Order)
                .join(Payment, Payment.subject_id == Order.id)
                .join(PaymentAttempt, PaymentAttempt.payment_id == Payment.id)
                .where(PaymentAttempt.provider_ref == self.path.rpartition("/")[2])
            )
            found = session.scalars(mine).one()
            session.expunge_all()
            return found

    @property
    def office_path(self) -> str:
        return f"/consortium/transfers/{self.row().public_id}"

    def show(self, *args, **facts) -> Page:
        """Encoded here: the test client would keep a large body in a file that it never closes."""
        boundary, body = encode_multipart(said(*args, **facts))
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
        kind = f'multipart/form-data; boundary="{boundary}"'
        return Page(
            self.buyer.client.post(
                self.path, data=body, content_type=kind, headers=headers, follow_redirects=True
            )
        )

    def see(self, who: Browser, *, toman: str | None = None, line: str = "88-001") -> Page:
        typed = toman or str(self.row().amount // 10)
        return who.post(f"{self.office_path}/confirm", {"received": typed, "bank_reference": line})


@pytest.fixture
def begin(house: House):
    """A function: another buyer orders and chooses to transfer."""

    def start(*offers: str, prefix: str = "", **address: str) -> Trip:
        buyer = house.stranger()
        for name in offers or ("oil-500",):
            buyer.add(house.shop.offers[name].public_id)
        buyer.write_address(**address)
        page = buyer.place(gateway="transfer")
        if prefix:
            page = buyer.get(prefix + page.path)
        return Trip(house, buyer, page)

    return start


@pytest.fixture
def trip(begin) -> Trip:
    return begin()
