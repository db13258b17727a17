"""Papers as PDF, drawn by Typst from JSON; the source never holds anybody's text."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[2]  # the papers show the logo of static/


def draw(name: str, content: dict[str, Any]) -> bytes:
    """The PDF of `<name>.typ` filled with `content` (strings already in the reader's digits)."""
    made: bytes = _typst().compile(
        str(HERE / f"{name}.typ"),
        root=str(ROOT),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
    )
    return made


def _typst() -> Any:
    """Loaded with the first paper: it takes 7 MB, and most workers never draw one."""
    return import_module("typst")


def ltr(text: object) -> dict[str, str]:
    """A run that stays left to right inside Persian text: codes, phones, Latin names."""
    return {"ltr": str(text)}
