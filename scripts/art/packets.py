"""Pouches, boxes, bags, and what the tree gives besides oil: soap, cream, saplings."""

import random

from scripts.art.lettering import text
from scripts.art.motifs import (
    AMBER,
    FLAT,
    GOLD,
    METAL,
    ROUND,
    Words,
    band_of,
    brand,
    label,
    leaf,
    mark,
    olives,
    picture,
    shadow,
    shine,
)
from scripts.art.vessels import TONES

CLOSE = "65 108 470 470"


def pouch(words: Words, *, contents: str = "green", seed: int = 7, **_: object) -> str:
    """A stand-up pouch with a window."""
    shape = "M176 140H424L436 536Q300 572 164 536Z"
    window = (
        '<clipPath id="w"><rect x="204" y="424" width="192" height="100" rx="40"/></clipPath>'
        '<rect x="204" y="424" width="192" height="100" rx="40" fill="#c9cf8c"/>'
        '<g clip-path="url(#w)">'
        + olives((204, 420, 192, 108), TONES[contents], seed, radius=17)
        + "</g>"
    )
    front = (
        f'<path d="{shape}" fill="{words.paper}"/>'
        f'<rect x="174" y="120" width="252" height="30" rx="5" fill="{words.band}"/>'
        '<path d="M180 160H420" stroke="#343f1a" stroke-opacity=".25" stroke-width="3"/>'
        + mark(252, 166, 0.96, words.ink, words.paper)
        + brand(words, 300, 302, 40, words.ink, 210)
        + band_of(words, 170, 338, 260, 68)
    )
    size = text(words.size, 300, 545, 17, weight=600, fill=words.ink, widest=180)
    gloss = f'<path d="{shape}" fill="url(#p)"/>'
    return picture(shadow(146) + front + window + size + gloss, FLAT, CLOSE)


def box(words: Words, *, body: str | None = None, **_: object) -> str:
    """A carton with a side, printed as a label."""
    ground = body or "#46531f"
    carton = (
        f'<path d="M180 200L236 172H452L408 200Z" fill="{ground}" opacity=".75"/>'
        f'<path d="M408 200L452 172V520L408 552Z" fill="{ground}"/>'
        '<path d="M408 200L452 172V520L408 552Z" fill="#000" opacity=".3"/>'
        f'<rect x="180" y="200" width="228" height="352" fill="{ground}"/>'
    )
    return picture(shadow(150, 312) + carton + label(words, 200, 222, 188, 308), FLAT, CLOSE)


def gift(words: Words, *, body: str | None = None, **_: object) -> str:
    """A gift box with a gold ribbon."""
    ground = body or "#343f1a"
    bow = (
        f'<path d="M300 190C230 120 190 150 214 184C230 204 270 198 300 190Z" fill="{GOLD}"/>'
        f'<path d="M300 190C370 120 410 150 386 184C370 204 330 198 300 190Z" fill="{GOLD}"/>'
        '<circle cx="300" cy="190" r="14" fill="#c08f1a"/>'
    )
    carton = (
        f'<rect x="120" y="252" width="360" height="300" rx="6" fill="{ground}"/>'
        f'<rect x="108" y="196" width="384" height="64" rx="6" fill="{ground}"/>'
        '<rect x="108" y="250" width="384" height="10" fill="#000" opacity=".25"/>'
        f'<rect x="142" y="196" width="26" height="356" fill="{GOLD}"/>'
        f'<rect x="432" y="196" width="26" height="356" fill="{GOLD}"/>'
    )
    front = label(words, 204, 276, 192, 258)
    return picture(shadow(196) + carton + bow + front, FLAT, "50 90 500 500")


def bag(words: Words, *, body: str | None = None, **_: object) -> str:
    """A stitched sack of 10 or 25 kg."""
    ground = body or "#d9cfa9"
    shape = "M166 140Q300 126 434 140Q452 340 440 540Q300 566 160 540Q148 340 166 140Z"
    sack = (
        f'<path d="{shape}" fill="{ground}"/>'
        '<path d="M166 158Q300 144 434 158" stroke="#6d4a08" stroke-width="4" fill="none" '
        'stroke-dasharray="12 7"/>'
        '<path d="M192 200Q180 380 196 520M408 200Q420 380 404 520" stroke="#000" '
        'stroke-opacity=".12" stroke-width="6" fill="none"/>'
    )
    gloss = f'<path d="{shape}" fill="url(#p)"/>'
    return picture(
        shadow(156) + sack + gloss + label(words, 204, 210, 192, 292), FLAT, "55 100 490 490"
    )


def soap(words: Words, *, body: str | None = None, **_: object) -> str:
    """Two bars of soap, the front one in a paper band."""
    bar = body or "#dfe3b4"
    bars = (
        f'<rect x="170" y="300" width="300" height="120" rx="26" fill="{bar}"/>'
        '<rect x="170" y="300" width="300" height="120" rx="26" fill="#000" opacity=".14"/>'
        f'<rect x="130" y="372" width="340" height="180" rx="34" fill="{bar}"/>'
        + shine("M146 430Q146 388 176 386Q160 400 160 430V500Q146 490 146 470Z", 0.45)
    )
    wrap = (
        f'<rect x="182" y="366" width="236" height="192" fill="{words.paper}"/>'
        + mark(272, 372, 0.56, words.ink, words.paper)
        + brand(words, 300, 458, 27, words.ink, 200)
        + band_of(words, 182, 482, 236, 50)
        + text(words.size, 300, 549, 13, weight=600, fill=words.ink, widest=200)
    )
    return picture(shadow(180) + bars + wrap, FLAT, "70 150 460 460")


