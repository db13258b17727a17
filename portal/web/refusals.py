"""What was refused leaves a line in the log: guesses, closed doors, forged calls (ASVS 5.0, 16.3).

Who it was is a public id, where from a network: neither names a person, both let a series be seen.
"""

from ipaddress import ip_network

import structlog
from flask import g, request

NETWORKS = {4: 24, 6: 48}  # bits that are kept of an address (security notes, 4.12)

log = structlog.get_logger()


def network(address: str | None) -> str:
    """The part of an address that a log may hold; "" of what is no address."""
    try:
        found = ip_network(address or "")
        return str(found.supernet(new_prefix=NETWORKS[found.version]))
    except ValueError:
        return ""


def note(what: str, why: str, *, who: str = "") -> None:
    """`what` happened at this view; `who`: the public id, when it is not the signed-in person's."""
    user = g.get("user")
    log.warning(
        what,
        why=why,
        method=request.method,
        endpoint=request.endpoint or "",
        actor=who or (user.public_id if user else ""),
        network=network(request.remote_addr),
    )
