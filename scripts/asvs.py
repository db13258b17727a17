"""Write the table of docs/security.md from the marks in the tests: `python -m scripts.asvs`.

Read from the source, without running a test: which tests pass is what `make test` prints.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.asvs import CHAPTERS, Control, controls

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
DOCUMENT = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- asvs: made by scripts/asvs.py -->", "<!-- /asvs -->"
SHOWN = 3  # tests of one control that are named


def numbers_in(mark: ast.expr) -> list[str]:
    """The arguments of `pytest.mark.asvs(...)`, none of any other expression."""
    if isinstance(mark, ast.List | ast.Tuple):
        return [number for each in mark.elts for number in numbers_in(each)]
    is_ours = isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.asvs"
    return [str(ast.literal_eval(each)) for each in mark.args] if is_ours else []


def marked(path: Path) -> Iterator[tuple[str, str]]:
    """(number, test) of each mark in a file; a mark of the whole file names the file."""
    name = str(path.relative_to(TESTS))
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            yield from ((number, name) for number in numbers_in(node.value))
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                yield from ((number, f"{name}::{node.name}") for number in numbers_in(mark))


def proofs() -> dict[str, list[str]]:
    """Control -> the tests that carry its number."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for number, test in marked(path):
            found[number].append(test)
    return found


def _row(control: Control, tests: list[str]) -> str:
    named = "<br>".join(f"`{test}`" for test in tests[:SHOWN])
    more = f" and {len(tests) - SHOWN} more" if len(tests) > SHOWN else ""
    return f"| {control.number} | {control.requirement} | {named or '**none**'}{more} |"


def section() -> str:
    """The figures and the table, as they stand between the two marks."""
    known, found = controls(), proofs()
    lines = [
        BEGIN,
        f"{len(known.keys() & found.keys())} of {len(known)} controls carry a test.",
        "",
    ]
    for chapter, title in CHAPTERS.items():
        mine = [one for one in known.values() if one.chapter == chapter]
        count = sum(one.number in found for one in mine)
        lines += [f"### V{chapter} {title}: {count} of {len(mine)}", ""]
        lines += [
            "| control | requirement, in our words | tests below `tests/` |",
            "| --- | --- | --- |",
        ]
        lines += [_row(one, found.get(one.number, [])) for one in mine] + [""]
    lines += ["### Without a test, and why", ""]
    lines += [f"* **{one.number}** {one.missing}" for one in known.values() if one.missing]
    return "\n".join([*lines, END])


def written(text: str) -> str:
    """The document with its section made anew."""
    return re.sub(
        f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: section(), text, flags=re.DOTALL
    )


def main() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    if "--check" in sys.argv:
        sys.exit(
            0 if written(text) == text else "docs/security.md is stale: python -m scripts.asvs"
        )
    DOCUMENT.write_text(written(text), encoding="utf-8")


if __name__ == "__main__":
    main()
