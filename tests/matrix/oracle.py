"""What is right: who enters, who finds nothing, what may be read, and what may be written."""

from dataclasses import dataclass

from portal.firms import policy
from portal.firms.models import OrganisationKind
from tests.matrix import fillers
from tests.matrix.cases import UNSAFE, Case
from tests.matrix.people import Principal

ENTER, NOTHING, SIGN_IN, REFUSED, ANY = "enter", "404", "sign in", "refused", "any"


@dataclass(frozen=True)
class Finding:
    """One wrong answer. kinds: undeclared, leak, broken, existence, entered, hollow, written,
    unaudited, touched."""

    kind: str
    case: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.case}: {self.detail}"


def expected(case: Case, mark) -> str:
    kind, who = mark.kind, case.principal
    if kind == "machine":
        return ANY
    if case.is_foreign:
        return ANY
    if kind in {"public", "person"} and who.name not in fillers.ONLY.get(case.endpoint, {who.name}):
        return SIGN_IN if kind == "person" and who.user is None else REFUSED
    if kind in {"firm", "office", "person"} and who.user is None:
        return SIGN_IN
    if kind in {"firm", "office"} and not may(who, kind, mark.permission):
        return NOTHING
    if case.is_own:
        return NOTHING if case.endpoint in fillers.EMPTY else ENTER
    return REFUSED if case.endpoint in fillers.SPENT else NOTHING


def may(who: Principal, kind: str, permission) -> bool:
    """By the permission table alone; the site has its own way to it."""
    if who.role is None:
        return False
    house = who.member.organisation
    wanted = OrganisationKind.FIRM if kind == "firm" else OrganisationKind.CONSORTIUM
    return house.kind is wanted and policy.allows(house.kind, who.role, permission, house.state)


def judge(case: Case, mark, status: int, location: str, changed: set[str]) -> list[Finding]:
    """Status and writing of one answer; `changed` names the tables that are different now."""
    name, is_changed = str(case), bool(changed - {"audit_entries"})
    if status >= 500:
        return [Finding("broken", name, str(status))]
    wanted = expected(case, mark)
    if wanted == ENTER:
        return _entered(case, status, changed)
    if wanted == ANY:
        return []
    found = [Finding("written", name, "rows changed")] if is_changed else []
    if wanted == REFUSED and status in {200, 303, 404, 409, 422}:
        return found
    if status == 403:
        return [*found, Finding("existence", name, "403 tells that it is there")]
    if wanted == SIGN_IN:
        is_sent = status == 303 and "/account/sign-in" in location
        return found if is_sent else [*found, Finding("entered", name, f"{status}, not to sign-in")]
    if status == 404:
        return found
    return [*found, Finding("entered", name, f"{status}, not 404")]


def _entered(case: Case, status: int, changed: set[str]) -> list[Finding]:
    name = str(case)
    if case.method in UNSAFE:
        if status >= 400:
            return [Finding("hollow", name, str(status))]
        if case.endpoint in fillers.QUIET:
            return []
        if not changed - {"audit_entries"}:
            return [Finding("hollow", name, "nothing was written")]
        is_told = "audit_entries" in changed or case.endpoint in fillers.UNAUDITED
        return [] if is_told else [Finding("unaudited", name, str(changed))]
    must_see = fillers.MOVED.get(case.endpoint)
    is_sent_on = status >= 300 and (must_see is None or case.principal.name in must_see)
    return [Finding("hollow", name, str(status))] if status >= 400 or is_sent_on else []
