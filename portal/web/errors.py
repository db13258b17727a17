"""From a fault to a page that says what happened and what to do next, in the reader's language."""

import structlog
from flask import Flask, Response, flash, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from portal.core import files
from portal.core.errors import (
    Invalid,
    NotFound,
    OutOfStock,
    Refused,
    StaleVersion,
    TooMany,
    WrongMove,
)
from portal.web import refusals, stepping
from portal.web.sentences import sentence

log = structlog.get_logger()
HTML = "text/html"


def page(status: int, code: str, **facts: object) -> Response:
    """The error page of `code` ("not_found", "too_many" ...)."""
    answer = make_response(
        render_template("errors/error.html", status=status, code=code, facts=facts), status
    )
    if status in {429, 503}:
        answer.headers["Retry-After"] = str(facts.get("retry_after", 5))
    return answer


def not_found(_error: Exception) -> ResponseReturnValue:
    """No such record, or not theirs. Of a signed-in person the log keeps it: it may be a try."""
    if g.get("user"):
        refusals.note("access_refused", g.get("refused", "record"))
    return page(404, "not_found")


def too_many(error: TooMany) -> ResponseReturnValue:
    if request.method != "GET":  # pages are told of once a minute, by reads.py
        refusals.note("limit_reached", "tries")
    return page(429, "too_many", retry_after=error.retry_after)


def refused(error: Refused) -> ResponseReturnValue:
    """Views that know better catch Refused; here the reader goes back with a sentence."""
    return back_with(sentence(error.code, **error.facts))


def wrong_move(_error: WrongMove) -> ResponseReturnValue:
    refusals.note("move_refused", "state")  # no page offers it
    return back_with(sentence("wrong_move"))


def stale(_error: StaleVersion) -> ResponseReturnValue:
    return back_with(sentence("stale_version"))


def invalid(error: Invalid) -> ResponseReturnValue:
    return back_with(" ".join(sentence(code) for code in error.errors.values()))


def out_of_stock(_error: OutOfStock) -> ResponseReturnValue:
    return back_with(sentence("out_of_stock"))


def back_with(message: str) -> ResponseReturnValue:
    """Flash and return to the page the act came from (same site only), else a 409 page."""
    flash(message, "bad")
    came_from = stepping.came_from()
    if came_from.startswith(request.host_url):
        return redirect(came_from, 303)
    return page(409, "refused", message=message)


def forged(_error: CSRFError) -> ResponseReturnValue:
    refusals.note("forgery_refused", "token")
    return page(400, "session_gone")


def http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - redirects raise too
        return error
    if isinstance(error, SecurityError):  # a host that is not ours: no page of ours has links there
        refusals.note("host_refused", "unknown")
        return Response("This host is not served here.\n", error.code, mimetype="text/plain")
    known = {400: "bad_request", 403: "forbidden", 404: "not_found", 405: "wrong_method"}
    known |= {413: "too_large", 429: "too_many", 503: "busy"}
    return page(error.code, known.get(error.code, "bad_request"))


def busy(error: Exception) -> ResponseReturnValue:
    """The pool is empty or the database is away: words and Retry-After, nothing lost."""
    log.error("database_busy", error=str(error)[:200])
    return page(503, "busy", retry_after=5)


def no_files(error: files.Unreachable) -> ResponseReturnValue:
    log.error("storage_unreachable", error=str(error))
    return page(503, "busy", retry_after=30)


def broken(error: Exception) -> ResponseReturnValue:
    log.error("server_error", exc_info=error)
    return page(500, "server_error", request_id=g.get("request_id"))


def install(app: Flask) -> None:
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(TooMany, too_many)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(WrongMove, wrong_move)
    app.register_error_handler(StaleVersion, stale)
    app.register_error_handler(Invalid, invalid)
    app.register_error_handler(OutOfStock, out_of_stock)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(PoolTimeout, busy)
    app.register_error_handler(files.Unreachable, no_files)
    if not app.testing:
        app.register_error_handler(Exception, broken)
