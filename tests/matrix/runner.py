"""Ask every question, read every answer, put the world back, and keep what was wrong."""

import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from portal.schema import METADATA
from tests.matrix import cases, fillers, oracle, reading
from tests.matrix.cases import UNSAFE, Case
from tests.matrix.ground import Ground
from tests.matrix.oracle import Finding
from tests.matrix.visible import Book
from tests.matrix.world import World

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
# Rows that stand between firms: the order as a whole, its money, and what people are told.
SHARED = {
    "orders", "payments", "payment_attempts", "journals", "entries", "messages", "audit_entries",
    "workflow_status", "workflow_input", "sandbox_charges", "bank_transfers",
    "gateway_notices",
}  # fmt: skip


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list)
    cells: int = 0
    answers: Counter[int] = field(default_factory=Counter)

    def kinds(self) -> set[str]:
        return {finding.kind for finding in self.findings}

    def __str__(self) -> str:
        """Alike findings on one line, with those who met them."""
        alike: dict[tuple[str, str, str], set[str]] = {}
        for one in self.findings:
            asked, _, who = one.case.partition(" by ")
            alike.setdefault((one.kind, asked, one.detail), set()).add(who)
        lines = [f"{' '.join(key)}: {', '.join(sorted(who))}" for key, who in sorted(alike.items())]
        head = f"{self.cells} cells, {len(self.findings)} findings, {dict(self.answers)}"
        return "\n".join([head, *lines[:80]])


@dataclass
class Matrix:
    app: Flask
    world: World
    book: Book
    ground: Ground
    read_again: Any  # () -> Owners of the database as it is

    def run(self, endpoints: Iterable[str]) -> Report:
        wanted, report = set(endpoints), Report()
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint in wanted:
                self._rule(rule, report)
        return report

    def _rule(self, rule: Any, report: Report) -> None:
        mark = getattr(self.app.view_functions[rule.endpoint], "access", None)
        if mark is None:
            report.findings.append(Finding("undeclared", rule.endpoint, "no access mark"))
            return
        try:
            asked = list(cases.of_rule(self.world, rule, mark))
        except fillers.Unknown as gap:
            report.findings.append(Finding("undeclared", rule.endpoint, str(gap)))
            return
        for case in asked:
            report.cells += 1
            report.findings += self._case(case, mark, report)

    def _case(self, case: Case, mark: Any, report: Report) -> list[Finding]:
        client = self.client(case)
        try:
            response = self.ask(client, case)
        except Exception as error:  # noqa: BLE001 - the site's own faults come through in tests
            self.ground.restore()
            return [Finding("broken", str(case), repr(error)[:300])]
        report.answers[response.status_code] += 1
        is_touched = self.ground.is_touched()
        changes = self.ground.changes() if is_touched else {}
        found = oracle.judge(
            case, mark, response.status_code, response.headers.get("Location", ""),
            {table for table, _key in changes},
        )  # fmt: skip
        found += self._leaks(case, response)
        if changes and not found:
            found += self._touched(case, mark, changes)
        if case.method in UNSAFE and response.status_code == 303:
            found += self._leaks(case, self.follow(client, response))
        if is_touched or self.ground.is_touched():
            self.ground.restore()
        return found

    def client(self, case: Case) -> Any:
        client = self.app.test_client()
        for name, value in case.principal.cookies.items():
            client.set_cookie(name, value)
        return client

    def ask(self, client: Any, case: Case) -> Any:
        with self.app.test_request_context():
            path = self.app.url_for(case.endpoint, **case.args)
        if case.method in UNSAFE:
            return client.open(path, method=case.method, data=case.form, headers=OURS)
        return client.get(path)

    def follow(self, client: Any, response: Any) -> Any:
        """The page after an act, where the flash message stands."""
        place = response.headers["Location"]
        if not place.startswith("/"):
            return response
        with warnings.catch_warnings():
            return client.get(place)

    def _leaks(self, case: Case, response: Any) -> list[Finding]:
        sees = case.principal.sees
        if case.endpoint in fillers.BECOMES:
            sees |= self.world.principals["buyer_a"].sees | self.world.principals["buyer_b"].sees
        strange = self.book.strange(reading.markers(response), sees)
        told = fillers.MAY_READ.get(case.endpoint, ())
        return [
            Finding("leak", str(case), f"{where} ({token})")
            for token, where in strange.items()
            if where not in told
        ]

    def _touched(self, case: Case, mark: Any, changes: Any) -> list[Finding]:
        """A firm's act changes rows of its own, a person's of that person, and no rival's."""
        if mark.kind not in {"firm", "person"}:
            return []
        mine, now = case.principal.sees, self.read_again()
        strangers = {"A", "B"} if mark.kind == "firm" else set()
        found = []
        for table, key in changes:
            if table in SHARED or table not in METADATA.tables:
                continue
            rows = now.rows[table]
            row = rows.get(key) or self.book.owners.rows[table].get(key)
            if row is None:
                continue
            whose = now.of(table, row) if key in rows else self.book.owners.of(table, row)
            others = {label for label in whose if label.startswith("user:")} | strangers
            if whose & others and not whose & mine:
                found.append(Finding("touched", str(case), f"{table} of {sorted(whose)}"))
        return found
