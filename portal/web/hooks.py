"""What gateways tell us of their own accord. Authenticated by the adapter, never by a cookie."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal import settlement
from portal.payments.gateways.interface import Notice
from portal.web import access

LARGEST = 256 * 1024  # bytes (security.md 4.4)

hooks = Blueprint("hooks", __name__)


def notice() -> Notice:
    """The request as the adapters read it."""
    return Notice(
        query=request.args.to_dict(), headers=dict(request.headers), body=request.get_data()
    )


@hooks.post("/hooks/<gateway>")
@access.machine
def receive(gateway: str) -> ResponseReturnValue:
    """204 when the message was worked off, also a second time; 404 when it is not authentic."""
    if (request.content_length or 0) > LARGEST:
        return "", 413
    settlement.receive(gateway, notice())
    return "", 204
