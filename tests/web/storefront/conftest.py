"""The shop as a site: an application on a fresh SQLite file, goods, a browser without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web import kept, site
from tests.web.kept import Kept
from tests.web.storefront import shop as goods
from tests.web.storefront.browser import Browser


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    yield from site.opened(sqlite_url, tmp_path)


@pytest.fixture(scope="session")
def stocked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept.keep(sqlite_template, tmp_path_factory.mktemp("shop") / "kept.db", goods.stock)


@pytest.fixture
def shop(app: Flask, stocked: Kept) -> goods.Shop:
    """Stocked and committed."""
    return stocked.lay_out()


@pytest.fixture
def client(app: Flask, shop: goods.Shop) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def browser(client: FlaskClient) -> Browser:
    return Browser(client)
