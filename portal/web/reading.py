"""The request's read-only session."""

from flask import g
from sqlalchemy.orm import Session

from portal.core import db


def reader() -> Session:
    """The request's read-only session, opened when first asked for."""
    if "reader" not in g:
        g.reader_context = db.reading()
        g.reader = g.reader_context.__enter__()
    session: Session = g.reader
    return session


def close_reader(_error: BaseException | None = None) -> None:
    context = g.pop("reader_context", None)
    if context is not None:
        g.pop("reader", None)
        context.__exit__(None, None, None)
