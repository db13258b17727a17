"""Every question the matrix asks: a route, a method, somebody who asks, and whose record it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.matrix import fillers
from tests.matrix.people import Principal
from tests.matrix.world import World

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
OWN, RIVAL, ABSENT, FOREIGN = "own", "rival", "missing", "foreign"
# whose firm stands in the address, whose record behind it
AMONG_ALL = {  # who looks at what everybody may see
    "nobody", "guest", "buyer_a", "buyer_b", "a_owner", "suspended", "office_administrator",
}  # fmt: skip
STRANGERS_AT_DESKS = ((OWN, OWN), (RIVAL, RIVAL))
OF_ORGANISATIONS = {  # who knocks at desks and offices besides their own people
    "nobody", "buyer_a", "ended", "suspended", "applying", "brand", "a_owner", "b_owner",
    "office_administrator", "office_auditor",
}  # fmt: skip
AT_DESKS = ((OWN, OWN), (OWN, RIVAL), (OWN, ABSENT), (RIVAL, RIVAL), (RIVAL, OWN), (ABSENT, OWN))


@dataclass(frozen=True)
class Case:
    rule: Any
    method: str
    principal: Principal
    filler: str  # "own", "own/rival" ...
    args: dict[str, str]
    form: dict[str, Any] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        return str(self.rule.endpoint)

    @property
    def is_own(self) -> bool:
        return set(self.filler.split("/")) == {OWN}

    @property
    def is_foreign(self) -> bool:
        """The address is one's own, and a field of the form names a rival's record."""
        return self.filler == FOREIGN

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} by {self.principal} ({self.filler})"


def of_rule(world: World, rule: Any, mark: Any) -> Iterator[Case]:
    """Every case of one route."""
    makers = {"firm": at_desks, "office": at_offices, "person": of_people, "public": of_all}
    for principal in world.principals.values():
        if not asks(mark.kind, principal):
            continue
        for filler, args, whose in makers.get(mark.kind, of_all)(world, rule, principal):
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                form = fillers.form(world, rule.endpoint, whose) if method in UNSAFE else {}
                yield Case(rule, method, principal, filler, args, form)
                if filler in {OWN, f"{OWN}/{OWN}"} and rule.endpoint in fillers.FOREIGN:
                    yield Case(rule, method, principal, FOREIGN, args, foreign(world, rule, whose))


def asks(kind: str, principal: Principal) -> bool:
    """Who is worth asking: all members of the kind of house, and a few of every other kind."""
    if kind in {"public", "machine"}:
        return principal.name in AMONG_ALL
    if kind in {"firm", "office"}:
        mine = {"firm": {"A", "B"}, "office": {"office"}}[kind]
        return principal.house in mine or principal.name in OF_ORGANISATIONS
    return True


def foreign(world: World, rule: Any, whose: str) -> dict[str, Any]:
    rival = {"A": "B", "B": "A", "buyer_b": "buyer_a"}.get(whose, "buyer_b")
    return dict(fillers.FOREIGN[rule.endpoint](world, rival))


def at_desks(world: World, rule: Any, principal: Principal) -> Iterator[tuple[str, dict, str]]:
    own, other = ("B", "A") if principal.house == "B" else ("A", "B")
    houses = {OWN: own, RIVAL: other}
    has_objects = bool(set(rule.arguments) - {"firm"})
    for firm, whose in _desks(principal, has_objects=has_objects):
        args = {
            "firm": _code(world, principal, houses, firm),
            **records(world, rule, houses, whose),
        }
        is_stopped = principal.house == "C" and has_objects  # a firm without records
        filler = f"{firm}/{RIVAL if is_stopped and whose == OWN else whose}"
        yield filler, args, houses.get(whose, own)
        if filler == f"{OWN}/{OWN}":
            yield from _mixed(rule, args, fillers.objects(world, rule, other), other)


def _desks(principal: Principal, *, has_objects: bool) -> tuple[tuple[str, str], ...]:
    if principal.house not in {"A", "B"}:
        return STRANGERS_AT_DESKS
    return AT_DESKS if has_objects else ((OWN, OWN), (RIVAL, OWN), (ABSENT, OWN))


def _code(world: World, principal: Principal, houses: dict[str, str], firm: str) -> str:
    if firm == ABSENT:
        return fillers.MISSING["firm"]
    if firm == OWN and principal.house == "C":
        return str(principal.member.organisation.code.lower())
    return str(world.houses[houses[firm]].firm.code.lower())


def _mixed(
    rule: Any, own: dict[str, str], rival: dict[str, str], other: str
) -> Iterator[tuple[str, dict, str]]:
    """Of two records in an address, each in turn the rival's."""
    names = sorted(set(rule.arguments) - {"firm"} - set(fillers.WORDS))
    for name in names if len(names) > 1 else ():
        if own[name] != rival[name]:
            yield f"{OWN}/{RIVAL} {name}", own | {name: rival[name]}, other


def records(world: World, rule: Any, named: dict[str, str], whose: str) -> dict[str, str]:
    return fillers.absent(rule) if whose == ABSENT else fillers.objects(world, rule, named[whose])


def at_offices(world: World, rule: Any, _principal: Principal) -> Iterator[tuple[str, dict, str]]:
    """The office sees every firm's: there is no rival, but what does not exist."""
    yield OWN, fillers.objects(world, rule, "A"), "A"
    if rule.arguments:
        yield f"{OWN}/{ABSENT}", fillers.absent(rule), "A"


def of_people(world: World, rule: Any, principal: Principal) -> Iterator[tuple[str, dict, str]]:
    own, other = ("buyer_b", "buyer_a") if principal.name == "buyer_b" else ("buyer_a", "buyer_b")
    is_buyer = principal.name in {"buyer_a", "buyer_b"}
    if not rule.arguments:
        yield OWN, {}, principal.name if is_buyer else own
        return
    yield (OWN if is_buyer else RIVAL), fillers.objects(world, rule, own), own
    yield RIVAL, fillers.objects(world, rule, other), other
    yield ABSENT, fillers.absent(rule), own


def of_all(world: World, rule: Any, principal: Principal) -> Iterator[tuple[str, dict, str]]:
    """A link is its holder's; what hangs under it must be of the same order."""
    whose = principal.name if principal.name in {"buyer_a", "buyer_b", "guest"} else "buyer_a"
    rival = "buyer_b" if whose != "buyer_b" else "buyer_a"
    if not rule.arguments:
        yield OWN, {}, whose
        return
    own = fillers.objects(world, rule, whose)
    is_secret = {"link", "payment_id", "authority", "secret", "reference"} & own.keys()
    if not is_secret or principal.name == whose:
        yield OWN, own, whose
    yield ABSENT, fillers.absent(rule), whose
    if is_secret and len(own) > 1:
        mixed = own | {
            name: value
            for name, value in fillers.objects(world, rule, rival).items()
            if name != "link"
        }
        yield f"{OWN}/{RIVAL}", mixed, whose
