"""One application for all page tests of a process.

Making one takes 0.15 s of a processor, and compiling the templates of its first page as much
again. What an application remembers of a test is its settings: each test brings its own.
"""

from collections.abc import Iterator
from pathlib import Path

from flask import Flask

import config
from portal.app import create_app, settle
from portal.catalog import facets
from portal.core import db


class _Made:
    app: Flask | None = None


def opened(database_url: str, folder: Path) -> Iterator[Flask]:
    """For a fixture: the site on this database."""
    settings = config.Settings(
        testing=True,
        database_url=database_url,
        storage_url=f"file://{folder}/files",
        public_url="http://localhost",
    )
    if _Made.app is None:
        _Made.app = create_app(settings)
    else:
        settle(_Made.app, settings)
    yield _Made.app
    facets.forget()
    db.current().engine.dispose()
    db._Current.database = None
