"""A line in the log for each request that failed or was slow; for every one with ACCESS_LOG=on.

It names the view and never the address: addresses hold the secrets of orders and invitations.
"""

import time

import structlog
from flask import Flask, Response, current_app, g, request

SLOW = 1.0  # seconds
FAILED = 500

log = structlog.get_logger()


def install(app: Flask) -> None:
    app.after_request(tell)


def tell(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("begun", time.perf_counter())
    is_bad = response.status_code >= FAILED or seconds > SLOW
    if is_bad or current_app.config["SETTINGS"].access_log:
        say = log.warning if is_bad else log.info
        say(
            "request",
            method=request.method,
            endpoint=request.endpoint or "",
            status=response.status_code,
            seconds=round(seconds, 3),
        )
    return response
