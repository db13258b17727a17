"""Which tests stay in one process, and which of them begin first.

A unit is a module: its fixtures are made once and not in every process. Slow units go first, so
that the processes end together. The groups of pytest-xdist 3.8 are lost under pytest 9.2, which
makes a test's name anew from its place, so the units are told by address here.
"""

from xdist.scheduler import LoadScopeScheduling

# Beginnings of addresses: what shares a running site or a world, or should not run side by side.
TOGETHER = {
    "tests/browser/": "site",
    "tests/crash/test_web_kill.py": "crowds",
    "tests/race/test_checkout.py": "crowds",
    "tests/security/": "security",
}
# Every page of the site, by language: half of all that browsers do, and a demo of its own for each.
PAGES = "tests/browser/test_shots.py"
# Worth a process for each of its tests, though each process makes the fixtures.
APART = ("tests/matrix/test_matrix.py",)
# The slowest, as measured. The pages fill in the demo that the next of its users find.
FIRST = (
    "pages",
    "tests/matrix/test_matrix.py::test_nobody_sees_or_does_what_is_not_his[desk]",
    "tests/matrix/test_matrix.py::test_nobody_sees_or_does_what_is_not_his[account]",
    "pages-en",
    "site",
    "crowds",
    "security",
)
TURNS = {name: turn for turn, name in enumerate(FIRST)}


def unit(address: str) -> str:
    """The unit of a test; `address` is what pytest calls its node id."""
    if address.startswith(PAGES):
        return "pages-en" if address.endswith("-en]") else "pages"
    for beginning, name in TOGETHER.items():
        if address.startswith(beginning):
            return name
    return address if address.startswith(APART) else address.partition("::")[0]


def turn(address: str) -> int:
    return TURNS.get(unit(address), len(FIRST))


class Units(LoadScopeScheduling):
    """Hands out units in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)
