"""What stands for the arguments of an address and the fields of a form, own, rival's or missing.

`OBJECTS` names the record that an address needs, by endpoint: a function of the world and of whose
it is (a house "A" or "B", or a buyer). `FORMS` is a true form for each act. A route that neither
table knows makes the matrix fail, so the world grows with the site.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.matrix import fillers_account, fillers_desk, fillers_office, fillers_store
from tests.matrix.world import World

Filler = Callable[[World, str], Mapping[str, Any]]
TABLES = (fillers_store, fillers_account, fillers_desk, fillers_office)
OBJECTS: dict[str, Filler] = {}
FORMS: dict[str, Filler] = {}
QUIET: set[str] = set()  # acts that leave no row: a question asked by POST
MOVED: dict[str, frozenset[str]] = {}  # pages that may send on, but not these principals
EMPTY: set[str] = set()  # addresses kept free for records that do not exist yet
ONLY: dict[str, frozenset[str]] = {}  # acts that only these can do; others are refused
FOREIGN: dict[str, Filler] = {}  # forms whose fields name records
for table in TABLES:
    OBJECTS |= table.OBJECTS
    FORMS |= table.FORMS
    QUIET |= table.QUIET
    MOVED |= table.MOVED
    ONLY |= table.ONLY
    FOREIGN |= table.FOREIGN
    EMPTY |= table.EMPTY
# A secret that nobody knows is answered like one that was used: in words, by a page.
SPENT = {
    f"account.{name}"
    for name in (
        "invited", "join", "accept_invitation", "reset", "reset_now", "verify_email",
        "verify_email_now",
    )
}  # fmt: skip
# After these one is somebody else.
BECOMES = {
    "account.sign_in_now", "account.verify_email_now", "account.enter_by_code", "account.reset_now",
}  # fmt: skip
# Whoever holds the link of an invitation reads to whom it went.
MAY_READ = {"account.invited": {"secret_links.facts"}, "account.join": {"secret_links.facts"}}
UNAUDITED = {"bank.decide"}  # the test bank is another house
MISSING = {
    "firm": "zzz",
    "number": "ALF-1405-99999",
    "gateway": "nobank",
    "code": "no-such-code",
    "key": "p/zz/none-300.webp",
    "day": "1999-01-01",
    "part": "9",
    "state": "delivered",
}
WORDS = {"state", "gateway", "slug"}  # arguments that name no record
ABSENT = "0000000000000000"  # as long as a public name, and nobody's


class Unknown(LookupError):
    """A route that the tables do not know."""


def objects(world: World, rule: Any, whose: str) -> dict[str, str]:
    """The arguments of the address but `firm`, as `whose` record has them."""
    wanted = set(rule.arguments) - {"firm"}
    given = OBJECTS[rule.endpoint](world, whose) if rule.endpoint in OBJECTS else {}
    if wanted - set(given) - set(rule.defaults or ()):
        raise Unknown(f"{rule.endpoint}: no filler for {sorted(wanted - set(given))}")
    return {name: str(value) for name, value in given.items() if name not in (rule.defaults or ())}


def absent(rule: Any) -> dict[str, str]:
    return {name: MISSING.get(name, ABSENT) for name in rule.arguments if name != "firm"}


def form(world: World, endpoint: str, whose: str) -> dict[str, Any]:
    if endpoint not in FORMS:
        raise Unknown(f"{endpoint}: no form")
    return dict(FORMS[endpoint](world, whose))


def nothing(_world: World, _whose: str) -> dict[str, Any]:
    """An act of one button."""
    return {}
