"""Counted POST flows. The count is committed on its own, so a refused act is counted too."""

from datetime import timedelta

from flask import request

from portal.core import db, limits, tokens


def count(flow: str, subject: str, *, limit: int, per: timedelta) -> None:
    """One more `flow` by `subject` (an address, a mobile ...). Raises TooMany over the limit."""
    with db.transaction() as session:
        limits.count(session, flow, tokens.digest(subject), limit=limit, per=per)


def caller() -> str:
    """The network address of the request, as the trusted proxy says it."""
    return request.remote_addr or "unknown"


def count_minute(flow: str, subject: str, *, limit: int) -> None:
    """At most `limit` a minute."""
    count(flow, subject, limit=limit, per=timedelta(minutes=1))
