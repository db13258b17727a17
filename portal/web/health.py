"""For monitors and load balancers."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from portal.core import db
from portal.web import access

health = Blueprint("health", __name__)


@health.get("/healthz")
@access.machine
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@health.get("/readyz")
@access.machine
def ready() -> ResponseReturnValue:
    """The database answers too."""
    with db.reading() as session:
        session.execute(text("SELECT 1"))
    return {"status": "ready"}


@health.post("/csp-report")
@access.machine
def csp_report() -> ResponseReturnValue:
    """Browsers report what the policy stopped; the body is not kept."""
    return "", 204
