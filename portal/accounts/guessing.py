"""What a guesser tries first: common words, words stretched to length, keyboard walks, own names.

Long passwords made from short ones are the trap of a length rule: `password1234567`,
`olive olive olive`, `qwertyuiopasdfg` are long and bad.
"""

import gzip
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from portal.core.text import compact_key

FEWEST_LETTERS = 5  # different ones
STEPS_A_RUN = 4  # runs shorter than this on average are no walk
UNFORESEEN = 8  # characters that must be left when known words are taken away
SHORTEST_NAME = 4
ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو",
    "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
)
_NEXT = {(a, b) for row in ROWS for a, b in pairwise(row)}
_NEIGHBOURS = _NEXT | {(b, a) for a, b in _NEXT} | {(c, c) for row in ROWS for c in row}
_REPEATED = re.compile(r"(.+?)\1+(.*)")
_PADDING = re.compile(r"^[\W\d_]+|[\W\d_]+$")


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """The list of data/README.md, read when first needed."""
    packed = files("portal.accounts").joinpath("data", "common_passwords.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split())


def _unit(word: str) -> str:
    """The shortest piece that `word` repeats, or the word itself: "oliveoliveol" is "olive"."""
    found = _REPEATED.fullmatch(word)
    if found and found[1].startswith(found[2][: len(found[1])]):
        return found[1]
    return word


def _runs(word: str) -> int:
    """How many walks over a keyboard row or the alphabet make up `word`."""
    return 1 + sum(pair not in _NEIGHBOURS for pair in pairwise(word))


def is_common(password: str) -> bool:
    """Whether a guesser with a word list and the usual tricks finds it early."""
    word = compact_key(password)
    if len(set(word)) < FEWEST_LETTERS or _runs(word) * STEPS_A_RUN <= len(word):
        return True
    unit = _unit(word)
    stretched = len(unit) < len(word) and len(unit) < UNFORESEEN
    return stretched or not common().isdisjoint({word, unit, _PADDING.sub("", word)})


def is_made_of(password: str, names: Iterable[str]) -> bool:
    """Whether little is left once the person's, firm's and site's own words are taken away."""
    left = compact_key(password)
    words = {compact_key(word) for name in names for word in re.split(r"[\s@.\u200c]+", name)}
    whole = {compact_key(name) for name in names}
    known = sorted((word for word in words | whole if len(word) >= SHORTEST_NAME), key=len)
    for word in reversed(known):
        left = left.replace(word, "")
    return left != compact_key(password) and len(left) < UNFORESEEN
