"""What a Persian entry of the catalogue may not be: empty, fuzzy, half Latin, in Arabic letters."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from babel.messages.catalog import Message

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
NOT_WORDS = re.compile(r"<[^>]*>|&\w+;|\S+@\S+|https?://\S+|%%")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
LATIN_DIGITS = re.compile(r"(?<![A-Za-z0-9])[0-9]+")
ARABIC = re.compile("[يىكة]")


def allowed(path: Path) -> AbstractSet[str]:
    """The Latin words of the allow-list, lower case."""
    if not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line and not line.startswith("#"))


def _names(text: str) -> set[str]:
    return {one or other for one, other in PLACEHOLDER.findall(text)}


def forms(held: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Every plural form of an id or a translation; one when it has no plural."""
    return list(held) if isinstance(held, (tuple, list)) else [held or ""]


def judge(message: Message, latin: AbstractSet[str]) -> Iterator[str]:
    """The faults of one entry, each in a few words."""
    strings = forms(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(strings):
        yield "empty"
        return
    for text in strings:
        if _names(text) != _names(forms(message.id)[-1]):
            yield "other placeholders"
        yield from _letters(text, latin)


def _letters(text: str, latin: AbstractSet[str]) -> Iterator[str]:
    if ARABIC.search(text):
        yield "Arabic ي, ى, ك or ة"
    bare = NOT_WORDS.sub(" ", PLACEHOLDER.sub(" ", text))
    strange = [word for word in LATIN.findall(bare) if word.lower() not in latin]
    if strange:
        yield f"Latin words ({', '.join(strange)})"
    if LATIN_DIGITS.search(bare):
        yield "Latin digits"
