"""Draw the demo's product pictures: `portal/demo/art/pictures.toml` to PNG, in both languages.

    python -m scripts.draw_art [name ...]

Needs fonttools, uharfbuzz, brotli, typst and pillow in an environment of its own. The pictures are
committed; draw again only when a label or a kind changes.
"""

import io
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from scripts.art import packets, vessels
from scripts.art.motifs import Words

FOLDER = Path(__file__).resolve().parent.parent / "portal" / "demo" / "art"
SIDE = 1200  # pixels
COLOURS = 224  # flat artwork: more changes nothing that an eye sees
PAGE = """#set page(width: {side}pt, height: {side}pt, margin: 0pt, fill: none)
#image("a.svg", width: 100%)"""
LABELS = ("band", "paper", "ink")


def svg_of(entry: dict[str, Any], language: str) -> str:
    """The picture of one entry with the label of `language`."""
    kind = entry["kind"]
    draw = getattr(vessels, kind, None) or getattr(packets, kind)
    title, sub, size = entry[language]
    colours = {name: entry[name] for name in LABELS if name in entry}
    looks = {
        name: entry[name] for name in ("body", "contents", "seed", "stuffing") if name in entry
    }
    return draw(Words(title, sub, size, **colours), **looks)


def png_of(svg: str) -> bytes:
    """A palette PNG with transparency, SIDE pixels square."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.svg").write_text(svg, encoding="utf-8")
        page = Path(folder, "a.typ")
        page.write_text(PAGE.format(side=SIDE * 2), encoding="utf-8")
        drawn = typst.compile(str(page), format="png", ppi=72)
    image = (
        Image.open(io.BytesIO(drawn)).convert("RGBA").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    )
    packed = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, kmeans=2)
    content = io.BytesIO()
    packed.save(content, "PNG", optimize=True)
    return content.getvalue()


def main(names: list[str]) -> None:
    entries = tomllib.loads((FOLDER / "pictures.toml").read_text(encoding="utf-8"))
    total = 0
    for name in names or entries:
        for language, suffix in (("fa", ""), ("en", "-en")):
            content = png_of(svg_of(entries[name], language))
            (FOLDER / f"{name}{suffix}.png").write_bytes(content)
            total += len(content)
        print(name, len(content))
    print(total, "bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
