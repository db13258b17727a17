"""The files under `data/`: where each comes from is told in data/README.md."""

import csv
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """The lines of `<name>.csv`, by column."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(name: str) -> Any:
    """The content of `<name>.json`."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def markdown(name: str) -> tuple[str, str]:
    """Title (the first line, without its mark) and body of `<name>.md`."""
    title, body = (FOLDER / f"{name}.md").read_text(encoding="utf-8").split("\n", 1)
    return title.removeprefix("# ").strip(), body.strip() + "\n"
