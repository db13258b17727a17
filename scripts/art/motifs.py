"""What the packs share: sprig, mark, label, glass, metal, shadow, olives; in a box of 600."""

import random
from dataclasses import dataclass

from scripts.art.lettering import text

GOLD = "#e0ab2c"
ARCH = "M0 100V44C0 22 16 14 30 7C40 2 46-2 50-10C54-2 60 2 70 7C84 14 100 22 100 44V100Z"


@dataclass(frozen=True, slots=True)
class Words:
    """What the label says, and its colours."""

    title: str
    sub: str
    size: str
    brand: str = "چهل‌زیتون"
    band: str = "#46531f"
    paper: str = "#f7f2df"
    ink: str = "#343f1a"


def leaf(x: float, y: float, length: float, width: float, angle: float, fill: str) -> str:  # noqa: PLR0917 - plain geometry
    a, b, low = length * 0.25, length * 0.75, width * 0.8
    return (
        f'<path transform="translate({x} {y}) rotate({angle})" fill="{fill}" '
        f'd="M0 0C{a:.1f} {-width} {b:.1f} {-width} {length} 0'
        f'C{b:.1f} {low:.1f} {a:.1f} {low:.1f} 0 0Z"/>'
    )


def sprig(
    x: float,
    y: float,
    scale: float = 1,
    *,
    stem: str = "#5a6a26",
    light: str = "#748533",
    dark: str = "#95a54c",
    fruit: str = GOLD,
) -> str:
    """An upright olive sprig, 100 units tall, its foot at (x, y)."""
    leaves = ""
    for height, length in ((-22, 34), (-44, 36), (-66, 31)):
        leaves += leaf(0, height, length, 7.5, -38, light)
        leaves += leaf(0, height - 6, length, 7.5, -142, dark)
    return (
        f'<g transform="translate({x} {y}) scale({scale})">'
        f'<path d="M0 0C-3-30 3-60 0-92" stroke="{stem}" stroke-width="3.2" fill="none" '
        f'stroke-linecap="round"/>{leaves}{leaf(0, -86, 26, 6.5, -90, light)}'
        f'<ellipse cx="13" cy="-33" rx="7" ry="9" fill="{fruit}" transform="rotate(-18 13 -33)"/>'
        f'<ellipse cx="-12" cy="-60" rx="6.2" ry="8" fill="{fruit}" '
        'transform="rotate(16 -12 -60)"/></g>'
    )


def mark(x: float, y: float, scale: float, ground: str, figure: str) -> str:
    """The Safavid arch holding a sprig; box 100 x 110."""
    inner = sprig(50, 93, 0.8, stem=figure, light=figure, dark=figure)
    return (
        f'<g transform="translate({x:.2f} {y:.2f}) scale({scale:.4f})">'
        f'<g transform="translate(0 10)"><path d="{ARCH}" fill="{ground}"/>{inner}</g></g>'
    )


def gradient(name: str, stops: list[tuple[float, str, float]], *, is_upright: bool = False) -> str:
    """A linear gradient of (offset, colour, opacity)."""
    axis = ' x2="0" y2="1"' if is_upright else ""
    body = "".join(
        f'<stop offset="{offset}" stop-color="{colour}" stop-opacity="{opacity}"/>'
        for offset, colour, opacity in stops
    )
    return f'<linearGradient id="{name}"{axis}>{body}</linearGradient>'


def _solid(*stops: tuple[float, str]) -> list[tuple[float, str, float]]:
    return [(offset, colour, 1) for offset, colour in stops]


GLASS = gradient(
    "g",
    _solid(
        (0, "#1a2410"),
        (0.12, "#4b5f28"),
        (0.26, "#2c3a18"),
        (0.7, "#222e13"),
        (0.9, "#465826"),
        (1, "#18210e"),
    ),
)
AMBER = gradient(
    "a",
    _solid((0, "#4a2408"), (0.14, "#a8601f"), (0.3, "#7a4012"), (0.75, "#6a3610"), (1, "#3f1e06")),
)
METAL = gradient(
    "m",
    _solid((0, "#8a6a1c"), (0.2, "#f3dc96"), (0.42, "#c99a35"), (0.75, "#e9c869"), (1, "#7d5d15")),
)
ROUND = gradient(
    "t",
    [
        (0, "#000", 0.38),
        (0.08, "#fff", 0.12),
        (0.2, "#000", 0),
        (0.84, "#000", 0),
        (0.94, "#fff", 0.14),
        (1, "#000", 0.34),
    ],
)
FLAT = gradient(
    "p",
    [
        (0, "#000", 0.22),
        (0.12, "#fff", 0.25),
        (0.3, "#000", 0),
        (0.8, "#000", 0),
        (1, "#000", 0.24),
    ],
)