def pot(words: Words, *, body: str | None = None, **_: object) -> str:
    """A cream jar with a wide metal lid."""
    ground = body or "#f3f0e2"
    jar = (
        f'<rect x="150" y="336" width="300" height="214" rx="40" fill="{ground}"/>'
        '<rect x="140" y="262" width="320" height="86" rx="14" fill="url(#m)"/>'
        '<path d="M140 282H460M140 330H460" stroke="#6d4a08" stroke-opacity=".35" '
        'stroke-width="2"/>'
    )
    front = (
        brand(words, 300, 394, 34, words.ink, 220)
        + band_of(words, 150, 430, 300, 66)
        + text(words.size, 300, 524, 18, weight=600, fill=words.ink, widest=200)
    )
    gloss = '<rect x="150" y="336" width="300" height="214" rx="40" fill="url(#t)"/>'
    return picture(shadow(160) + jar + front + gloss, METAL + ROUND, "80 180 440 440")


def vial(words: Words, **_: object) -> str:
    """An amber bottle for capsules and lotion."""
    glass = (
        '<path d="M256 190H344V220C344 236 404 240 404 280V520Q404 552 372 552H228Q196 552 196 520'
        'V280C196 240 256 236 256 220Z" fill="url(#a)"/>'
        + shine("M212 300Q212 272 240 260V520Q212 520 212 500Z", 0.22)
        + '<rect x="244" y="122" width="112" height="74" rx="9" fill="#46531f"/>'
        '<path d="M258 126V192M276 126V192M294 126V192M312 126V192M330 126V192M344 126V192" '
        'stroke="#fff" stroke-opacity=".14" stroke-width="4"/>'
    )
    return picture(shadow(130) + glass + label(words, 208, 298, 184, 226), AMBER, CLOSE)


def crate(words: Words, *, contents: str = "green", seed: int = 7, **_: object) -> str:
    """A wooden crate heaped with fresh olives."""
    heap = (
        '<clipPath id="h"><path d="M112 352Q180 236 300 230Q420 236 488 352V380H112Z"/></clipPath>'
        '<g clip-path="url(#h)"><rect x="100" y="220" width="400" height="170" fill="#5f6d25"/>'
        + olives((100, 226, 400, 160), TONES[contents], seed, radius=21)
        + "</g>"
        + leaf(200, 268, 84, 14, -28, "#748533")
        + leaf(380, 262, 80, 14, -150, "#5a6a26")
        + leaf(300, 250, 70, 12, -80, "#95a54c")
    )
    boards = "".join(
        f'<rect x="96" y="{y}" width="408" height="58" rx="5" fill="{tone}"/>'
        for y, tone in ((352, "#c8a06a"), (420, "#bd9459"), (488, "#c8a06a"))
    )
    posts = (
        '<rect x="104" y="344" width="26" height="208" fill="#9c7440"/>'
        '<rect x="470" y="344" width="26" height="208" fill="#9c7440"/>'
    )
    front = label(words, 220, 330, 160, 220)
    return picture(shadow(204) + heap + boards + posts + front, FLAT, "60 140 480 480")


def sapling(words: Words, *, seed: int = 7, **_: object) -> str:
    """A young olive tree in its nursery bag."""
    rnd = random.Random(seed)
    crown = ""
    for step in range(26):
        height = 96 + step * 10.5
        reach = 56 + 46 * (step % 7) / 7
        side = -1 if step % 2 else 1
        angle = -90 + side * rnd.uniform(34, 70)
        tone = rnd.choice(["#748533", "#95a54c", "#5a6a26", "#8a9a45"])
        crown += leaf(300 + rnd.uniform(-4, 4), height, reach, 9, round(angle), tone)
    trunk = (
        '<path d="M300 400C294 300 306 200 300 84" stroke="#7a6a3a" stroke-width="8" fill="none"/>'
    )
    soil = (
        '<ellipse cx="300" cy="396" rx="96" ry="18" fill="#4d3f22"/>'
        '<path d="M204 396H396L382 538Q380 552 364 552H236Q220 552 218 538Z" fill="#2b2f22"/>'
        '<path d="M204 396H396L382 538Q380 552 364 552H236Q220 552 218 538Z" fill="url(#p)"/>'
    )
    front = (
        f'<rect x="214" y="416" width="172" height="126" rx="6" fill="{words.paper}"/>'
        + brand(words, 300, 440, 24, words.ink, 140)
        + band_of(words, 214, 460, 172, 58)
        + text(words.size, 300, 535, 14, weight=600, fill=words.ink, widest=140)
    )
    return picture(shadow(110) + trunk + crown + soil + front, FLAT, "34 50 532 532")
