"""For monitors and load balancers."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.core import db, jobs
from portal.core.errors import NotFound
from portal.inspection import figures as shop
from portal.web import access, metrics

health = Blueprint("health", __name__)


@health.get("/healthz")
@access.machine
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@health.get("/readyz")
@access.machine
def ready() -> ResponseReturnValue:
    """The database answers too (503 when not), and whether anybody works off the jobs.

    Without a worker the site still sells, and nothing is lost: a monitor calls a person, but no
    load balancer should take the web servers away. So the status stays 200.
    """
    with db.reading() as session:
        worker = "alive" if jobs.is_served(session) else "silent"
    return {"status": "ready", "worker": worker}


@health.get("/metrics")
@access.machine
def figures() -> ResponseReturnValue:
    """For Prometheus. To anybody else there is no such page."""
    if not metrics.may_read():
        raise NotFound
    with db.reading() as session:
        said = metrics.text(shop.figures(session))
    return said, {"Content-Type": metrics.TYPE}


@health.post("/csp-report")
@access.machine
def csp_report() -> ResponseReturnValue:
    """Browsers report what the policy stopped; the body is not kept."""
    return "", 204
