"""What gateways tell us of their own accord. Authenticated by the adapter, never by a cookie."""

import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.payments.gateways.interface import Forged, Notice
from portal.web import access

LARGEST = 256 * 1024  # bytes (security.md 4.4)

log = structlog.get_logger()
hooks = Blueprint("hooks", __name__)


def notice() -> Notice:
    """The request as the adapters read it."""
    return Notice(
        query=request.args.to_dict(), headers=dict(request.headers), body=request.get_data()
    )


@hooks.post("/hooks/<gateway>")
@access.machine
def receive(gateway: str) -> ResponseReturnValue:
    """204 when the message was kept or worked off, also a second time.

    400 when a gateway that signs did not sign it; 404 when there is no such gateway or notice.
    """
    if (request.content_length or 0) > LARGEST:
        return "", 413
    try:
        settlement.hear(gateway, notice())
    except Forged as error:
        log.warning("gateway_call_refused", gateway=gateway, why=str(error))
        return "", 400
    return "", 204
