"""Which controls of OWASP ASVS 5.0 have a passing test: `@pytest.mark.asvs("8.4.1")`.

A control counts when every test that carries its number passed and at least one did. The numbers
are those of `asvs_controls.csv`, group A of level 2: what a test can decide. A test gets a number
only where it proves the requirement, alone or together with the others of that number.
Works under xdist: a worker sends each test's numbers along with its outcome.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CONTROLS = Path(__file__).with_name("asvs_controls.csv")
PROPERTY = "asvs"
CHAPTERS = {
    "1": "Encoding and sanitisation", "2": "Validation and business logic", "3": "Web front end",
    "4": "Web services", "5": "Files", "6": "Authentication", "7": "Sessions", "8": "Authorisation",
    "9": "Signed tokens", "11": "Cryptography", "12": "Communication", "13": "Configuration",
    "14": "Data protection", "15": "Coding and architecture", "16": "Logs and errors",
}  # fmt: skip


@dataclass(frozen=True)
class Control:
    number: str
    requirement: str
    missing: str  # why no test carries it, "" when one does

    @property
    def chapter(self) -> str:
        return self.number.partition(".")[0]


def controls() -> dict[str, Control]:
    """The controls by number, in their order."""
    with CONTROLS.open(encoding="utf-8", newline="") as lines:
        return {row["number"]: Control(**row) for row in csv.DictReader(lines)}


@dataclass
class Tally:
    """Outcomes by number, as reports come in."""

    passed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    spoilt: set[str] = field(default_factory=set)

    def note(self, report: pytest.TestReport) -> None:
        numbers = dict(report.user_properties).get(PROPERTY, ())
        if report.when == "call" and report.passed:
            for number in numbers:
                self.passed[number] += 1
        elif not report.passed:  # failed or skipped, in any phase
            self.spoilt.update(numbers)

    @property
    def proved(self) -> set[str]:
        return self.passed.keys() - self.spoilt


class Reporter:
    def __init__(self) -> None:
        self.tally = Tally()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.tally.note(report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Silent in a run without a marked test."""
        if self.tally.passed or self.tally.spoilt:
            for line in table(self.tally.proved):
                terminalreporter.write_line(line)


def table(proved: set[str]) -> list[str]:
    """What `make test` prints."""
    known = controls()
    figure = f"{len(proved)} of {len(known)} controls have a passing marked test"
    lines = [f"ASVS 5.0, level 2, group A: {figure}"]
    for chapter, title in CHAPTERS.items():
        mine = [number for number, one in known.items() if one.chapter == chapter]
        have = [number for number in mine if number in proved]
        none = [number for number in mine if number not in proved]
        rest = f"; none: {' '.join(none)}" if none else ""
        lines.append(f"  V{chapter} {title}, {len(have)}/{len(mine)}: {' '.join(have)}{rest}")
    return lines


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Reporter(), "asvs-reporter")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known = controls()
    for item in items:
        numbers = {one for mark in item.iter_markers("asvs") for one in mark.args}
        if not numbers <= known.keys():
            unknown = ", ".join(sorted(map(str, numbers - known.keys())))
            raise pytest.UsageError(f"{item.nodeid}: ASVS group A has no {unknown}")
        if numbers:
            item.user_properties.append((PROPERTY, sorted(numbers)))
