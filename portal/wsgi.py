"""What a web server starts: `portal.wsgi:app`."""

# ruff: noqa: E402 - what is imported must come after the collector has stopped
import gc

gc.disable()  # nothing that a process loads at its start is ever garbage

from portal.app import create_app

app = create_app()
gc.freeze()  # ... and no later round needs to look at it
gc.enable()
