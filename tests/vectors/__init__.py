"""The shared vectors, read once."""

import json
from pathlib import Path
from typing import Any


def load(name: str) -> dict[str, Any]:
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
