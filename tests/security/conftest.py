"""The world of the matrix again, behind plain http, https and production settings."""

from dataclasses import dataclass, replace

import pytest
from flask import Flask

from portal.app import create_app
from tests.matrix import shared
from tests.matrix.conftest import matrix_of
from tests.matrix.runner import OURS, Matrix
from tests.matrix.world import World


@dataclass
class Site:
    """An application, its people, and a browser for each of them."""

    app: Flask
    world: World
    matrix: Matrix

    def browser(self, name="nobody", **kwargs):
        """Signed in as `name` of the world; cookies go out under the names of the scheme."""
        client = self.app.test_client(**kwargs)
        secure = self.app.config["SESSION_COOKIE_SECURE"]
        for base, value in self.world.principals[name].cookies.items():
            client.set_cookie(f"__Host-{base}" if secure else base, value, secure=secure, path="/")
        return client

    def post(self, client, path, form=None, **headers):
        """As one's own page would send it."""
        return client.post(path, data=form or {}, headers=OURS | headers)

    def changed(self):
        """Tables that differ from the world as it was built."""
        return {table for table, _key in self.matrix.ground.changes()}


@pytest.fixture(scope="package")
def built(tmp_path_factory, sqlite_template):
    return shared.copy(tmp_path_factory, sqlite_template)


@pytest.fixture(scope="package")
def matrix(built):
    made = matrix_of(built, create_app(built.settings))
    yield made
    made.ground.close()


@pytest.fixture
def site(built, matrix):
    shared.configure(built.settings)
    yield Site(matrix.app, built.world, matrix)
    matrix.ground.restore()


@pytest.fixture
def secure_site(built, matrix):
    """Production behind https and a proxy that is trusted."""
    settings = replace(
        built.settings, production=True, secret_key="k" * 43, public_url="https://shop.example.ir",
        trusted_hosts=("shop.example.ir",), trusted_proxy=True, gateways=(), demo=False,
        testing=False,
    )  # fmt: skip
    yield Site(create_app(settings), built.world, matrix)
    matrix.ground.restore()
    shared.configure(built.settings)
