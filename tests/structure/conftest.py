"""The site as it is wired, for tests that read it and ask no page."""

import pytest
from flask import Flask

import config


@pytest.fixture(scope="session")
def app(sqlite_template) -> Flask:
    from portal.app import create_app

    return create_app(config.Settings(testing=True, database_url=f"sqlite:///{sqlite_template}"))
