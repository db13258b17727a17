"""How often one network address may ask for pages. No database: GET is cheap, and stays so.

Counted in this process, or in Redis for all of them (LIMITER_URL); off by GET_LIMITS=off. Flows
that write are counted in the database, in portal/web/limits.py. Figures: security notes, 4.4; they
are generous, since a mobile carrier puts many people behind one address.
"""

from importlib import import_module
from ipaddress import IPv6Address, ip_network
from threading import Lock
from time import time
from typing import Protocol, cast

import structlog
from flask import Flask, current_app, request

from portal.core.errors import TooMany

IN_PROCESS = "process://"
WINDOW = 60  # seconds
PATIENCE = 0.2  # seconds for Redis
PAGES, SEARCHES, SECRETS = ("pages", 600), ("searches", 120), ("secrets", 120)
CERTIFICATES, PAPERS = ("certificates", 60), ("papers", 30)
KINDS: dict[str, tuple[str, int] | None] = {
    **dict.fromkeys(("storefront.listing", "storefront.category", "storefront.cities"), SEARCHES),
    **dict.fromkeys(("storefront.lot", "storefront.digital_link"), CERTIFICATES),
    **dict.fromkeys(("storefront.invoice", "desk.invoice", "desk.packing_slip"), PAPERS),
    **dict.fromkeys(
        ("storefront.order", "storefront.cancel_ask", "payment_pages.pay", "bank.page",
         "account.reset", "account.verify_email", "account.invited"), SECRETS,
    ),
    **dict.fromkeys(
        ("static", "assets.stylesheet", "media.picture", "health.alive", "health.ready",
         "health.figures"), None
    ),
}  # fmt: skip

log = structlog.get_logger()


class Counts(Protocol):
    """What we need of a storage of the library `limits`."""

    def incr(self, key: str, expiry: int) -> int: ...
    def get_expiry(self, key: str) -> float: ...


class InProcess:
    """One dict for the minute that runs, dropped whole at its end: no timer, nothing to sweep."""

    def __init__(self) -> None:
        self.lock, self.ends = Lock(), 0.0
        self.counts: dict[str, int] = {}

    def incr(self, key: str, expiry: int) -> int:
        with self.lock:
            now = time()
            if now >= self.ends:
                self.counts, self.ends = {}, now + expiry
            count = self.counts[key] = self.counts.get(key, 0) + 1
        return count

    def get_expiry(self, key: str) -> float:  # noqa: ARG002 - one end for all
        return self.ends


def install(app: Flask, url: str) -> None:
    """Count every GET from now on."""
    app.extensions["reads"] = InProcess() if url == IN_PROCESS else _shared(url)
    app.before_request(count)


def _shared(url: str) -> Counts:
    """Loaded only where it is wanted: the library costs 0.2 s and 2 MB.

    A Redis that does not answer costs a page a moment, never its worker.
    """
    storage = import_module("limits.storage").storage_from_string(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    )
    return cast("Counts", storage)


def count() -> None:
    """Raises TooMany. When Redis is away the page is served: a limit is no reason to stop."""
    kind = KINDS.get(request.endpoint or "", PAGES)
    if kind is None or request.method not in {"GET", "HEAD"}:
        return
    name, most = kind
    counts, key = current_app.extensions["reads"], f"{name}:{network(request.remote_addr or '')}"
    try:
        seen = counts.incr(key, WINDOW)
        wait = 0 if seen <= most else max(1, round(counts.get_expiry(key) - time()))
    except Exception:
        log.exception("limits_unreachable")
        return
    if seen == most + 1:
        log.warning("limit_reached", flow=f"get:{name}", seconds=wait)
    if wait:
        raise TooMany(wait)


def network(address: str) -> str:
    """One customer: an IPv4 address, or the /64 that an IPv6 customer may choose from."""
    if ":" not in address:
        return address
    try:
        return str(ip_network((int(IPv6Address(address)), 64), strict=False))
    except ValueError:
        return address
