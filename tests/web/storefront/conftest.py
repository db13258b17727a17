"""The shop as a site: an application on a fresh SQLite file, goods, a browser without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from portal.app import create_app
from portal.catalog import facets
from portal.core import db
from tests.web.storefront import shop as goods
from tests.web.storefront.browser import Browser


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = create_app(
        config.Settings(
            testing=True,
            database_url=sqlite_url,
            storage_url=f"file://{tmp_path}/files",
            public_url="http://localhost",
        )
    )
    yield made
    facets.forget()
    db.current().engine.dispose()
    db._Current.database = None


@pytest.fixture
def shop(app: Flask) -> goods.Shop:
    """Stocked and committed."""
    with db.transaction() as session:
        return goods.stock(session)


@pytest.fixture
def client(app: Flask, shop: goods.Shop) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def browser(client: FlaskClient) -> Browser:
    return Browser(client)
