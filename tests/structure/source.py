"""The project's own files, and their Python as syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PORTAL = ROOT / "portal"
TEMPLATES = PORTAL / "templates"
BUILT = (".venv", "instance", "shots", "__pycache__", ".git", ".hypothesis", "bench-results")


@cache
def files() -> tuple[Path, ...]:
    """What is or will be committed: git's list where there is a repository, else all but built."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if asked.returncode == 0:
        found = (ROOT / name for name in asked.stdout.decode().split("\0") if name)
    else:
        found = (path for path in ROOT.rglob("*") if not set(path.parts) & set(BUILT))
    return tuple(sorted(path for path in found if path.is_file()))


def named(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """Our files that end so, below `under`."""
    return [path for path in files() if path.suffix in suffixes and path.is_relative_to(under)]


def place(path: Path, line: int) -> str:
    """ "portal/web/x.py:12", for the message of a failing test."""
    return f"{path.relative_to(ROOT)}:{line}"


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def nodes(*kinds: type[ast.AST], under: Path = PORTAL) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of these kinds in the Python below `under`."""
    for path in named(".py", under=under):
        for node in ast.walk(tree(path)):
            if isinstance(node, kinds):
                yield path, node


def name_of(function: ast.expr) -> str:
    """The last part of what is called: "Refused" of `errors.Refused(...)`."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
