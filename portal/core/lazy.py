"""Packages that are loaded when they are first needed, so that a web server answers before that.

Where a package is slow to load and no first page needs it, its name is bound so:

    if TYPE_CHECKING:
        import httpx
    else:
        httpx = lazy.module("httpx")

Not `importlib.util.LazyLoader`: before Python 3.12 two threads that meet at the first use of what
it made may see half a module. Here each use asks `import_module`, which lets the second wait.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

_named: list[str] = []


class Lazy(ModuleType):
    """Stands for the module of its name; the first attribute asked for loads it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # who looks a module over, as doctest and pickle do, loads none
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


def module(name: str) -> ModuleType:
    """What stands for the module `name` until it is used."""
    _named.append(name)
    return Lazy(name)


def load() -> None:
    """Load all that stands aside, so that no visitor waits for it."""
    for name in _named:
        import_module(name)