def shadow(radius: float, x: float = 300) -> str:
    return (
        f'<ellipse cx="{x}" cy="556" rx="{radius}" ry="13" fill="#20240f" opacity=".16"/>'
        f'<ellipse cx="{x}" cy="553" rx="{radius * 0.8:.0f}" ry="7" fill="#20240f" opacity=".22"/>'
    )


def shine(path: str, opacity: float = 0.3) -> str:
    return f'<path d="{path}" fill="#fff" opacity="{opacity}"/>'


def picture(body: str, defs: str, box: str = "24 24 552 552") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="1200" height="1200">'
        f"<defs>{defs}</defs>{body}</svg>"
    )


def label(words: Words, x: float, y: float, w: float, h: float, radius: float = 6) -> str:  # noqa: PLR0917 - plain geometry
    """The joint brand's paper label: mark, name, coloured band with the goods, size below."""
    middle, k = x + w / 2, w / 150
    scale = min(0.5 * k, h * 0.36 / 110)
    top = y + 13 + 110 * scale
    band = min(h - (top - y) - 50 * k, 64 * k)
    band_top = top + 46 * k
    rest = y + h - (band_top + band)
    size = min(13 * k, rest * 0.62)
    foot = text(
        words.size,
        middle,
        band_top + band + rest * 0.62,
        size,
        weight=600,
        fill=words.ink,
        widest=w - 20,
    )
    return "".join(
        [
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{radius}" fill="{words.paper}"/>',
            _frame(words.ink, x + 5, y + 5, w - 10, h - 10),
            mark(middle - 50 * scale, y + 13, scale, words.ink, words.paper),
            brand(words, middle, top + 24 * k, 25 * k, words.ink, w - 22),
            band_of(words, x, band_top, w, band),
            foot if rest > 14 else "",
        ]
    )


def _frame(ink: str, x: float, y: float, w: float, h: float) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="3" fill="none" stroke="{ink}" '
        'stroke-opacity=".35" stroke-width="1.2"/>'
    )


def brand(words: Words, x: float, y: float, size: float, fill: str, widest: float) -> str:  # noqa: PLR0917 - plain geometry
    """The name in Persian, and in Latin letters below it."""
    return text(words.brand, x, y, size, weight=800, fill=fill, widest=widest) + text(
        "FORTY OLIVES", x, y + size * 0.56, size * 0.36, weight=600, fill=fill
    )


def band_of(words: Words, x: float, y: float, w: float, h: float) -> str:
    """The coloured band: what it is, and what kind."""
    middle = x + w / 2
    return (
        f'<rect x="{x}" y="{y:.1f}" width="{w}" height="{h:.1f}" fill="{words.band}"/>'
        + text(words.title, middle, y + h * 0.48, h * 0.36, weight=800, fill="#fff", widest=w - 16)
        + text(words.sub, middle, y + h * 0.83, h * 0.25, weight=500, fill="#fff", widest=w - 18)
    )


def olives(
    area: tuple[float, float, float, float],
    tones: list[str],
    seed: int,
    *,
    radius: float = 19,
    pit: str | None = None,
) -> str:
    """Rows of olives filling (x, y, width, height) from the bottom; `pit` shows a stuffed end."""
    x, y, w, h = area
    rnd = random.Random(seed)
    shapes = "".join(_olive(i, tone, radius, pit) for i, tone in enumerate(tones))
    placed, row, height = [f"<defs>{shapes}</defs>"], 0, y + h - radius * 0.7
    while height > y - radius * 0.1:
        along = x + (radius * 0.9 if row % 2 else 0)
        while along < x + w + radius:
            at = f"{along + rnd.uniform(-3, 3):.0f} {height + rnd.uniform(-3, 3):.0f}"
            placed.append(
                f'<use href="#v{rnd.randrange(len(tones))}" '
                f'transform="translate({at})rotate({rnd.randint(-35, 35)})"/>'
            )
            along += radius * 1.78
        height -= radius * 1.32
        row += 1
    return "".join(placed)


def _olive(number: int, tone: str, radius: float, pit: str | None) -> str:
    end = f'<circle cx="{radius * 0.62:.0f}" r="{radius * 0.26:.0f}" fill="{pit}"/>' if pit else ""
    return (
        f'<g id="v{number}"><ellipse rx="{radius}" ry="{radius * 0.8:.0f}" fill="{tone}"/>'
        f'<ellipse cx="-{radius * 0.3:.0f}" cy="-{radius * 0.3:.0f}" rx="{radius * 0.34:.0f}" '
        f'ry="{radius * 0.2:.0f}" fill="#fff" opacity=".38"/>{end}</g>'
    )
