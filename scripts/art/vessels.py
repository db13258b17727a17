"""Bottles, tins, jars and pails: the kinds of the design guide."""

import random

from scripts.art.lettering import text
from scripts.art.motifs import (
    FLAT,
    GLASS,
    METAL,
    ROUND,
    Words,
    band_of,
    brand,
    gradient,
    label,
    mark,
    olives,
    picture,
    shadow,
    shine,
)

CLOSE = "65 108 470 470"
TONES = {
    "green": ["#8c9c3a", "#a3b24b", "#7b8b31", "#97a743"],
    "black": ["#3b2d33", "#4a3a3f", "#2e2329", "#57454a"],
    "mix": ["#8c9c3a", "#4a3a3f", "#a3b24b", "#6b4a3f"],
    "parvardeh": ["#6f6a2e", "#857b38", "#5c5625", "#937f45", "#7a3328"],
}
BRINE = {"green": "#c9cf8c", "black": "#8d7f78", "mix": "#b9b57e", "parvardeh": "#8a7d3c"}
CRUMBS = ["#a62b2b", "#c8a06a", "#e1c48e", "#8e1f2c", "#4f6b2a"]
JAR_GLASS = gradient(
    "j", [(0, "#fff", 0.5), (0.1, "#fff", 0.06), (0.9, "#fff", 0.04), (1, "#fff", 0.4)]
)


def _bottle_shape() -> str:
    return (
        '<path d="M271 96H329V176C329 204 392 206 392 246V528Q392 552 368 552H232Q208 552 208 528'
        'V246C208 206 271 204 271 176Z" fill="url(#g)"/>'
        + shine(
            "M222 256C222 232 250 222 268 206V210C256 226 236 236 236 262V520Q222 516 222 500Z", 0.2
        )
        + shine("M283 104H291V180C291 190 286 198 280 204C283 196 283 186 283 176Z", 0.22)
        + '<rect x="262" y="84" width="76" height="20" rx="5" fill="#1a2410"/>'
        '<rect x="266" y="34" width="68" height="56" rx="7" fill="url(#m)"/>'
        '<rect x="266" y="76" width="68" height="4" fill="#5d430c" opacity=".5"/>'
    )


def bottle(words: Words, **_: object) -> str:
    """Square dark glass."""
    body = shadow(120) + _bottle_shape() + label(words, 222, 288, 156, 236)
    return picture(body, GLASS + METAL)


def trio(words: Words, **_: object) -> str:
    """Three small bottles side by side."""
    one = _bottle_shape() + label(words, 222, 288, 156, 236)
    placed = "".join(
        f'<g transform="translate({x} 138) scale(.75)">{one}</g>' for x in (-62, 212, 75)
    )
    return picture(shadow(210) + placed, GLASS + METAL, "24 40 552 552")


def dorica(words: Words, *, body: str | None = None, **_: object) -> str:
    """Round clear glass; `body` is the colour of the oil."""
    oil = body or "#d8a51f"
    stops = [(0, "#9b7410", 1), (0.14, oil, 1), (0.3, "#f5d566", 1), (0.62, oil, 1)]
    defs = gradient("o", [*stops, (0.9, "#b5860f", 1), (1, "#86640c", 1)])
    glass = (
        '<path d="M274 92H326V180C326 232 400 240 400 312V520Q400 552 368 552H232Q200 552 200 520'
        'V312C200 240 274 232 274 180Z" fill="#eef0e2" stroke="#b9bda2" stroke-width="2"/>'
        '<path d="M279 150H321V182C321 236 393 246 393 314V519Q393 545 367 545H233Q207 545 207 519'
        'V314C207 246 279 236 279 182Z" fill="url(#o)"/>'
        '<ellipse cx="300" cy="150" rx="21" ry="4" fill="#fbe9a6"/>'
        + shine(
            "M216 322C216 286 240 270 258 252C246 276 230 290 230 326V524Q216 520 216 500Z", 0.42
        )
        + shine("M372 330Q382 330 382 350V500Q382 512 374 514Z", 0.25)
        + '<rect x="266" y="86" width="68" height="16" rx="5" fill="#2c3a18"/>'
        '<rect x="269" y="36" width="62" height="54" rx="7" fill="#343f1a"/>'
        '<rect x="276" y="36" width="8" height="54" fill="#fff" opacity=".18"/>'
    )
    return picture(shadow(124) + glass + label(words, 216, 322, 168, 204), defs)


def _printed(words: Words, ground: str) -> str:
    """The brand printed straight on metal, 184..416 wide."""
    paper = words.paper
    return (
        mark(232, 150, 1.36, paper, ground)
        + brand(words, 300, 352, 54, paper, 206)
        + band_of(words, 184, 402, 232, 84)
        + text(words.size, 300, 522, 21, weight=600, fill=paper, widest=200)
    )


