"""One thing, many names: فرابکر, بکر ممتاز, EVOO and extra virgin find the same oils.

`data/synonyms.json` is edited by people: groups of phrases that mean the same, Latin spellings of
Persian words, and words that nobody searches for. A product's text gets the mark of each group that
it names; a query's phrase becomes the mark. After an edit `cards.rebuild` writes the marks anew.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.core.text import search_key

FILE = Path(__file__).with_name("data") / "synonyms.json"
MARK = "ⵙ"  # a letter that neither Persian nor English text holds
PLURALS = ("های", "ها")
SHORTEST_STEM = 3
LONGEST_WORD = 40  # letters that tell a word apart; PostgreSQL refuses lexemes of 2 KB

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """`marks`: phrase -> mark of its group; `longest`: words in the longest phrase."""

    marks: dict[Words, str]
    spellings: dict[str, str]
    unsaid: frozenset[str]
    longest: int


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: search keys, plurals and the Latin s taken off."""
    return [_stem(word)[:LONGEST_WORD] for word in search_key(text).split()]


def _stem(word: str) -> str:
    if word.isascii():
        is_plural = len(word) > SHORTEST_STEM and word.endswith("s") and not word.endswith("ss")
        return word[:-1] if is_plural else word
    for plural in PLURALS:
        if word.endswith(plural) and len(word) - len(plural) > SHORTEST_STEM:
            return word.removesuffix(plural)
    return word


@lru_cache(maxsize=1)
def known() -> Synonyms:
    """The file, read once. Compounds may be written joined: بیهسته is بی‌هسته."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    marks: dict[Words, str] = {}
    for group, phrases in content["groups"].items():
        for phrase in phrases:
            words = tuple(words_of(phrase))
            marks[words] = marks["".join(words),] = MARK + group.replace("_", "")
    return Synonyms(
        marks=marks,
        spellings={latin: search_key(word) for latin, word in content["spellings"].items()},
        unsaid=frozenset(search_key(word) for word in content["unsaid"]),
        longest=max(map(len, marks)),
    )


def marked(words: Sequence[str]) -> list[tuple[Words, str | None]]:
    """Cut `words` into the longest phrases that have a mark, and single words that have none."""
    synonyms, pieces, start = known(), [], 0
    while start < len(words):
        phrase, mark = _longest_phrase(synonyms, words, start)
        pieces.append((phrase, mark))
        start += len(phrase)
    return pieces


def _longest_phrase(
    synonyms: Synonyms, words: Sequence[str], start: int
) -> tuple[Words, str | None]:
    for length in range(min(synonyms.longest, len(words) - start), 0, -1):
        phrase = tuple(words[start : start + length])
        if phrase in synonyms.marks:
            return phrase, synonyms.marks[phrase]
    return (words[start],), None
