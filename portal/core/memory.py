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
    """The `malloc_trim` of glibc; with other C libraries nothing happens."""
    trim: Callable[[int], object] = getattr(ctypes.CDLL(None), "malloc_trim", _nothing)
    return trim


def _nothing(_spare: int) -> None:
    pass
