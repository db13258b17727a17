"""Persian and English text: what is stored, what is searched, how names are ordered.

Rules and their vectors: tests/vectors/persian_text.json. The stored form keeps what a reader sees
and drops what a keyboard leaves behind; the search key forgives typing variants; the sort key puts
پ چ ژ ک گ where Persian readers look for them, under any collation of any database.
"""

import re
import unicodedata

PERSIAN_ORDER = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
ZWNJ = "\u200c"

_DIGITS = {ord(c): str(i) for i, c in enumerate("۰۱۲۳۴۵۶۷۸۹")} | {
    ord(c): str(i) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩")
}
_LETTERS = {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک"}
_UNSEEN = dict.fromkeys(
    [
        0x0640,  # tatweel
        0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),  # bidi marks
        0x00AD, 0x200B, 0x2060, 0xFEFF,  # soft hyphen, zero-width space, word joiner, BOM
        *range(0xFE00, 0xFE10),  # variation selectors
    ]
)  # fmt: skip
_CONTROLS = {c: None for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in (0x09, 0x0A, 0x0D)}
_STORED = {**_LETTERS, **_UNSEEN, **_CONTROLS, 0x09: " "}
_ALIKE = {
    ord("ة"): "ه", ord("ە"): "ه", ord("ۀ"): "ه", ord("ٱ"): "ا", ord("ہ"): "ه", ord("ھ"): "ه",
    ord("ۍ"): "ی", ord("ې"): "ی", ord("ے"): "ی", ord("٫"): ".", ord("٬"): None, ord("ء"): None,
    0x200D: None, ord(ZWNJ): " ",
}  # fmt: skip
_SEARCHED = {**_LETTERS, **_UNSEEN, **_ALIKE, **_DIGITS}

_PRESENTATION_FORM = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]+")
_LOOSE_ZWNJ = re.compile(f"{ZWNJ}+(?=\\s|$)|(?<=\\s){ZWNJ}+|^{ZWNJ}+")
_MANY_ZWNJ = re.compile(f"{ZWNJ}{{2,}}")
_SPACES = re.compile(r"[^\S\n]+")
_SPACE_AT_LINE_END = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NOT_A_WORD = re.compile(r"[^\w.]+|_+|(?<!\d)\.|\.(?!\d)")
_NOT_A_SLUG = re.compile(r"[\W_]+")

SLUG_LENGTH = 80
NAMELESS = "-"


def latin_digits(text: str) -> str:
    """Persian and Arabic digits as 0-9; everything else as it was."""
    return text.translate(_DIGITS)


def fold(text: str) -> str:
    """The stored form: Persian ی and ک, no presentation forms, tatweel, bidi marks or stray spaces.

    Digits, half-spaces inside words and line breaks (at most one empty line) stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _PRESENTATION_FORM.sub(_plain_letters, text).translate(_STORED)
    text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", _LOOSE_ZWNJ.sub("", text))
    text = _MANY_ZWNJ.sub(ZWNJ, text)
    return _BLANK_LINES.sub("\n\n", _SPACE_AT_LINE_END.sub("\n", text)).strip()


def _plain_letters(forms: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", forms[0])


def _bare(text: str) -> str:
    """Case, accents, vowel signs and hamza seats removed."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(c for c in text if unicodedata.category(c) != "Mn")


def search_key(text: str) -> str:
    """What a search compares: words of bare letters and Latin digits, one space apart."""
    text = _GROUPING.sub("", _bare(fold(text)).translate(_SEARCHED))
    return " ".join(_NOT_A_WORD.sub(" ", text).split())


def compact_key(text: str) -> str:
    """The search key without spaces: روغن زیتون, روغن‌زیتون and روغنزیتون are one."""
    return search_key(text).replace(" ", "")


_PLACES = "0123456789abcdefghijklmnopqrstuvwxyz"
_RANKS = (
    {" ": "00"}
    | {digit: "1" + digit for digit in "0123456789"}
    | {letter: "5" + letter for letter in "abcdefghijklmnopqrstuvwxyz"}
    | {letter: "p" + _PLACES[i] for i, letter in enumerate(PERSIAN_ORDER)}
)


def _rank(letter: str) -> str:
    """Two ASCII characters that sort as `letter` should; nothing for what has no place."""
    known = _RANKS.get(letter)
    if known is None:
        known = "".join(_RANKS.get(c, "") for c in search_key(letter))
    return known


def sort_key(text: str) -> str:
    """ASCII that any collation orders as Persian readers do: digits, Latin, then آ ا ب پ ... و ه ی.

    Half-spaces do not count. Twice as long as the text.
    """
    words = _NOT_A_WORD.sub(" ", fold(text).casefold().replace(ZWNJ, "")).split()
    return "".join(map(_rank, " ".join(words)))


def slugify(text: str, *, longest: int = SLUG_LENGTH) -> str:
    """Words for an address, in their own script: "روغن زیتون ۵۰۰" gives "روغن-زیتون-500".

    Whole words up to `longest` characters; NAMELESS when nothing is left, so a path part is never
    empty.
    """
    marked = unicodedata.normalize("NFC", latin_digits(fold(text)).casefold())
    bare = "".join(c for c in marked if unicodedata.category(c) != "Mn")
    slug = _NOT_A_SLUG.sub("-", bare).strip("-")
    if len(slug) > longest:
        slug = slug[: longest + 1].rpartition("-")[0] or slug[:longest]
    return slug or NAMELESS
