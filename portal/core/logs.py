"""The log: one JSON object a line, with the request's id, of things and never of persons.

A line keeps the values of KEYS; any other value is replaced by its type and length, so that
whoever writes a new line thinks about it here. Texts are scrubbed (portal.core.scrubbing), those of
other libraries too. Security notes, 4.12.
"""

import logging
import sys
from contextvars import ContextVar
from typing import IO

import structlog
from structlog.typing import EventDict, WrappedLogger

from portal.core.scrubbing import scrubbed

KEYS = frozenset(
    ("event", "level", "logger", "timestamp", "request_id", "exception", "error", "fault", "why",
     "word", "gateway", "reference", "attempt", "withdrawal", "event_id", "flow", "seconds", "job",
     "id", "jobs", "executor", "head", "invariants", "quick", "method", "endpoint", "status",
     "actor", "network")
)  # fmt: skip
BREAKS = dict.fromkeys((0x85, 0x2028, 0x2029), " ")  # lines to some readers; JSON lets them be
OF_THEIR_OWN = ("gunicorn.error", "gunicorn.access", "dbos")  # loggers with handlers of their own

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def _with_request(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    if (current := request_id.get()) is not None:
        line.setdefault("request_id", current)
    return line


def safe(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """The last processor before a line is written."""
    return {key: _safe(key, value) for key, value in line.items()}


def _safe(key: str, value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if key not in KEYS:
        size = len(value) if hasattr(value, "__len__") else ""
        return f"{type(value).__name__}({size})"
    return value if isinstance(value, int | float) else scrubbed(str(value)).translate(BREAKS)


SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    _with_request,
]
FORMATTER = structlog.stdlib.ProcessorFormatter(
    foreign_pre_chain=SHARED,
    processors=[
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        safe,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
)


def configure(level: int = logging.INFO, stream: IO[str] = sys.stdout) -> None:
    """Send every logger of the process through one handler."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FORMATTER)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in OF_THEIR_OWN:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], True
