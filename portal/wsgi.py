"""What a web server starts: `portal.wsgi:app`."""

# ruff: noqa: E402 - what is imported must come after the collector has stopped
import gc
import sys

gc.disable()  # nothing that a process loads at its start is ever garbage
# structlog draws coloured tracebacks if it finds rich, which came with the developers' tools. Our
# log is JSON, and to load it costs a tenth of the start.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]

from sqlalchemy.orm import configure_mappers

from portal.app import create_app
from portal.core import logs

logs.configure()
app = create_app()
configure_mappers()  # else the first page of each process does it
gc.freeze()  # ... and no later round needs to look at it
gc.enable()
