"""One line of text as outlines, shaped by HarfBuzz: whoever shows the picture needs no font."""

import functools
import io
import re
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent.parent / "static" / "fonts"
RUN = re.compile(r"[0-9۰-۹]+(?:[.,٫٬][0-9۰-۹]+)*|[^0-9۰-۹]+")
ARABIC = 0x600
SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}
FINE = 0.0073  # above this scale a tenth of a unit is enough


@functools.cache
def _face(script: str) -> hb.Face:
    font = TTFont(FONTS / f"vazirmatn-{script}.woff2")
    font.flavor = None
    content = io.BytesIO()
    font.save(content)
    return hb.Face(content.getvalue())


class _Pen:
    """Collects the outlines of glyphs as an SVG path."""

    def __init__(self, scale: float) -> None:
        self.scale, self.x, self.y = scale, 0.0, 0.0
        self.places = 1 if scale > FINE else 2
        self.path: list[str] = []
        self.draw = hb.DrawFuncs()
        self.draw.set_move_to_func(lambda x, y, _: self._add("M", x, y))
        self.draw.set_line_to_func(lambda x, y, _: self._add("L", x, y))
        self.draw.set_quadratic_to_func(lambda a, b, x, y, _: self._add("Q", a, b, x, y))
        self.draw.set_cubic_to_func(lambda a, b, c, d, x, y, _: self._add("C", a, b, c, d, x, y))
        self.draw.set_close_path_func(lambda _: self.path.append("Z"))

    def _add(self, verb: str, *points: float) -> None:
        signs = (1, -1)
        origin = (self.x, self.y)
        moved = [
            f"{origin[i % 2] + signs[i % 2] * point * self.scale:.{self.places}f}"
            for i, point in enumerate(points)
        ]
        self.path.append(verb + " ".join(moved))


def _glyphs(line: str, font: hb.Font, *, is_persian: bool) -> list[tuple[int, hb.GlyphPosition]]:
    """Persian is split into runs, so that numbers keep their left-to-right order."""
    glyphs = []
    for run in RUN.findall(line)[::-1] if is_persian else [line]:
        buffer = hb.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        if is_persian:
            buffer.script = "Arab"
            buffer.direction = "ltr" if run[0].isdigit() else "rtl"
        hb.shape(font, buffer, {})
        places = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        glyphs += [(info.codepoint, position) for info, position in places]
    return glyphs


def text(
    line: str,
    x: float,
    y: float,
    size: float,
    *,
    weight: int = 700,
    fill: str = "#000",
    anchor: str = "middle",
    widest: float | None = None,
) -> str:
    """`line` with its baseline at y, no wider than `widest`."""
    is_persian = any(ord(letter) >= ARABIC for letter in line)
    font = hb.Font(_face("fa" if is_persian else "latin"))
    font.set_variations({"wght": weight})
    glyphs = _glyphs(line, font, is_persian=is_persian)
    advance = sum(position.x_advance for _, position in glyphs)
    scale = size / font.face.upem
    if widest and advance * scale > widest:
        scale = widest / advance
    pen, cursor = _Pen(scale), x - advance * scale * SHARE[anchor]
    for glyph, position in glyphs:
        pen.x, pen.y = cursor + position.x_offset * scale, y - position.y_offset * scale
        font.draw_glyph(glyph, pen.draw)
        cursor += position.x_advance * scale
    return f'<path d="{"".join(pen.path)}" fill="{fill}"/>'