def tin(words: Words, *, body: str | None = None, **_: object) -> str:
    """A family tin with handle and red cap."""
    ground = body or "#46531f"
    metal = (
        '<path d="M236 96Q300 52 364 96" fill="none" stroke="#7d5d15" stroke-width="11" '
        'stroke-linecap="round"/><rect x="356" y="78" width="44" height="36" rx="5" '
        'fill="#b23a26"/><rect x="356" y="84" width="44" height="5" fill="#fff" opacity=".25"/>'
        '<rect x="178" y="108" width="244" height="18" rx="6" fill="url(#m)"/>'
        f'<rect x="184" y="122" width="232" height="420" fill="{ground}"/>'
        '<rect x="178" y="536" width="244" height="17" rx="6" fill="url(#m)"/>'
    )
    gloss = '<rect x="184" y="122" width="232" height="420" fill="url(#t)"/>'
    whole = shadow(136) + metal + _printed(words, ground) + gloss
    return picture(whole, METAL + ROUND, "40 58 520 520")


def halab(words: Words, *, body: str | None = None, **_: object) -> str:
    """The square 18 kg tin: wider, ribbed, two handles' width of bare metal above and below."""
    ground = body or "#46531f"
    ribs = "".join(
        f'<rect x="150" y="{y}" width="300" height="5" rx="2" fill="#6d6f5c" opacity=".5"/>'
        for y in (112, 124, 520, 532)
    )
    metal = (
        '<path d="M262 92Q300 58 338 92" fill="none" stroke="#8a8c78" stroke-width="9"/>'
        '<rect x="150" y="92" width="300" height="460" rx="6" fill="#b9bba8"/>'
        f'{ribs}<rect x="150" y="138" width="300" height="374" fill="{ground}"/>'
        '<ellipse cx="392" cy="92" rx="26" ry="8" fill="#8a8c78"/>'
    )
    art = (
        mark(246, 152, 1.08, words.paper, ground)
        + brand(words, 300, 322, 52, words.paper, 240)
        + band_of(words, 150, 372, 300, 92)
        + text(words.size, 300, 496, 22, weight=600, fill=words.paper, widest=260)
    )
    gloss = '<rect x="150" y="92" width="300" height="460" rx="6" fill="url(#t)"/>'
    return picture(shadow(168) + metal + art + gloss, ROUND, "40 58 520 520")


def drum(words: Words, *, body: str | None = None, **_: object) -> str:
    """A steel drum of 190 kg."""
    ground = body or "#0e5453"
    hoops = "".join(
        f'<rect x="136" y="{y}" width="328" height="12" rx="6" fill="#fff" opacity=".22"/>'
        for y in (118, 250, 392, 528)
    )
    steel = (
        f'<rect x="144" y="112" width="312" height="440" rx="14" fill="{ground}"/>'
        f'<ellipse cx="300" cy="116" rx="156" ry="22" fill="{ground}"/>'
        '<ellipse cx="300" cy="112" rx="144" ry="17" fill="#fff" opacity=".14"/>'
        '<ellipse cx="352" cy="110" rx="18" ry="6" fill="#1a2410" opacity=".6"/>'
        f"{hoops}"
    )
    gloss = '<rect x="144" y="112" width="312" height="440" rx="14" fill="url(#t)"/>'
    return picture(
        shadow(170) + steel + gloss + label(words, 210, 268, 180, 244), ROUND, "40 58 520 520"
    )


def can(words: Words, *, body: str | None = None, **_: object) -> str:
    """A short round food can with a ring-pull lid."""
    ground = body or "#57304a"
    metal = (
        '<ellipse cx="300" cy="246" rx="150" ry="22" fill="#d9dac9"/>'
        '<ellipse cx="300" cy="243" rx="136" ry="16" fill="#b9bba8"/>'
        '<ellipse cx="322" cy="243" rx="26" ry="7" fill="none" stroke="#8a8c78" stroke-width="4"/>'
        '<rect x="150" y="246" width="300" height="296" fill="#c6c8b5"/>'
        f'<rect x="150" y="264" width="300" height="262" fill="{ground}"/>'
        '<rect x="146" y="532" width="308" height="18" rx="8" fill="#b9bba8"/>'
    )
    art = (
        mark(266, 270, 0.68, words.paper, ground)
        + brand(words, 300, 384, 36, words.paper, 220)
        + band_of(words, 150, 418, 300, 76)
        + text(words.size, 300, 516, 18, weight=600, fill=words.paper, widest=240)
    )
    gloss = '<rect x="150" y="246" width="300" height="296" fill="url(#t)"/>'
    return picture(shadow(160) + metal + art + gloss, ROUND, "80 160 440 440")


