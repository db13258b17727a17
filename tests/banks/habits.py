"""What may go wrong between us and a provider: slow, broken, lying, or gone in the middle of a word."""

import time
from collections import Counter
from dataclasses import dataclass, field

from flask import Response


@dataclass
class Habits:
    """By verb ("verify"): so many answers still to be spoilt. `delay`: seconds before each answer.

    `errors`: the server fails before it acted. `cuts`: it acts, and the line is cut. `garbage`: it
    acts, and answers with a page of HTML. `codes`: it does not act, and answers with that code.
    `twice`: a proxy on the way sends the request a second time.
    """

    delay: float = 0
    errors: Counter = field(default_factory=Counter)
    cuts: Counter = field(default_factory=Counter)
    garbage: Counter = field(default_factory=Counter)
    twice: Counter = field(default_factory=Counter)
    codes: dict[str, int] = field(default_factory=dict)
    asked: Counter = field(default_factory=Counter)

    def before(self, verb: str) -> Response | None:
        """The answer of a server that did not act; None when it acts."""
        self.asked[verb] += 1
        time.sleep(self.delay)
        if self.takes(self.errors, verb):
            return Response("upstream failed", 502, mimetype="text/html")
        return None

    def after(self, verb: str, said: Response) -> Response:
        if self.takes(self.garbage, verb):
            return Response("<html>maintenance</html>", 200, mimetype="text/html")
        if self.takes(self.cuts, verb):
            said.set_data(said.get_data()[:1])
            said.headers["Content-Length"] = "4096"  # the rest never comes
        return said

    def takes(self, left: Counter, verb: str) -> bool:
        """Whether this answer is one of those still to be spoilt."""
        if left[verb] <= 0:
            return False
        left[verb] -= 1
        return True
