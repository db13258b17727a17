"""One world for the whole matrix, on one SQLite file."""

import pytest
from flask import Flask

from portal.core import db
from tests.matrix import shared
from tests.matrix.ground import Ground
from tests.matrix.owners import Owners
from tests.matrix.runner import Matrix
from tests.matrix.shared import Built
from tests.matrix.visible import Book


@pytest.fixture(scope="package")
def built(tmp_path_factory, sqlite_template) -> Built:
    return shared.copy(tmp_path_factory, sqlite_template)


def matrix_of(built: Built, app: Flask) -> Matrix:
    shared.configure(built.settings)

    ground = Ground(db.current().engine.url.database)
    book = Book(Owners(built.houses))
    return Matrix(app, built.world, book, ground, lambda: Owners(built.houses))


@pytest.fixture(scope="package")
def matrix(built):
    from portal.app import create_app

    made = matrix_of(built, create_app(built.settings))
    yield made
    made.ground.close()