def _crumbs(area: tuple[float, float, float, float], seed: int) -> str:
    """Walnut, pomegranate and herbs of parvardeh."""
    x, y, w, h = area
    rnd = random.Random(seed)
    return "".join(
        f'<circle cx="{rnd.uniform(x, x + w):.0f}" cy="{rnd.uniform(y + 14, y + h):.0f}" '
        f'r="{rnd.uniform(3, 7):.0f}" fill="{rnd.choice(CRUMBS)}"/>'
        for _ in range(70)
    )


def _glass_jar(
    path: str, area: tuple[float, float, float, float], inside: str, contents: str
) -> str:
    x, y, w, h = area
    return (
        f'<clipPath id="c"><path d="{path}"/></clipPath><path d="{path}" fill="{BRINE[contents]}"/>'
        f'<g clip-path="url(#c)">{inside}'
        f'<rect x="{x}" y="{y - 14}" width="{w}" height="34" fill="#fff" opacity=".25"/>'
        f'<rect x="{x}" y="{y - 20}" width="{w}" height="{h + 30}" fill="url(#j)"/></g>'
        f'<path d="{path}" fill="none" stroke="#fff" stroke-opacity=".65" stroke-width="4"/>'
        f'<path d="{path}" fill="none" stroke="#6d7452" stroke-opacity=".5" stroke-width="1.5"/>'
        + shine(
            f"M{x + 10} {y + 70}Q{x + 8} {y + 40} {x + 20} {y + 30}V{y + h - 30}"
            f"Q{x + 10} {y + h - 36} {x + 10} {y + h - 56}Z",
            0.4,
        )
    )


def _lid(x: float, y: float, w: float, h: float) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="10" fill="url(#m)"/>'
        f'<path d="M{x} {y + h - 14}H{x + w}M{x} {y + 16}H{x + w}" stroke="#6d4a08" '
        'stroke-opacity=".35" stroke-width="2"/>'
    )


def _end(contents: str, stuffing: str | None) -> str | None:
    return stuffing or ("#5f6d25" if contents == "green" else None)


def jar(
    words: Words,
    *,
    contents: str = "green",
    seed: int = 7,
    stuffing: str | None = None,
    **_: object,
) -> str:
    """A tall glass jar of olives; `stuffing` colours their ends."""
    path = (
        "M206 196C206 220 184 224 184 256V516Q184 552 220 552H380Q416 552 416 516V256"
        "C416 224 394 220 394 196Z"
    )
    area = (184.0, 206.0, 232.0, 346.0)
    inside = olives(area, TONES[contents], seed, radius=20, pit=_end(contents, stuffing))
    whole = (
        shadow(136)
        + _glass_jar(path, area, inside, contents)
        + _lid(196, 128, 208, 70)
        + label(words, 210, 298, 180, 212)
    )
    return picture(whole, METAL + JAR_GLASS, CLOSE)


def minijar(
    words: Words,
    *,
    contents: str = "green",
    seed: int = 7,
    stuffing: str | None = None,
    **_: object,
) -> str:
    """A low jar for parvardeh and pastes."""
    path = (
        "M214 286C214 300 190 304 190 330V520Q190 552 222 552H378Q410 552 410 520V330"
        "C410 304 386 300 386 286Z"
    )
    area = (190.0, 296.0, 220.0, 256.0)
    inside = olives(area, TONES[contents], seed, radius=17, pit=_end(contents, stuffing))
    if contents == "parvardeh":
        inside += _crumbs(area, seed)
    whole = (
        shadow(136)
        + _glass_jar(path, area, inside, contents)
        + _lid(204, 226, 192, 62)
        + label(words, 212, 340, 176, 190)
    )
    return picture(whole, METAL + JAR_GLASS, "100 184 400 400")


def pail(words: Words, *, body: str | None = None, **_: object) -> str:
    """A lidded pail for kitchens."""
    ground = body or "#f3f0e2"
    shape = "M152 226H448L428 530Q426 552 404 552H196Q174 552 172 530Z"
    plastic = (
        '<path d="M152 230C150 120 450 120 448 230" fill="none" stroke="#8a8a74" stroke-width="8"/>'
        f'<path d="{shape}" fill="{ground}"/>'
        f'<rect x="140" y="196" width="320" height="38" rx="10" fill="{words.band}"/>'
        '<rect x="140" y="196" width="320" height="12" rx="6" fill="#fff" opacity=".22"/>'
    )
    gloss = f'<path d="{shape}" fill="url(#p)"/>'
    return picture(
        shadow(146) + plastic + label(words, 208, 262, 184, 262) + gloss, FLAT + METAL, CLOSE
    )
