"""Interleaved rounds: ours, bare, ours, bare ... and the medians of each."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.client import Browser, timed, together
from bench.shopper import Unexpected

ROUNDS = 7


@dataclass(frozen=True)
class Pair:
    """Milliseconds at the median."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


Paths = Callable[[int], Sequence[str]]


def page(port: int, paths: Sequence[str], concurrency: int) -> list[float]:
    """Fetch the paths, shared out to `concurrency` connections."""

    def run(index: int) -> list[float]:
        browser = Browser(port)
        found = [
            timed(lambda path=path: _good(browser, path)) for path in paths[index::concurrency]
        ]
        browser.close()
        return found

    return together(concurrency, run)


def _good(browser: Browser, path: str) -> None:
    reply = browser.get(path)
    if reply.status != 200:
        raise Unexpected(f"{path}: {reply.status}")


def against(
    ours: int, bare: int, our_paths: Paths, bare_paths: Paths, concurrency: int = 1
) -> Pair:
    """Medians over interleaved rounds, the first round of each thrown away as warming."""
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(ROUNDS + 1):
        first = page(ours, our_paths(number), concurrency)
        second = page(bare, bare_paths(number), concurrency)
        if number:
            mine += first
            theirs += second
    return Pair(statistics.median(mine), statistics.median(theirs))


def each(count: int, make: Callable[[], str]) -> list[str]:
    return [make() for _ in range(count)]


def median(values: Iterator[float] | Sequence[float]) -> float:
    return statistics.median(values)
