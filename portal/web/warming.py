"""What a server does beside its first page: it gets ready for those that follow.

A first page answers without the packages that stand aside and without the facet index of a great
shop. Both are loaded a little later in a thread of its own, so that no visitor waits for them.
"""

import logging
import threading

from portal.catalog import facets
from portal.core import db, lazy

PATIENCE = 2.0  # seconds; by then the first page has been answered

log = logging.getLogger(__name__)


def soon(seconds: float = PATIENCE) -> threading.Thread:
    """Call it in the process that will answer: a thread does not outlive a fork."""
    timer = threading.Timer(seconds, warm)
    timer.daemon = True
    timer.start()
    return timer


def warm() -> None:
    """Load it all. Whatever fails here will be tried again by the request that needs it."""
    try:
        lazy.load()
        with db.reading() as session:
            facets.warm(session)
    except Exception:  # the thread's boundary
        log.exception("the server was not warmed")
