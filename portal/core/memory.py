"""Memory that Python has freed goes back to the system."""

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Return what is free between used blocks; the C library keeps it until it is asked.

    For after something large was built and its pieces thrown away. Takes milliseconds, in which
    other threads run.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """Glibc's `malloc_trim`; other C libraries do by themselves what they do."""
    return getattr(ctypes.CDLL(None), "malloc_trim", lambda _spare: 0)
